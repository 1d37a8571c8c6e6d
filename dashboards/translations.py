"""The Brazilian texts of Superset's interface: the shipped ones without the guesses, and our own.

A quarter of the shipped pt_BR texts are marked fuzzy, that is guessed from similar ones, and are served all the
same («Sign in» becomes «Não está em»). They are left out, so that English shows where nobody translated yet.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from babel.messages.pofile import read_po

_FILE = Path(__file__).parent / "texts" / "pt_BR.json"
# Words of Portugal that some shipped texts use, and ours.
_EUROPEAN = {
    "utilizador": "usuário", "ficheiro": "arquivo", "Ficheiro": "Arquivo", "Controlo": "Controle", "controlo": "controle",
    "registo": "registro", "Registo": "Registro", "elimine": "exclua", "eliminar": "excluir", "Eliminar": "Excluir",
    "utilizando a funcionalidade": "usando a função", "ecrã": "tela",
}  # fmt: skip


def own_texts() -> dict[str, list[str]]:
    """Return our own texts: by the English one, the singular and, where there is one, the plural."""
    texts: dict[str, list[str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return texts


def _brazilian(text: str) -> str:
    for theirs, ours in _EUROPEAN.items():
        text = text.replace(theirs, ours)
    return text


def write_language_pack(target: Path) -> Path:
    """Write the texts in the form that the browser reads; return the file."""
    with (files("superset") / "translations/pt_BR/LC_MESSAGES/messages.po").open("rb") as shipped:
        catalog = read_po(shipped)
    entries: dict[str, object] = {
        "": {"domain": "superset", "lang": "pt_BR", "plural_forms": "nplurals=2; plural=(n > 1);"}
    }
    for message in catalog:
        if message.id and not message.fuzzy:
            ids, texts = (message.id, message.string) if message.pluralizable else ([message.id], [message.string])
            if all(texts):
                entries[ids[0]] = [_brazilian(text) for text in texts]
    entries.update(own_texts())
    text = json.dumps({"domain": "superset", "locale_data": {"superset": entries}}, ensure_ascii=False)
    aside = target.with_suffix(".tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(target)
    return target
