"""Words instead of codes: an expression that leaves no value out, and only for columns that gold has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govhub.dashboards.contracts import read_products
from govhub.dashboards.values import label_expression, read_values
from govhub.errors import ConfigurationError
from govhub.settings import CHECKOUT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("sources", "dashboards/metrics"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder)
    (tmp_path / "dbt").symlink_to(CHECKOUT / "dbt")
    return tmp_path


def test_a_code_without_a_text_stays_as_it_is() -> None:
    assert label_expression("situacao", {"em_dia": "Em dia", "d'agua": "D'água"}) == (
        "CASE situacao WHEN 'em_dia' THEN 'Em dia' WHEN 'd''agua' THEN 'D''água' ELSE situacao END"
    )


def test_a_body_is_shown_by_its_sigla_in_capitals() -> None:
    assert (
        label_expression("orgao_chave", {"todos": "Todos"})
        == "CASE orgao_chave WHEN 'todos' THEN 'Todos' ELSE UPPER(orgao_chave) END"
    )


def test_what_is_neither_yes_nor_no_is_empty() -> None:
    assert (
        label_expression("suprimido", {"true": "Sim", "false": "Não"})
        == "CASE WHEN suprimido THEN 'Sim' WHEN NOT suprimido THEN 'Não' END"
    )


def test_sources_are_named_as_they_are_declared_and_qualified_keys_reach_one_product(project: Path) -> None:
    (project / "dashboards" / "values.yaml").write_text("saude_testes.situacao: {falho: Falho}\n", encoding="utf-8")

    values = read_values(project, read_products(project))

    assert values["saude_dos_dados"]["fonte"]["siape"] == "SIAPE"
    assert values["saude_testes"]["situacao"] == {"falho": "Falho"}
    assert "situacao" not in values.get("teds_detalhamento", {})


@pytest.mark.parametrize("key", ["coluna_que_nao_ha", "saude_testes.coluna_que_nao_ha", "produto_que_nao_ha.situacao"])
def test_a_column_that_gold_does_not_have_is_refused(project: Path, key: str) -> None:
    (project / "dashboards" / "values.yaml").write_text(f"{key}: {{a: A}}\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=key):
        read_values(project, read_products(project))
