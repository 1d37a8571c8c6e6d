"""Who read the restricted schemas: `acessos.leitura`, one row per table of a statement, and a line in the server's log.

Every restricted table carries a restrictive policy that calls a function once per statement, before the first row. The
function warns, which PostgreSQL writes to its log at once and tells the reader, and inserts a row as govhub_admin. The
row goes with a transaction that is undone; its number does not, so that a gap shows it, and the line in the log stays.
The text of the statement is not kept: it may hold somebody's CPF. Why not `log_statement` or pgaudit: ADR 0037.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import class_row

RESTRICTED = ("silver_restrito", "gold_restrito")


@dataclass(frozen=True, slots=True)
class Read:
    """One table that was read by one statement; its fields are the columns of the table.

    `endereco` is null for who came by a socket of the server's machine; `programa` is what the program says of itself.
    """

    leitura_id: int
    lida_em: datetime
    login: str
    tabela: str
    endereco: str | None
    programa: str | None


_NAMES = tuple(field.name for field in fields(Read))

_TABLE = """
create table if not exists acessos.leitura (
    leitura_id bigint generated always as identity primary key, lida_em timestamptz not null, login text not null,
    tabela text not null, endereco text, programa text
);
create index if not exists leitura_lida_em on acessos.leitura (lida_em);
comment on table acessos.leitura is 'Uma tabela restrita lida por uma consulta, por linha: quem, quando, de onde'
"""
# Gaps are counted from the oldest row; this one stands before the first read, or before the first after a cleaning.
_BEGIN = """
insert into acessos.leitura (lida_em, login, tabela)
select clock_timestamp(), session_user, 'acessos.leitura' where not exists (select from acessos.leitura)
"""
# The caller can't be told by current_user here, which is the owner; session_user is who logged in, whatever role he took.
_RECORD = """
create or replace function auditoria.registra_leitura(tabela text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    raise warning 'Leitura registrada: % por %, de %', tabela, session_user, coalesce(host(inet_client_addr()), 'local');
    if current_setting('transaction_read_only')::boolean then
        raise read_only_sql_transaction using message =
            'A leitura de dados restritos é registrada, e esta transação só lê. Abra uma transação de escrita.';
    end if;
    insert into acessos.leitura (lida_em, login, tabela, endereco, programa) values (
        clock_timestamp(), session_user, tabela, host(inet_client_addr()),
        nullif(current_setting('application_name'), '')
    );
    return true;
end
$$
"""
# Called by the owner of the table, in each build (dbt/macros/privacidade.sql), and by setup for what is there already. A
# table that had no policies goes on being open to whoever was granted it.
_WATCH = """
create or replace function auditoria.registra_leituras_de(tabela regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    nome text := (select format('%I.%I', n.nspname, c.relname)
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where c.oid = tabela);
begin
    if exists (select 1 from pg_policy where polrelid = tabela and polname = 'leitura_registrada') then
        return;
    end if;
    if not (select relrowsecurity from pg_class where oid = tabela) then
        execute format('alter table %s enable row level security', nome);
        execute format('create policy de_quem_tem_direito on %s for select using (true)', nome);
    end if;
    execute format(
        'create policy leitura_registrada on %s as restrictive for select using ((select auditoria.registra_leitura(%L)))',
        nome, nome
    );
end
$$
"""
_UNWATCHED = """
select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
where n.nspname = any(%s) and c.relkind in ('r', 'p')
    and not exists (select 1 from pg_policy as p where p.polrelid = c.oid and p.polname = 'leitura_registrada')
order by 1
"""
_UNDONE = """
select coalesce(s.last_value - min(l.leitura_id) + 1 - count(l.leitura_id), 0)
from acessos.leitura_leitura_id_seq as s left join acessos.leitura as l on true
group by s.last_value
"""


def create_reads_register(connection: Connection[Any]) -> None:
    """Create what is missing of the register, and watch the restricted tables that are not watched yet."""
    for statement in (_TABLE, _BEGIN, _RECORD, _WATCH):
        connection.execute(statement)
    for table in unwatched(connection):
        connection.execute("select auditoria.registra_leituras_de(%s::regclass)", (table,))


def unwatched(connection: Connection[Any]) -> list[str]:
    """Return the restricted tables whose readers are not registered."""
    return [row[0] for row in connection.execute(_UNWATCHED, (list(RESTRICTED),)).fetchall()]


def reads(connection: Connection[Any], *, since: datetime | None, login: str | None, limit: int) -> list[Read]:
    """Return the reads since an instant, of one login or of all, newest first."""
    cursor = connection.cursor(row_factory=class_row(Read))
    query = sql.SQL(
        "select {} from acessos.leitura where tabela <> 'acessos.leitura'"
        " and (%(since)s::timestamptz is null or lida_em >= %(since)s)"
        " and (%(login)s::text is null or login = %(login)s) order by leitura_id desc limit %(limit)s"
    ).format(sql.SQL(", ").join(map(sql.Identifier, _NAMES)))
    return cursor.execute(query, {"since": since, "login": login, "limit": limit}).fetchall()


def undone(connection: Connection[Any]) -> int:
    """Return how many reads after the oldest row have a number and no row: of transactions undone, or open yet."""
    row = connection.execute(_UNDONE).fetchone()
    return int(row[0]) if row else 0
