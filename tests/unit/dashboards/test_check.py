"""What `govhub dashboards check` refuses, without database and without Superset."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from govhub.dashboards import check_dashboards
from govhub.dashboards.contracts import read_products
from govhub.dashboards.documents import read_document
from govhub.errors import ConfigurationError
from govhub.settings import CHECKOUT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(CHECKOUT / "dashboards", tmp_path / "dashboards", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(CHECKOUT / "dbt" / "models" / "gold", tmp_path / "dbt" / "models" / "gold")
    (tmp_path / "sources").symlink_to(CHECKOUT / "sources")
    return tmp_path


def change(file: Path, edit: Callable[[Any], None]) -> None:
    document = read_document(file)
    edit(document)
    file.write_text(yaml.safe_dump(document), encoding="utf-8")


def test_the_shipped_dashboards_hold(project: Path) -> None:
    drawn = list((project / "dashboards" / "assets" / "charts").rglob("*.yaml"))
    assert check_dashboards(project) == len(drawn) > 10


CHART = "dashboards/assets/charts/contratos/pendentes.yaml"
DASHBOARD = "dashboards/assets/dashboards/contratos.yaml"
SQL = {"expressionType": "SQL", "sqlExpression": "count(*)", "label": "n"}


def drop_column(model: Any) -> None:
    model["models"][0]["columns"] = [c for c in model["models"][0]["columns"] if c["name"] != "vigente"]


CASES: dict[str, tuple[str, Callable[[Any], None], str]] = {
    "coluna que gold não tem": (
        "dashboards/assets/charts/contratos/pendentes.yaml", lambda d: d["params"]["all_columns"].append("inventada"), "usa inventada, que gold.contratos_resumo"
    ),
    "métrica que não existe": (
        "dashboards/assets/charts/contratos/contratos_vigentes.yaml", lambda d: d["params"].update(metric="outra"), "usa outra, que gold.contratos_resumo"
    ),
    "métrica com coluna inventada": (
        "dashboards/metrics/contratos.yaml", lambda d: d["contratos_resumo"][0].update(expression="SUM(inventada)"), "usa inventada"
    ),
    "contrato que mudou": ("dbt/models/gold/contratos/contratos_resumo.yml", drop_column, "não acompanha o contrato do dbt|usa vigente"),
    "gráfico sem arquivo": (
        "dashboards/assets/dashboards/contratos.yaml",
        lambda d: d["position"]["CHART-pendentes"]["meta"].update(uuid="00000000-0000-0000-0000-000000000000"),
        "o gráfico 0000.* não existe",
    ),
    "filho que falta": (
        "dashboards/assets/dashboards/contratos.yaml", lambda d: d["position"]["GRID_ID"]["children"].append("ROW-x"), "aponta para ROW-x"
    ),
    "filtro sobre coluna inventada": (
        "dashboards/assets/dashboards/contratos.yaml",
        lambda d: d["metadata"]["native_filter_configuration"][0]["targets"][0]["column"].update(name="inventada"),
        "o filtro Órgão usa inventada",
    ),
    "filtro que mostra o primeiro item e não o aplica": (
        "dashboards/assets/dashboards/contratos.yaml",
        lambda d: d["metadata"]["native_filter_configuration"][1].pop("requiredFirst"),
        "o filtro Exercício mostra o primeiro item",
    ),
    "ordem por coluna inventada": (
        "dashboards/assets/charts/contratos/pendentes.yaml", lambda d: d["params"].update(order_by_cols=['["inventada", true]']), "usa inventada"
    ),
    "dois gráficos com o mesmo número": (
        "dashboards/assets/dashboards/contratos.yaml",
        lambda d: d["position"]["CHART-pendentes"]["meta"].update(chartId=1),
        "mesmo chartId",
    ),
    "chave que falta": (CHART, lambda d: d.pop("params"), "pendentes.yaml: falta a chave params"),
    "chave que o Superset não conhece": (CHART, lambda d: d.update(titulo="x"), "pendentes.yaml: a chave titulo não é conhecida"),
    "params que não é de chaves": (CHART, lambda d: d.update(params=["x"]), "params deve ter chaves e valores"),
    "título vazio": (CHART, lambda d: d.update(slice_name=" "), "slice_name deve ser um texto"),
    "uuid malfeito": (CHART, lambda d: d.update(uuid="pendentes"), "uuid não é um identificador"),
    "outra versão": (CHART, lambda d: d.update(version=2), "version deve ser 1.0.0"),
    "uuid de outro gráfico": (
        CHART, lambda d: d.update(uuid="68d415ad-93c9-58f3-9896-08f2a270a2a7"), "pendentes.yaml: tem o mesmo uuid que contratos/"
    ),
    "métrica escrita no gráfico": (CHART, lambda d: d["params"].update(metrics=[SQL]), "tem uma expressão sua"),
    "filtro escrito no gráfico": (CHART, lambda d: d["params"]["adhoc_filters"].append(SQL), "tem uma expressão sua"),
    "filtro do gráfico sem chaves": (CHART, lambda d: d["params"].update(adhoc_filters=["x"]), "adhoc_filters não pode ter x"),
    "lista que não é lista": (CHART, lambda d: d["params"].update(all_columns=3), "all_columns deve ser uma lista"),
    "ordem malfeita": (CHART, lambda d: d["params"].update(order_by_cols=["numero"]), "order_by_cols não pode ter numero"),
    "endereço de outro painel": (DASHBOARD, lambda d: d.update(slug="visao-geral"), "tem o mesmo slug que contratos.yaml"),
    "uuid de outro painel": (
        DASHBOARD, lambda d: d.update(uuid=yaml.safe_load((CHECKOUT / "dashboards/assets/dashboards/dicionario.yaml").read_text())["uuid"]), "dicionario.yaml: tem o mesmo uuid que contratos.yaml"
    ),
    "painel sem raiz": (DASHBOARD, lambda d: d["position"].pop("ROOT_ID"), "position não tem ROOT_ID"),
    "peça com outro nome": (DASHBOARD, lambda d: d["position"]["GRID_ID"].pop("id"), "a peça GRID_ID não se chama"),
    "peça sem tamanho": (DASHBOARD, lambda d: d["position"]["CHART-pendentes"]["meta"].pop("width"), "CHART-pendentes não tem width"),
    "peça sem meta": (DASHBOARD, lambda d: d["position"]["CHART-pendentes"].update(meta=None), "CHART-pendentes não tem chartId"),
    "filtro sem alvo": (
        DASHBOARD, lambda d: d["metadata"]["native_filter_configuration"][0].pop("targets"), "o filtro Órgão não tem targets"
    ),
    "filtro que exclui o que não há": (
        DASHBOARD, lambda d: d["metadata"]["native_filter_configuration"][0]["scope"].update(excluded=[999]), "o filtro Órgão exclui o gráfico 999"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_does_not_hold_is_refused_by_name(project: Path, case: str) -> None:
    file, edit, words = CASES[case]
    change(project / file, edit)

    with pytest.raises(ConfigurationError, match=words):
        check_dashboards(project)


def test_a_file_that_is_not_yaml_is_named(project: Path) -> None:
    (project / "dashboards/assets/charts/contratos/pendentes.yaml").write_text("a: [", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"pendentes.yaml: não é um YAML válido, na linha 1"):
        check_dashboards(project)


@pytest.mark.parametrize("text", ["", "- a\n", "7\n"])
def test_a_file_without_keys_is_named(project: Path, text: str) -> None:
    (project / DASHBOARD).write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"contratos.yaml: não é uma lista de chaves e valores"):
        check_dashboards(project)


def test_only_what_a_view_shows_is_forgotten_between_builds(project: Path) -> None:
    folder = project / "dashboards" / "assets" / "datasets" / "warehouse"
    documents = [read_document(file) for file in folder.glob("*.yaml")]
    timeouts = {document["table_name"] for document in documents if document.get("cache_timeout")}

    assert "saude_dos_dados" in timeouts
    assert timeouts == {name for name, product in read_products(project).items() if product.is_view}


def test_a_restricted_product_is_no_dataset(project: Path) -> None:
    folder = project / "dashboards" / "assets" / "datasets" / "warehouse"

    assert {"forca_trabalho", "pessoas_contagem"}.isdisjoint(read_products(project))
    (folder / "forca_trabalho.yaml").write_text(
        (folder / "pessoas_por_uf.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with pytest.raises(ConfigurationError, match=r"forca_trabalho.yaml: não é de um produto"):
        check_dashboards(project)


def test_no_asset_holds_a_password() -> None:
    texts = [file.read_text(encoding="utf-8") for file in (CHECKOUT / "dashboards" / "assets").rglob("*.yaml")]

    assert len(texts) > 20
    assert not [text for text in texts if "password" in text.lower() or "bi_user:" in text]
