"""Parents' keys, read from bronze: what the requests of child resources are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.loops import BodyLoop, ParentKeys
from govhub.errors import ConfigurationError
from govhub.warehouse.bronze import table_name
from govhub.warehouse.ledger import last_good_run

BodyCodes = Mapping[str, Sequence[str]]
"""Codes of the selected bodies by kind (`ug`, `siafi`, …)."""


@dataclass(frozen=True, slots=True)
class ParentKey:
    """One parent: its keys by parameter of the child's request, and the text that changes when its children do."""

    params: dict[str, str]
    changed: str | None


def parent_keys(
    connection: Connection[Any], system: SystemDeclaration, resource: ResourceDeclaration, bodies: BodyCodes | None
) -> list[ParentKey]:
    """Return the distinct current keys of the parents as text, in ascending order.

    `bodies` limits them to rows that descend from requests for those bodies (all rows when null).
    Raises: ConfigurationError when a parent was never loaded, which an empty list would hide.
    """
    loop = resource.parent_loop
    assert loop is not None
    for parent in loop.parents:
        if last_good_run(connection, system.name, parent) is None:
            raise ConfigurationError(
                f"O recurso {resource.name} depende de {parent}, que ainda não foi carregado",
                where=f"{system.name}/{resource.name}",
                todo=f"Rode antes `govhub ingest {system.name} {parent}`.",
            )
    union = sql.SQL(" union all ").join(_keys_of(system, loop, parent, bodies) for parent in loop.parents)
    numbers = sql.SQL(", ").join(sql.SQL(str(place + 1)) for place in range(len(loop.columns)))
    names = sql.SQL(", ").join(map(sql.Identifier, loop.columns))
    rows = connection.execute(
        sql.SQL(
            "select {names}, string_agg(distinct _changed, '|' order by _changed) from ({union}) as keys"
            " group by {names} order by {numbers}"
        ).format(names=names, union=union, numbers=numbers)
    ).fetchall()
    return [ParentKey(dict(zip(loop.columns, row[:-1], strict=True)), row[-1]) for row in rows]


def unsettled_keys(
    connection: Connection[Any], system: SystemDeclaration, resource: ResourceDeclaration
) -> set[tuple[str, ...]]:
    """Return the keys that left one list of parents before every other list was read anew: they may only have moved.

    In the order of the columns of the loop. A contract that passes from the active to the inactive ones is such a key.
    """
    loop = resource.parent_loop
    assert loop is not None
    read = {parent: last_good_run(connection, system.name, parent) for parent in loop.parents}
    keys: set[tuple[str, ...]] = set()
    for parent in loop.parents:
        others = [run[1] for name, run in read.items() if run and name != parent]
        if others:
            statement = sql.SQL("select distinct {} from {} as t where t._deleted_at > {}").format(
                sql.SQL(", ").join(
                    sql.SQL("t.{}::text").format(sql.Identifier(column)) for column in loop.columns.values()
                ),
                table_name(system.resources[parent]),
                sql.Literal(min(others)),
            )
            keys |= set(connection.execute(statement).fetchall())
    return keys


def _keys_of(system: SystemDeclaration, loop: ParentKeys, parent: str, bodies: BodyCodes | None) -> sql.Composed:
    resource = system.resources[parent]
    columns = sql.SQL(", ").join(
        sql.SQL("t.{}::text as {}").format(sql.Identifier(column), sql.Identifier(param))
        for param, column in loop.columns.items()
    )
    changed = sql.SQL("t.{}::text").format(sql.Identifier(loop.changed)) if loop.changed else sql.SQL("null::text")
    conditions: list[sql.Composable] = [sql.SQL("t._deleted_at is null")]
    conditions += [sql.SQL("t.{} is not null").format(sql.Identifier(column)) for column in loop.columns.values()]
    conditions += [
        sql.SQL("t.{}::text = {}").format(sql.Identifier(name), sql.Literal(value))
        for name, value in loop.where.items()
    ]
    if bodies is not None:
        conditions += _descent(system, resource, bodies)
    return sql.SQL("select {}, {} as _changed from {} as t where {}").format(
        columns, changed, table_name(resource), sql.SQL(" and ").join(conditions)
    )


def _descent(system: SystemDeclaration, resource: ResourceDeclaration, bodies: BodyCodes) -> list[sql.Composed]:
    """Return the conditions under which a row came with a request for one of the bodies."""
    conditions: list[sql.Composed] = []
    for body in resource.per:
        if isinstance(body, BodyLoop):
            asked = [f"%,{body.param}={code},%" for code in bodies.get(body.body, ())]
            conditions.append(sql.SQL("',' || t._scope || ',' like any ({}::text[])").format(sql.Literal(asked)))
    loop = resource.parent_loop
    if loop is not None and len(resource.per) == 1:
        label = sql.SQL(" || ',' || ").join(
            sql.SQL("{} || {}").format(sql.Literal(f"{param}="), sql.Identifier(param))
            for param in sorted(loop.columns)
        )
        union = sql.SQL(" union all ").join(_keys_of(system, loop, parent, bodies) for parent in loop.parents)
        conditions.append(sql.SQL("t._scope in (select {} from ({}) as above)").format(label, union))
    return conditions
