"""Kill it anywhere and run it again: no row lost, none doubled, and the ledger tells."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from govhub.pipeline import ingest_resource
from govhub_simulator.server import Simulator

from .conftest import Warehouse

INGEST = [sys.executable, "-m", "govhub.cli", "ingest", "compras_gov", "contratos"]


def killed_when(reached: Callable[[], bool], command: list[str] = INGEST) -> None:
    """Start an ingestion, wait until it is somewhere, and kill it as a power cut would."""
    process = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not reached():
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline, "it never got there"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=10) == -signal.SIGKILL


def assert_a_second_run_makes_all_good(warehouse: Warehouse, simulator: Simulator) -> None:
    simulator.disarm()
    run = ingest_resource(warehouse.place, "compras_gov", "contratos")
    source = sorted(row["id"] for row in simulator.get("/compras_gov/api/contrato/ug/290002"))

    assert [row["id"] for row in warehouse.contents("contratos")] == source
    assert run.rows_inserted + run.rows_unchanged == len(source)
    assert [row["status"] for row in warehouse.ledger("contratos")] == ["interrompida", "sucesso"]


def test_killed_while_extracting(warehouse: Warehouse, simulator: Simulator) -> None:
    simulator.arm("slow", "*/contrato/ug/290002", seconds=20)

    killed_when(lambda: simulator.metrics()["requests"] == 1)

    assert warehouse.contents("contratos") == []
    assert list(Path(warehouse.settings.lake_url).rglob("*.manifest.json")) == []
    assert_a_second_run_makes_all_good(warehouse, simulator)


def test_killed_while_loading(warehouse: Warehouse, simulator: Simulator) -> None:
    """Another transaction holds the table, so the load stops in its middle: staged, not merged."""
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as blocker:
        blocker.execute("lock table bronze.compras_gov__contratos in access exclusive mode")
        waiting = "select count(*) from pg_locks where not granted"
        killed_when(lambda: blocker.execute(waiting).fetchone()[0] > 0)

    assert warehouse.contents("contratos") == []
    assert len(list(Path(warehouse.settings.lake_url).rglob("*.manifest.json"))) == 1
    assert_a_second_run_makes_all_good(warehouse, simulator)


def test_killed_between_merge_and_commit(warehouse: Warehouse, simulator: Simulator) -> None:
    """The ledger's row is locked, so everything is merged and nothing is committed."""
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as blocker:
        running = "select count(*) from bronze._runs where status = 'executando'"

        def merged() -> bool:
            if blocker.execute(running).fetchone()[0] == 0:
                blocker.rollback()
                return False
            blocker.execute("select 1 from bronze._runs where status = 'executando' for update")
            return bool(blocker.execute("select count(*) from pg_locks where not granted").fetchone()[0] > 0)

        killed_when(merged)

    assert warehouse.contents("contratos") == []
    assert_a_second_run_makes_all_good(warehouse, simulator)


def test_t35_readers_see_the_old_rows_until_the_new_ones_are_whole(warehouse: Warehouse, simulator: Simulator) -> None:
    """The ledger's row is locked as above; whoever asks meanwhile gets what was there, never nothing and never a half."""
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    before = warehouse.contents("contratos")
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.1)
    loading = threading.Thread(target=ingest_resource, args=(warehouse.place, "compras_gov", "contratos"))
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as blocker:
        loading.start()
        deadline = time.monotonic() + 60
        while not blocker.execute("select 1 from bronze._runs where status = 'executando' for update").fetchone():
            blocker.rollback()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        while not blocker.execute("select count(*) from pg_locks where not granted").fetchone()[0]:  # type: ignore[index]
            assert time.monotonic() < deadline
            assert warehouse.contents("contratos") == before
            time.sleep(0.02)
        assert warehouse.contents("contratos") == before
    loading.join(timeout=60)

    after = warehouse.contents("contratos")
    assert len(after) == len(before)
    assert any(row["_deleted_at"] for row in after)


def test_killed_among_a_thousand_requests_the_next_run_goes_on(
    warehouse: Warehouse, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request per person: what was saved on the way is not asked again, and nobody is lost."""
    for name in ("lista_uorgs", "lista_servidores"):
        ingest_resource(warehouse.place, "siape", name)
    persons = warehouse.one("select count(distinct cpf) from bronze.siape__lista_servidores where _deleted_at is null")
    monkeypatch.setenv("GOVHUB_SOURCE_SIAPE_CONCURRENCY", "1")
    simulator.arm("slow", "*/consulta-siape", seconds=0.5, count=None)
    lake = Path(warehouse.settings.lake_url)

    killed_when(lambda: any(lake.rglob("*-andamento.parquet")), [*INGEST[:4], "siape", "consulta_dados_pessoais"])

    assert warehouse.contents("consulta_dados_pessoais", "siape") == []
    simulator.disarm()
    run = ingest_resource(warehouse.place, "siape", "consulta_dados_pessoais")
    rows = warehouse.contents("consulta_dados_pessoais", "siape")
    assert run.scopes == persons > run.requests > 0
    assert len({row["cpf"] for row in rows}) == len(rows) == run.rows_inserted > 0.9 * persons
    assert [row["status"] for row in warehouse.ledger("consulta_dados_pessoais")] == ["interrompida", "sucesso"]


def test_two_runs_of_one_resource_are_serialised(warehouse: Warehouse, simulator: Simulator) -> None:
    simulator.arm("slow", "*/contrato/ug/290002", seconds=1.0, count=2)
    place = warehouse.place
    threads = [threading.Thread(target=ingest_resource, args=(place, "compras_gov", "contratos")) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    first, second = sorted(warehouse.ledger("contratos"), key=lambda row: row["finished_at"])
    assert (first["status"], second["status"]) == ("sucesso", "sucesso")
    assert simulator.metrics()["max_in_flight"] == 1
    assert second["rows_inserted"] == 0
    assert second["rows_unchanged"] == first["rows_inserted"] > 0


def test_a_database_that_dies_fails_the_command_with_one_sentence(
    warehouse: Warehouse, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVHUB_WAREHOUSE_URL", "postgresql://etl_user:segredo-que-nao-aparece@127.0.0.1:9/govhub")

    finished = subprocess.run(INGEST, env=dict(os.environ), capture_output=True, text=True, timeout=60)

    assert finished.returncode == 1
    assert "O warehouse não respondeu ou recusou o acesso" in finished.stderr
    assert "segredo-que-nao-aparece" not in finished.stderr + finished.stdout
    assert "Traceback" not in finished.stderr
