"""The Brazilian texts that a reader of the dashboards sees: ours, complete, and nobody's guess."""

from __future__ import annotations

import gettext
import json
import re
import subprocess
from pathlib import Path

import pytest

from govhub.settings import CHECKOUT

PYTHON = CHECKOUT / ".venv-superset" / "bin" / "python"
EUROPEAN = re.compile(r"[Cc]ontrolo\b|[Ff]icheiro|[Uu]tilizador|[Rr]egisto\b|ecrã|[Pp]alavra-passe")
FUZZY = """
import json, sys
from importlib.resources import files
from babel.messages.pofile import read_po
from translations import write_catalog, write_language_pack
from pathlib import Path
write_language_pack(Path(sys.argv[1]))
write_catalog(Path(sys.argv[1]).parent)
with (files("superset") / "translations/pt_BR/LC_MESSAGES/messages.po").open("rb") as shipped:
    print(json.dumps([m.id[0] if m.pluralizable else m.id for m in read_po(shipped) if m.id and m.fuzzy]))
"""
PLURALS = """
import json
from importlib.resources import files
from babel.messages.pofile import read_po
with (files("superset") / "translations/pt_BR/LC_MESSAGES/messages.po").open("rb") as shipped:
    print(json.dumps({m.id[0]: m.id for m in read_po(shipped) if m.pluralizable}))
"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


@pytest.mark.skipif(not PYTHON.exists(), reason="o ambiente do Superset não foi feito")
def test_the_pack_is_brazilian_and_serves_no_guess(tmp_path: Path) -> None:
    pack = tmp_path / "pt_BR.json"
    told = subprocess.run(
        [str(PYTHON), "-c", FUZZY, str(pack)], cwd=CHECKOUT / "dashboards", capture_output=True, text=True, check=True
    )

    served = json.loads(pack.read_text(encoding="utf-8"))["locale_data"]["superset"]
    own = json.loads((CHECKOUT / "dashboards" / "texts" / "pt_BR.json").read_text(encoding="utf-8"))
    guessed = set(json.loads(told.stdout))
    assert len(served) > 3000
    assert len(guessed) > 1000
    assert not (guessed & set(served)) - set(own)
    texts = [text for key, found in served.items() if key for text in found]
    assert [text for text in texts if EUROPEAN.search(text)] == []

    with (tmp_path / "pt_BR" / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        server = gettext.GNUTranslations(file)
    wrong = [
        key for key, found in served.items() if key and server.gettext(key) != key and server.gettext(key) not in found
    ]
    assert wrong == []
    assert [
        key for key in own if server.ngettext(key, key, 1) == key and server.gettext(key) == key != own[key][0]
    ] == []
    assert (
        server.gettext("RLS Rule not found.") == "Regra de segurança por linha não encontrada."
    )  # its guess is another
    assert server.gettext("%(name)s.pdf") == "%(name)s.pdf"  # its guess ends in .csv


@pytest.mark.skipif(not PYTHON.exists(), reason="o ambiente do Superset não foi feito")
def test_our_texts_keep_every_placeholder() -> None:
    """One text for the singular, one for the plural; each has the placeholders of the English text it stands for."""
    told = subprocess.run([str(PYTHON), "-c", PLURALS], capture_output=True, text=True, check=True)
    plurals = json.loads(told.stdout)
    own = json.loads((CHECKOUT / "dashboards" / "texts" / "pt_BR.json").read_text(encoding="utf-8"))
    assert len(plurals) > 10
    wrong = [
        english
        for english, texts in own.items()
        for original, text in zip(plurals.get(english, [english] * len(texts)), texts, strict=True)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(original))
        or re.findall(r"%[sd]", text) != re.findall(r"%[sd]", original)
    ]
    assert wrong == []
