"""Views that read bronze tables, put aside while a table changes below them and made again as they were.

PostgreSQL does not let a column change its type, nor a table go, while a view reads it. Models of this project are tables,
but a body's own may be views. Their comments come back with the next build of dbt, as does all the rest of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from govhub.errors import ConfigurationError

_DEPENDENT = """
with recursive reading (oid, depth) as (
    select unnest(%s::regclass[])::oid, 0
    union
    select r.ev_class, reading.depth + 1
    from reading
    join pg_depend as d on d.refclassid = 'pg_class'::regclass and d.refobjid = reading.oid
    join pg_rewrite as r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid and r.ev_class <> reading.oid
)
select n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner), pg_get_viewdef(c.oid), c.reloptions
from (select oid, max(depth) as depth from reading group by oid) as deepest
join pg_class as c on c.oid = deepest.oid
join pg_namespace as n on n.oid = c.relnamespace
where deepest.depth > 0
order by deepest.depth, n.nspname, c.relname
"""


@dataclass(frozen=True, slots=True)
class View:
    """A view as the server keeps it; privileges are those that its schema gives by default."""

    schema: str
    name: str
    owner: str
    definition: str
    options: tuple[str, ...]
    is_materialized: bool

    @property
    def identifier(self) -> sql.Identifier:
        """Its qualified, quoted name."""
        return sql.Identifier(self.schema, self.name)


def dependent_views(connection: Connection[Any], tables: Sequence[str]) -> list[View]:
    """Return the views that read bronze tables, directly or through others; what a view reads comes before it."""
    names = [f'bronze."{table}"' for table in tables]
    return [
        View(schema, name, owner, definition.rstrip("; \n"), tuple(options or ()), kind == "m")
        for schema, name, kind, owner, definition, options in connection.execute(_DEPENDENT, (names,)).fetchall()
    ]


def drop_statements(views: Sequence[View]) -> list[sql.Composed]:
    """Return the statements that take the views away, those that read others first.

    Raises: ConfigurationError for a materialised view: it holds rows, and is dbt's to make.
    """
    for view in views:
        if view.is_materialized:
            raise ConfigurationError(
                f"A visão materializada {view.schema}.{view.name} lê uma tabela bronze que precisa mudar, e que ficou"
                " como estava",
                todo="Mude o modelo dbt para `table`, construa-o com `govhub dbt run` e repita.",
            )
    return [sql.SQL("drop view {}").format(view.identifier) for view in reversed(views)]


def create_statements(views: Sequence[View]) -> list[sql.Composed]:
    """Return the statements that make them again, as whom they belonged to."""
    statements: list[sql.Composed] = []
    for view in views:
        options = sql.SQL(f" with ({', '.join(view.options)})" if view.options else "")
        statements += [
            sql.SQL("set local role {}").format(sql.Identifier(view.owner)),
            sql.SQL("create view {}{} as {}").format(view.identifier, options, sql.SQL(view.definition)),
            sql.SQL("reset role").format(),
        ]
    return statements
