"""What a query asks, refused as the API refuses: 422 of its framework, 400 of its own for lists of ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from govhub_simulator.transferegov.schema import Column, Module, Table

DEFAULT_SIZE = 200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Filters = Mapping[str, frozenset[str]]


class Refused(Exception):
    """A query that the API answers with an error."""

    def __init__(self, status: int, detail: Any) -> None:
        super().__init__(status)
        self.status = status
        self.body = {"detail": detail}


@dataclass(frozen=True, slots=True)
class Query:
    """One page of a filtered table."""

    page: int
    size: int
    filters: Filters

    @property
    def start(self) -> int:
        """Position of the page's first row."""
        return (self.page - 1) * self.size


def read_query(module: Module, table: Table, params: Mapping[str, str]) -> Query:
    """Return what is asked; parameters that the table does not have are ignored, as the API does.

    Raises: Refused.
    """
    filters = {
        name: _values(module, table.by_name[name], value)
        for name, value in params.items()
        if name in table.by_name and table.by_name[name].filters
    }
    return Query(
        page=_bounded(params, "pagina", 1, None),
        size=_bounded(params, "tamanho_da_pagina", DEFAULT_SIZE, module.page_limit),
        filters=filters,
    )


def passes(row: Mapping[str, Any], filters: Filters) -> bool:
    """Tell whether a row has the values asked for; a null never has."""
    return all(_text(row.get(name)) in values for name, values in filters.items())


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(module: Module, column: Column, value: str) -> frozenset[str]:
    if column.takes_list:
        return _list(module, column, value)
    if column.is_integer:
        return frozenset({str(_integer(column.name, value))})
    if column.kind == "money":
        return frozenset({str(_number(column.name, value))})
    if column.kind == "date" and not _DAY.fullmatch(value):
        raise _unprocessable("string_pattern_mismatch", column.name, rf"String should match pattern '{_DAY.pattern}'")
    choices = [str(choice) for choice in module.choices.get(column.name, ())] if column.kind == "enum" else []
    if choices and value not in choices:
        raise _unprocessable("enum", column.name, f"Input should be {' or '.join(map(repr, choices))}")
    return frozenset({value})


def _list(module: Module, column: Column, value: str) -> frozenset[str]:
    parts = [part.strip() for part in value.split(",")]
    if not all(re.fullmatch(r"-?\d+", part) for part in parts):
        raise Refused(400, f"O parâmetro {column.name} deve conter apenas números inteiros separados por vírgula.")
    if len(parts) > module.list_limit:
        raise Refused(
            400, f"O número máximo de valores possíveis para o parâmetro {column.name} é {module.list_limit}."
        )
    return frozenset(str(int(part)) for part in parts)


def _bounded(params: Mapping[str, str], name: str, default: int, limit: int | None) -> int:
    if name not in params:
        return default
    number = _integer(name, params[name])
    if number < 1:
        raise _unprocessable("greater_than_equal", name, "Input should be greater than or equal to 1")
    if limit is not None and number > limit:
        raise _unprocessable("less_than_equal", name, f"Input should be less than or equal to {limit}")
    return number


def _integer(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError as error:
        message = "Input should be a valid integer, unable to parse string as an integer"
        raise _unprocessable("int_parsing", name, message) from error


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        message = "Input should be a valid number, unable to parse string as a number"
        raise _unprocessable("float_parsing", name, message) from error


def _unprocessable(kind: str, name: str, message: str) -> Refused:
    return Refused(422, [{"type": kind, "loc": ["query", name], "msg": message}])
