"""Who was erased, and the erasing: `bronze._erasures`, one row per request, with pseudonyms and never a CPF.

As long as a request stands, loads of the systems it names leave the person out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from govhub.catalog import ResourceDeclaration
from govhub.catalog.fields import IDENTIFIER_SUFFIXES
from govhub.catalog.ownership import mentions, owners
from govhub.warehouse.bronze import table_name
from govhub.warehouse.renewing import Columns

_TABLE = sql.Identifier("bronze", "_erasures")
_COLUMNS = "id, requested_by, reason, executed_by, erased_at, systems, key_mark, pseudonyms, counts"
_MENTIONING = ("chefia_", "titular_")  # columns of built tables that name the head of somebody or of a unit
_REDACTED = "eliminado"  # in the place of a hash from which nine digits could be guessed


@dataclass(frozen=True, slots=True)
class Erasure:
    """One request: who asked for it and why, who carried it out, what it reached (rows by place and action)."""

    id: str
    requested_by: str
    reason: str
    executed_by: str
    erased_at: datetime
    systems: tuple[str, ...]
    key_mark: str
    pseudonyms: tuple[str, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Touched:
    """Rows that go, and rows in which a mention goes, in one table or run."""

    place: str
    dropped: int
    blanked: int


def create_erasures(connection: Connection[Any]) -> None:
    """Create the register if it is missing."""
    connection.execute(
        sql.SQL(
            "create table if not exists {} (id text primary key, requested_by text not null, reason text not null,"
            " executed_by text not null, erased_at timestamptz not null, systems text[] not null, key_mark text not null,"
            " pseudonyms text[] not null, counts jsonb not null, lifted_at timestamptz)"
        ).format(_TABLE)
    )
    connection.execute(
        sql.SQL(
            "comment on table {} is 'Um pedido de eliminação por linha: quem pediu, quando e quantas linhas; a pessoa só por"
            " pseudônimos. Enquanto lifted_at é nulo, as cargas a deixam de fora'"
        ).format(_TABLE)
    )


def record_erasure(connection: Connection[Any], erasure: Erasure, *, standing: bool = True) -> None:
    """Write a request into the register; one that is there already stays as it is.

    One that does not stand is over at once: if the source sends the person again, loads bring them.
    """
    places = ", ".join(["%s"] * (_COLUMNS.count(",") + 2))
    connection.execute(
        sql.SQL(f"insert into {{}} ({_COLUMNS}, lifted_at) values ({places}) on conflict do nothing").format(_TABLE),
        (
            erasure.id, erasure.requested_by, erasure.reason, erasure.executed_by, erasure.erased_at,
            list(erasure.systems), erasure.key_mark, list(erasure.pseudonyms), Jsonb(erasure.counts),
            None if standing else erasure.erased_at,
        ),
    )  # fmt: skip


def lift_erasures(connection: Connection[Any], pseudonyms: Iterable[str]) -> list[str]:
    """Let loads bring a person again; return the requests that stand no longer."""
    rows = connection.execute(
        sql.SQL("update {} set lifted_at = now() where lifted_at is null and pseudonyms && %s returning id").format(
            _TABLE
        ),
        (list(pseudonyms),),
    ).fetchall()
    return sorted(row[0] for row in rows)


def erased_people(connection: Connection[Any], system: str, mark: str) -> frozenset[str]:
    """Return the pseudonyms that loads of a system leave out; none in a warehouse that has no register yet."""
    if not _is_there(connection, "bronze._erasures"):
        return frozenset()
    rows = connection.execute(
        sql.SQL(
            "select distinct unnest(pseudonyms) from {} where lifted_at is null and key_mark = %s and %s = any(systems)"
        ).format(_TABLE),
        (mark, system),
    ).fetchall()
    return frozenset(row[0] for row in rows)


def count_standing(connection: Connection[Any], mark: str) -> int:
    """Return how many requests stand that were written down with a key."""
    if not _is_there(connection, "bronze._erasures"):
        return 0
    row = connection.execute(
        sql.SQL("select count(*) from {} where lifted_at is null and key_mark = %s").format(_TABLE), (mark,)
    ).fetchone()
    return int(row[0]) if row else 0


def erase_in_bronze(
    connection: Connection[Any], resource: ResourceDeclaration, people: frozenset[str], *, dry: bool
) -> Touched | None:
    """Take people out of a bronze table, or count what would go; null where the table or the people are not there."""
    if not _is_there(connection, f"bronze.{resource.table}"):
        return None
    suffix, mask = IDENTIFIER_SUFFIXES
    params = {"people": sorted(people)}
    table = table_name(resource)
    own = _either(sql.SQL("{} = any(%(people)s)").format(sql.Identifier(f.name + suffix)) for f in owners(resource))
    dropped = _delete(connection, table, own, params, dry=dry)
    blanked = 0
    for field, names in mentions(resource):
        named = sql.SQL("{} = any(%(people)s) and ({}) is not true").format(sql.Identifier(field.name + suffix), own)
        values: dict[str, str | None] = dict.fromkeys([*names, field.name + suffix, field.name + mask])
        blanked += _blank(connection, table, named, params, {**values, "_hash": _REDACTED}, dry=dry)
    return Touched(f"bronze.{resource.table}", dropped, blanked) if dropped or blanked else None


def erase_in_built(
    connection: Connection[Any], columns: Columns, people: frozenset[str], *, dry: bool
) -> list[Touched]:
    """Take people out of the tables that models built, histories too, or count what would go."""
    params = {"people": "|".join(sorted(people))}  # base32: nothing of it is special in a pattern
    found = []
    for (schema, name), names in columns.items():
        table = sql.Identifier(schema, name)
        tests = {column: sql.SQL("{} ~ %(people)s").format(sql.Identifier(column)) for column in names}
        own = _either(test for column, test in tests.items() if not column.startswith(_MENTIONING))
        dropped = _delete(connection, table, own, params, dry=dry)
        blanked = 0
        for column, test in tests.items():
            if column.startswith(_MENTIONING):
                named = sql.SQL("{} and ({}) is not true").format(test, own)
                blanked += _blank(connection, table, named, params, {column: None}, dry=dry)
        if dropped or blanked:
            found.append(Touched(f"{schema}.{name}", dropped, blanked))
    return found


def forget_scopes(
    connection: Connection[Any], systems: list[str], is_theirs: Callable[[str], bool], *, dry: bool
) -> int:
    """Forget the requests that were about people, whose labels hold the CPF; return how many.

    Labels are compared here, so that no CPF is sent to the database. The caller holds the locks of the resources.
    """
    rows = connection.execute("select ctid::text, scope from bronze._scopes where system = any(%s)", (systems,))
    places = [place for place, scope in rows.fetchall() if is_theirs(scope)]
    if places and not dry:
        connection.execute("delete from bronze._scopes where ctid = any(%s::tid[])", (places,))
    return len(places)


def move_paths(connection: Connection[Any], names: dict[str, str]) -> None:
    """Let the ledger name the runs of the lake as they are called now, given as former name and new one."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "update bronze._runs set lake_path = %s where lake_path = %s", [(new, old) for old, new in names.items()]
        )


def _is_there(connection: Connection[Any], name: str) -> bool:
    return connection.execute("select to_regclass(%s)", (name,)).fetchone() != (None,)


def _either(tests: Iterable[sql.Composed]) -> sql.Composable:
    found = list(tests)
    return sql.SQL(" or ").join(found) if found else sql.SQL("false")


def _delete(
    connection: Connection[Any], table: sql.Identifier, test: sql.Composable, params: dict[str, Any], *, dry: bool
) -> int:
    if dry:
        return _count(connection, table, test, params)
    return connection.execute(sql.SQL("delete from {} where {}").format(table, test), params).rowcount


def _blank(
    connection: Connection[Any],
    table: sql.Identifier,
    test: sql.Composable,
    params: dict[str, Any],
    values: dict[str, str | None],
    *,
    dry: bool,
) -> int:
    if dry:
        return _count(connection, table, test, params)
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value)) for name, value in values.items()
    )
    statement = sql.SQL("update {} set {} where {}").format(table, assignments, test)
    return connection.execute(statement, params).rowcount


def _count(connection: Connection[Any], table: sql.Identifier, test: sql.Composable, params: dict[str, Any]) -> int:
    row = connection.execute(sql.SQL("select count(*) from {} where {}").format(table, test), params).fetchone()
    return int(row[0]) if row else 0
