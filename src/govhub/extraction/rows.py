"""JSON rows to Arrow, in the declared columns.

Arrow's own JSON reader does the work: it parses natively and refuses a value whose type is not the
declared one, which a reader that infers (Polars, pandas) would convert in silence. Lists and objects
kept as JSON, fields without a steady type, and fields that nobody declared are taken from a second,
generic parse, only where a resource has any. An answer of a few rows is read in Python altogether, by the
same rules: Arrow's cost per call was three milliseconds where a person of SIAPE has fifty fields.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from govhub.catalog import FieldDeclaration, ResourceDeclaration
from govhub.catalog.arrow import ARROW_TYPES
from govhub.catalog.fields import ELEMENT, ORDER
from govhub.extraction.answers import BadAnswer, Page, Scope, as_json
from govhub.extraction.unfolding import Unfolder
from govhub.extraction.values import (
    PARSED_AS,
    PYTHON_TYPES,
    count,
    explanation,
    extras_of,
    generic_column,
    native_columns,
    parse_generic,
)

Columns = tuple[dict[str, pa.Array], pa.Array, frozenset[str]]
"""Columns by name, `_extras`, and the names of the fields in it."""

_NATIVE = frozenset(PYTHON_TYPES)
_SMALL_BYTES = 32_768
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")  # PostgreSQL's text cannot hold it


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
        self._kept = tuple(field.name for field in kept if field.name in {column.name for column in resource.columns})
        self._told_apart_by_request = not set(self._kept) & set(resource.key)
        self._schema = bronze_schema(resource)
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
        if b"\\u0000" in body:  # the search is fifty times cheaper than the substitution
            body = _NUL.sub(rb"\1", body)
        rows: list[dict[str, Any]] | None = None
        if self._unfolder.needed:
            objects = parse_generic(body)
            items, rows = len(objects), self._unfolder.rows(objects)
        if size < _SMALL_BYTES:
            columns, extras, unknown = self._in_python(parse_generic(body) if rows is None else rows, body)
        else:
            columns, extras, unknown = self._by_arrow(body if rows is None else as_json(rows, body))
        table = complete(self._resource, scope, columns, extras, params, self._schema)
        _require_keys(self._resource, table, body)
        if self._told_apart_by_request:
            _require_content(self._kept, table, body)
        return Page(scope, table, unknown, size, len(table) if items is None else items)

    def _in_python(self, rows: list[dict[str, Any]], body: bytes) -> Columns:
        """Take the values of a few rows one by one: calling Arrow for each column of each answer costs far more."""
        columns = native_columns(self._native, rows, body)
        columns |= {field.name: decimal_text(columns[field.name]) for field in self._native if field.type == "number"}
        columns |= {field.name: generic_column(field, rows, body) for field in self._generic}
        return columns, *extras_of(self._tree, rows, body)

    def _by_arrow(self, body: bytes) -> Columns:
        struct, needs_generic = self._parse_native(body)
        columns = {field.name: _told(field, pc.struct_field(struct, field.source.split("."))) for field in self._native}
        if not needs_generic:
            return columns, pa.nulls(len(struct), pa.string()), frozenset()
        rows = parse_generic(body)
        columns |= {field.name: generic_column(field, rows, body) for field in self._generic}
        return columns, *extras_of(self._tree, rows, body)

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
            raise explanation(self._native, body) from error


def complete(
    resource: ResourceDeclaration,
    scope: Scope,
    columns: Mapping[str, pa.Array],
    extras: pa.Array,
    params: Mapping[str, str],
    schema: pa.Schema,
) -> pa.Table:
    """Return a page's table: the columns of the payload, and those that request, order and other fields give.

    `schema` is the resource's own, made once.

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
    table = pa.Table.from_arrays(arrays, schema=schema)
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
                f"A fonte ignorou o filtro por {param}: {count(strangers)} de {count(len(table))} linhas são de outro; "
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


def _told(field: FieldDeclaration, values: pa.Array) -> pa.Array:
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
            fields.append(pa.field(name, PARSED_AS[node.type]))
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


def _constant(text: str, field: FieldDeclaration, length: int) -> pa.Array:
    return pa.repeat(pa.scalar(text).cast(ARROW_TYPES[field.type]), length)


def _require_content(names: Iterable[str], table: pa.Table, body: bytes) -> None:
    """Refuse a row that holds nothing declared where the key, which the request gives, can't tell an answer from an
    object of another kind, such as `{"mensagem": "erro interno"}` with status 200."""
    columns = [table.column(name) for name in names]
    if not columns or any(column.null_count == 0 for column in columns):
        return
    filled = pc.is_valid(columns[0])
    for column in columns[1:]:
        filled = pc.or_(filled, pc.is_valid(column))
    strangers = len(table) - (pc.sum(filled).as_py() or 0)
    if strangers:
        raise BadAnswer(
            f"A fonte entregou {count(strangers)} de {count(len(table))} linhas sem nenhum dos campos declarados; "
            "nada foi gravado",
            todo="Veja a resposta recusada no lake; se a fonte mudou os nomes, corrija 'fields' em sources/.",
            body=body,
        )


def _require_keys(resource: ResourceDeclaration, table: pa.Table, body: bytes) -> None:
    for key in resource.key:
        missing = table.column(key).null_count
        if missing:
            raise BadAnswer(
                f"A fonte entregou {count(missing)} de {count(len(table))} linhas sem {key}, que é a chave; nada foi gravado",
                todo="Confirme com a fonte; se a chave mudou, corrija 'key' em sources/.",
                body=body,
            )
