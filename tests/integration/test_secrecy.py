"""What an installation does in a day, good and bad, tells no secret to a log, a terminal or a list of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from dotenv import dotenv_values

from govhub.catalog import load_catalog
from govhub.settings import load_settings
from govhub_simulator.server import Simulator
from tests.secrecy import in_bytes, in_files, secret_values, watched_processes

from .conftest import BODY
from .installation import Installation, installed, point_at

GOVHUB = [sys.executable, "-m", "govhub.cli"]
DAY = (
    ("warehouse", "setup"),
    ("warehouse", "check"),
    ("doctor",),
    ("ingest", "compras_gov", "contratos"),
    ("ingest", "siape", "lista_uorgs"),
    ("ingest", "tesouro_gerencial", "notas_empenho"),
    ("runs", "--json"),
    ("sql", "select count(*) from bronze._runs", "--role", "etl_user"),
    ("dbt", "parse"),
    ("secrets", "list"),
    ("secrets", "rotate", "GOVHUB_WAREHOUSE_URL", "GOVHUB_BI_URL", "AIRFLOW_METADATA_URL", "GOVHUB_WAREHOUSE_ADMIN_URL"),
    ("secrets", "rotate", "AIRFLOW_FERNET_KEY", "AIRFLOW_JWT_SECRET", "SUPERSET_SECRET_KEY", "GOVHUB_PRIVACY_KEY"),
    ("secrets", "retire", "GOVHUB_WAREHOUSE_URL", "GOVHUB_BI_URL", "AIRFLOW_METADATA_URL"),
    ("replay", "compras_gov", "contratos"),
)  # fmt: skip
WRONG = (
    ("compras_gov", "contratos", "GOVHUB_WAREHOUSE_URL", "postgresql://etl_user:senha-que-nao-vale@127.0.0.1:1/govhub"),
    ("siape", "lista_uorgs", "GOVHUB_SOURCE_SIAPE_PASSWORD", "senha-errada-do-siape"),
    ("tesouro_gerencial", "notas_empenho", "GOVHUB_SOURCE_TESOURO_GERENCIAL_PASSWORD", "senha-errada-do-correio"),
)


@pytest.fixture
def installation(
    tmp_path_factory: pytest.TempPathFactory, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("dia")) as made:
        point_at(monkeypatch, made.folder, made.cluster.port)
        for name, value in simulator.environment().items():
            monkeypatch.setenv(name, value)
        for system in load_catalog(load_settings()).systems:
            monkeypatch.setenv(f"GOVHUB_SOURCE_{system.upper()}_PER_MINUTE", "60000")
        monkeypatch.setenv("GOVHUB_ORGAOS_FILE", str(BODY))
        yield made


@pytest.mark.timeout(600)
def test_a_day_tells_nobody_a_secret(installation: Installation, simulator: Simulator) -> None:
    values = secret_values({**dotenv_values(installation.folder / ".env"), **os.environ})
    values |= secret_values({name: value for _, _, name, value in WRONG})
    assert len(set(values.values())) > 14
    told = b""
    with watched_processes(values) as lines:
        for command in DAY:
            done = subprocess.run([*GOVHUB, *command], capture_output=True, timeout=300)
            assert done.returncode == 0, (command, done.stderr.decode()[-2000:])
            told += done.stdout + done.stderr
        for system, resource, name, value in WRONG:
            wrong = {**os.environ, name: value}
            done = subprocess.run([*GOVHUB, "ingest", system, resource], env=wrong, capture_output=True, timeout=300)
            assert done.returncode == 1, (name, done.stdout.decode()[-2000:])
            told += done.stdout + done.stderr
        simulator.arm("status", status=500)
        told += subprocess.run([*GOVHUB, "ingest", "siape", "lista_uorgs"], capture_output=True).stderr
    values |= secret_values(dotenv_values(installation.folder / ".env"))

    assert lines == {}
    assert in_bytes(told, values) == set()
    assert in_files([installation.settings.home, installation.server_log], values) == {}
