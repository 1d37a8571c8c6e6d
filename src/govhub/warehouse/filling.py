"""The first load of a table: by binary COPY straight into bronze, with no staging and no merge.

What staging is for cannot happen in a table without rows: nothing changed, nothing vanished. A key that comes twice can,
so keys are numbered as they pass; where a number may not tell them apart, all is taken back to before the first row and
the run goes through staging. Staging, numbering there and merging took twice as long as this.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql

from govhub.catalog import ResourceDeclaration
from govhub.errors import InternalError
from govhub.warehouse.ahead import ahead
from govhub.warehouse.bronze import declared_columns, table_name
from govhub.warehouse.numbering import KeyNumbers
from govhub.warehouse.stage import Delivery, Session, stage_scopes

_AS_THEY_ARE = frozenset({"text", "bigint", "boolean", "jsonb"})  # what Arrow holds as PostgreSQL's COPY wants it
_JSONB_VERSION = "\x01"  # how jsonb's binary form begins; its text follows
_INSTANT = pa.timestamp("us", tz="UTC")


def may_fill(session: Session, resource: ResourceDeclaration) -> bool:
    """Tell whether a table has no rows, and only columns that need no cast."""
    if not {column.type for column in declared_columns(resource)} <= _AS_THEY_ARE:
        return False
    return not session.row(sql.SQL("select exists (select from {})").format(table_name(resource)))[0]


def fill(session: Session, delivery: Delivery) -> bool:
    """Copy a delivery into its table, which has no rows, and its scopes into `_scopes`; false if a key came twice.

    Nothing was copied then.

    Raises: InternalError when PostgreSQL holds another number of rows than were sent.
    """
    resource, rows = delivery.resource, _Rows(delivery)
    stage_scopes(session, delivery)
    before = _inserted(session, resource)
    session.execute(sql.SQL("savepoint before_filling"))
    session.copy(resource.table, rows.reader(), schema="bronze")
    if rows.key_repeated:
        session.execute(sql.SQL("rollback to savepoint before_filling"))
        return False
    arrived = _inserted(session, resource) - before
    if arrived != delivery.rows:
        raise InternalError(f"O warehouse recebeu {arrived} de {delivery.rows} linhas; nada foi gravado")
    return True


def _inserted(session: Session, resource: ResourceDeclaration) -> int:
    """Return how many rows this transaction wrote into a table, which PostgreSQL knows without reading it, if it counts."""
    return session.count(
        sql.SQL(
            "select case when current_setting('track_counts')::boolean then pg_stat_get_xact_tuples_inserted({}::regclass)"
            " else (select count(*) from {}) end"
        ).format(sql.Literal(f"bronze.{resource.table}"), table_name(resource))
    )


class _Rows:
    """The rows of a delivery as the table holds them: keys numbered, technical columns added.

    They end before a key that comes again, and an error would not do: the driver cannot go on after one.
    """

    def __init__(self, delivery: Delivery) -> None:
        resource = delivery.resource
        self.key_repeated = False
        self._delivery = delivery
        self._order = resource.order
        self._numbers = KeyNumbers(resource.key_without_order)
        self._jsons = [column.name for column in declared_columns(resource) if column.type == "jsonb"] + ["_extras"]

    def reader(self) -> pa.RecordBatchReader:
        """Return the rows, to be read once."""
        source = self._delivery.open()

        def finished() -> Iterator[pa.RecordBatch]:
            for batch in source:
                numbers = self._numbers.of(batch)
                if self._order is None and pc.any(pc.greater(numbers, 1)).as_py():
                    self.key_repeated = True
                    return
                yield self._finished(batch, numbers)

        none = pa.RecordBatch.from_arrays([pa.array([], field.type) for field in source.schema], schema=source.schema)
        return pa.RecordBatchReader.from_batches(
            self._finished(none, pa.array([], pa.int64())).schema, ahead(finished())
        )

    def _finished(self, batch: pa.RecordBatch, numbers: pa.Array) -> pa.RecordBatch:
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        del columns["_key"]
        if self._order:
            columns[self._order] = numbers
        for name in self._jsons:
            columns[name] = pc.binary_join_element_wise(_JSONB_VERSION, columns[name], "")
        instant = pa.repeat(pa.scalar(self._delivery.extracted_at, _INSTANT), len(batch))
        run_id = pa.repeat(pa.scalar(self._delivery.run_id), len(batch))
        return pa.record_batch(columns | {"_run_id": run_id, "_ingested_at": instant, "_first_seen_at": instant})
