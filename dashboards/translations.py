"""The Brazilian texts of Superset, in the browser and in what the server says: the shipped ones without the guesses, and our own.

A quarter of the shipped pt_BR texts are marked fuzzy, that is guessed from similar ones, and are served all the
same («Sign in» becomes «Não está em»). They are left out, so that English shows where nobody translated yet.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
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


@cache
def _texts() -> dict[str | tuple[str, ...], list[str]]:
    """Return the texts by the English one, or by the English singular and plural, where a text has both."""
    with (files("superset") / "translations/pt_BR/LC_MESSAGES/messages.po").open("rb") as shipped:
        catalog = read_po(shipped)
    texts: dict[str | tuple[str, ...], list[str]] = {}
    own = own_texts()
    for message in catalog:
        if not message.id:
            continue
        key, found = (tuple(message.id), message.string) if message.pluralizable else (message.id, [message.string])
        ours = own.pop(key[0] if message.pluralizable else key, None)
        if ours is not None:
            texts[key] = ours
        elif not message.fuzzy and all(found):
            texts[key] = [_brazilian(text) for text in found]
    return texts | own  # what only a newer page or the login's library says


def write_language_pack(target: Path) -> Path:
    """Write the texts in the form that the browser reads; return the file."""
    entries: dict[str, object] = {
        "": {"domain": "superset", "lang": "pt_BR", "plural_forms": "nplurals=2; plural=(n > 1);"}
    }
    entries.update({key if isinstance(key, str) else key[0]: texts for key, texts in _texts().items()})
    text = json.dumps({"domain": "superset", "locale_data": {"superset": entries}}, ensure_ascii=False)
    return _replace(target, lambda file: file.write(text.encode()))


def write_catalog(folder: Path) -> Path:
    """Write the texts in the form that the server reads, for what it says itself and sends by mail; return the folder."""
    catalog = Catalog(locale="pt_BR", fuzzy=False)
    for key, texts in _texts().items():
        catalog.add(key, texts if isinstance(key, tuple) else texts[0])
    target = folder / "pt_BR" / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, lambda file: write_mo(file, catalog))
    return folder


def _replace(target: Path, write: Callable[[BinaryIO], object]) -> Path:
    """Write a file anew; who reads it meanwhile reads the former one."""
    aside = target.with_suffix(f".{os.getpid()}.tmp")
    with aside.open("wb") as file:
        write(file)
    aside.replace(target)
    return target
