"""What a database holds, in figures that a restored one must have again: rows and checksums per table, objects per kind.

A checksum is the sum of 64 bits of the SHA-256 of each row's text, so it needs no order and no key; it finds accidents,
which is what it is for. `hashtext` would be faster and is not promised to stay the same from one version of PostgreSQL
to the next; `md5` is refused by servers in FIPS mode.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from govhub.backup.manifest import Role, TableFigures

# Text of values must not depend on who asks.
_SAME_TEXT = (
    "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';"
    " set local extra_float_digits = 1; set local bytea_output = 'hex'; set local lc_monetary = 'C';"
    " set local row_security = off; set local statement_timeout = 0; set local search_path = ''"
)
_OPTIONS_SINCE = 160_000  # before, whoever could create roles could alter any
_TABLES = (
    "select n.nspname, c.relname from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace"
    " where c.relkind = any(%s) and c.relpersistence <> 't'"
    " and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%%' order by 1, 2"
)
_OURS = "nspname <> 'information_schema' and nspname not like 'pg\\_%'"
_OBJECTS = {
    "relations": "select relkind::text, count(*) from pg_catalog.pg_class as c"
    f" join pg_catalog.pg_namespace as n on n.oid = c.relnamespace where {_OURS} and relpersistence <> 't' group by 1",
    # Newer servers count "not null" as constraints, older ones do not.
    "constraints": "select contype::text, count(*) from pg_catalog.pg_constraint as c"
    f" join pg_catalog.pg_namespace as n on n.oid = c.connamespace where {_OURS} and contype <> 'n' group by 1",
    "policies": "select '', count(*) from pg_catalog.pg_policy",
    "functions": "select '', count(*) from pg_catalog.pg_proc as p"
    f" join pg_catalog.pg_namespace as n on n.oid = p.pronamespace where {_OURS}",
    "triggers": "select '', count(*) from pg_catalog.pg_trigger where not tgisinternal",
    "grants": "select '', count(*) from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace,"
    " lateral pg_catalog.aclexplode(coalesce(c.relacl,"
    " pg_catalog.acldefault(case when c.relkind = 'S' then 's' else 'r' end::\"char\", c.relowner)))"
    f" where {_OURS} and relkind in ('r', 'p', 'v', 'm', 'S')",
}


def tables_of(connection: Connection[Any], kinds: str = "rm") -> list[tuple[str, str]]:
    """Return schema and name of every table, in order; `kinds` as in pg_class.relkind."""
    return connection.execute(_TABLES, (list(kinds),)).fetchall()


def table_figures(connection: Connection[Any]) -> tuple[TableFigures, ...]:
    """Return rows and checksum of every table, as the transaction of the connection sees them."""
    connection.execute(_SAME_TEXT)
    return tuple(_figures(connection, schema, table) for schema, table in tables_of(connection))


def object_counts(connection: Connection[Any]) -> dict[str, int]:
    """Return how many objects there are of each kind, such as `relations i` for indexes."""
    return {
        f"{name} {kind}".strip(): count
        for name, query in _OBJECTS.items()
        for kind, count in sorted(connection.execute(query).fetchall())
    }


def roles_of(connection: Connection[Any]) -> tuple[Role, ...]:
    """Return the roles of the cluster that are neither PostgreSQL's own nor superusers."""
    is_plain = "true" if connection.info.server_version < _OPTIONS_SINCE else "(m.inherit_option or m.set_option)"
    granted = (
        "array(select distinct g.rolname::text from pg_catalog.pg_auth_members as m"
        " join pg_catalog.pg_roles as g on g.oid = m.roleid where m.member = r.oid and {} order by 1)"
    )
    rows = connection.execute(
        "select r.rolname::text as name, r.rolcanlogin as login, coalesce((select setconfig"
        " from pg_catalog.pg_db_role_setting where setrole = r.oid and setdatabase = 0), '{}') as settings, "
        + granted.format(is_plain)
        + " as member_of, "
        + granted.format("m.admin_option")
        + " as admin_of from pg_catalog.pg_roles as r where not r.rolsuper and r.rolname not like 'pg\\_%' order by 1"
    )
    return tuple(
        Role.model_validate(dict(zip((c.name for c in rows.description or ()), row, strict=True))) for row in rows
    )


def differences(
    expected: tuple[TableFigures, ...], found: tuple[TableFigures, ...], objects: dict[str, int], now: dict[str, int]
) -> list[str]:
    """Return in words, for users, where a database is not what it was; nothing when it is."""
    before, after = ({table.name: table for table in tables} for tables in (expected, found))
    told = [_difference(name, before.get(name), after.get(name)) for name in sorted(before.keys() | after.keys())]
    told += [
        f"{kind}: {objects.get(kind, 0)} na cópia e {now.get(kind, 0)} no banco"
        for kind in sorted(objects.keys() | now.keys())
        if objects.get(kind, 0) != now.get(kind, 0)
    ]
    return [text for text in told if text]


def _difference(name: str, before: TableFigures | None, after: TableFigures | None) -> str:
    if before == after:
        return ""
    if before is None or after is None:
        return f"{name} {'sobra' if before is None else 'falta'}"
    if before.rows != after.rows:
        return f"{name}: {before.rows} linhas na cópia e {after.rows} no banco"
    return f"{name}: mesmas {before.rows} linhas, conteúdo diferente"


def _figures(connection: Connection[Any], schema: str, table: str) -> TableFigures:
    ((rows, checksum),) = connection.execute(
        sql.SQL(
            "select count(*), coalesce(sum(('x' || encode(substr(sha256(convert_to(_of_backup::text, 'UTF8')), 1, 8), 'hex'))"
            "::bit(64)::bigint::numeric), 0)::text from only {} as _of_backup"
        ).format(sql.Identifier(schema, table))
    ).fetchall()
    return TableFigures(name=f"{schema}.{table}", rows=rows, checksum=checksum)
