"""The statements that bring staged rows into a table of BigQuery. Pure.

Rows that vanished are marked by a MERGE as well, since an UPDATE would say the same in more words.
"""

from __future__ import annotations

from govhub.catalog import ResourceDeclaration
from govhub.warehouse.bronze import all_columns, declared_columns, derived_columns
from govhub.warehouse.engines.bigquery.books import replacement
from govhub.warehouse.engines.bigquery.tables import SCOPES_LOG, quoted, table_name
from govhub.warehouse.engines.bigquery.values import written
from govhub.warehouse.engines.parquet import PLACE
from govhub.warehouse.memory import GONE
from govhub.warehouse.refusals import SHRINK_LIMIT, SHRINK_MIN_ROWS
from govhub.warehouse.stage import Delivery


def repeats_query(resource: ResourceDeclaration, rows: str) -> str:
    """Return the query for how many rows came again, and for how many keys with another content."""
    return (
        f"select coalesce(sum(n - 1), 0), countif(contents > 1) from (select count(*) as n,"
        f" count(distinct _hash) as contents from {rows} group by {_list(resource.key)} having count(*) > 1) as chaves"
    )


def once_statement(resource: ResourceDeclaration, rows: str, options: str) -> str:
    """Return the statement that leaves one row of each key: the last if the declaration says so, the first otherwise."""
    order = "desc" if resource.duplicates == "last" else "asc"
    return (
        f"create or replace table {rows} options ({options}) as select * from {rows} where true qualify"
        f" row_number() over (partition by {_list(resource.key)} order by {PLACE} {order}) = 1"
    )


def shrunken_query(resource: ResourceDeclaration, rows: str, scopes: str, target: str) -> str:
    """Return the query for the request that lost the most rows beyond belief, and for how many such requests there are."""
    return (
        "select scope, live, lost, count(*) over () from (select t._scope as scope, count(*) as live,"
        f" countif(s._hash is null) as lost from {target} as t"
        f" join (select distinct scope from {scopes} as p where cursor is distinct from {written(GONE)}) as c"
        f" on c.scope = t._scope left join {rows} as s on {_same_key(resource)}"
        " where t._deleted_at is null group by t._scope) as pedidos"
        f" where live > {SHRINK_MIN_ROWS} and lost > {SHRINK_LIMIT} * live order by lost desc limit 1"
    )


def figures_query(resource: ResourceDeclaration, rows: str, target: str) -> str:
    """Return the query for how many rows would be inserted and how many updated."""
    return (
        "select countif(t._hash is null),"
        " countif(t._hash is not null and (t._hash <> s._hash or t._deleted_at is not null))"
        f" from {rows} as s left join {target} as t on {_same_key(resource)}"
    )


def vanished_query(resource: ResourceDeclaration, rows: str, scopes: str, target: str, what: str) -> str:
    """Return the query for `what` of the live rows of these requests that did not come."""
    return (
        f"select {what} from {target} as t where t._deleted_at is null and t._scope in (select scope from {scopes} as p)"
        f" and not exists (select 1 from {rows} as s where {_same_key(resource)})"
    )


def merge_statements(delivery: Delivery, rows: str, scopes: str, target: str) -> list[str]:
    """Return the statements that write the rows that are new or changed, and mark those that a snapshot left out."""
    resource, values = delivery.resource, _values(delivery.resource)
    at, run = written(delivery.extracted_at), written(delivery.run_id)
    changed = ", ".join(f"{quoted(name)} = {value}" for name, value in values.items())
    statements = [
        f"merge {target} as t using {rows} as s on {_same_key(resource)}"
        " when matched and (t._hash <> s._hash or t._deleted_at is not null)"
        f" then update set {changed}, _run_id = {run}, _ingested_at = {at}, _deleted_at = null"
        f" when not matched then insert ({_list(tuple(values))}, _run_id, _ingested_at, _first_seen_at)"
        f" values ({', '.join(values.values())}, {run}, {at}, {at})"
    ]
    if resource.load == "snapshot":
        key = ", ".join(f"t.{quoted(name)}" for name in resource.key)
        gone = vanished_query(resource, rows, scopes, target, key)
        statements.append(
            f"merge {target} as t using ({gone}) as s on {_same_key(resource)}"
            f" when matched then update set _deleted_at = {at}, _ingested_at = {at}, _run_id = {run}"
        )
    return statements


def replace_statement(resource: ResourceDeclaration, rebuilt: str) -> str:
    """Return the statement that puts the rows of a rebuilt table in the place of the table's."""
    return replacement(table_name(resource), rebuilt, _list(tuple(column.name for column in all_columns(resource))))


def remember_statement(resource: ResourceDeclaration, scopes: str) -> str:
    """Return the statement that remembers what was read."""
    return (
        f"insert into {SCOPES_LOG} (system, resource, scope, cursor, read_at, run_id, forgotten, _written_at)"
        f" select {written(resource.system)}, {written(resource.name)}, scope, cursor, read_at, run_id, false,"
        f" current_timestamp() from {scopes} as p"
    )


def _values(resource: ResourceDeclaration) -> dict[str, str]:
    """Return the columns that staging fills, and the expressions that give them their type."""
    kinds = {column.name: column.type for column in (*declared_columns(resource), *derived_columns(resource))}
    kinds |= {"_scope": "text", "_extras": "jsonb", "_hash": "text"}
    return {name: _typed(f"s.{quoted(name)}", kind) for name, kind in kinds.items()}


def _typed(name: str, kind: str) -> str:
    if kind == "jsonb":
        return f"parse_json({name})"  # refuses a number that it could not give back as it was
    return f"cast({name} as BIGNUMERIC)" if kind == "numeric" else name


def _same_key(resource: ResourceDeclaration) -> str:
    return " and ".join(f"t.{quoted(name)} = s.{quoted(name)}" for name in resource.key)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, names))
