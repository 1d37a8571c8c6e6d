"""Who may do what: schemas, roles and grants, as one table of expectations that setup grants and check compares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from govhub.warehouse.logins import open_login, other_login

SCHEMAS = {
    "bronze": "O que as fontes enviaram, em colunas declaradas",
    "silver": "Entidades tipadas e limpas; pessoas só por pseudônimo e máscara",
    "gold": "Produtos de dados dos painéis",
    "silver_restrito": "Dados que identificam pessoas naturais",
    "gold_restrito": "Produtos por pessoa, para a área de pessoal",
    "referencia": "Listas de códigos, calendário e órgãos atendidos",
    "auditoria": "Resultados de testes e conciliações",
    "acessos": "Quem leu os esquemas restritos; só quem administra o lê",
}
VERBS = ("USAGE", "CREATE", "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
_SCHEMA_VERBS = frozenset({"USAGE", "CREATE"})

_READ = frozenset({"USAGE", "SELECT"})
_WRITE = frozenset({"USAGE", "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"})
_BUILD = _WRITE | {"CREATE"}

EXPECTED: dict[str, dict[str, frozenset[str]]] = {
    "etl_user": {"bronze": _WRITE, **{schema: _BUILD for schema in SCHEMAS if schema not in ("bronze", "acessos")}},
    # Not auditoria: the rows that failed a test are kept there, those of the restricted schemas among them.
    "analista": dict.fromkeys(("silver", "gold", "referencia"), _READ),
    "bi_user": {"gold": _READ},
    "pessoal": dict.fromkeys(("silver", "gold", "silver_restrito", "gold_restrito", "referencia", "auditoria"), _READ),
    # The same for people of one body: they read the rows of the bodies whose role they hold (`orgao_…`), and no others.
    "analista_orgao": dict.fromkeys(("silver", "gold", "referencia"), _READ),
    "pessoal_orgao": dict.fromkeys(("silver", "gold", "silver_restrito", "gold_restrito", "referencia"), _READ),
}
_BUILT_BY_ETL = ("silver", "gold", "silver_restrito", "gold_restrito", "referencia", "auditoria")
_BI_STATEMENT_TIMEOUT = "30s"


@dataclass(frozen=True, slots=True)
class Cell:
    """One role × schema × verb: expected and found."""

    role: str
    schema: str
    verb: str
    expected: bool
    found: bool


def create_roles(connection: Connection[Any], logins: dict[str, str]) -> None:
    """Create the roles that are missing and open the logins that are in use, given by name with their passwords."""
    existing = {row[0] for row in connection.execute("select rolname from pg_roles").fetchall()}
    for role in EXPECTED:
        if role not in existing:
            connection.execute(
                sql.SQL("create role {} nosuperuser nocreatedb nocreaterole").format(sql.Identifier(role))
            )
    # To set the privileges of what etl_user builds, and to ask as analista (`govhub sql --role analista`).
    connection.execute("grant etl_user, analista to current_user")
    connection.execute("alter role bi_user set default_transaction_read_only = on")
    connection.execute(
        sql.SQL("alter role bi_user set statement_timeout = {}").format(sql.Literal(_BI_STATEMENT_TIMEOUT))
    )
    for login, password in logins.items():
        open_login(connection, login, password)


def body_role(chave: str) -> str:
    """Return the role whose members see the rows of a body; it holds no right of its own."""
    return f"orgao_{chave}"


def create_body_roles(connection: Connection[Any], chaves: Iterable[str]) -> None:
    """Create the role of each body that has none yet."""
    existing = {row[0] for row in connection.execute("select rolname from pg_roles").fetchall()}
    for role in map(body_role, chaves):
        if role not in existing:
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))


def missing(connection: Connection[Any], chaves: Iterable[str]) -> list[str]:
    """Return the roles and schemas that are not there, in clauses."""
    roles = {row[0] for row in connection.execute("select rolname from pg_roles").fetchall()}
    schemas = {row[0] for row in connection.execute("select nspname from pg_namespace").fetchall()}
    wanted = [*EXPECTED, *map(body_role, chaves)]
    return [
        *(f"o papel {role} a criar" for role in wanted if role not in roles),
        *(f"o esquema {schema} a criar" for schema in SCHEMAS if schema not in schemas),
    ]


def create_schemas(connection: Connection[Any]) -> None:
    """Create the schemas, closed to everyone until granted."""
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    connection.execute(
        sql.SQL("grant connect on database {} to {}").format(
            database, sql.SQL(", ").join(map(sql.Identifier, EXPECTED))
        )
    )
    connection.execute(sql.SQL("grant temporary on database {} to etl_user").format(database))
    for schema, about in SCHEMAS.items():
        name = sql.Identifier(schema)
        connection.execute(sql.SQL("create schema if not exists {}").format(name))
        connection.execute(sql.SQL("revoke all on schema {} from public").format(name))
        connection.execute(sql.SQL("comment on schema {} is {}").format(name, sql.Literal(about)))


def grant(connection: Connection[Any]) -> None:
    """Grant what is expected on what exists, and on what etl_user will build; take back schemas no longer expected."""
    for role, schemas in EXPECTED.items():
        for schema in SCHEMAS.keys() - schemas.keys():
            _revoke_schema(connection, role, schema)
        for schema, verbs in schemas.items():
            _grant_schema(connection, role, schema, verbs)


def _revoke_schema(connection: Connection[Any], role: str, schema: str) -> None:
    names = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
    connection.execute(sql.SQL("revoke all on schema {schema} from {role}").format(**names))
    connection.execute(sql.SQL("revoke all on all tables in schema {schema} from {role}").format(**names))
    if schema in _BUILT_BY_ETL:
        connection.execute(
            sql.SQL(
                "alter default privileges for role etl_user in schema {schema} revoke all on tables from {role}"
            ).format(**names)
        )


def _grant_schema(connection: Connection[Any], role: str, schema: str, verbs: frozenset[str]) -> None:
    names = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
    on_schema = sql.SQL(", ").join(sql.SQL(verb) for verb in sorted(verbs & _SCHEMA_VERBS))
    on_tables = sql.SQL(", ").join(sql.SQL(verb) for verb in sorted(verbs - _SCHEMA_VERBS))
    connection.execute(sql.SQL("grant {verbs} on schema {schema} to {role}").format(verbs=on_schema, **names))
    connection.execute(
        sql.SQL("grant {verbs} on all tables in schema {schema} to {role}").format(verbs=on_tables, **names)
    )
    if role != "etl_user" and schema in _BUILT_BY_ETL:
        connection.execute(
            sql.SQL(
                "alter default privileges for role etl_user in schema {schema} grant {verbs} on tables to {role}"
            ).format(verbs=on_tables, **names)
        )


def matrix(connection: Connection[Any]) -> list[Cell]:
    """Return role × schema × verb, expected against found.

    A table verb is found when any table of the schema allows it where it should not, or all allow it where they
    should; a schema without tables has what is expected.
    """
    cells = []
    for role, schemas in EXPECTED.items():
        for schema in SCHEMAS:
            for verb in VERBS:
                expected = verb in schemas.get(schema, frozenset())
                found = _found(connection, role, schema, verb, expected)
                cells.append(Cell(role, schema, verb, expected, found))
    return cells


def _found(connection: Connection[Any], role: str, schema: str, verb: str, expected: bool) -> bool:
    if verb in _SCHEMA_VERBS:
        row = connection.execute("select has_schema_privilege(%s, %s, %s)", (role, schema, verb)).fetchone()
        return bool(row and row[0])
    aggregate = sql.SQL("bool_and" if expected else "bool_or")
    row = connection.execute(
        sql.SQL(
            "select {}(has_table_privilege(%s, c.oid, %s)) from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
            " where n.nspname = %s and c.relkind in ('r', 'v', 'm', 'p')"
        ).format(aggregate),
        (role, verb, schema),
    ).fetchone()
    return expected if row is None or row[0] is None else bool(row[0])


def excessive_roles(connection: Connection[Any]) -> list[str]:
    """Return the run-time roles that hold an attribute no run-time role may have."""
    rows = connection.execute(
        "select rolname from pg_roles where rolname = any(%s)"
        " and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls) order by rolname",
        ([*EXPECTED, *map(other_login, EXPECTED)],),
    ).fetchall()
    return [row[0] for row in rows]
