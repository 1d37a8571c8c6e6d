"""Texts as literals of the engines that take a backslash for an escape: Snowflake and BigQuery. Pure."""

from __future__ import annotations

_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r"})


def literal(value: str) -> str:
    """Return a text as a literal."""
    return f"'{value.translate(_ESCAPES)}'"
