"""What a later run asks for: recent months and gaps, what changed, one body of several, editions that are new."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import psycopg
import pytest
import yaml

from govhub.catalog import load_catalog
from govhub.errors import SourceError
from govhub.pipeline import Period, Request, ingest_resource
from govhub.settings import load_settings
from govhub_simulator.bodies import read_bodies, units_of
from govhub_simulator.server import Simulator, serve
from govhub_simulator.tesouro_gerencial.folder import write_folder
from govhub_simulator.world import World

from .conftest import BODY, Warehouse

NOTES = "notas_de_empenhos_a_partir_de_2024"


def month_of(label: str) -> str:
    """`inicio=2026-01-01` of a scope's label to `2026-01`."""
    return label.split("inicio=")[1][:7]


def test_later_runs_read_recent_months_and_any_month_that_was_never_read(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    place, resource = warehouse.place, warehouse.catalog.resource("compras_dados_abertos", "ata")
    window = resource.window_loop
    assert window is not None
    first = ingest_resource(place, "compras_dados_abertos", "ata")
    rows = warehouse.contents("ata", "compras_dados_abertos")
    assert len(rows) == first.rows_fetched > 0

    second = ingest_resource(place, "compras_dados_abertos", "ata")
    assert 0 < second.scopes < first.scopes
    assert second.scopes + second.scopes_unchanged == first.scopes

    lost = min(row["_scope"] for row in rows)  # a month of long ago, as if it had never been read
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as connection:
        connection.execute("delete from bronze.compras_dados_abertos__ata where _scope = %s", (lost,))
        connection.execute("delete from bronze._scopes where resource = 'ata' and scope = %s", (lost,))

    third = ingest_resource(place, "compras_dados_abertos", "ata")
    assert third.scopes == second.scopes + 1
    assert third.rows_inserted == len([row for row in rows if row["_scope"] == lost]) > 0
    assert len(warehouse.contents("ata", "compras_dados_abertos")) == len(rows)


def test_a_period_reads_its_months_again_and_no_other(warehouse: Warehouse, simulator: Simulator) -> None:
    place = warehouse.place
    period = Period(date(2025, 3, 10), date(2025, 5, 2))

    run = ingest_resource(place, "compras_dados_abertos", "contrato", Request(period=period))

    read = {row["scope"] for row in warehouse.rows("select scope from bronze._scopes where resource = 'contrato'")}
    assert {month_of(label) for label in read} == {"2025-03", "2025-04", "2025-05"}
    assert run.scopes == len(read)
    again = ingest_resource(place, "compras_dados_abertos", "contrato", Request(period=period))
    assert (again.scopes, again.rows_inserted, again.rows_unchanged) == (run.scopes, 0, run.rows_inserted)


def test_a_source_that_says_it_did_not_change_is_not_read_again(warehouse: Warehouse, simulator: Simulator) -> None:
    first = ingest_resource(warehouse.place, "transferegov_ted", "programas")
    assert first.rows_inserted > 0
    simulator.reset_metrics()

    second = ingest_resource(warehouse.place, "transferegov_ted", "programas")

    assert (second.status, second.scopes, second.scopes_unchanged) == ("sucesso", 0, first.scopes)
    assert simulator.metrics()["requests"] == 1  # the question whether anything changed
    assert second.rows_deleted == 0
    assert len(warehouse.contents("programas", "transferegov_ted")) == first.rows_inserted
    complete = ingest_resource(warehouse.place, "transferegov_ted", "programas", Request(complete=True))
    assert (complete.scopes, complete.rows_unchanged) == (first.scopes, first.rows_inserted)


def test_bodies_run_side_by_side_without_a_line_of_code(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = yaml.safe_load(BODY.read_text(encoding="utf-8"))["orgaos"]
    bodies.append({"sigla": "EXE", "nome": "Órgão de exemplo", "siafi": "99000", "ugs": ["990001", "990002"]})
    file = tmp_path / "orgaos.yaml"
    file.write_text(yaml.safe_dump({"orgaos": bodies}), encoding="utf-8")
    monkeypatch.setenv("GOVHUB_ORGAOS_FILE", str(file))
    with serve(tmp_path / "simulador", scale=60, orgaos_file=file) as both:
        for name, value in both.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("GOVHUB_SOURCE_COMPRAS_GOV_PER_MINUTE", "60000")
        settings = load_settings()
        two = Warehouse(settings, load_catalog(settings), warehouse.environment)

        one = ingest_resource(two.place, "compras_gov", "contratos", Request(orgaos=("EXE",)))
        only = {row["_scope"] for row in two.contents("contratos")}
        other = ingest_resource(two.place, "compras_gov", "contratos", Request(orgaos=("DPU",)))
        together = ingest_resource(two.place, "compras_gov", "contratos")

    assert only == {"ug=990001", "ug=990002"}
    assert (one.orgaos, other.orgaos, together.orgaos) == ("EXE", "DPU", "DPU,EXE")
    assert other.rows_deleted == 0  # what another body holds was not asked, so it is not gone
    assert together.rows_unchanged == one.rows_inserted + other.rows_inserted
    assert together.rows_inserted == 0


@pytest.fixture
def folder(warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Reports of Tesouro Gerencial in a folder, read from there."""
    bodies = read_bodies(BODY)
    write_folder(World(42, 60, units_of(bodies), 0, bodies), tmp_path / "relatorios")
    monkeypatch.setenv("GOVHUB_SOURCE_TESOURO_GERENCIAL_BASE_URL", str(tmp_path / "relatorios"))
    return tmp_path / "relatorios"


def spoil(file: Path) -> None:
    """Cut a file off, its time unchanged."""
    at = file.stat().st_mtime_ns
    file.write_bytes(file.read_bytes()[:200])
    os.utime(file, ns=(at, at))


def test_a_refused_edition_does_not_hold_up_a_newer_one_and_stays_in_the_ledger(
    warehouse: Warehouse, folder: Path
) -> None:
    editions = sorted(folder.glob(f"{NOTES}*"), key=lambda file: file.stat().st_mtime)
    assert len(editions) > 1
    spoil(editions[0])

    run = ingest_resource(warehouse.place, "tesouro_gerencial", "notas_empenho")

    statuses = sorted(row["status"] for row in warehouse.ledger("notas_empenho"))
    assert run.status == "sucesso"
    assert statuses.count("falha") == 1
    assert warehouse.contents("notas_empenho", "tesouro_gerencial")
    again = ingest_resource(warehouse.place, "tesouro_gerencial", "notas_empenho")
    assert (again.status, again.rows_fetched) == ("sucesso", 0)  # neither the good ones nor the refused one again


def test_a_newest_edition_that_is_refused_fails_the_whole_though_other_reports_are_good(
    warehouse: Warehouse, folder: Path
) -> None:
    newest = max(folder.glob(f"{NOTES}*"), key=lambda file: file.stat().st_mtime)
    spoil(newest)

    with pytest.raises(SourceError):
        ingest_resource(warehouse.place, "tesouro_gerencial", "notas_empenho")

    assert "falha" in {row["status"] for row in warehouse.ledger("notas_empenho")}


def test_a_report_that_never_arrived_is_told_by_its_subject(warehouse: Warehouse, folder: Path) -> None:
    for file in folder.glob("*"):
        file.unlink()

    with pytest.raises(SourceError, match=f"Nenhum relatório chegou ainda com o assunto «{NOTES}"):
        ingest_resource(warehouse.place, "tesouro_gerencial", "notas_empenho")

    (row,) = warehouse.ledger("notas_empenho")
    assert row["status"] == "falha"
