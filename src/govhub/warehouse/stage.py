"""A run on its way into bronze: temporary tables of one transaction, filled by binary COPY.

`_staging` has every row that arrived, `_scopes` the requests that brought them, `_changed` the rows to write. Where bronze
already holds rows of these requests, only key and hash of the others travel: a row whose hash is that of a live row is
that row, its key included, and what did not change is most of what arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from adbc_driver_manager import Error as AdbcError
from psycopg import sql

from govhub.catalog import ResourceDeclaration
from govhub.errors import InternalError
from govhub.warehouse.bronze import table_name

STAGING, SCOPES = sql.Identifier("_staging"), sql.Identifier("_scopes")
_CHANGED = "_changed"
_PLACE = "_place"  # of a row among all that arrived; links `_changed` to `_staging`
_TYPES = {pa.string(): "text", pa.int64(): "bigint", pa.bool_(): "boolean"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One complete run, ready to be loaded: its scopes, its instant, and what reads its rows in staging columns anew."""

    resource: ResourceDeclaration
    run_id: str
    extracted_at: datetime
    open: Callable[[], pa.RecordBatchReader]
    rows: int
    scopes: pa.Table
    allow_shrink: bool


@dataclass(frozen=True, slots=True)
class Staged:
    """What was staged: the table of the rows to write, and whether bronze held any rows of these requests.

    `rows` is `_staging` itself where all of it is to be written.
    """

    rows: sql.Identifier
    was_live: bool

    @property
    def is_apart(self) -> bool:
        """Whether `_staging` has keys and hashes only."""
        return self.rows != STAGING


class Session:
    """Statements over one ADBC connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, statement: sql.Composable) -> None:
        """Run a statement."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement.as_string(None))

    def row(self, statement: sql.Composable) -> Any:
        """Return the first row of a query, null if there is none."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement.as_string(None))
            return cursor.fetchone()

    def count(self, statement: sql.Composable) -> int:
        """Return the number that a query gives."""
        return int(self.row(statement)[0])

    def column(self, statement: sql.Composable) -> pa.ChunkedArray:
        """Return the first column of a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement.as_string(None))
            return cursor.fetch_arrow_table().column(0)

    def copy(
        self,
        table: str,
        rows: pa.RecordBatch | pa.RecordBatchReader | pa.Table,
        mode: Literal["append", "create"] = "append",
        *,
        schema: str | None = None,
    ) -> None:
        """Send rows into a table, a temporary one if no schema is named.

        Raises: what goes wrong while the rows are made, as it was.
        """
        failed: list[Exception] = []
        if isinstance(rows, pa.RecordBatchReader):
            rows = pa.RecordBatchReader.from_batches(rows.schema, _watched(rows, failed))
        try:
            with self._connection.cursor() as cursor:
                cursor.adbc_ingest(table, rows, mode=mode, db_schema_name=schema, temporary=schema is None)
        except AdbcError:
            if failed:
                raise failed[0] from None
            raise


def _watched(batches: pa.RecordBatchReader, failed: list[Exception]) -> Iterator[pa.RecordBatch]:
    """Pass batches on; the driver turns an error of ours into one of its own, so it is kept aside."""
    try:
        yield from batches
    except Exception as error:
        failed.append(error)
        raise


def stage_scopes(session: Session, delivery: Delivery) -> None:
    """Fill `_scopes`; nothing stays of an earlier delivery."""
    session.execute(sql.SQL("drop table if exists _staging, _scopes, {}").format(sql.Identifier(_CHANGED)))
    session.copy("_scopes", delivery.scopes, mode="create")
    session.execute(sql.SQL("analyze _scopes"))


def stage(session: Session, delivery: Delivery) -> Staged:
    """Fill the temporary tables with one delivery.

    Raises: InternalError when PostgreSQL holds another number of rows than were sent.
    """
    resource, batches = delivery.resource, delivery.open()
    stage_scopes(session, delivery)
    known = _live_hashes(session, resource)
    if resource.order or not len(known):  # the order within a key is only known once all rows are there
        session.execute(_create("_staging", batches.schema))
        session.copy("_staging", batches)
        staged = Staged(STAGING, len(known) > 0)
    else:
        _stage_apart(session, resource, batches, known)
        staged = Staged(sql.Identifier(_CHANGED), True)
    session.execute(sql.SQL("analyze {} ({}, _hash, _key)").format(STAGING, columns(resource.key)))
    arrived = session.count(sql.SQL("select count(*) from {}").format(STAGING))
    if arrived != delivery.rows:
        raise InternalError(f"O warehouse recebeu {arrived} de {delivery.rows} linhas; nada foi gravado")
    return staged


def forget_dropped(session: Session, staged: Staged) -> None:
    """Leave out of the rows to write those that are no longer in `_staging`."""
    if staged.is_apart:
        session.execute(
            sql.SQL("delete from {} as c where not exists (select from {} as s where s.{place} = c.{place})").format(
                staged.rows, STAGING, place=sql.Identifier(_PLACE)
            )
        )


def columns(names: tuple[str, ...]) -> sql.Composed:
    """Return a list of columns."""
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _live_hashes(session: Session, resource: ResourceDeclaration) -> pa.Array:
    """Return the hashes of the live rows of these requests; at most one where all rows are staged anyway."""
    found = session.column(
        sql.SQL("select t._hash from {} as t join {} as c on c.scope = t._scope where t._deleted_at is null{}").format(
            table_name(resource), SCOPES, sql.SQL(" limit 1" if resource.order else "")
        )
    )
    return found.combine_chunks()


def _stage_apart(
    session: Session, resource: ResourceDeclaration, batches: pa.RecordBatchReader, known: pa.Array
) -> None:
    """Stage key, hash and place of every row, and whole only those whose hash is not known."""
    key = [*resource.key, "_hash", "_key", _PLACE]
    placed = batches.schema.append(pa.field(_PLACE, pa.int64()))
    session.execute(_create("_staging", pa.schema([placed.field(name) for name in key])))
    session.execute(_create(_CHANGED, placed))
    sent = 0
    for batch in _placed(batches):
        session.copy("_staging", batch.select(key))
        changed = batch.filter(pc.invert(pc.is_in(batch.column("_hash"), known)))
        if len(changed):
            session.copy(_CHANGED, changed)
        sent += len(changed)
    arrived = session.count(sql.SQL("select count(*) from {}").format(sql.Identifier(_CHANGED)))
    if arrived != sent:
        raise InternalError(f"O warehouse recebeu {arrived} de {sent} linhas alteradas; nada foi gravado")
    session.execute(sql.SQL("analyze {} ({})").format(sql.Identifier(_CHANGED), columns(resource.key)))


def _placed(batches: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in batches:
        yield batch.append_column(_PLACE, pa.array(range(start, start + len(batch)), pa.int64()))
        start += len(batch)


def _create(table: str, schema: pa.Schema) -> sql.Composed:
    """Rows of a few kilobytes stay in the page: compressing them out of line took longer than copying them."""
    typed = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(field.name), sql.SQL(_TYPES[field.type])) for field in schema
    )
    return sql.SQL("create temporary table {} ({}) with (toast_tuple_target = 8160)").format(
        sql.Identifier(table), typed
    )
