"""What may be asked of a dataset by somebody without SQL Lab: names and simple aggregates, never an expression.

Superset takes SQL from whoever may read a dataset: in columns, metrics, filters and orders, even in a plain string that
is no column's name. Here all that it would put into a query is compared with what the dataset has, so that nothing
depends on a list of forbidden words. No module of Superset is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

REFUSED = "Sem o SQL Lab, só se consultam colunas e métricas do conjunto de dados; expressões SQL não são aceitas."
TOO_MUCH = "A consulta pede mais do que um painel precisa."
TIME_COLUMN = "__timestamp"  # what Superset calls the time column of a series
LEGACY_CHARTS = frozenset({"country_map"})  # the only one of ours that still asks by the old endpoint
_AGGREGATES = frozenset({"AVG", "COUNT", "COUNT_DISTINCT", "MAX", "MIN", "SUM"})
# The others can make a table of any size out of two rows (resample), or are not installed.
_POST_PROCESSING = frozenset(
    {
        "aggregate", "boxplot", "compare", "contribution", "cum", "diff", "flatten", "histogram", "pivot", "rank",
        "rename", "rolling", "select", "sort",
    }
)  # fmt: skip
_MOST_QUERIES = 6
_MOST_OFFSETS = 4


@dataclass(frozen=True, slots=True)
class Fields:
    """What a dataset has."""

    columns: frozenset[str]
    metrics: frozenset[str]


def refusal(queries: Iterable[Mapping[str, Any]], fields: Fields) -> str | None:
    """Return why a request may not be answered, null when it may; a query is what Superset makes of the request."""
    listed = list(queries)
    if len(listed) > _MOST_QUERIES or any(len(query.get("time_offsets") or []) > _MOST_OFFSETS for query in listed):
        return TOO_MUCH
    for query in listed:
        if any((step or {}).get("operation") not in _POST_PROCESSING for step in query.get("post_processing") or []):
            return TOO_MUCH
        if not _is_plain(query, fields):
            return REFUSED
    return None


def _is_plain(query: Mapping[str, Any], fields: Fields) -> bool:
    extras = query.get("extras") or {}
    if query.get("annotation_layers") or extras.get("where") or extras.get("having"):
        return False
    checks: tuple[tuple[Callable[[Any, Fields], bool], Iterable[Any]], ...] = (
        (_is_column, _all(query, "columns", "groupby", "series_columns")),
        (_is_metric, _all(query, "metrics")),
        (_is_metric, filter(None, (query.get("series_limit_metric"), query.get("timeseries_limit_metric")))),
        (_is_order, _all(query, "orderby")),
        (_is_filter, _all(query, "filter", "filters")),
    )
    return all(check(value, fields) for check, values in checks for value in values)


def _all(query: Mapping[str, Any], *names: str) -> list[Any]:
    return [value for name in names for value in query.get(name) or []]


def _is_column(value: Any, fields: Fields) -> bool:
    if isinstance(value, str):
        return value in fields.columns or value == TIME_COLUMN
    # The axis of a chart is sent as an expression, which must be a column's name and nothing else.
    return isinstance(value, dict) and _is_in(fields.columns, value.get("sqlExpression")) and _has_plain_label(value)


def _is_in(names: frozenset[str], value: Any) -> bool:
    return isinstance(value, str) and value in names


def _has_plain_label(value: dict[str, Any]) -> bool:
    return isinstance(value.get("label", ""), str)


def _is_metric(value: Any, fields: Fields) -> bool:
    if isinstance(value, str):
        return value in fields.metrics
    if not isinstance(value, dict) or not _has_plain_label(value):
        return False
    if value.get("expressionType") == "SIMPLE":
        column = (value.get("column") or {}).get("column_name")
        return _is_in(fields.columns, column) and _is_in(_AGGREGATES, value.get("aggregate"))
    return value.get("expressionType") == "SQL" and value.get("sqlExpression") == "COUNT(*)"  # pages of a table


def _is_order(value: Any, fields: Fields) -> bool:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        return False
    # A text is looked up among columns, metrics and labels, and refused by Superset when it is none of them.
    return isinstance(value[0], str) or _is_metric(value[0], fields)


def _is_filter(value: Any, fields: Fields) -> bool:
    if not isinstance(value, dict):
        return False
    # A text that is no column is passed over by Superset; values are bound, never part of the text.
    column = value.get("col")
    return column is None or isinstance(column, str) or _is_column(column, fields)
