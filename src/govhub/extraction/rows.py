"""JSON rows to Arrow, in the declared columns.

Arrow's own JSON reader does the work: it parses natively and refuses a value whose type is not the
declared one, which a reader that infers (Polars, pandas) would convert in silence. Lists and objects
kept as JSON, fields without a steady type, and fields that nobody declared are taken from a second,
generic parse, only where a resource has any.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from govhub.catalog import FieldDeclaration, ResourceDeclaration
from govhub.catalog.arrow import ARROW_TYPES
from govhub.catalog.fields import ELEMENT, ORDER
from govhub.extraction.answers import BadAnswer, Page, PassingFault, Scope, TypeChanged
from govhub.extraction.unfolding import Unfolder

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "bigint": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_PARSED_AS = ARROW_TYPES | {"number": pa.float64()}
_NATIVE = frozenset(_PYTHON_TYPES)
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
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")  # PostgreSQL's text cannot hold it


class _NotAnObject:
    """Stands for a field whose parent should have been an object."""


def bronze_schema(resource: ResourceDeclaration) -> pa.Schema:
    """Return the schema of a page: the declared columns in order, then `_scope` and `_extras`."""
    columns = [pa.field(field.name, ARROW_TYPES[field.type]) for field in resource.columns]
    return pa.schema([*columns, pa.field("_scope", pa.string()), pa.field("_extras", pa.string())])


class RowReader:
    """Reads the answers of one resource; what the declaration implies is worked out once."""

    def __init__(self, resource: ResourceDeclaration) -> None:
        from_payload = [field for field in resource.fields if field.from_payload or field.source == ELEMENT]
        kept = [field for field in from_payload if not field.discard]
        self._resource = resource
        self._unfolder = Unfolder(resource)
        self._native = tuple(field for field in kept if field.type in _NATIVE)
        self._generic = tuple(field for field in kept if field.type not in _NATIVE)
        self._tree = _tree(from_payload)
        self._parse_schema = pa.schema([("rows", pa.list_(_struct_type(self._tree)))])

    def read(self, scope: Scope, body: bytes, numbered: Mapping[str, str] | None = None) -> Page:
        """Turn a JSON array of objects into a page; `numbered` is what this request knew beyond its scope.

        Shape: one row per object or unfolded element, in order; `_extras` is a JSON object of undeclared fields by
        dotted path, or null.
        Raises: PassingFault for what is not JSON; TypeChanged for another type; BadAnswer for a row without key or
            one that the request had filtered out.
        """
        params = {**scope.params, **(numbered or {})}
        size, items = len(body), None
        if self._unfolder.needed:
            objects = _parse_generic(body)
            items, body = len(objects), orjson.dumps(self._unfolder.rows(objects))
        if b"\\u0000" in body:  # the search is fifty times cheaper than the substitution
            body = _NUL.sub(rb"\1", body)
        struct, needs_generic = self._parse_native(body)
        columns = {field.name: _native_column(struct, field) for field in self._native}
        extras, unknown = pa.nulls(len(struct), pa.string()), frozenset[str]()
        if needs_generic:
            rows = _parse_generic(body)
            columns |= {field.name: _generic_column(field, rows, body) for field in self._generic}
            extras, unknown = _extras(self._tree, rows)
        table = complete(self._resource, scope, columns, extras, params)
        _require_keys(self._resource, table, body)
        return Page(scope, table, unknown, size, len(table) if items is None else items)

    def _parse_native(self, body: bytes) -> tuple[pa.StructArray, bool]:
        """Parse the declared native fields; also tell whether a generic parse is needed.

        Undeclared fields show up by inference. Inference itself fails on an undeclared field of mixed
        types, so a failure is tried again without it before it counts.
        """
        if not self._generic:
            try:
                struct = _read_json(self._parse_schema, body, "infer")
                return struct, struct.type != self._parse_schema.field("rows").type.value_type
            except pa.ArrowInvalid:
                pass  # the strict parse below decides
        try:
            return _read_json(self._parse_schema, body, "ignore"), True
        except pa.ArrowInvalid as error:
            raise _explanation(self._native, body) from error


def complete(
    resource: ResourceDeclaration,
    scope: Scope,
    columns: Mapping[str, pa.Array],
    extras: pa.Array,
    params: Mapping[str, str],
) -> pa.Table:
    """Return a page's table: the columns of the payload, and those that request, order and other fields give.

    Raises: BadAnswer when a row does not repeat the parameter that it should have been filtered by.
    """
    full = dict(columns)
    for field in resource.columns:
        if field.from_request:
            full[field.name] = _constant(params[field.from_request], field, len(extras))
        elif field.source == ORDER:
            full[field.name] = pa.repeat(pa.scalar(1, pa.int64()), len(extras))
        elif field.source == ELEMENT and field.name not in full:
            full[field.name] = pa.nulls(len(extras), pa.string())
        if field.default is not None and field.name in full:
            full[field.name] = pc.fill_null(full[field.name], field.default)
    for field in resource.columns:
        if field.from_field:
            full[field.name] = _FORMS[field.form or ""](full[field.from_field])
    label = pa.repeat(pa.scalar(scope.label), len(extras))
    arrays = [*(full[field.name] for field in resource.columns), label, extras]
    table = pa.Table.from_arrays(arrays, schema=bronze_schema(resource))
    return _filtered(resource, scope, table, params)


def _filtered(resource: ResourceDeclaration, scope: Scope, table: pa.Table, params: Mapping[str, str]) -> pa.Table:
    """Check that the source filtered as asked; a request for several parents tells each row its own scope."""
    for field, param in resource.matches.items():
        asked = scope.asked(param) if scope.members else [params[param]]
        if pa.types.is_integer(table.column(field).type):
            asked = [value.lstrip("0") or "0" for value in asked]
        values = table.column(field).cast(pa.string())
        strangers = len(table) - (pc.sum(pc.is_in(values, pa.array(asked, pa.string()))).as_py() or 0)
        if strangers:
            raise BadAnswer(
                f"A fonte ignorou o filtro por {param}: {_count(strangers)} de {_count(len(table))} linhas são de outro; "
                "nada foi gravado",
                todo="Confira a grafia do parâmetro em sources/ com a documentação da fonte.",
            )
        if scope.members:
            own = pa.array([member.label for member in scope.members], pa.string())
            labels = own.take(pc.index_in(values, pa.array(asked, pa.string())))
            table = table.set_column(table.column_names.index("_scope"), "_scope", labels)
    return table


def _last_segment(values: pa.Array) -> pa.Array:
    """`http://…/unidade-organizacional/46` to `46`."""
    return pc.replace_substring_regex(values, r"^.*/", "")


_FORMS: dict[str, Callable[[pa.Array], pa.Array]] = {"last_segment": _last_segment}


def _native_column(struct: pa.StructArray, field: FieldDeclaration) -> pa.Array:
    values = pc.struct_field(struct, field.source.split("."))
    return decimal_text(values) if field.type == "number" else values


def decimal_text(values: pa.Array) -> pa.Array:
    """Doubles as the shortest text that gives the same double back: 60765.92 stays 60765.92."""
    return values.cast(pa.string())


def _tree(fields: Iterable[FieldDeclaration]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for field in fields:
        *parents, leaf = field.source.split(".")
        node = tree
        for part in parents:
            node = node.setdefault(part, {})
        node[leaf] = field
    return tree


def _struct_type(tree: Mapping[str, Any]) -> pa.DataType:
    fields = []
    for name, node in tree.items():
        if isinstance(node, dict):
            fields.append(pa.field(name, _struct_type(node)))
        elif node.type in _NATIVE and not node.discard:
            fields.append(pa.field(name, _PARSED_AS[node.type]))
    return pa.struct(fields)


def _read_json(schema: pa.Schema, body: bytes, unexpected: str) -> pa.StructArray:
    document = b'{"rows":' + body + b"}"
    table = pj.read_json(
        io.BytesIO(document),
        read_options=pj.ReadOptions(use_threads=False, block_size=len(document) + 1),
        parse_options=pj.ParseOptions(
            explicit_schema=schema, unexpected_field_behavior=unexpected, newlines_in_values=True
        ),
    )
    return table.column("rows").combine_chunks().flatten()


def _explanation(fields: Iterable[FieldDeclaration], body: bytes) -> BadAnswer:
    """Return the error that says which declared field changed and in how many rows."""
    rows = _parse_generic(body)
    for field in fields:
        allowed = _PYTHON_TYPES[field.type]
        wrong = [value for value in (_value(row, field.source) for row in rows) if _is_wrong(value, allowed)]
        if wrong:
            return _type_changed(field, wrong[0], len(wrong), len(rows), body)
    return BadAnswer("A fonte entregou uma resposta que não tem a forma declarada; nada foi gravado", body=body)


def _is_wrong(value: Any, allowed: tuple[type, ...]) -> bool:
    return value is not _ABSENT and value is not None and type(value) not in allowed


def _type_changed(field: FieldDeclaration, value: Any, wrong: int, total: int, body: bytes) -> TypeChanged:
    return TypeChanged(
        f"A fonte passou a enviar {_TYPE_WORDS.get(type(value), 'outro tipo')} em {field.name}, declarado como "
        f"{_TYPE_WORDS[field.type]}, em {_count(wrong)} de {_count(total)} linhas; nada foi gravado",
        todo="Confirme a mudança com a fonte e, se for definitiva, corrija o tipo em sources/.",
        body=body,
    )


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _parse_generic(body: bytes) -> list[dict[str, Any]]:
    try:
        rows = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise PassingFault("A fonte entregou uma resposta truncada ou malformada", body=body) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswer("A fonte entregou outra coisa no lugar de uma lista de objetos", body=body)
    return rows


def _value(row: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(row, dict):
            return _ABSENT if row is None or row is _ABSENT else _NotAnObject()
        row = row.get(part, _ABSENT)
    return row


def _generic_column(field: FieldDeclaration, rows: Sequence[dict[str, Any]], body: bytes) -> pa.Array:
    values = [_value(row, field.source) for row in rows]
    if field.type == "scalar":
        wrong = [value for value in values if isinstance(value, dict | list)]
        if wrong:
            raise _type_changed(field, wrong[0], len(wrong), len(rows), body)
    return pa.array([_as_text(field, value) for value in values], pa.string())


def _as_text(field: FieldDeclaration, value: Any) -> str | None:
    if value is None or value is _ABSENT:
        return None
    if field.type == "scalar" and isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


def _extras(tree: Mapping[str, Any], rows: Iterable[dict[str, Any]]) -> tuple[pa.Array, frozenset[str]]:
    unknown: set[str] = set()
    texts: list[str | None] = []
    for row in rows:
        found: dict[str, Any] = {}
        _collect_unknown(row, tree, "", found)
        unknown |= found.keys()
        texts.append(orjson.dumps(found).decode() if found else None)
    return pa.array(texts, pa.string()), frozenset(unknown)


def _collect_unknown(row: Mapping[str, Any], tree: Mapping[str, Any], prefix: str, found: dict[str, Any]) -> None:
    for name, value in row.items():
        node = tree.get(name)
        if node is None:
            found[prefix + name] = value
        elif isinstance(node, dict) and isinstance(value, dict):
            _collect_unknown(value, node, f"{prefix}{name}.", found)


def _constant(text: str, field: FieldDeclaration, length: int) -> pa.Array:
    return pa.repeat(pa.scalar(text).cast(ARROW_TYPES[field.type]), length)


def _require_keys(resource: ResourceDeclaration, table: pa.Table, body: bytes) -> None:
    for key in resource.key:
        missing = table.column(key).null_count
        if missing:
            raise BadAnswer(
                f"A fonte entregou {_count(missing)} de {_count(len(table))} linhas sem {key}, que é a chave; nada foi gravado",
                todo="Confirme com a fonte; se a chave mudou, corrija 'key' em sources/.",
                body=body,
            )
