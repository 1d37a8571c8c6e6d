"""Which metrics and columns a chart names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_METRIC = ("metric", "x", "y", "size", "timeseries_limit_metric")
_METRICS = ("metrics", "metrics_b")
_COLUMN = ("x_axis", "entity", "series")
_COLUMNS = ("groupby", "groupby_b", "groupbyRows", "groupbyColumns", "all_columns")
_FILTERS = ("adhoc_filters", "adhoc_filters_b")


class Malformed(Exception):
    """A chart's parameter is not what Superset makes of it; the text says which, in Portuguese."""


def used_fields(params: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what a chart names, as «metric» or «column»; what is no text is an expression written in the chart.

    Raises: Malformed.
    """
    yield from (("metric", params[key]) for key in _METRIC if params.get(key))
    yield from (("metric", metric) for key in _METRICS for metric in _listed(params, key))
    yield from (("column", params[key]) for key in _COLUMN if params.get(key))
    yield from (("column", column) for key in _COLUMNS for column in _listed(params, key))
    yield from (("column", _ordered(order)) for order in _listed(params, "order_by_cols"))
    yield from (("column", _filtered(key, entry)) for key in _FILTERS for entry in _listed(params, key))


def _listed(params: Mapping[str, Any], key: str) -> list[Any]:
    """Return what a key lists; a heat map's groupby is one text."""
    value = params.get(key) or []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise Malformed(f"{key} deve ser uma lista")
    return value


def _ordered(order: Any) -> Any:
    """Return the column of an entry: JSON of column and whether ascending."""
    try:
        return json.loads(order)[0]
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise Malformed(f"order_by_cols não pode ter {order}") from error


def _filtered(key: str, entry: Any) -> Any:
    if not isinstance(entry, dict):
        raise Malformed(f"{key} não pode ter {entry}")
    return entry.get("subject") if entry.get("expressionType") == "SIMPLE" else entry
