"""The rows of a delivery in Parquet files, for the bulk load of an engine that reads them. Pure but for the files it writes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from govhub.catalog import ResourceDeclaration
from govhub.errors import ConfigurationError
from govhub.warehouse.bronze import declared_columns
from govhub.warehouse.numbering import KeyNumbers
from govhub.warehouse.stage import Delivery

PLACE = "_place"  # of a row among all that arrived


def write_files(delivery: Delivery, folder: Path, *, file_bytes: int | None, scale: int, title: str) -> list[Path]:
    """Write the rows of a delivery, placed and numbered; none of them where there are no rows.

    Units: `file_bytes` of Arrow after which a file is full, all in one where null; `scale` is how many decimal places the
    engine called `title` keeps of a declared number.
    Raises: ConfigurationError for a number with more places.
    """
    resource, batches, files = delivery.resource, delivery.open(), list[Path]()
    schema, numbers, start = _staged(batches.schema), KeyNumbers(delivery.resource.key_without_order), 0
    writer: pq.ParquetWriter | None = None
    written = 0
    try:
        for batch in batches:
            if writer is None:
                files.append(folder / f"linhas{len(files)}.parquet")
                writer, written = pq.ParquetWriter(files[-1], schema, compression="zstd"), 0
            _refuse_rounding(batch, resource, scale, title)
            columns = dict(zip(batch.schema.names, batch.columns, strict=True))
            if resource.order:  # tells apart what is equal in the rest of the key, in the order of the source
                columns[resource.order] = numbers.of(batch)
            columns[PLACE] = pa.array(range(start, start + len(batch)), pa.int64())
            writer.write_batch(pa.record_batch([columns[name] for name in schema.names], schema=schema))
            start, written = start + len(batch), written + batch.nbytes
            if file_bytes is not None and written >= file_bytes:
                writer.close()
                writer = None
    finally:
        if writer is not None:
            writer.close()
    return files


def _staged(schema: pa.Schema) -> pa.Schema:
    """Return the columns that are staged: not the number of the key, which only PostgreSQL's merge looks at."""
    fields = [field for field in schema if field.name != "_key"]
    return pa.schema([*fields, pa.field(PLACE, pa.int64())])


def _refuse_rounding(batch: pa.RecordBatch, resource: ResourceDeclaration, scale: int, title: str) -> None:
    """Refuse a number with more decimal places than the table has: the engine would round it and say nothing."""
    for column in declared_columns(resource):
        if column.type == "numeric":
            texts = batch.column(column.name)
            doubtful = texts.filter(pc.match_substring_regex(texts, rf"\.\d{{{scale}}}\d|[eE]-"))
            if any(_places(text) > scale for text in doubtful.to_pylist()):
                raise ConfigurationError(
                    f"O campo {column.name} tem mais de {scale} casas decimais, que o {title} não guarda; nada foi gravado",
                    where=f"{resource.system}/{resource.name}",
                    todo="Declare-o como scalar em sources/ e converta-o no silver.",
                )


def _places(number: str) -> int:
    """Return how many decimal places a number has, zeros at its end left out."""
    _, digits, exponent = Decimal(number).as_tuple()
    significant = "".join(map(str, digits)).rstrip("0")
    return -int(exponent) - (len(digits) - len(significant)) if significant else 0
