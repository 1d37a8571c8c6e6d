"""Real payloads of Compras.gov, served over a socket, walked from source to gold and compared with independent sums."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from govhub.pipeline import ingest_resource, replay_resource
from govhub.transformation import run_dbt

from .conftest import Warehouse

FILES = {
    "/contrato/ug/290002": ["contrato_ug_290002.json"],
    "/contrato/4388/historico": ["4388_historico.json"],
    "/contrato/4390/historico": ["4390_historico.json"],
    "/contrato/4388/empenhos": ["4388_empenhos.json"],
    "/contrato/15209/historico": ["15209_historico_parcial.json"],
    "/contrato/15209/faturas": ["15209_faturas.json"],
    "/contrato/15209/responsaveis": ["15209_responsaveis_pseudonimizado.json"],
    "/contrato/8711/faturas": ["8711_faturas_pf_anonimizado.json"],
}


def captured(samples: Path, path: str) -> list[dict[str, Any]]:
    folder = samples / "comprasnet" / "dpu_290002"
    return [row for name in FILES.get(path, []) for row in json.loads((folder / name).read_text(encoding="utf-8"))]


@pytest.fixture
def real_answers(samples: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The captured answers behind a socket. Contracts whose children were captured without them are added as inactive."""
    listed = {row["id"] for row in captured(samples, "/contrato/ug/290002")}
    template = captured(samples, "/contrato/ug/290002")[0]
    orphans = {int(path.split("/")[2]) for path in FILES if path.split("/")[2].isdigit()} - listed
    inactive = [template | {"id": contract, "situacao": "Inativo"} for contract in sorted(orphans)]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            rows = inactive if self.path == "/contrato/inativo/ug/290002" else captured(samples, self.path)
            body = json.dumps(rows, ensure_ascii=False).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=UTF-8")  # as the server of 2021 did
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("GOVHUB_SOURCE_COMPRAS_GOV_BASE_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("GOVHUB_SOURCE_COMPRAS_GOV_PER_MINUTE", "60000")
    yield samples
    server.shutdown()


def money(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def test_real_payloads_reach_gold_with_the_same_counts_and_sums(warehouse: Warehouse, real_answers: Path) -> None:
    names = [resource.name for resource in warehouse.catalog.system("compras_gov").in_load_order()]
    runs = {name: ingest_resource(warehouse.place, "compras_gov", name) for name in names}

    contracts = captured(real_answers, "/contrato/ug/290002")
    invoices = [row for path in FILES if path.endswith("/faturas") for row in captured(real_answers, path)]
    terms = [row for path in FILES if path.endswith("/historico") for row in captured(real_answers, path)]
    assert (runs["contratos"].rows_fetched, len(contracts)) == (8, 8)
    assert runs["historico"].rows_fetched == len(terms) == 11
    assert runs["faturas"].rows_fetched == len(invoices) == 8
    assert runs["empenhos"].rows_fetched == 2
    assert runs["responsaveis"].rows_fetched == 5
    assert {run.drift == [] for run in runs.values()} == {True}

    run_dbt(warehouse.settings, ["--quiet", "build", "--exclude-resource-type", "unit_test"])
    assert warehouse.one("select sum(valor) from silver.fatura") == sum(money(row["valor"]) for row in invoices)
    assert warehouse.one("select sum(valor_liquido) from gold.faturas_detalhe") == sum(
        money(row["valorliquido"]) for row in invoices
    )
    assert warehouse.one("select sum(valor) from silver.fatura_referencia") == sum(
        money(row["valor"]) for row in invoices
    )
    assert warehouse.one("select sum(valor_faturado) from gold.contrato_acompanhamento_mensal") == sum(
        money(row["valor"]) - money(row["glosa"]) for row in invoices
    )
    globais = sum(money(row["valor_global"]) for row in contracts)
    assert (
        warehouse.one("select sum(valor_global) from gold.contratos_resumo where situacao_fonte = 'Ativo'") == globais
    )
    # A bill of nine months is nine months, and a natural person has no CPF past silver.
    assert (
        warehouse.one("select max(n) from (select count(*) as n from silver.fatura_referencia group by fatura_id) as c")
        == 9
    )
    person = warehouse.rows("select fornecedor_documento from gold.contratos_resumo where fornecedor_tipo = 'FISICA'")
    assert {row["fornecedor_documento"] for row in person} == {"***.000.001-**"}

    before = {name: warehouse.contents(name) for name in names}
    for name in names:
        again = ingest_resource(warehouse.place, "compras_gov", name)
        assert (again.rows_inserted, again.rows_updated, again.rows_deleted) == (0, 0, 0)
        assert replay_resource(warehouse.place, "compras_gov", name).status in {"sucesso", "sucesso_vazio"}
        assert warehouse.contents(name) == before[name]
