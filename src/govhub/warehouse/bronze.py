"""Bronze tables, derived from the declarations: columns, types, comments."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.fields import IDENTIFIER_SUFFIXES

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
    """One bronze column; `about` becomes its comment, `lgpd` its privacy class, `formerly` the names it had."""

    name: str
    type: str
    about: str
    lgpd: str
    constraint: str = ""
    formerly: tuple[str, ...] = ()


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
    return tuple(
        Column(field.name, POSTGRES_TYPES[field.type], field.about, field.lgpd, formerly=field.formerly)
        for field in resource.columns
    )


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
                formerly=tuple(name + pseudonym for name in field.formerly),
            ),
            Column(
                field.name + mask,
                "text",
                f"O texto de {field.name} com o CPF mascarado",
                "P2",
                formerly=tuple(name + mask for name in field.formerly),
            ),
        )
    )


def all_columns(resource: ResourceDeclaration) -> tuple[Column, ...]:
    """Return every column of a bronze table, in its order."""
    return (*declared_columns(resource), *derived_columns(resource), *_TECHNICAL)


def table_name(resource: ResourceDeclaration) -> sql.Identifier:
    """Return the qualified, quoted name of a bronze table."""
    return sql.Identifier("bronze", resource.table)


def create_statement(resource: ResourceDeclaration) -> sql.Composed:
    """Return the statement that creates a bronze table."""
    columns = [
        sql.SQL("{} {} {}").format(sql.Identifier(column.name), sql.SQL(column.type), sql.SQL(column.constraint))
        for column in all_columns(resource)
    ]
    key = sql.SQL(", ").join(map(sql.Identifier, resource.key))
    return sql.SQL("create table {} ({}, primary key ({})) with (toast_tuple_target = 8160)").format(
        table_name(resource), sql.SQL(", ").join(columns), key
    )


def comment_statements(system: SystemDeclaration, resource: ResourceDeclaration) -> list[sql.Composed]:
    """Return the statements that write the dictionary of a table into its comments."""
    table = sql.SQL("comment on table {} is {}").format(
        table_name(resource), sql.Literal(f"{system.title}: {resource.about}")
    )
    columns = [
        sql.SQL("comment on column {} is {}").format(
            sql.Identifier("bronze", resource.table, column.name), sql.Literal(f"{column.about} [{column.lgpd}]")
        )
        for column in all_columns(resource)
    ]
    return [table, *columns]


def difference_query(resource: ResourceDeclaration) -> sql.Composed:
    """Return the query for a column that the table lacks or has in another type; no row where there is none.

    PostgreSQL would round a declared `number` into a column that is still `integer`, and say nothing.
    """
    declared = sql.SQL(", ").join(
        sql.SQL("({}, {}::regtype)").format(sql.Literal(column.name), sql.Literal(column.type))
        for column in all_columns(resource)
    )
    return sql.SQL(
        "select d.name from (values {}) as d (name, type) left join pg_attribute as a on a.attrelid = to_regclass({})"
        " and a.attname = d.name and not a.attisdropped where a.atttypid is distinct from d.type::oid limit 1"
    ).format(declared, sql.Literal(f'bronze."{resource.table}"'))
