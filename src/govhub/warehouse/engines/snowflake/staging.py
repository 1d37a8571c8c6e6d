"""A delivery on its way into Snowflake: Parquet files, PUT into a stage of the session, COPY INTO a transient table.

The tables are made before the transaction begins, because DDL would commit it, and filled within it. They bear the moment
of the load in their name; those of a load that was killed are dropped a day later.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet as pq

from govhub.catalog import ResourceDeclaration
from govhub.errors import InternalError
from govhub.warehouse.bronze import declared_columns, derived_columns
from govhub.warehouse.engines.parquet import PLACE, write_files
from govhub.warehouse.engines.snowflake.session import Session
from govhub.warehouse.engines.snowflake.tables import SCALE, quoted
from govhub.warehouse.stage import Delivery

_PREFIX = "_CARGA_"
_FILE_BYTES = 128 * 1024 * 1024  # of Arrow; Snowflake loads files of 100 to 250 MB side by side best
_KEPT = timedelta(days=1)
_TYPES = {"integer": "NUMBER(19,0)", "bigint": "NUMBER(19,0)", "boolean": "BOOLEAN"}  # anything else travels as text


class Stage:
    """The staging tables of one load: `rows` with the delivery, `scopes` with the requests that brought it."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session, self._folder = session, folder
        name = f"{_PREFIX}{datetime.now(UTC):%Y%m%d%H%M%S}_{uuid4().hex[:8].upper()}"
        self.rows, self.scopes = f'BRONZE."{name}"', f'BRONZE."{name}_PEDIDOS"'
        self._files = f"BRONZE.{name}"
        self._deliveries = 0

    def create(self, resource: ResourceDeclaration) -> None:
        """Make the tables, before the transaction; drop those that killed loads left."""
        self._drop_forgotten()
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in _columns(resource).items())
        self._session.execute(f"create transient table {self.rows} ({columns})")
        self._session.execute(f"create transient table {self.scopes} (scope varchar, cursor varchar)")
        self._session.execute(f"create temporary stage {self._files}")  # it goes with the session, its files too

    def fill(self, delivery: Delivery) -> None:
        """Replace what is staged with a delivery.

        Raises: InternalError when Snowflake holds another number of rows than were sent.
        """
        self._deliveries += 1
        folder = self._folder / str(self._deliveries)
        folder.mkdir()
        pq.write_table(delivery.scopes.select(["scope", "cursor"]), folder / "pedidos.parquet", compression="zstd")
        self._copy([folder / "pedidos.parquet"], self.scopes)
        files = write_files(delivery, folder, file_bytes=_FILE_BYTES, scale=SCALE, title="Snowflake")
        self._copy(files, self.rows)
        arrived = int(self._session.rows(f"select count(*) from {self.rows}")[0][0])
        if arrived != delivery.rows:
            raise InternalError(f"O warehouse recebeu {arrived} de {delivery.rows} linhas; nada foi gravado")

    def drop(self) -> None:
        """Take the tables away, after the transaction; a session that is gone leaves them to a later load."""
        with suppress(Exception):
            for table in (self.rows, self.scopes):
                self._session.execute(f"drop table if exists {table}")

    def _copy(self, files: list[Path], table: str) -> None:
        self._session.execute(f"delete from {table}")
        for file in files:
            place = f"{self._files}/{self._deliveries}/{file.stem}"
            self._session.execute(f"put 'file://{file}' @{place} auto_compress = false")
            self._session.execute(
                f"copy into {table} from @{place} file_format = (type = parquet)"
                " match_by_column_name = case_insensitive on_error = abort_statement"
            )
            file.unlink()

    def _drop_forgotten(self) -> None:
        oldest = f"{_PREFIX}{datetime.now(UTC) - _KEPT:%Y%m%d%H%M%S}"
        found = self._session.rows(
            "select table_name from information_schema.tables where table_schema = 'BRONZE' and startswith(table_name, %s)",
            (_PREFIX,),
        )
        for (name,) in found:
            if name < oldest:
                self._session.execute(f'drop table if exists BRONZE."{name}"')


def _columns(resource: ResourceDeclaration) -> dict[str, str]:
    """Return the columns of a staging table and their types."""
    known = (*declared_columns(resource), *derived_columns(resource))
    types = {column.name: _TYPES.get(column.type, "VARCHAR") for column in known}
    return {**types, "_scope": "VARCHAR", "_extras": "VARCHAR", "_hash": "VARCHAR", PLACE: "NUMBER(19,0)"}
