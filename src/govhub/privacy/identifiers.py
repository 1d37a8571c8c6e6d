"""Pseudonym and mask of CPFs, for single values and for columns.

A CPF has nine free digits, so a plain hash is reversed in minutes: joins use an HMAC whose key never
reaches SQL, display uses a mask. Both are still personal data (LGPD); neither is anonymisation.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

_PSEUDONYM_BYTES = 16
# A CPF at the start of the value: alone, or as the code of «CODE - NAME».
_CPF = re.compile(r"^\s*(\d{3})\.?(\d{3})\.?(\d{3})-?(\d{2})(?=\s*$|\s*-\s)")


def cpf_digits(text: str) -> str | None:
    """Return the 11 digits of the CPF that a value is, or starts with; null for CNPJs, UGs, masked and other texts."""
    match = _CPF.match(text)
    return "".join(match.groups()) if match else None


def pseudonym(key: bytes, context: str, digits: str) -> str:
    """Return the HMAC-SHA-256 of context and digits: 128 bits in base32, 26 characters.

    Different contexts give different pseudonyms, so that a servant who is also a supplier is not
    linked by accident.
    """
    digest = hmac.new(key, f"{context}:{digits}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:_PSEUDONYM_BYTES]).decode().rstrip("=")


def mask(text: str) -> str:
    """Return the value with its CPF as `***.456.789-**`; a value without one is returned as it is."""
    return _CPF.sub(r"***.\2.\3-**", text, count=1)


def pseudonym_column(values: pa.Array | pa.ChunkedArray, key: bytes, context: str) -> pa.Array:
    """Return the pseudonyms of a text column; null where the value holds no CPF. Each distinct value is hashed once."""

    def of(text: str | None) -> str | None:
        digits = cpf_digits(text) if text is not None else None
        return pseudonym(key, context, digits) if digits else None

    return _by_distinct_value(values, of)


def mask_column(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a text column with every CPF masked."""
    return _by_distinct_value(values, lambda text: mask(text) if text is not None else None)


def _by_distinct_value(values: pa.Array | pa.ChunkedArray, function: Callable[[str | None], str | None]) -> pa.Array:
    chunk = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    encoded = pc.dictionary_encode(chunk)
    mapped = pa.array([function(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return mapped.take(encoded.indices)
