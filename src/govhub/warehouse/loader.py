"""Copies one run into bronze: staging, checks, merge, deletion marks and ledger in one transaction.

ADBC sends Arrow by binary COPY into temporary tables, of what bronze already holds only key and hash; SQL does the
rest, so cost grows with what changed. Unchanged rows are not rewritten. A table without rows is filled directly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
from adbc_driver_manager import Error as AdbcError
from psycopg import sql

from govhub.catalog import ResourceDeclaration
from govhub.warehouse.bronze import declared_columns, derived_columns, difference_query, table_name
from govhub.warehouse.faults import explained, outdated
from govhub.warehouse.filling import fill, may_fill
from govhub.warehouse.keymark import READ_MARK, SHARE_KEY, note_statement
from govhub.warehouse.ledger import Run, finish_statement
from govhub.warehouse.memory import GONE, forget_statement, remember_statement
from govhub.warehouse.refusals import (
    SHRINK_LIMIT,
    SHRINK_MIN_ROWS,
    KeyConflict,
    ShrinkRefused,
    key_conflict,
    shrink_refused,
)
from govhub.warehouse.stage import SCOPES, STAGING, Delivery, Session, Staged, columns, forget_dropped, stage

__all__ = ["BronzeLoader", "KeyConflict", "ShrinkRefused", "loading"]

_SEEMS_REPEATED = sql.SQL(
    "_key in (select _key from {} group by _key having count(*) > 1)"  # grouping numbers, not up to eleven texts
).format(STAGING)


class BronzeLoader:
    """One transaction on the warehouse; deliveries are applied in order, and all of them or none."""

    def __init__(self, connection: Any) -> None:
        self._session = Session(connection)

    def lock(self, resource: ResourceDeclaration) -> None:
        """Wait until no other transaction loads the resource."""
        self._session.execute(
            sql.SQL("select pg_advisory_xact_lock(hashtextextended({}, 1))").format(sql.Literal(resource.table))
        )

    def hold_key(self, mark: str) -> str:
        """Keep the key of the pseudonyms from changing until the end of the transaction; return the mark of the key.

        `mark` is noted in a warehouse that has none yet.
        """
        self._session.execute(SHARE_KEY)
        found = self._session.row(READ_MARK)
        if found is None:
            self._session.execute(note_statement(mark))
            found = self._session.row(READ_MARK)
        return str(found[0])

    def execute(self, statements: Iterable[sql.Composable]) -> None:
        """Run statements in the transaction of the data."""
        for statement in statements:
            self._session.execute(statement)

    def empty(self, resource: ResourceDeclaration) -> None:
        """Remove every row, to rebuild the table from the lake."""
        self._session.execute(sql.SQL("truncate {}").format(table_name(resource)))
        self._session.execute(forget_statement(resource))

    def apply(self, delivery: Delivery, run: Run) -> None:
        """Bring one delivery into its table and add its figures to the run.

        Raises: KeyConflict, ShrinkRefused, ConfigurationError for a table that is not as declared; the transaction must
            then be rolled back.
        """
        if self._session.row(difference_query(delivery.resource)):
            raise outdated()
        if may_fill(self._session, delivery.resource) and fill(self._session, delivery):
            run.rows_inserted += delivery.rows
        else:
            self._merge(delivery, run)
        remember = remember_statement(delivery.resource, SCOPES, delivery.run_id, delivery.extracted_at)
        self._session.execute(remember)

    def _merge(self, delivery: Delivery, run: Run) -> None:
        resource = delivery.resource
        staged = stage(self._session, delivery)
        if resource.order:  # the number tells apart what is equal in the rest of the key
            self._number_equals(resource, resource.order)
        else:
            run.rows_duplicate += self._drop_repeated(resource, staged)
        may_vanish = staged.was_live and resource.load == "snapshot"
        if may_vanish and not delivery.allow_shrink:
            self._guard_shrink(resource)
        updated, inserted = self._update(delivery, staged), self._insert(delivery, staged)
        run.rows_updated += updated
        run.rows_inserted += inserted
        arrived = self._session.count(sql.SQL("select count(*) from {}").format(STAGING))
        run.rows_unchanged += arrived - updated - inserted
        if may_vanish:
            run.rows_deleted += self._mark_deleted(delivery)

    def record(self, run: Run) -> None:
        """Close the ledger's row of the run."""
        self._session.execute(finish_statement(run))

    def _number_equals(self, resource: ResourceDeclaration, order: str) -> None:
        """Number the rows that are equal in the rest of the key, in the order in which the source sent them."""
        self._session.execute(
            sql.SQL(
                "update {staging} as s set {order} = numbered.n from ("
                "select ctid as place, row_number() over (partition by {rest} order by ctid) as n from {staging} where {again}"
                ") as numbered where s.ctid = numbered.place and numbered.n > 1"
            ).format(
                staging=STAGING,
                order=sql.Identifier(order),
                rest=columns(resource.key_without_order),
                again=_SEEMS_REPEATED,
            )
        )

    def _drop_repeated(self, resource: ResourceDeclaration, staged: Staged) -> int:
        """Drop what came twice; return how many rows that were.

        Exact repeats are dropped always, different contents only if the declaration says which wins.
        """
        key = columns(resource.key)
        repeated, conflicting = self._session.row(
            sql.SQL(
                "select coalesce(sum(n - 1), 0)::bigint, count(*) filter (where contents > 1) from ("
                "select count(*) as n, count(distinct _hash) as contents from {staging} where {again}"
                " group by {key} having count(*) > 1) as keys"
            ).format(staging=STAGING, key=key, again=_SEEMS_REPEATED)
        )
        if conflicting and resource.duplicates == "error":
            raise key_conflict(resource, conflicting)
        if repeated:
            order = sql.SQL("desc" if resource.duplicates == "last" else "asc")
            self._session.execute(
                sql.SQL(
                    "delete from {staging} where ctid in (select ctid from ("
                    "select ctid, row_number() over (partition by {key} order by ctid {order}) as n from {staging}"
                    ") as numbered where n > 1)"
                ).format(staging=STAGING, key=key, order=order)
            )
            forget_dropped(self._session, staged)
        return int(repeated)

    def _guard_shrink(self, resource: ResourceDeclaration) -> None:
        shrunken = self._session.row(
            sql.SQL(
                "select scope, live, lost, count(*) over () from ("
                "select t._scope as scope, count(*) as live, count(*) filter (where {absent}) as lost"
                " from {table} as t join {scopes} as c on c.scope = t._scope"
                " where t._deleted_at is null and c.cursor is distinct from {gone} group by t._scope"
                ") as scopes where live > {minimum} and lost > {limit} * live order by lost desc limit 1"
            ).format(
                absent=_absent(resource),
                table=table_name(resource),
                scopes=SCOPES,
                minimum=sql.Literal(SHRINK_MIN_ROWS),
                limit=sql.Literal(SHRINK_LIMIT),
                gone=sql.Literal(GONE),  # the list of parents was guarded when it was read
            )
        )
        if shrunken:
            raise shrink_refused(*shrunken)

    def _update(self, delivery: Delivery, staged: Staged) -> int:
        assignments = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in _values(delivery.resource)
        )
        return self._session.count(
            sql.SQL(
                "with changed as (update {table} as t set {assignments}, _run_id = {run}, _ingested_at = {at}, "
                "_deleted_at = null from {arrived} as s where {same} and (t._hash <> s._hash or t._deleted_at is not null) "
                "returning 1) select count(*) from changed"
            ).format(
                assignments=assignments,
                same=_same_key(delivery.resource),
                arrived=staged.rows,
                **self._names(delivery),
            )
        )

    def _insert(self, delivery: Delivery, staged: Staged) -> int:
        names, values = zip(*_values(delivery.resource), strict=True)
        return self._session.count(
            sql.SQL(
                "with added as (insert into {table} ({columns}, _run_id, _ingested_at, _first_seen_at) "
                "select {values}, {run}, {at}, {at} from {arrived} as s "
                "where not exists (select from {table} as t where {same}) returning 1) select count(*) from added"
            ).format(
                columns=columns(names),
                values=sql.SQL(", ").join(values),
                same=_same_key(delivery.resource),
                arrived=staged.rows,
                **self._names(delivery),
            )
        )

    def _mark_deleted(self, delivery: Delivery) -> int:
        return self._session.count(
            sql.SQL(
                "with gone as (update {table} as t set _deleted_at = {at}, _ingested_at = {at}, _run_id = {run} "
                "where t._deleted_at is null and t._scope in (select scope from {scopes}) and {absent} "
                "returning 1) select count(*) from gone"
            ).format(absent=_absent(delivery.resource), scopes=SCOPES, **self._names(delivery))
        )

    def _names(self, delivery: Delivery) -> dict[str, sql.Composable]:
        return {
            "table": table_name(delivery.resource),
            "run": sql.Literal(delivery.run_id),
            "at": sql.Literal(delivery.extracted_at),
        }


@contextmanager
def loading(url: str) -> Iterator[BronzeLoader]:
    """Open a transaction for loading; commit at the end, roll back on an error.

    Raises: GovhubError for a database fault; bronze is then as it was before.
    """
    try:
        with adbc.connect(url, autocommit=False) as connection:
            with connection.cursor() as cursor:
                cursor.execute("set temp_buffers = '128MB'")
                cursor.execute("set work_mem = '64MB'")
            try:
                yield BronzeLoader(connection)
                connection.commit()
            except BaseException:
                _roll_back(connection)
                raise
    except AdbcError as error:
        raise explained(error) from error


def _roll_back(connection: Any) -> None:
    try:
        connection.rollback()
    except AdbcError:
        return  # the connection is gone, and the transaction with it


def _values(resource: ResourceDeclaration) -> list[tuple[str, sql.Composable]]:
    """Return target columns and the expressions that fill them from staging."""
    typed = [(column.name, column.type) for column in (*declared_columns(resource), *derived_columns(resource))]
    pairs: list[tuple[str, sql.Composable]] = []
    for name, kind in [*typed, ("_scope", "text"), ("_extras", "jsonb"), ("_hash", "text")]:
        value: sql.Composable = sql.Identifier("s", name)
        if kind in {"jsonb", "integer", "numeric"}:
            value = sql.SQL("{}::{}").format(value, sql.SQL(kind))
        pairs.append((name, value))
    return pairs


def _same_key(resource: ResourceDeclaration) -> sql.Composed:
    return sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(sql.Identifier("t", name), sql.Identifier("s", name)) for name in resource.key
    )


def _absent(resource: ResourceDeclaration) -> sql.Composed:
    return sql.SQL("not exists (select from {} as s where {})").format(STAGING, _same_key(resource))
