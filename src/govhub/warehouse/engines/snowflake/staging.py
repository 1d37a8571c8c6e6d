"""A delivery on its way into Snowflake: Parquet files, PUT into a stage of the session, COPY INTO a transient table.

The tables are made before the transaction begins, because DDL would commit it, and filled within it. They bear the moment
of the load in their name; those of a load that was killed are dropped a day later.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from govhub.catalog import ResourceDeclaration
from govhub.errors import ConfigurationError, InternalError
from govhub.warehouse.bronze import declared_columns, derived_columns
from govhub.warehouse.engines.snowflake.session import Session
from govhub.warehouse.engines.snowflake.tables import SCALE, quoted
from govhub.warehouse.numbering import KeyNumbers
from govhub.warehouse.stage import Delivery

PLACE = "_place"  # of a row among all that arrived
_PREFIX = "_CARGA_"
_FILE_BYTES = 128 * 1024 * 1024  # of Arrow; Snowflake loads files of 100 to 250 MB side by side best
_KEPT = timedelta(days=1)
_TYPES = {"integer": "NUMBER(19,0)", "bigint": "NUMBER(19,0)", "boolean": "BOOLEAN"}  # anything else travels as text
_TOO_FINE = rf"\.\d{{{SCALE}}}\d*[1-9]|[eE]-"


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
        self._copy(list(_files(delivery, folder)), self.rows)
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


def _staged(schema: pa.Schema) -> pa.Schema:
    """Return the columns that are staged: not the number of the key, which only PostgreSQL's merge looks at."""
    fields = [field for field in schema if field.name != "_key"]
    return pa.schema([*fields, pa.field(PLACE, pa.int64())])


def _files(delivery: Delivery, folder: Path) -> list[Path]:
    """Write the rows of a delivery, placed and numbered, into files that Snowflake loads well."""
    resource, batches, files = delivery.resource, delivery.open(), list[Path]()
    schema, numbers, start = _staged(batches.schema), KeyNumbers(delivery.resource.key_without_order), 0
    writer: pq.ParquetWriter | None = None
    written = 0
    try:
        for batch in batches:
            if writer is None:
                files.append(folder / f"linhas{len(files)}.parquet")
                writer, written = pq.ParquetWriter(files[-1], schema, compression="zstd"), 0
            _refuse_rounding(batch, resource)
            columns = dict(zip(batch.schema.names, batch.columns, strict=True))
            if resource.order:  # tells apart what is equal in the rest of the key, in the order of the source
                columns[resource.order] = numbers.of(batch)
            columns[PLACE] = pa.array(range(start, start + len(batch)), pa.int64())
            writer.write_batch(pa.record_batch([columns[name] for name in schema.names], schema=schema))
            start, written = start + len(batch), written + batch.nbytes
            if written >= _FILE_BYTES:
                writer.close()
                writer = None
    finally:
        if writer is not None:
            writer.close()
    return files


def _refuse_rounding(batch: pa.RecordBatch, resource: ResourceDeclaration) -> None:
    """Refuse a number with more decimal places than the table has: Snowflake would round it and say nothing."""
    for column in declared_columns(resource):
        if column.type == "numeric":
            fine = pc.match_substring_regex(batch.column(column.name), _TOO_FINE)
            if pc.any(fine).as_py():
                raise ConfigurationError(
                    f"O campo {column.name} tem mais de {SCALE} casas decimais, que o Snowflake não guarda; nada foi gravado",
                    where=f"{resource.system}/{resource.name}",
                    todo="Declare-o como scalar em sources/ e converta-o no silver.",
                )
