"""What may be wrong inside of a dashboard: pieces that are not there, numbers given twice, filters over nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_CHART_META = frozenset({"uuid", "chartId", "width", "height"})
_FILTER = frozenset({"id", "name", "filterType", "targets", "scope"})


def chart_nodes(position: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the pieces of a layout that are charts."""
    return [node for node in position.values() if isinstance(node, dict) and node.get("type") == "CHART"]


def layout_problems(
    dashboard: Mapping[str, Any], charts: set[str], columns: Mapping[str, tuple[str, set[str]]]
) -> Iterator[str]:
    """Yield what does not hold; `columns` has, by dataset, its product's name and columns.

    Later problems are only meaningful, and only safe to ask for, where there is none before them.
    """
    yield from _structure_problems(dashboard["position"])
    nodes = chart_nodes(dashboard["position"])
    yield from (
        f"{node['id']} não tem {key} em meta"
        for node in nodes
        for key in sorted(_CHART_META - set(node.get("meta") or ()))
    )
    placed = [node["meta"]["uuid"] for node in nodes]
    yield from (f"o gráfico {uuid} não existe" for uuid in placed if uuid not in charts)
    numbers = [node["meta"]["chartId"] for node in nodes]
    if len(set(numbers)) != len(numbers):
        yield "dois gráficos têm o mesmo chartId"
    for entry in dashboard["metadata"].get("native_filter_configuration") or ():
        yield from _filter_problems(entry, set(numbers), columns)


def _structure_problems(position: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"position não tem {key}" for key in ("ROOT_ID", "GRID_ID") if key not in position)
    nodes = {key: node for key, node in position.items() if key != "DASHBOARD_VERSION_KEY"}
    for key, node in nodes.items():
        if not isinstance(node, dict) or node.get("id") != key:
            yield f"a peça {key} não se chama {key} em id"
    for key, node in nodes.items():
        missing = [child for child in node.get("children") or () if child not in position]
        yield from (f"{key} aponta para {child}, que não existe" for child in missing)


def _filter_problems(
    entry: Mapping[str, Any], numbers: set[int], columns: Mapping[str, tuple[str, set[str]]]
) -> Iterator[str]:
    if entry.get("type") == "DIVIDER":
        return
    name = entry.get("name") or entry.get("id") or "sem nome"
    for key in sorted(_FILTER - set(entry)):
        yield f"o filtro {name} não tem {key}"
    if entry.get("controlValues", {}).get("defaultToFirstItem") and not entry.get("requiredFirst"):
        yield f"o filtro {name} mostra o primeiro item, mas sem requiredFirst não o aplica ao abrir"
    for target in filter(None, entry["targets"]):
        product, known = columns.get(target.get("datasetUuid"), ("?", set()))
        column = target.get("column", {}).get("name")
        if column not in known:
            yield f"o filtro {name} usa {column}, que gold.{product} não tem"
    for number in entry["scope"].get("excluded") or ():
        if number not in numbers:
            yield f"o filtro {name} exclui o gráfico {number}, que não está no painel"
