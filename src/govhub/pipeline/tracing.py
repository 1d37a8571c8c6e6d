"""Where the rows of one person are: in bronze, in the layers built from it and, when asked, in the lake.

A person is known by pseudonyms, one per context; what the sources say of somebody without an identifier, such as a
name in a free text, is not found. Nothing is changed, and nothing of the person is returned but counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from govhub.catalog import ResourceDeclaration
from govhub.catalog.fields import IDENTIFIER_SUFFIXES
from govhub.errors import ConfigurationError
from govhub.lake import runs as lake
from govhub.pipeline.workplace import Workplace
from govhub.privacy.identifiers import cpf_digits, pseudonym
from govhub.warehouse import keymark, renewing
from govhub.warehouse.bronze import table_name
from govhub.warehouse.connection import connect
from govhub.warehouse.keymark import key_mark
from govhub.warehouse.staging import align


@dataclass(frozen=True, slots=True)
class Trace:
    """Rows of a person: in which layer and table, or run of the lake, and in which columns."""

    layer: str
    place: str
    columns: tuple[str, ...]
    rows: int


def pseudonyms_of(place: Workplace, digits: str) -> list[str]:
    """Return the pseudonyms of a CPF, one per context that the declarations know."""
    contexts = {field.context or "" for resource in _with_people(place) for field in resource.identifiers}
    return [pseudonym(place.privacy_key, context, digits) for context in sorted(contexts)]


def trace_in_warehouse(place: Workplace, pseudonyms: list[str]) -> list[Trace]:
    """Return the tables that hold rows of a person, in the order of the layers.

    Reads every table that holds pseudonyms once or twice.
    Raises: ConfigurationError when the key is not that of the stored pseudonyms, which would find nobody.
    """
    with connect(place.warehouse_url, application="govhub privacy") as connection:
        connection.read_only = True
        known = connection.execute(keymark.READ_MARK).fetchone()
        if known is not None and known[0] != key_mark(place.privacy_key):
            raise ConfigurationError(
                "GOVHUB_PRIVACY_KEY não é a chave dos pseudônimos do warehouse; ninguém seria encontrado",
                todo="Use a chave guardada e repita.",
            )
        found = [_in_bronze(connection, resource, pseudonyms) for resource in _with_people(place)]
        for (schema, table), names in renewing.columns_with_pseudonyms(connection).items():
            found.append(_in_table(connection, (schema, table), names, pseudonyms))
    return [trace for trace in found if trace is not None]


def trace_in_lake(place: Workplace, digits: str) -> Iterator[Trace]:
    """Yield the runs of the lake that hold rows of a person, known by CPF; reads every file of people's resources."""
    for resource in _with_people(place):
        names = [field.name for field in resource.identifiers]
        for manifest in lake.list_manifests(place.storage, resource.system, resource.name):
            rows, columns = 0, set[str]()
            for part in lake.read_parts(place.storage, manifest):
                table = align(part, resource)
                for row in zip(*(table.column(name).to_pylist() for name in names), strict=True):
                    held = {name for name, text in zip(names, row, strict=True) if text and cpf_digits(text) == digits}
                    rows, columns = rows + bool(held), columns | held
            if rows:
                yield Trace(
                    "lake", f"{resource.system}/{resource.name} {manifest.run_id}", tuple(sorted(columns)), rows
                )


def _in_bronze(connection: Connection[Any], resource: ResourceDeclaration, pseudonyms: list[str]) -> Trace | None:
    if connection.execute("select to_regclass(%s)", (f"bronze.{resource.table}",)).fetchone() == (None,):
        return None
    suffix, _ = IDENTIFIER_SUFFIXES
    names = [field.name + suffix for field in resource.identifiers]
    tests = {name: sql.SQL("{} = any(%(wanted)s)").format(sql.Identifier(name)) for name in names}
    return _counted(connection, ("bronze", resource.table), table_name(resource), tests, pseudonyms)


def _in_table(
    connection: Connection[Any], table: tuple[str, str], names: list[str], pseudonyms: list[str]
) -> Trace | None:
    wanted = sql.Literal("|".join(pseudonyms))  # base32: nothing of it is special in a pattern
    tests = {name: sql.SQL("{} ~ {}").format(sql.Identifier(name), wanted) for name in names}
    return _counted(connection, table, sql.Identifier(*table), tests, pseudonyms)


def _counted(
    connection: Connection[Any],
    named: tuple[str, str],
    table: sql.Identifier,
    tests: dict[str, sql.Composed],
    pseudonyms: list[str],
) -> Trace | None:
    counts = [sql.SQL("count(*) filter (where {})").format(test) for test in tests.values()]
    query = sql.SQL("select count(*) filter (where {}), {} from {}").format(
        sql.SQL(" or ").join(tests.values()), sql.SQL(", ").join(counts), table
    )
    total, *each = connection.execute(query, {"wanted": pseudonyms}).fetchone() or (0,)
    columns = tuple(name for name, count in zip(tests, each, strict=True) if count)
    return Trace(named[0], ".".join(named), columns, total) if total else None


def _with_people(place: Workplace) -> list[ResourceDeclaration]:
    systems = place.catalog.systems.values()
    return [resource for system in systems for resource in system.resources.values() if resource.identifiers]
