"""The types of a declaration as Arrow holds them: lists, objects and unsteady values travel as text."""

from __future__ import annotations

import pyarrow as pa

ARROW_TYPES = {
    "text": pa.string(),
    "scalar": pa.string(),
    "json": pa.string(),
    "integer": pa.int64(),
    "bigint": pa.int64(),
    "number": pa.string(),  # as decimal text: a double is exact to 15 digits only
    "boolean": pa.bool_(),
}
