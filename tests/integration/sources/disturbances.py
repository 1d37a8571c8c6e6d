"""How an answer is disturbed: where its rows are on the wire, and which of their fields may change."""

from __future__ import annotations

import re
from typing import Any

from govhub.catalog import ResourceDeclaration
from govhub.catalog.fields import FieldDeclaration

from .conftest import Walked

PASSING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("status", {"status": 429, "retry_after": "0"}),
    ("status", {"status": 500}),
    ("status", {"status": 503}),
    ("html", {}),
    ("slow", {"seconds": 0.05}),
    ("timeout", {"seconds": 5}),  # far beyond the patience of a client whose machine is busy
    ("truncated", {}),
    ("empty", {}),
    ("disconnect", {}),
)


def lasting(walked: Walked, resource: ResourceDeclaration) -> list[tuple[str, dict[str, Any]]]:
    """Return the faults that no answer of a resource survives."""
    found: list[tuple[str, dict[str, Any]]] = [
        ("status", {"status": 500}),
        ("status", {"status": 418}),
        ("html", {}),
        ("truncated", {}),
        ("disconnect", {}),
    ]
    key = next((field for field in resource.columns if field.name in resource.key and _in_payload(field)), None)
    rows = rows_at(resource)
    if resource.soap is None:
        found.append(("object", {}))
        if key is not None and rows is not None:
            found.append(("wrong_type", {"rows": rows, "field": key.source, "value": None}))
    return found


def _in_payload(field: FieldDeclaration) -> bool:
    return field.from_payload and field.default is None and not field.source.startswith("^")


def path_of(resource: ResourceDeclaration) -> str:
    """Return a glob of the request paths of a resource."""
    if resource.soap is not None:
        return "*" + re.sub(r"\{[^}]*\}", "*", resource.soap.service or resource.path)
    return "*" + re.sub(r"\{[^}]*\}", "*", resource.path)


def rows_at(resource: ResourceDeclaration) -> str | None:
    """Return where the rows are in an answer; null where an answer is one row, which can't be dropped from a list."""
    unfolded = [path for path in resource.unfold.values() if path != "."]
    if resource.soap is not None:
        return "|".join(unfolded) or (resource.soap.result or f"{resource.soap.operation}Response").split(".")[-1]
    rule = resource.paging.rule
    rows = getattr(rule, "rows", "")
    if getattr(rule, "single", False) or resource.paging.scan:
        return "|".join(f"{rows}.{path}" if rows else path for path in unfolded) or None
    return "|".join(f"{rows}[].{path}" if rows else path for path in unfolded) or rows


def disturbances(walked: Walked, resource: ResourceDeclaration) -> list[tuple[str, dict[str, Any]]]:
    """Return the faults that fit a resource, the one that proves most first."""
    rows = rows_at(resource)
    if rows is None:
        return []
    change = changeable(walked, resource)
    found: list[tuple[str, dict[str, Any]]] = []
    run = walked.runs[resource.name]
    size = getattr(resource.paging.rule, "size", None)
    if run.pages > run.scopes or (
        size and run.rows_fetched > size
    ):  # a row less on one page only is, rightly, a total that changed during the reading
        return [("changed_row", change)] if change else []
    if change:
        found += [("disturbed_rows", change), ("changed_row", change)]
    if resource.soap is None or resource.unfold:  # else the answer is one row: without it there is no answer
        found.append(("dropped_row", {"rows": rows}))
    return found


def changeable(walked: Walked, resource: ResourceDeclaration) -> dict[str, Any] | None:
    """Return the options of a fault that changes one field of one row, one that every row has and nothing leans on."""
    rows = rows_at(resource)
    if rows is None:
        return None
    leaned_on = {*resource.key, *resource.matches, *(field.from_field for field in resource.fields)}
    total = walked.count(resource)
    for kind, value in (("text", "ALTERADO"), ("scalar", "ALTERADO"), ("bigint", 987654), ("number", 987654.25)):
        for field in resource.columns:
            free = field.name not in leaned_on and field.from_payload and not field.source.startswith("^")
            if field.type == kind and free and not field.identifier and field.default is None:
                filled = walked.count(resource, f"_deleted_at is null and {field.name} is not null")
                if filled == total:
                    return {"rows": rows, "field": field.source, "value": value}
    return None
