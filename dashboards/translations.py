"""The Brazilian texts of Superset's interface: the shipped ones without the guesses, and our own.

A quarter of the shipped pt_BR texts are marked fuzzy, that is guessed from similar ones, and are served all the
same («Sign in» becomes «Não está em»). They are left out, so that English shows where nobody translated yet.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from babel.messages.pofile import read_po

OWN_TEXTS = {
    "Sign in": ["Entrar"],
    "Username:": ["Usuário:"],
    "Password:": ["Senha:"],
    "Enter your login and password below:": ["Informe usuário e senha:"],
    "Filters and controls": ["Filtros e controles"],
    "Add or edit filters and controls": ["Adicionar ou editar filtros e controles"],
    "Add/edit filters and controls": ["Adicionar ou editar filtros e controles"],
    "%s option": ["%s opção", "%s opções"],
    "Search by": ["Pesquisar por"],
    "%s records...": ["%s registros…"],
    "Last 7 days": ["Últimos 7 dias"],
    "Drill to detail": ["Ver em detalhe"],
    "Drill by": ["Detalhar por"],
    "View query": ["Ver consulta"],
    "View as table": ["Ver como tabela"],
    "Force refresh": ["Atualizar agora"],
    "No filter": ["Sem filtro"],
    "Apply filters": ["Aplicar filtros"],
    "Clear all": ["Limpar tudo"],
    "Filters": ["Filtros"],
    "Search": ["Pesquisar"],
    "No results were returned for this query": ["Sem dado"],
}


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
                entries[ids[0]] = list(texts)
    entries.update(OWN_TEXTS)
    text = json.dumps({"domain": "superset", "locale_data": {"superset": entries}}, ensure_ascii=False)
    aside = target.with_suffix(".tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(target)
    return target
