"""Whether the dashboards hold together and use only what gold promises; no database, no Superset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from govhub.dashboards.access import dashboard_roles
from govhub.dashboards.contracts import read_products
from govhub.dashboards.datasets import dataset_uuid, generated_datasets, read_metrics, stale_datasets
from govhub.dashboards.documents import read_document
from govhub.dashboards.layout import chart_nodes, layout_problems
from govhub.dashboards.shape import CHART, DASHBOARD, Shape, shape_problem
from govhub.dashboards.usage import Malformed, used_fields
from govhub.dashboards.values import label_column, read_values
from govhub.errors import ConfigurationError

KNOWN_CHARTS = frozenset(
    {
        "big_number",
        "big_number_total",
        "bubble_v2",
        "country_map",
        "echarts_area",
        "echarts_timeseries_bar",
        "echarts_timeseries_line",
        "echarts_timeseries_smooth",
        "funnel",
        "gauge_chart",
        "heatmap_v2",
        "mixed_timeseries",
        "pie",
        "pivot_table_v2",
        "table",
        "treemap_v2",
    }
)
_IDENTIFIER = re.compile(r"\b[a-z_][a-z0-9_]*\b")
_SQL_WORDS = frozenset(
    {
        "sum", "count", "distinct", "filter", "where", "and", "or", "not", "is", "null",
        "true", "false", "case", "when", "then", "else", "end", "avg", "max", "min",
        "cast", "as", "numeric", "text", "nullif", "coalesce", "in", "by", "to_char", "abs", "at", "time", "zone",
        "bool_or", "percentile_cont", "within", "group", "order",
    }
)  # fmt: skip


def check_dashboards(project_dir: Path) -> int:
    """Check every asset; return how many charts there are.

    Raises: ConfigurationError naming the file and what in it does not hold.
    """
    assets = project_dir / "dashboards" / "assets"
    fields = _fields(project_dir)
    _check_datasets(project_dir)
    charts: dict[str, str] = {}
    for file, chart in _documents(assets / "charts", CHART):
        _check_chart(file, chart, fields)
        if chart["uuid"] in charts:
            raise _refused(file, f"tem o mesmo uuid que {charts[chart['uuid']]}")
        charts[chart["uuid"]] = file.relative_to(assets / "charts").as_posix()
    if not charts:
        raise _refused(assets / "charts", "não tem nenhum gráfico")
    placed = set()
    taken: dict[tuple[str, str], str] = {}
    for file, dashboard in _documents(assets / "dashboards", DASHBOARD):
        for key in ("slug", "uuid"):
            if (other := taken.setdefault((key, dashboard[key]), file.name)) != file.name:
                raise _refused(file, f"tem o mesmo {key} que {other}")
        placed |= _check_dashboard(file, dashboard, charts, fields)
    if set(charts) - placed:
        raise _refused(
            assets / "charts" / charts[sorted(set(charts) - placed)[0]],
            "não está em nenhum painel",
            "Use-o ou apague-o.",
        )
    dashboard_roles(project_dir, public=True)
    return len(charts)


def _check_datasets(project_dir: Path) -> None:
    for path, text in generated_datasets(project_dir).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            raise _refused(path, "não acompanha o contrato do dbt", "Regrave com `govhub dashboards generate`.")
    for path in stale_datasets(project_dir):
        raise _refused(
            path, "não é de um produto que painéis possam mostrar", "Regrave com `govhub dashboards generate`."
        )


def _fields(project_dir: Path) -> dict[str, tuple[str, set[str], set[str]]]:
    """Return, by dataset uuid: its name, its columns and its metrics; metrics may use only columns of gold."""
    metrics = read_metrics(project_dir)
    products = read_products(project_dir)
    values = read_values(project_dir, products)
    found = {}
    for name, product in products.items():
        columns = {column.name for column in product.columns}
        for metric in metrics.get(name, []):
            without_texts = re.sub(r"'[^']*'", "", metric["expression"].lower())
            unknown = set(_IDENTIFIER.findall(without_texts)) - _SQL_WORDS - columns
            if unknown:
                raise _refused(
                    project_dir / "dashboards" / "metrics",
                    f"a métrica {metric['name']} usa {sorted(unknown)[0]}, que gold.{name} não tem",
                )
        shown = columns | {label_column(column) for column in values.get(name, {})}
        found[dataset_uuid(name)] = (name, shown, {metric["name"] for metric in metrics.get(name, [])})
    unknown_datasets = set(metrics) - set(products)
    if unknown_datasets:
        raise _refused(project_dir / "dashboards" / "metrics", f"gold não tem o produto {sorted(unknown_datasets)[0]}")
    return found


def _check_chart(file: Path, chart: dict[str, Any], fields: dict[str, tuple[str, set[str], set[str]]]) -> None:
    if chart["viz_type"] not in KNOWN_CHARTS or chart["params"].get("viz_type") != chart["viz_type"]:
        raise _refused(file, f"o tipo {chart['viz_type']} não é conhecido ou não se repete em params")
    if chart["dataset_uuid"] not in fields:
        raise _refused(file, "o conjunto de dados não existe")
    name, columns, metrics = fields[chart["dataset_uuid"]]
    try:
        named = list(used_fields(chart["params"]))
    except Malformed as malformed:
        raise _refused(file, str(malformed)) from malformed
    for kind, used in named:
        if not isinstance(used, str):
            raise _refused(
                file, "tem uma expressão sua", "Escreva a métrica em dashboards/metrics/ ou a coluna na camada gold."
            )
        if used not in (metrics if kind == "metric" else columns):
            raise _refused(file, f"usa {used}, que gold.{name} não tem")


def _check_dashboard(
    file: Path, dashboard: dict[str, Any], charts: dict[str, str], fields: dict[str, tuple[str, set[str], set[str]]]
) -> set[str]:
    columns = {identity: (name, columns) for identity, (name, columns, _) in fields.items()}
    for problem in layout_problems(dashboard, set(charts), columns):
        raise _refused(file, problem)
    return {node["meta"]["uuid"] for node in chart_nodes(dashboard["position"])}


def _documents(folder: Path, shape: Shape) -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted(folder.rglob("*.yaml")):
        try:
            document = read_document(file)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise _refused(file, "não é um YAML válido" + (_line(file, mark.line) if mark else "")) from error
        problem = shape_problem(document, shape)
        if problem:
            raise _refused(file, problem)
        yield file, document


def _line(file: Path, index: int) -> str:
    """Name a line; the end of a file, where what was opened is missed, is its last one."""
    return f", na linha {min(index + 1, len(file.read_bytes().splitlines()))}"


def _refused(
    file: Path, what: str, todo: str = "Corrija e confira com `govhub dashboards check`."
) -> ConfigurationError:
    return ConfigurationError(f"{file.name}: {what}", where="dashboards/", todo=todo)
