"""`govhub sources new` over captured answers that it never saw: what it proposes brings every value, or refuses them all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govhub.catalog import SystemDeclaration, load_catalog
from govhub.cli.root import app
from govhub.errors import SourceError
from govhub.pipeline import ingest_resource
from govhub.settings import load_settings
from govhub.warehouse.setup import setup_warehouse

from .captured_answers import replayed
from .captured_figures import Row, texts
from .conftest import Warehouse

pytestmark = pytest.mark.xdist_group("samples")

Draft = Callable[[str, str], tuple[Warehouse, SystemDeclaration, str]]


def is_of_the_source(name: str) -> bool:
    return not name.startswith("_") and not name.endswith(("_pseudonimo", "_mascara"))


def by_text(rows: list[Row]) -> list[list[tuple[str, int]]]:
    return sorted(sorted(texts(row).items()) for row in rows)


@pytest.fixture(scope="module")
def answers(samples: Path) -> Iterator[str]:
    with replayed(samples) as addresses:
        yield addresses["GOVHUB_SOURCE_PNCP_BASE_URL"].removesuffix("/pncp")


@pytest.fixture
def drafted(warehouse: Warehouse, answers: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Draft:
    """What drafts a source from one address and sets up its table; no line of the draft is touched."""
    monkeypatch.setenv("GOVHUB_SOURCES_DIR", str(tmp_path / "fontes"))
    monkeypatch.setenv("GOVHUB_SOURCE_NOVA_PER_MINUTE", "60000")

    def draft(base: str, path: str) -> tuple[Warehouse, SystemDeclaration, str]:
        asked = ["sources", "new", "nova", "--base-url", f"{answers}/{base}", "--path", path]
        said = CliRunner().invoke(app, asked)
        assert said.exit_code == 0, (said.output, said.exception)
        settings = load_settings()
        catalog = load_catalog(settings)
        setup_warehouse(settings, catalog)
        return Warehouse(settings, catalog, warehouse.environment), catalog.system("nova"), said.output

    return draft


@pytest.mark.parametrize(
    ("base", "path", "files", "key", "masked"),
    [
        (
            "pncp",
            "/um/contratos?pagina=1&tamanhoPagina=10",
            ["pncp/contratos_1.json"],
            "numero_controle_pncp",
            "ni_fornecedor",
        ),
        (
            "compras_gov",
            "/contrato/ug/{ug}",
            ["comprasnet/dpu_290002/contrato_ug_290002.json"],
            "id",
            "fornecedor_cnpj_cpf_idgener",
        ),
        (
            "compras_gov",
            "/contrato/8711/faturas",
            ["comprasnet/dpu_290002/8711_faturas_pf_anonimizado.json"],
            "id",
            "fornecedor_contrato fornecedor_ic",
        ),
        (
            "compras_gov",
            "/contrato/15209/faturas",
            ["comprasnet/dpu_290002/15209_faturas.json"],
            "id",
            "fornecedor_contrato fornecedor_ic",
        ),
        (
            "transferegov_fundoafundo",
            "/planos-acao?pagina=1&tamanho_da_pagina=10",
            ["transferegov/samples/fundoafundo_planos-acao_1617_subset.json"],
            "id_plano_acao",
            "",
        ),
    ],
    ids=["pncp", "contratos", "faturas de pessoa", "faturas de empresa", "planos"],
)
def test_the_draft_of_a_captured_answer_keeps_every_value_and_marks_who_may_be_a_person(
    drafted: Draft, samples: Path, base: str, path: str, files: list[str], key: str, masked: str
) -> None:
    warehouse, system, _ = drafted(base, path)
    [resource] = system.resources.values()
    [file] = files
    answer = json.loads((samples / file).read_text(encoding="utf-8"), parse_float=Decimal)
    sent = answer["data"] if isinstance(answer, dict) else answer

    run = ingest_resource(warehouse.place, "nova", resource.name)

    kept = warehouse.rows(f"select * from bronze.{resource.table}")
    assert (run.rows_fetched, run.drift, len(kept)) == (len(sent), [], len(sent))
    assert key in resource.key
    assert [field.name for field in resource.fields if field.identifier] == masked.split()
    values = [{name: value for name, value in row.items() if name != "ug" and is_of_the_source(name)} for row in kept]
    assert by_text(values) == by_text(sent)
    for name in masked.split():
        assert {"000.000.001-91", "00000000191"}.isdisjoint(row[f"{name}_mascara"] for row in kept)


def test_names_beside_a_cpf_that_the_source_masks_are_personal(drafted: Draft) -> None:
    _, system, said = drafted("compras_gov", "/contrato/15209/responsaveis")
    [resource] = system.resources.values()

    assert {field.name: field.lgpd for field in resource.fields if field.lgpd != "P0"} == {
        "usuario": "P2",
        "portaria": "P2",  # prose, which may name somebody
    }
    assert "revise" in said


def test_a_page_that_brings_less_than_its_source_announces_is_never_a_green_run(drafted: Draft) -> None:
    """The captured page of PNCP holds one of the 29,009 rows that its envelope announces."""
    warehouse, system, _ = drafted("pncp", "/contratos?pagina=1&tamanhoPagina=10")
    [resource] = system.resources.values()

    with pytest.raises(SourceError, match="trouxe 1 de 10 linhas antes do fim anunciado; nada foi gravado"):
        ingest_resource(warehouse.place, "nova", resource.name)

    assert warehouse.one(f"select count(*) from bronze.{resource.table}") == 0
    assert [run["status"] for run in warehouse.ledger("contratos")] == ["falha"]
