"""The data dictionary as pages for people: one per system, and an index, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from govhub.catalog.declaration import ResourceDeclaration, SystemDeclaration
from govhub.catalog.fields import IDENTIFIER_SUFFIXES, FieldDeclaration
from govhub.catalog.wording import load_in_words, pace_in_words, requests_in_words, schedule_in_words

_GENERATED = "<!-- Gerado de sources/ por `govhub sources check --write`; não edite. -->\n"
_SPECIAL = str.maketrans({"|": r"\|", "*": r"\*", "<": "&lt;", "[": r"\[", "`": r"\`", "\n": " "})
_INDEX = """\
# Dicionário

O que cada fonte entrega, tabela por tabela e coluna por coluna, como está na camada bronze. Estas páginas vêm das
declarações de `sources/`; para corrigir uma descrição, corrija a declaração e rode `govhub sources check --write`.

{table}

## Como ler

**Tipo** é o da fonte: `text` texto, `bigint` e `integer` números inteiros, `number` número (`numeric` no banco), `boolean`
verdadeiro ou falso, `json` lista ou objeto (`jsonb` no banco) e `scalar` valor de tipo instável, guardado como texto. Valores e
datas que a fonte manda como texto continuam texto no bronze; a camada silver os converte.

**LGPD** é a classe de privacidade da coluna:

| classe | o que é |
|---|---|
| P0 | público, sem dado de pessoa |
| P1 | nome de quem tem papel público: fornecedor, agente público, parlamentar |
| P2 | pode identificar alguém: texto livre, nome, pseudônimo, documento mascarado |
| P3 | identifica alguém: CPF, conta bancária, endereço |
| P4 | sensível (saúde, família, sindicato), ou campo que ninguém classificou |

Toda coluna que pode conter um CPF ganha na carga duas outras, `_pseudonimo` e `_mascara`; só estas seguem para silver e gold.

**Colunas técnicas**, iguais em toda tabela: `_run_id` (execução que gravou a linha), `_ingested_at` (última mudança),
`_first_seen_at` (primeira vez), `_deleted_at` (quando deixou de vir), `_hash`, `_scope` (pedido que a trouxe) e `_extras` (campos
que a fonte mandou e a declaração não conhece).
"""


def index_page(systems: Iterable[SystemDeclaration]) -> str:
    """Return the page that lists the dictionaries and says how they are read."""
    rows = [
        (f"[{_text(system.title)}]({system.name}.md)", _text(system.about), str(len(system.resources)))
        for system in systems
    ]
    return _GENERATED + _INDEX.format(table=_table(("fonte", "o que guarda", "tabelas"), rows))


def dictionary_page(system: SystemDeclaration, guide: str | None = None) -> str:
    """Return the dictionary of a system; `guide` is the address of the page that tells how it is obtained."""
    parts = [
        f"{_GENERATED}# {_text(system.title)}: dicionário",
        f"{_text(system.about)}.",
        _properties(_of_system(system, guide)),
        _table(
            ("recurso", "o que traz", "leitura"),
            [(f"[`{name}`](#{name})", _text(one.about), _usual(one)) for name, one in system.resources.items()],
        ),
        *(_section(resource) for resource in system.resources.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _of_system(system: SystemDeclaration, guide: str | None) -> dict[str, str]:
    freshness = system.freshness
    known = {
        "Nome em comandos": f"`{system.name}`",
        "Endereço": f"`{system.base_url}`",
        "Acesso": _text(system.access),
        "Agenda": schedule_in_words(system.schedule),
        "Frescor": f"aviso depois de {freshness.warn_after_h} horas sem carga, falha depois de {freshness.error_after_h}",
        "Ritmo": pace_in_words(system),
        "Quanto demora": _text(system.duration),
    }
    if system.change_sign is not None:
        known["Mudança"] = "a fonte diz quando se atualizou; se nada mudou desde a última carga, nada mais é lido"
    return known | ({"Como obter e usar": f"[guia da fonte]({guide})"} if guide else {})


def _section(resource: ResourceDeclaration) -> str:
    parts = [
        f"## {resource.name}",
        f"{_text(resource.about)}.",
        _properties(_of_resource(resource)),
        _table(("coluna", "tipo", "LGPD", "descrição"), [row for field in resource.columns for row in _rows(field)]),
    ]
    dropped = [f"`{field.name}`" for field in resource.fields if field.discard]
    if dropped:
        parts.append(f"Chegam na resposta e não são guardados: {', '.join(dropped)}.")
    return "\n\n".join(parts)


def _of_resource(resource: ResourceDeclaration) -> dict[str, str]:
    asked = {"rest": f"`{resource.path}`", "soap": f"operação `{resource.soap.operation}`" if resource.soap else ""}
    known = {
        "Tabela": f"`bronze.{resource.table}`",
        "Endereço": asked.get(resource.protocol, ""),
        "Pedidos": requests_in_words(resource),
        "Chave": ", ".join(f"`{name}`" for name in resource.key),
        "Carga": load_in_words(resource),
        "Leitura": _usual(resource),
    }
    return {label: value for label, value in known.items() if value}


def _rows(field: FieldDeclaration) -> list[tuple[str, ...]]:
    former = f" (antes {', '.join(f'`{name}`' for name in field.formerly)})" if field.formerly else ""
    rows: list[tuple[str, ...]] = [(f"`{field.name}`", field.type, field.lgpd, _text(field.about) + former)]
    if field.identifier:
        pseudonym, mask = (field.name + suffix for suffix in IDENTIFIER_SUFFIXES)
        rows.append(
            (f"`{pseudonym}`", "text", "P2", f"Pseudônimo do CPF contido em `{field.name}`; nulo se não há CPF")
        )
        rows.append((f"`{mask}`", "text", "P2", f"O texto de `{field.name}` com o CPF mascarado"))
    return rows


def _usual(resource: ResourceDeclaration) -> str:
    return "só a pedido" if resource.on_request else "usual"


def _properties(known: Mapping[str, str]) -> str:
    return _table(("", ""), list(known.items()))


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_line(titles), "|" + "---|" * len(titles), *map(_line, rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _text(text: str) -> str:
    """Return a text of a declaration so that Markdown shows it as it is, also in a cell of a table."""
    return text.translate(_SPECIAL).rstrip(".")
