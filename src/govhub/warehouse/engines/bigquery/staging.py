"""A delivery on its way into BigQuery: one Parquet file, one load job, one table of its own.

The tables bear the moment of the load in their name, and BigQuery drops those of a load that was killed by itself.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from govhub.catalog import ResourceDeclaration
from govhub.errors import InternalError
from govhub.warehouse.bronze import declared_columns, derived_columns
from govhub.warehouse.engines.bigquery.session import Session
from govhub.warehouse.engines.bigquery.tables import SCALE, copy_statement, expiring, quoted
from govhub.warehouse.engines.parquet import PLACE, write_files
from govhub.warehouse.stage import Delivery

_TYPES = {"integer": "INT64", "bigint": "INT64", "boolean": "BOOL"}  # anything else travels as text
_SCOPES = {"scope": "STRING", "cursor": "STRING", "read_at": "TIMESTAMP", "run_id": "STRING", "delivery": "INT64"}


class Stage:
    """The tables of one load: `rows` of the last delivery, `scopes` of every delivery, `rebuilt` for a table made anew."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session, self._folder = session, folder
        name = f"_carga_{datetime.now(UTC):%Y%m%d%H%M%S}_{uuid4().hex[:8]}"
        self.rows, self._scopes, self.rebuilt = (
            f"bronze.{quoted(f'{name}{part}')}" for part in ("", "_pedidos", "_refeita")
        )
        self._deliveries = 0

    @property
    def all_scopes(self) -> str:
        """The requests of every delivery, as they are to be remembered: of each the last time it was read."""
        return (
            f"(select scope, cursor, read_at, run_id from (select *, row_number() over (partition by scope"
            f" order by delivery desc) as _nth from {self._scopes}) where _nth = 1)"
        )

    @property
    def scopes(self) -> str:
        """The requests of the last delivery, in parentheses."""
        return f"(select scope, cursor from {self._scopes} where delivery = {self._deliveries})"

    def create(self) -> None:
        """Make the table of the requests."""
        self._create(self._scopes, _SCOPES)

    def create_rebuilt(self, resource: ResourceDeclaration) -> None:
        """Make the empty table that will take the place of a resource's."""
        self._session.execute(copy_statement(resource, self.rebuilt))

    def fill(self, delivery: Delivery) -> None:
        """Replace the staged rows with those of a delivery, and add its requests.

        Raises: InternalError when BigQuery took another number of rows than were sent.
        """
        self._deliveries += 1
        folder = self._folder / str(self._deliveries)
        folder.mkdir()
        requests = folder / "pedidos.parquet"
        pq.write_table(self._requests(delivery), requests, compression="zstd")
        self._session.load(requests, self._scopes, _SCOPES)
        requests.unlink()
        columns = _columns(delivery.resource)
        self._create(self.rows, columns)
        arrived = 0
        for file in write_files(delivery, folder, file_bytes=None, scale=SCALE, title="BigQuery"):
            arrived += self._session.load(file, self.rows, columns)
            file.unlink()
        if arrived != delivery.rows:
            raise InternalError(f"O warehouse recebeu {arrived} de {delivery.rows} linhas; nada foi gravado")

    def drop(self) -> None:
        """Take the tables away; those that stay because the connection is gone expire."""
        with suppress(Exception):
            for table in (self.rows, self._scopes, self.rebuilt):
                self._session.execute(f"drop table if exists {table}")

    def _create(self, table: str, columns: dict[str, str]) -> None:
        typed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
        self._session.execute(f"create or replace table {table} ({typed}) options ({expiring(days=1)})")

    def _requests(self, delivery: Delivery) -> pa.Table:
        """Return the requests of a delivery, each once and with its greatest cursor."""
        found = delivery.scopes.select(["scope", "cursor"]).group_by("scope", use_threads=False)
        scopes = found.aggregate([("cursor", "max")]).rename_columns({"cursor_max": "cursor"})
        count = len(scopes)
        instants = pa.array([delivery.extracted_at] * count, pa.timestamp("us", tz="UTC"))
        return pa.table(
            {
                "scope": scopes["scope"].cast(pa.string()),
                "cursor": scopes["cursor"].cast(pa.string()),
                "read_at": instants,
                "run_id": pa.array([delivery.run_id] * count, pa.string()),
                "delivery": pa.array([self._deliveries] * count, pa.int64()),
            }
        )


def _columns(resource: ResourceDeclaration) -> dict[str, str]:
    """Return the columns of the staged rows and their types."""
    known = (*declared_columns(resource), *derived_columns(resource))
    types = {column.name: _TYPES.get(column.type, "STRING") for column in known}
    return {**types, "_scope": "STRING", "_extras": "STRING", "_hash": "STRING", PLACE: "INT64"}
