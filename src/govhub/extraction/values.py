"""Values of JSON rows taken in Python: what Arrow's reader cannot hold, answers too small for it, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa

from govhub.catalog import FieldDeclaration
from govhub.catalog.arrow import ARROW_TYPES
from govhub.extraction.answers import BadAnswer, PassingFault, TypeChanged, as_json

PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "bigint": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
PARSED_AS = ARROW_TYPES | {"number": pa.float64()}
_TYPE_WORDS = {
    "text": "texto",
    "scalar": "valor simples",
    "integer": "número inteiro",
    "bigint": "número inteiro",
    "number": "número",
    "boolean": "verdadeiro ou falso",
    dict: "objeto",
    list: "lista",
    str: "texto",
    int: "número",
    float: "número com decimais",
    bool: "verdadeiro ou falso",
}
_ABSENT: Any = object()


class _NotAnObject:
    """Stands for a field whose parent should have been an object."""


def explanation(fields: Iterable[FieldDeclaration], body: bytes) -> BadAnswer:
    """Return the error that says which declared field changed and in how many rows."""
    rows = parse_generic(body)
    for field in fields:
        allowed = PYTHON_TYPES[field.type]
        wrong = [found for row in rows if _is_wrong(found := value(row, field.source), allowed)]
        if wrong:
            return type_changed(field, wrong[0], len(wrong), len(rows), body)
    return _other_shape(body)


def _other_shape(body: bytes) -> BadAnswer:
    return BadAnswer("A fonte entregou uma resposta que não tem a forma declarada; nada foi gravado", body=body)


def _is_wrong(found: Any, allowed: tuple[type, ...]) -> bool:
    return found is not _ABSENT and found is not None and type(found) not in allowed


def type_changed(field: FieldDeclaration, value: Any, wrong: int, total: int, body: bytes) -> TypeChanged:
    return TypeChanged(
        f"A fonte passou a enviar {_TYPE_WORDS.get(type(value), 'outro tipo')} em {field.name}, declarado como "
        f"{_TYPE_WORDS[field.type]}, em {count(wrong)} de {count(total)} linhas; nada foi gravado",
        todo="Confirme a mudança com a fonte e, se for definitiva, corrija o tipo em sources/.",
        body=body,
    )


def count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def parse_generic(body: bytes) -> list[dict[str, Any]]:
    try:
        rows = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise PassingFault("A fonte entregou uma resposta truncada ou malformada", body=body) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswer("A fonte entregou outra coisa no lugar de uma lista de objetos", body=body)
    return rows


def value(row: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(row, dict):
            return _ABSENT if row is None or row is _ABSENT else _NotAnObject()
        row = row.get(part, _ABSENT)
    return row


def native_columns(
    fields: Iterable[FieldDeclaration], rows: Sequence[dict[str, Any]], body: bytes
) -> dict[str, pa.Array]:
    """Return the columns of a steady type by field; the plain texts, most of them, are taken in one call.

    Raises: TypeChanged for a value of another type.
    """
    texts = {field.source for field in fields if field.type == "text" and "." not in field.source}
    try:
        together = pa.array(rows, pa.struct([(source, pa.string()) for source in texts])).flatten()
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        texts, together = set(), []  # one by one, to tell which field it is
    known = dict(zip(texts, together, strict=True))
    return {
        field.name: known[field.source] if field.source in known else _native_column(field, rows, body)
        for field in fields
    }


def _native_column(field: FieldDeclaration, rows: Sequence[dict[str, Any]], body: bytes) -> pa.Array:
    """Return a column of a steady type, in that type; as strict as Arrow's own reader.

    Raises: TypeChanged for a value of another type.
    """
    allowed = PYTHON_TYPES[field.type]
    if "." in field.source:
        values = [None if (found := value(row, field.source)) is _ABSENT else found for row in rows]
    else:
        values = [row.get(field.source) for row in rows]
    wrong = [found for found in values if _is_wrong(found, allowed)]
    if wrong:
        raise type_changed(field, wrong[0], len(wrong), len(rows), body)
    if field.type == "number":
        values = [None if found is None else float(found) for found in values]
    try:
        return pa.array(values, PARSED_AS[field.type])
    except (pa.ArrowInvalid, OverflowError) as error:
        raise _other_shape(body) from error


def generic_column(field: FieldDeclaration, rows: Sequence[dict[str, Any]], body: bytes) -> pa.Array:
    """Return a column of lists, objects or values without a steady type, as text.

    Raises: TypeChanged for a list or an object where a simple value is declared.
    """
    values = [value(row, field.source) for row in rows]
    if field.type == "scalar":
        wrong = [found for found in values if isinstance(found, dict | list)]
        if wrong:
            raise type_changed(field, wrong[0], len(wrong), len(rows), body)
    return pa.array([_as_text(field, found, body) for found in values], pa.string())


def _as_text(field: FieldDeclaration, value: Any, body: bytes) -> str | None:
    if value is None or value is _ABSENT:
        return None
    if field.type == "scalar" and isinstance(value, str):
        return value
    return as_json(value, body).decode()


def extras_of(tree: Mapping[str, Any], rows: Iterable[dict[str, Any]], body: bytes) -> tuple[pa.Array, frozenset[str]]:
    unknown: set[str] = set()
    texts: list[str | None] = []
    for row in rows:
        found: dict[str, Any] = {}
        _collect_unknown(row, tree, "", found)
        unknown |= found.keys()
        texts.append(as_json(found, body).decode() if found else None)
    return pa.array(texts, pa.string()), frozenset(unknown)


def _collect_unknown(row: Mapping[str, Any], tree: Mapping[str, Any], prefix: str, found: dict[str, Any]) -> None:
    for name, value in row.items():
        node = tree.get(name)
        if node is None:
            found[prefix + name] = value
        elif isinstance(node, dict) and isinstance(value, dict):
            _collect_unknown(value, node, f"{prefix}{name}.", found)
