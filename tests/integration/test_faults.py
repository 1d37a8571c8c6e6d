"""Each way a source can fail: a retry that succeeds, or a clean failure with nothing lost and the ledger right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from govhub.catalog import load_catalog
from govhub.errors import SourceError
from govhub.pipeline import ingest_resource
from govhub.settings import load_settings
from govhub_simulator.server import Simulator

from .conftest import Warehouse

PASSING = {
    "429 com espera": ("status", {"status": 429, "retry_after": "1"}),
    "500": ("status", {"status": 500}),
    "503": ("status", {"status": 503}),
    "lento": ("slow", {"seconds": 0.5}),
    "corpo truncado": ("truncated", {}),
    "conexão interrompida": ("disconnect", {}),
    "HTML com 200": ("html", {}),
    "sem resposta": ("timeout", {"seconds": 5}),
}
LASTING = {
    "500": ("status", {"status": 500}, "respondeu com o código 500 (2 tentativas)"),
    "404": ("status", {"status": 404}, "recusou o pedido com o código 404"),
    "corpo truncado": ("truncated", {}, "truncada ou malformada (2 tentativas)"),
    "HTML com 200": ("html", {}, "entregou uma página HTML no lugar de dados (2 tentativas)"),
    "objeto no lugar da lista": ("object", {}, "um objeto no lugar da lista prometida"),
    "tipo trocado": (
        "wrong_type",
        {"field": "num_parcelas", "value": "doze"},
        "passou a enviar texto em num_parcelas, declarado como número inteiro, em 1 de",
    ),
    "tipo trocado em texto": (
        "wrong_type",
        {"field": "valor_global", "value": 12.5},
        "passou a enviar número com decimais em valor_global",
    ),
    "sem chave": ("wrong_type", {"field": "id", "value": None}, "linhas sem id, que é a chave"),
    "sem resposta": ("timeout", {"seconds": 5}, "não respondeu em 1 segundos (2 tentativas)"),
    "conexão interrompida": ("disconnect", {}, "A conexão com o Compras.gov.br Contratos falhou (2 tentativas)"),
}


@pytest.fixture
def impatient(warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """The same declarations with short waits: two tries, one second."""
    document = yaml.safe_load((warehouse.settings.sources_dir / "compras_gov.yaml").read_text(encoding="utf-8"))
    document["politeness"] |= {"timeout_s": 1, "attempts": 2, "wait_max_s": 0.2}
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "compras_gov.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    monkeypatch.setenv("GOVHUB_SOURCES_DIR", str(sources))
    settings = load_settings()
    return replace(warehouse, settings=settings, catalog=load_catalog(settings))


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_is_retried_and_nothing_is_lost(
    impatient: Warehouse, simulator: Simulator, name: str
) -> None:
    kind, options = PASSING[name]
    simulator.arm(kind, "*/contrato/ug/290002", **options)

    run = ingest_resource(impatient.place, "compras_gov", "contratos")

    assert simulator.disarm() == {kind: 1}
    assert run.status == "sucesso"
    assert run.retries == (0 if kind == "slow" else 1)
    expected = len(simulator.get("/compras_gov/api/contrato/ug/290002"))
    assert len(impatient.contents("contratos")) == run.rows_fetched == expected > 0


@pytest.mark.parametrize("name", LASTING)
def test_t43_a_lasting_fault_fails_cleanly_and_bronze_stands(
    impatient: Warehouse, simulator: Simulator, name: str
) -> None:
    kind, options, words = LASTING[name]
    ingest_resource(impatient.place, "compras_gov", "contratos")
    before = impatient.contents("contratos")
    simulator.arm(kind, "*/contrato/ug/290002", count=None, **options)

    with pytest.raises(SourceError) as failure:
        ingest_resource(impatient.place, "compras_gov", "contratos")

    sentence = str(failure.value)
    ledger = impatient.ledger("contratos")[-1]
    assert words in sentence
    assert "compras_gov/contratos, execução" in sentence
    assert impatient.contents("contratos") == before
    assert (ledger["status"], ledger["error"]) == ("falha", sentence)
    assert (ledger["rows_inserted"], ledger["rows_updated"], ledger["rows_deleted"]) == (0, 0, 0)
    assert ledger["finished_at"] is not None


def test_an_answer_that_failed_validation_is_kept_beside_the_run(impatient: Warehouse, simulator: Simulator) -> None:
    simulator.arm("html", "*/contrato/ug/290002", count=None)

    with pytest.raises(SourceError):
        ingest_resource(impatient.place, "compras_gov", "contratos")

    (kept,) = Path(impatient.settings.lake_url).rglob("*-recusada.body")
    assert kept.read_bytes().startswith(b"<!DOCTYPE html>")
    assert impatient.ledger("contratos")[-1]["run_id"] in kept.name


def test_one_failed_child_fails_the_resource_and_keeps_every_row(impatient: Warehouse, simulator: Simulator) -> None:
    for name in ("contratos", "contratos_inativos", "faturas"):
        ingest_resource(impatient.place, "compras_gov", name)
    before = impatient.contents("faturas")
    simulator.arm("status", "*/contrato/4015/faturas", count=None, status=500)

    with pytest.raises(SourceError, match="/contrato/4015/faturas"):
        ingest_resource(impatient.place, "compras_gov", "faturas")
    assert impatient.contents("faturas") == before


def test_a_dead_source_is_told_in_one_sentence(impatient: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVHUB_SOURCE_COMPRAS_GOV_BASE_URL", "http://127.0.0.1:9")

    with pytest.raises(SourceError) as failure:
        ingest_resource(impatient.place, "compras_gov", "contratos")

    assert str(failure.value).startswith(
        "A conexão com o Compras.gov.br Contratos falhou (2 tentativas) (/contrato/ug/290002, "
    )
    assert impatient.ledger("contratos")[-1]["status"] == "falha"
