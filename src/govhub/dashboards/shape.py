"""The shape of an asset's file: the keys that Superset takes, those that it can't do without, and what they hold."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

_ANY = frozenset(
    {"description", "certified_by", "certification_details", "is_managed_externally", "external_url", "tags"}
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of one kind of file; `mappings` hold keys of their own, `texts` are not empty, all are in `required`."""

    required: frozenset[str]
    optional: frozenset[str]
    mappings: frozenset[str]
    texts: frozenset[str]


CHART = Shape(
    frozenset({"slice_name", "viz_type", "params", "uuid", "version", "dataset_uuid"}),
    _ANY | {"query_context", "cache_timeout"},
    frozenset({"params"}),
    frozenset({"slice_name", "viz_type", "dataset_uuid"}),
)
DASHBOARD = Shape(
    frozenset({"dashboard_title", "slug", "uuid", "version", "position", "metadata"}),
    _ANY | {"css", "published", "theme_uuid"},
    frozenset({"position", "metadata"}),
    frozenset({"dashboard_title", "slug"}),
)


def shape_problem(document: Any, shape: Shape) -> str | None:
    """Return what is wrong with a file, null when its shape is right."""
    if not isinstance(document, dict):
        return "não é uma lista de chaves e valores"
    checks: tuple[Callable[[], str | None], ...] = (
        lambda: _told("falta a chave {}", shape.required - set(document)),
        lambda: _told("a chave {} não é conhecida", set(document) - shape.required - shape.optional),
        lambda: _told("{} deve ter chaves e valores", {k for k in shape.mappings if not isinstance(document[k], dict)}),
        lambda: _told("{} deve ser um texto", {k for k in shape.texts if not _is_text(document[k])}),
        lambda: None if _is_uuid(document["uuid"]) else "uuid não é um identificador válido",
        lambda: None if document["version"] == "1.0.0" else "version deve ser 1.0.0",
    )
    return next((problem for check in checks if (problem := check())), None)


def _told(text: str, names: Iterable[Any]) -> str | None:
    first = next(iter(sorted(map(str, names))), None)
    return None if first is None else text.format(first)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_uuid(value: Any) -> bool:
    try:
        return bool(str(uuid.UUID(value)) == value)
    except (ValueError, AttributeError, TypeError):
        return False
