"""Bronze at scale: what the simulator sent, many times over, as the same bodies with more management units and people.

A copy keeps what rows say and changes what identifies them, alike wherever it is written, so that documents, contracts
and people of one copy find each other and nobody else's: the first three digits of units, processes, purchases, CPFs
and matrículas, and the billions of ids. What does not grow with a body's work stays as it is: units, posts, budget,
code lists, TEDs. Each line of the Treasury comes on several days, as notes that are used month after month do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

FIRST_COPY = 500  # no unit of the simulator begins with 500 or more
_NEW_LINES = 500  # place among equals of what comes a day later
_LINES_OF_MONEY = {
    "tesouro_gerencial__notas_empenho": "despesas_pagas",
    "siape__consulta_dados_financeiros": "valor_rubrica",
    "siape__consulta_dados_financeiros_historico": "valor_rubrica",
}
_PEOPLE = re.compile(r"(^|_)(cpf|matricula)(_|$)")
_UNITS = re.compile(
    r"^(ug_codigo|ug_origem_codigo|unidade_compra|unidade_gestora|ug_emitente|contratante|ne_ccor"
    r"|processo|ne_num_processo|txt_processo|informacao_complementar|ne_info_complementar|txt_info_compl)$"
)
_IDS = ("id", "contrato_id", "contratohistorico_id")
_LINES = "tesouro_gerencial__notas_empenho"
_GROWS = (
    "(table_name like 'compras\\_gov\\_\\_%' and table_name !~ '(unidades|orgaos|_ug|_orgao|_ano)$')"
    " or table_name in ('tesouro_gerencial__notas_empenho', 'siafi__notas_empenho', 'siafi__notas_empenho_itens',"
    " 'siafi__notas_empenho_operacoes', 'siafi__notas_empenho_alteracoes')"
    " or (table_name like 'siape\\_\\_%' and table_name in (select table_name from information_schema.columns"
    " where table_schema = 'bronze' and column_name = 'cpf_pseudonimo') and table_name !~ '(uorgs?|lista_servidores)$')"
    " or table_name in ('siape__lista_servidores', 'siape__consulta_dados_uorg')"
)


def rows_in_bronze(connection: Connection[Any]) -> int:
    """Count the rows of every bronze table."""
    tables = connection.execute(
        "select tablename from pg_tables where schemaname = 'bronze' and tablename !~ '^_'"
    ).fetchall()
    return sum(
        connection.execute(sql.SQL("select count(*) from bronze.{}").format(sql.Identifier(name))).fetchone()[0]  # type: ignore[index]
        for (name,) in tables
    )


@dataclass(frozen=True, slots=True)
class Copies:
    """The first and the last copy to make, and the days on which each line of the Treasury comes."""

    first: int
    last: int
    days: int


def multiply(connection: Connection[Any], copies: int, days: int) -> None:
    """Add copies of what grows to bronze; everything is of a month ago, so that a day's changes are all that is new."""
    tables = connection.execute(
        "select tablename from pg_tables where schemaname = 'bronze' and tablename !~ '^_'"
    ).fetchall()
    for (table,) in tables:
        connection.execute(
            sql.SQL("update bronze.{} set _ingested_at = _ingested_at - interval '30 days'").format(
                sql.Identifier(table)
            )
        )
    connection.execute(
        "update bronze._runs set started_at = started_at - interval '30 days', finished_at = finished_at - interval '30 days'"
    )
    wanted = Copies(FIRST_COPY, FIRST_COPY + copies - 1, days)
    for table, columns in _growing(connection).items():
        _insert(connection, table, columns, wanted)
    connection.execute(
        "insert into referencia.orgao_ug (orgao_chave, ug_codigo) select o.orgao_chave,"
        " overlay(o.ug_codigo placing j::text from 1 for 3) from referencia.orgao_ug as o"
        " cross join generate_series(%s::int, %s::int) as j on conflict do nothing",
        (wanted.first, wanted.last),
    )


def a_day_later(connection: Connection[Any], run_id: str) -> int:
    """Change one row in a hundred of what grows, anywhere in its history; return how many.

    Where nothing depends on a row, in the Treasury's lines and in payroll, some left and some are new.
    """
    changed = 0
    for table, columns in _growing(connection).items():
        name, run = sql.Identifier("bronze", table), _run_of(run_id, table)
        amount = _LINES_OF_MONEY.get(table)
        fates = [
            (
                sql.SQL(", {} = '1,00'").format(sql.Identifier(amount)) if amount else sql.SQL(""),
                0,
                80 if amount else 99,
            )
        ]
        if amount:
            fates.append((sql.SQL(", _deleted_at = now()"), 80, 85))
            changed += _insert(connection, table, columns, Copies(FIRST_COPY, FIRST_COPY, 1), run_id=run)
        for assigned, first, last in fates:
            changed += connection.execute(
                sql.SQL(
                    "update {name} set _run_id = {run}, _ingested_at = now(), _hash = md5(_hash){assigned}"
                    " where _deleted_at is null"
                    " and _run_id <> {run}"
                    " and abs(hashtext({run} || _hash || ctid::text)::bigint) % 10000 between {first} and {last}"
                ).format(
                    name=name, run=sql.Literal(run), assigned=assigned, first=sql.Literal(first), last=sql.Literal(last)
                )
            ).rowcount
        connection.execute(
            "insert into bronze._runs (run_id, system, resource, kind, status, orgaos, started_at, finished_at)"
            " values (%s, %s, %s, 'ingest', 'sucesso', 'todos', now(), now()) on conflict do nothing",
            (run, *table.split("__")),
        )
    return changed


def _run_of(run_id: str, table: str) -> str:
    return f"{run_id}-{table.split('__')[0]}"


def _growing(connection: Connection[Any]) -> dict[str, dict[str, str]]:
    """Return the tables that grow and hold rows, with the type of each column."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        f" where table_schema = 'bronze' and ({_GROWS}) order by table_name, ordinal_position"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def _insert(
    connection: Connection[Any], table: str, columns: dict[str, str], copies: Copies, *, run_id: str | None = None
) -> int:
    """Insert copies of the simulator's own rows, or with a run, one in seven of them as new lines of the first copy."""
    people = table.startswith("siape__")
    values = [_value(column, kind, people=people, run_id=run_id) for column, kind in columns.items()]
    return connection.execute(
        sql.SQL(
            "insert into bronze.{table} ({columns}) select {values} from bronze.{table} as t"
            " cross join generate_series({first}, {last}) as j cross join generate_series(0, {days}) as m"
            # Runs of the simulator are named by their day; what this module writes is not.
            " where t._run_id ~ '^2' and t._deleted_at is null{some} on conflict do nothing"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(values),
            first=sql.Literal(copies.first),
            last=sql.Literal(copies.last),
            days=sql.Literal(copies.days - 1 if table == _LINES else 0),
            some=sql.SQL(" and abs(hashtext(t._hash)::bigint) % 7 = 0") if run_id else sql.SQL(""),
        )
    ).rowcount


def _value(column: str, kind: str, *, people: bool, run_id: str | None) -> sql.Composable:
    name = sql.Identifier("t", column)
    if column in _IDS and kind == "bigint":
        return sql.SQL("{} + j::bigint * 1000000000").format(name)
    if column == "ordem" and run_id:
        return sql.SQL("{} + {}").format(name, sql.Literal(_NEW_LINES))
    if column == "ordem" and not people:
        return sql.SQL("{} + j * 10000 + m * 100").format(name)
    if column == "emissao_dia":
        day = sql.SQL("lpad((1 + (left({c}, 2)::int + 2 * m) % 28)::text, 2, '0') || substr({c}, 3)").format(c=name)
        return sql.SQL("case when {c} ~ '^[0-9]{{2}}/' then {day} else {c} end").format(c=name, day=day)
    if kind == "jsonb" and column == "dados_empenho":
        return sql.SQL(
            "regexp_replace({}::text, '\"id_empenho\": (\\d{{6}})', '\"id_empenho\": ' || j || '000\\1', 'g')::jsonb"
        ).format(name)
    if kind == "text" and (_UNITS.match(column) or (people and _PEOPLE.search(column) and "mascara" not in column)):
        return sql.SQL(
            "case when {c} ~ '^[0-9A-Z]{{3}}' then overlay({c} placing j::text from 1 for 3) else {c} end"
        ).format(c=name)
    if column == "_run_id":
        return sql.Literal(run_id) if run_id else sql.SQL("'copia-' || t._run_id")
    if column == "_ingested_at" and run_id:
        return sql.SQL("now()")
    return name
