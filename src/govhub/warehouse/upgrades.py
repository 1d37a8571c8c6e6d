"""Bronze brought to the declarations, in the transaction of `govhub warehouse setup`, or emptied to be rebuilt.

Planning changes nothing and needs no more than to read, so `govhub doctor` plans too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import Connection, sql

from govhub.catalog import Catalog, ResourceDeclaration, SystemDeclaration
from govhub.errors import ConfigurationError
from govhub.warehouse.access import EXPECTED
from govhub.warehouse.bronze import comment_statements, create_statement, table_name
from govhub.warehouse.memory import forget_statement
from govhub.warehouse.plans import Found, Holds, Plan, plan
from govhub.warehouse.renewing import lock_tables
from govhub.warehouse.views import View, create_statements, dependent_views, drop_statements


def plans(connection: Connection[Any], catalog: Catalog) -> list[Plan]:
    """Return what every declared table needs, which is nothing as a rule."""
    tables = _tables(connection)
    return [
        plan(system, resource, tables.get(resource.table), _asking(connection, resource))
        for system in catalog.systems.values()
        for resource in system.resources.values()
    ]


def upgrade_tables(connection: Connection[Any], catalog: Catalog) -> tuple[list[str], list[ConfigurationError]]:
    """Bring bronze to the declarations; return what was done, in clauses, and what was refused.

    A table that is refused is left as it was, and keeps no other from being upgraded. Tables that change are locked
    together and first, a moment at a time, so that no reader is held up.
    """
    wanted = plans(connection, catalog)
    changing = [one for one in wanted if one.is_needed and not one.is_new]
    if changing:
        views = dependent_views(connection, [one.resource.table for one in changing if one.recasts])
        plain = {(view.schema, view.name): list[str]() for view in views if not view.is_materialized}
        lock_tables(connection, [one.resource for one in changing], plain)
    done: list[str] = []
    for one in wanted:
        if one.is_needed:
            _apply(connection, one)
        if one.refusal is None:
            connection.execute(sql.SQL("; ").join(comment_statements(one.system, one.resource)))
            done += one.told
    return done, [one.refusal for one in wanted if one.refusal]


def _apply(connection: Connection[Any], one: Plan) -> None:
    """Run the steps of a plan, or note why they could not be."""
    try:
        with connection.transaction():
            for statement in one.renames:
                connection.execute(statement)
            views = dependent_views(connection, [one.resource.table]) if one.recasts else []
            for statement in _around(views, one.statements):
                connection.execute(statement)
    except ConfigurationError as error:
        one.refusal = error
    except psycopg.ProgrammingError as error:
        one.refusal = ConfigurationError(
            f"O PostgreSQL recusou a mudança da tabela ({error.diag.message_primary}); ela ficou como estava",
            where=f"bronze.{one.resource.table}",
            todo="Se é uma visão que a lê, corrija o modelo dbt, construa-o com `govhub dbt run` e repita"
            " `govhub warehouse setup`.",
        )


def _around(views: list[View], statements: list[sql.Composed]) -> Iterator[sql.Composed]:
    yield from drop_statements(views)
    yield from statements
    yield from create_statements(views)


def recreate_statements(
    connection: Connection[Any], system: SystemDeclaration, resource: ResourceDeclaration
) -> tuple[list[sql.Composed], list[sql.Composed]]:
    """Return what makes a table anew as it is declared, and what brings back its views once it is filled."""
    views = dependent_views(connection, [resource.table]) if resource.table in _tables(connection) else []
    verbs = sorted(EXPECTED["etl_user"]["bronze"] - {"USAGE"})
    before: list[sql.Composed] = [
        *drop_statements(views),
        sql.SQL("drop table if exists {}").format(table_name(resource)),
        create_statement(resource),
        *comment_statements(system, resource),
        sql.SQL("grant {} on {} to etl_user").format(sql.SQL(", ").join(map(sql.SQL, verbs)), table_name(resource)),
        forget_statement(resource),
    ]
    return before, create_statements(views)


def _tables(connection: Connection[Any]) -> dict[str, Found]:
    rows = connection.execute(
        "select c.relname, json_object_agg(a.attname, format_type(a.atttypid, a.atttypmod)),"
        " coalesce(array_agg(a.attname::text) filter (where a.attnum = any(i.indkey)), '{}')"
        " from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " left join pg_index as i on i.indrelid = c.oid and i.indisprimary"
        " where c.relnamespace = to_regnamespace('bronze') and c.relkind = 'r' group by c.relname"
    ).fetchall()
    return {
        name: Found({column: _short(kind) for column, kind in columns.items()}, frozenset(key))
        for name, columns, key in rows
    }


def _short(kind: str) -> str:
    return kind.replace("timestamp with time zone", "timestamptz")


def _asking(connection: Connection[Any], resource: ResourceDeclaration) -> Holds:
    def holds(column: str) -> bool:
        row = connection.execute(
            sql.SQL("select exists (select from {} where {} is not null)").format(
                table_name(resource), sql.Identifier(column)
            )
        ).fetchone()
        return bool(row and row[0])

    return holds
