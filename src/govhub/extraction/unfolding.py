"""Repeated elements to rows: each element of the named lists is a row, which may look up at what holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from govhub.catalog import ResourceDeclaration
from govhub.catalog.fields import ELEMENT
from govhub.extraction.answers import BadAnswer

UP = "^"
Path = tuple[str, ...]


class Unfolder:
    """Turns the objects of one resource's answers into rows.

    A path such as `a.b[].c.d[]` is taken in steps, `a.b` and `c.d`: the rows are the elements of the last list, and
    `^` is the element of the list before (or the object itself). One element may come without its list.
    """

    def __init__(self, resource: ResourceDeclaration) -> None:
        self._paths = {name: _steps(path) for name, path in resource.unfold.items()}
        self._named = any(field.source == ELEMENT for field in resource.fields)
        self._looked_up = frozenset(field.source for field in resource.fields if field.source.startswith(UP + "."))

    @property
    def needed(self) -> bool:
        """Whether the resource has lists to unfold."""
        return bool(self._paths)

    def rows(self, objects: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows, in the order of the objects and of their lists.

        Shape: the element's own fields without the lists unfolded from it, `$element` if it is declared, and under
        `^` the declared fields of what holds it.
        Raises: BadAnswer where a list or an object is promised and something else came.
        """
        return [
            row
            for item in objects
            for name, path in self._paths.items()
            for row in self._descend(name, path, 0, item, ())
        ]

    def _descend(
        self, name: str, path: Path, done: int, node: Any, above: tuple[Mapping[str, Any], ...]
    ) -> Iterator[dict[str, Any]]:
        if done == len(path):
            yield self._row(name, path, node, above)
            return
        value = node
        for part in path[done].split("."):
            if not isinstance(value, Mapping):
                raise BadAnswer(f"A fonte entregou um valor simples onde {part} deveria estar; nada foi gravado")
            value = value.get(part)
            if value is None:
                return
        for element in value if isinstance(value, list) else [value]:
            yield from self._descend(name, path, done + 1, element, (node, *above))

    def _row(self, name: str, path: Path, node: Any, above: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
        row = dict(node) if isinstance(node, Mapping) else {"valor": node}
        for other in self._paths.values():
            if len(other) > len(path) and other[: len(path)] == path:
                row.pop(other[len(path)].partition(".")[0], None)
        up = self._up(above, UP + ".")
        return {**row, **({ELEMENT: name} if self._named else {}), **({UP: up} if up else {})}

    def _up(self, above: tuple[Mapping[str, Any], ...], prefix: str) -> dict[str, Any]:
        """Return what the declaration looks up at, and nothing else: the rest is not this row's."""
        if not above:
            return {}
        wanted = {source[len(prefix) :] for source in self._looked_up if source.startswith(prefix)}
        found = {name: above[0][name] for name in wanted if "." not in name and name in above[0]}
        further = self._up(above[1:], prefix + UP + ".")
        return {**found, UP: further} if further else found


def _steps(path: str) -> Path:
    """`a.b[].c` to the steps `a.b`, `c`; `.` is the object itself."""
    return () if path == "." else tuple(step.strip(".") for step in path.split("[]") if step.strip("."))
