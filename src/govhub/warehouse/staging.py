"""The shape of rows on their way into bronze: aligned with today's declaration, hashed. Pure."""

from __future__ import annotations

from hashlib import blake2b

import orjson
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from govhub.catalog import FieldDeclaration, ResourceDeclaration
from govhub.catalog.arrow import ARROW_TYPES
from govhub.errors import ConfigurationError

_HASH_BYTES = 16
_SEPARATOR = "\x1f"
_NULL = "\x00"  # PostgreSQL's text cannot hold it, so no value equals it


def align(table: pa.Table, resource: ResourceDeclaration) -> pa.Table:
    """Return a lake part in the columns that are declared today, then `_scope` and `_extras`.

    A field declared after the part was written is taken from `_extras`, where it was kept; one that had another name
    then, from the column of that name; one whose type was widened is widened.
    Raises: ConfigurationError when a kept value does not have the type that is declared now.
    """
    missing = [field for field in resource.columns if field.name not in table.column_names]
    kept: list[dict[str, object]] = []
    if missing:
        kept = [orjson.loads(text) if text else {} for text in table.column("_extras").to_pylist()]
    values = {
        field.name: _from_earlier(field, table, kept) if field in missing else _as_declared(field, table, field.name)
        for field in resource.columns
    }
    extras = table.column("_extras")
    if missing:
        extras = pa.array([orjson.dumps(row).decode() if row else None for row in kept], pa.string())
    return pa.table({**values, "_scope": table.column("_scope"), "_extras": extras})


def _from_earlier(field: FieldDeclaration, table: pa.Table, kept: list[dict[str, object]]) -> pa.Array:
    """Return a field that the part does not have by its name.

    A source that renames it sends the new name for a while before the declaration knows it, so `_extras` completes it.
    """
    former = next((name for name in field.formerly if name in table.column_names), None)
    if former is None:
        return _from_extras(field, kept)
    values = _as_declared(field, table, former)
    if any(field.source in row for row in kept):
        values = pc.coalesce(values, pa.chunked_array([_from_extras(field, kept)]))
    return values


def _as_declared(field: FieldDeclaration, table: pa.Table, name: str) -> pa.ChunkedArray:
    """Return a column of the part in the type that is declared now: its text is that of the number it was."""
    values, wanted = table.column(name), ARROW_TYPES[field.type]
    if values.type == wanted:
        return values
    if pa.string() not in {values.type, wanted}:
        raise _other_type(field)
    try:
        return values.cast(wanted)
    except pa.ArrowInvalid as error:
        raise _other_type(field) from error


def _from_extras(field: FieldDeclaration, kept: list[dict[str, object]]) -> pa.Array:
    values = [row.pop(field.source, None) for row in kept]
    if field.type in {"json", "scalar", "number"}:
        values = [_as_text(field, value) for value in values]
    try:
        return pa.array(values, ARROW_TYPES[field.type])
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise _other_type(field) from error


def _other_type(field: FieldDeclaration) -> ConfigurationError:
    return ConfigurationError(
        f"O campo {field.name} foi declarado como {field.type}, mas o lake o guarda com outro tipo; nada foi gravado",
        where=f"sources/, campo {field.name}",
        todo="Corrija o tipo na declaração (scalar aceita qualquer valor simples).",
    )


def _as_text(field: FieldDeclaration, value: object) -> str | None:
    if value is None or (field.type == "scalar" and isinstance(value, str)):
        return value
    return orjson.dumps(value).decode()


def with_key_number(table: pa.Table, key: tuple[str, ...]) -> pa.Table:
    """Append `_key`: 64 bits of the key, to find at once the few rows whose key may have come twice.

    Different keys may share a number, and another version of the library gives other numbers: it is never kept.
    """
    frame = pl.from_arrow(table.select(list(key)))
    assert isinstance(frame, pl.DataFrame)
    return table.append_column("_key", frame.hash_rows().reinterpret(signed=True).to_arrow())


def with_hash(table: pa.Table) -> pa.Table:
    """Append `_hash`: 128 bits in hexadecimal over all columns of each row; null differs from empty text."""
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    joined = frame.select(pl.concat_str(pl.all().cast(pl.String).fill_null(_NULL), separator=_SEPARATOR)).to_series()
    hashes = [blake2b(text.encode(), digest_size=_HASH_BYTES).hexdigest() for text in joined]
    return table.append_column("_hash", pa.array(hashes, pa.string()))
