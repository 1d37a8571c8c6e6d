"""Bronze tables, derived from the declarations: columns, types, comments."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import Connection, sql

from govhub.catalog import Catalog, ResourceDeclaration, SystemDeclaration
from govhub.catalog.fields import IDENTIFIER_SUFFIXES
from govhub.errors import ConfigurationError
from govhub.warehouse.memory import forget_statement

POSTGRES_TYPES = {
    "text": "text",
    "scalar": "text",
    "json": "jsonb",
    "integer": "integer",
    "bigint": "bigint",
    "number": "numeric",
    "boolean": "boolean",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One bronze column; `about` becomes its comment, `lgpd` its privacy class."""

    name: str
    type: str
    about: str
    lgpd: str
    constraint: str = ""


_TECHNICAL = (
    Column("_run_id", "text", "Execução que gravou a versão atual da linha", "P0", "not null"),
    Column("_ingested_at", "timestamptz", "Instante da última mudança da linha", "P0", "not null"),
    Column("_first_seen_at", "timestamptz", "Instante em que a linha apareceu pela primeira vez", "P0", "not null"),
    Column("_deleted_at", "timestamptz", "Instante em que a linha deixou de vir da fonte; nulo enquanto ela vem", "P0"),
    Column("_hash", "text", "Resumo do conteúdo da linha, para saber se ela mudou", "P0", "not null"),
    Column("_scope", "text", "Pedido que trouxe a linha, como ug=290002", "P0", "not null"),
    Column("_extras", "jsonb", "Campos que a fonte enviou e a declaração não conhece", "P4"),
)


def declared_columns(resource: ResourceDeclaration) -> tuple[Column, ...]:
    """Return the columns of the source's own fields, in the declared order."""
    return tuple(Column(field.name, POSTGRES_TYPES[field.type], field.about, field.lgpd) for field in resource.columns)


def derived_columns(resource: ResourceDeclaration) -> tuple[Column, ...]:
    """Return pseudonym and mask of each identifier."""
    pseudonym, mask = IDENTIFIER_SUFFIXES
    return tuple(
        column
        for field in resource.identifiers
        for column in (
            Column(
                field.name + pseudonym,
                "text",
                f"Pseudônimo do CPF contido em {field.name}; nulo quando não há CPF",
                "P2",
            ),
            Column(field.name + mask, "text", f"O texto de {field.name} com o CPF mascarado", "P2"),
        )
    )


def all_columns(resource: ResourceDeclaration) -> tuple[Column, ...]:
    """Return every column of a bronze table, in its order."""
    return (*declared_columns(resource), *derived_columns(resource), *_TECHNICAL)


def table_name(resource: ResourceDeclaration) -> sql.Identifier:
    """Return the qualified, quoted name of a bronze table."""
    return sql.Identifier("bronze", resource.table)


def create_tables(connection: Connection, catalog: Catalog) -> None:
    """Create the bronze tables that are missing and add the columns that declarations gained.

    A table that is new was never read, so what was remembered of an earlier one of its name is forgotten.
    Raises: ConfigurationError when a column exists with another type, or the table with another key; nothing is
        changed then.
    """
    keys = _primary_keys(connection)
    for system in catalog.systems.values():
        for resource in system.resources.values():
            if resource.table not in keys:
                _create_table(connection, resource)
                connection.execute(forget_statement(resource))
            elif keys[resource.table] != set(resource.key):
                raise _other_key(resource, keys[resource.table])
            _add_columns(connection, resource)
            _comment(connection, system, resource)


def _primary_keys(connection: Connection) -> dict[str, set[str]]:
    """Return the columns of the primary key of every bronze table that exists."""
    rows = connection.execute(
        "select c.relname, array_agg(a.attname::text) from pg_class as c"
        " join pg_index as i on i.indrelid = c.oid and i.indisprimary"
        " join pg_attribute as a on a.attrelid = c.oid and a.attnum = any(i.indkey)"
        " where c.relnamespace = 'bronze'::regnamespace group by c.relname"
    ).fetchall()
    return {name: set(columns) for name, columns in rows}


def _other_key(resource: ResourceDeclaration, found: set[str]) -> ConfigurationError:
    return ConfigurationError(
        f"A chave da tabela é ({', '.join(sorted(found))}) no warehouse e ({', '.join(resource.key)}) na declaração",
        where=f"bronze.{resource.table}",
        todo="Volte a chave em sources/, ou apague a tabela, rode `govhub warehouse setup` e leia tudo de novo com"
        " `govhub ingest`.",
    )


def _create_table(connection: Connection, resource: ResourceDeclaration) -> None:
    columns = [
        sql.SQL("{} {} {}").format(sql.Identifier(column.name), sql.SQL(column.type), sql.SQL(column.constraint))
        for column in all_columns(resource)
    ]
    key = sql.SQL(", ").join(map(sql.Identifier, resource.key))
    connection.execute(
        sql.SQL("create table {} ({}, primary key ({})) with (toast_tuple_target = 8160)").format(
            table_name(resource), sql.SQL(", ").join(columns), key
        )
    )


def _add_columns(connection: Connection, resource: ResourceDeclaration) -> None:
    rows = connection.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
        (f"bronze.{resource.table}",),
    ).fetchall()
    found = {name: kind.replace("timestamp with time zone", "timestamptz") for name, kind in rows}
    for column in all_columns(resource):
        if column.name not in found:
            connection.execute(
                sql.SQL("alter table {} add column {} {}").format(
                    table_name(resource), sql.Identifier(column.name), sql.SQL(column.type)
                )
            )
        elif found[column.name] != column.type:
            raise ConfigurationError(
                f"A coluna {column.name} é {found[column.name]} no warehouse e {column.type} na declaração",
                where=f"bronze.{resource.table}",
                todo="Volte o tipo em sources/, ou apague a tabela, rode `govhub warehouse setup` e leia tudo de novo com"
                " `govhub ingest`.",
            )


def _comment(connection: Connection, system: SystemDeclaration, resource: ResourceDeclaration) -> None:
    connection.execute(
        sql.SQL("comment on table {} is {}").format(
            table_name(resource), sql.Literal(f"{system.title}: {resource.about}")
        )
    )
    comments = sql.SQL("; ").join(
        sql.SQL("comment on column {} is {}").format(
            sql.Identifier("bronze", resource.table, column.name), sql.Literal(f"{column.about} [{column.lgpd}]")
        )
        for column in all_columns(resource)
    )
    connection.execute(comments)
