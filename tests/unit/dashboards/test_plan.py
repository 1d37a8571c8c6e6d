"""Who sees what, as it is computed: roles, dashboards and row rules."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from govhub.catalog import Bodies
from govhub.dashboards import check_dashboards
from govhub.dashboards.access import access_plan, dashboards_datasets
from govhub.dashboards.contracts import read_products
from govhub.dashboards.datasets import dataset_uuid
from govhub.dashboards.documents import read_document
from govhub.errors import ConfigurationError
from govhub.settings import CHECKOUT

BODIES = Bodies.model_validate(
    {"orgaos": [{"sigla": "DPU", "nome": "Defensoria"}, {"sigla": "São-X", "nome": "Outro"}]}
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(CHECKOUT / "dashboards", tmp_path / "dashboards", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(CHECKOUT / "dbt" / "models" / "gold", tmp_path / "dbt" / "models" / "gold")
    (tmp_path / "sources").symlink_to(CHECKOUT / "sources")
    return tmp_path


@cache  # nobody changes it, and each reading of the contracts costs half a second
def plan(*, public: bool = True) -> dict[str, Any]:
    return access_plan(CHECKOUT, BODIES.orgaos, BODIES.orgaos[:1], public=public)


def rule(name: str, **options: bool) -> dict[str, Any]:
    return next(rule for rule in plan(**options)["rules"] if rule["name"] == f"Gov Hub: {name}")


def mark_public(project: Path, name: str) -> None:
    file = next((project / "dbt" / "models" / "gold").rglob(f"{name}.yml"))
    document = read_document(file)
    document["models"][0].setdefault("config", {}).setdefault("meta", {})["publico"] = True
    file.write_text(yaml.safe_dump(document), encoding="utf-8")


def test_every_dataset_with_rows_of_bodies_is_bound_by_a_rule_that_knows_no_exception() -> None:
    base = rule("linhas de todos")
    products = read_products(CHECKOUT)
    unbound = {name for name in products if dataset_uuid(name) not in base["datasets"]}

    assert (base["filter_type"], base["roles"], base["clause"]) == ("Base", [], "orgao_chave = 'todos'")
    assert unbound == {"dicionario_dados"}  # it describes columns, and has no rows of bodies
    assert [r["name"] for r in plan()["rules"] if r["filter_type"] == "Base"] == ["Gov Hub: linhas de todos"]


def test_each_body_of_orgaos_has_a_role_whose_rule_adds_its_rows_by_or() -> None:
    assert rule("órgão DPU")["roles"] == ["Órgão DPU"]
    assert rule("órgão DPU")["clause"] == "orgao_chave = 'dpu'"
    assert rule("órgão São-X")["clause"] == "orgao_chave = 'sao_x'"
    assert rule("todos os órgãos")["roles"] == ["Órgãos: todos"]
    assert {r["group_key"] for r in plan()["rules"]} == {"orgao"}
    assert {"Órgão DPU", "Órgão São-X", "Órgãos: todos", "Gestor", "Analista", "Cidadão"} == set(plan()["roles"])


def test_the_public_sees_only_bodies_served_and_datasets_marked_public() -> None:
    products = read_products(CHECKOUT)
    marked = {dataset_uuid(name) for name, product in products.items() if product.public}

    assert rule("público")["clause"] == "orgao_chave in ('dpu')"
    assert set(plan()["roles"]["Cidadão"]["datasets"]) == marked
    assert set(rule("público")["datasets"]) == marked - {dataset_uuid("dicionario_dados")}
    assert set(plan()["roles"]["Gestor"]["datasets"]) == {dataset_uuid(name) for name in products}


def test_without_public_access_nobody_is_a_citizen() -> None:
    closed = plan(public=False)

    assert "Cidadão" not in closed["roles"]
    assert all("Cidadão" not in roles for roles in closed["dashboards"].values())
    assert all("Cidadão" not in rule["roles"] for rule in closed["rules"])


def test_a_dashboard_is_open_to_the_public_only_when_all_its_data_are() -> None:
    marked = {dataset_uuid(name) for name, product in read_products(CHECKOUT).items() if product.public}
    for slug, (uuid, used) in dashboards_datasets(CHECKOUT).items():
        assert ("Cidadão" in plan()["dashboards"][uuid]) == (used <= marked), slug
        assert {"Gestor", "Analista"} <= set(plan()["dashboards"][uuid])


def test_no_public_product_holds_personal_data_or_lies_in_a_restricted_schema() -> None:
    published = [product for product in read_products(CHECKOUT).values() if product.public]

    assert len(published) > 20
    assert {column.lgpd for product in published for column in product.columns} <= {"P0", "P1"}


@pytest.mark.parametrize(
    ("name", "why"),
    [("contratos_resumo", "fornecedor_documento, que não é P0 nem P1"), ("forca_trabalho", "em um esquema restrito")],
)
def test_a_product_with_personal_data_cannot_be_marked_public(project: Path, name: str, why: str) -> None:
    mark_public(project, name)

    with pytest.raises(ConfigurationError, match=why):
        check_dashboards(project)


def test_a_dashboard_that_must_be_open_may_not_use_closed_data(project: Path) -> None:
    folder = project / "dashboards" / "assets" / "dashboards"
    (folder / "dicionario.yaml").unlink()
    shutil.rmtree(project / "dashboards" / "assets" / "charts" / "dicionario", ignore_errors=True)
    file = folder / "contratos.yaml"
    document = read_document(file)
    document["slug"] = "dicionario"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")

    with pytest.raises(ConfigurationError, match="deve ser aberto a todos"):
        check_dashboards(project)
