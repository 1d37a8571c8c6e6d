"""The two commands: everything comes up with data, a second walk changes nothing, and nothing stays behind."""

from __future__ import annotations

import json
import re
import socket
import time
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from govhub.catalog import load_catalog
from govhub.local.processes import marked_processes
from govhub.local.simulation import RESOURCES
from govhub.settings import load_settings
from tests.secrecy import in_files, in_processes, secret_values

from .conftest import Stack

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests


def rows(stack: Stack, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(stack.secrets["GOVHUB_WAREHOUSE_URL"]) as connection:
        return connection.execute(query).fetchall()


def test_the_demo_walks_every_resource_to_gold_and_says_where_to_look(stack: Stack) -> None:
    ledger = rows(stack, "select system, resource, status from bronze._runs where kind = 'ingest'")
    walked = {(system, resource) for system, resource, _ in ledger}
    usual = {
        (system.name, resource.name)
        for system in load_catalog(load_settings()).systems.values()
        for resource in system.usual(RESOURCES.get(system.name, ()))
    }
    assert len(usual) > 90
    assert walked == usual
    assert {status for _, _, status in ledger} <= {"sucesso", "sucesso_vazio"}
    assert rows(stack, "select count(*) from gold.contratos_resumo") == [(300,)]
    for words in (
        f"{stack.superset_url}/superset/dashboard/contratos/\n",
        f"senha {stack.secrets['SUPERSET_ADMIN_PASSWORD']})",
        stack.airflow_url,
        "Linhas em gold",
        "Segundos de transform",
    ):
        assert words in stack.output
    (tests,) = re.findall(r"Testes de dados aprovados\s+│\s+([\d.]+)", stack.output)
    assert int(tests.replace(".", "")) > 1000


def test_every_dag_ran_through_airflow_and_asset_events_started_the_transformation(stack: Stack) -> None:
    with httpx.Client(base_url=stack.airflow_url, timeout=30) as http:
        login = {
            "username": stack.secrets["AIRFLOW_ADMIN_USERNAME"],
            "password": stack.secrets["AIRFLOW_ADMIN_PASSWORD"],
        }
        http.headers["Authorization"] = (
            f"Bearer {http.post('/auth/token', json=login).raise_for_status().json()['access_token']}"
        )
        dags = {dag["dag_id"] for dag in http.get("/api/v2/dags").json()["dags"]}
        runs = http.get("/api/v2/dags/transform/dagRuns").json()["dag_runs"]
        made_ready = _runs_ended(http, "dashboards")
        pools = {pool["name"]: pool["slots"] for pool in http.get("/api/v2/pools").json()["pools"]}

    assert dags == {f"ingest_{system}" for system in load_catalog(load_settings()).systems} | {
        "transform",
        "dashboards",
        "reports",
        "upkeep",
        "alerts",
    }
    first = min(runs, key=lambda run: str(run["run_after"]))  # a source whose hour has come may start another
    assert (first["run_type"], first["state"]) == ("asset_triggered", "success")
    assert {(run["run_type"], run["state"]) for run in made_ready} == {("asset_triggered", "success")}
    assert pools["compras_gov"] == pools["transferegov"] == 4  # several: the simulator needs no politeness


def _runs_ended(http: httpx.Client, dag_id: str) -> list[dict[str, str]]:
    """Return the runs of a DAG once there are some and all have ended."""
    deadline = time.monotonic() + 900
    while time.monotonic() < deadline:
        runs: list[dict[str, str]] = http.get(f"/api/v2/dags/{dag_id}/dagRuns").json()["dag_runs"]
        if runs and all(run["state"] in {"success", "failed"} for run in runs):
            return runs
        time.sleep(3)
    raise AssertionError(f"{dag_id} did not end")


def test_the_dictionary_of_dbt_is_served_in_airflow(stack: Stack) -> None:
    page = stack.home / "dbt" / "docs" / "index.html"

    assert "contratos_resumo" in page.read_text(encoding="utf-8")


def test_a_second_ingestion_by_hand_asks_the_simulator_and_changes_nothing(stack: Stack) -> None:
    runs = json.loads(stack.govhub("ingest", "compras_gov", "--json").stdout)

    assert len(runs) == 15
    assert {(run["rows_inserted"], run["rows_updated"], run["rows_deleted"]) for run in runs} == {(0, 0, 0)}
    assert sum(run["rows_unchanged"] for run in runs) > 10_000


def test_commands_answer_in_json_and_doctor_finds_all_well(stack: Stack) -> None:
    assert json.loads(
        stack.govhub("sql", "select count(*) as n from gold.contratos_resumo", "--role", "bi_user", "--json").stdout
    ) == [{"n": 300}]
    assert len(json.loads(stack.govhub("runs", "compras_gov", "--json").stdout)) >= 15
    findings = json.loads(stack.govhub("doctor", "--json", check=False).stdout)
    assert [finding for finding in findings if not finding["good"]] == []
    seen = json.loads(stack.govhub("status", "--json").stdout)
    assert {service["name"] for service in seen["services"] if not service["up"]} == {"metrics"}  # served on request
    assert {source["system"] for source in seen["sources"]} == set(load_catalog(load_settings()).systems)
    assert stack.govhub("warehouse", "check").returncode == 0
    refused = stack.govhub("sql", "select * from bronze._runs", "--role", "bi_user", check=False)
    assert (refused.returncode, refused.stderr.strip()) == (
        1,
        "O papel bi_user não pode fazer isto. Escolha outro com --role.",
    )


def test_a_second_up_is_refused_while_the_first_runs(stack: Stack) -> None:
    refused = stack.govhub("up", "--detach", check=False)

    assert refused.returncode == 1
    assert "A plataforma já está no ar" in refused.stderr


def test_no_secret_and_no_cpf_is_in_any_log_or_command_line(stack: Stack) -> None:
    secrets = secret_values(stack.secrets)
    query = "select fornecedor_cnpj_cpf_idgener from bronze.compras_gov__contratos where fornecedor_tipo = 'FISICA'"
    people = {str(row[0]).encode(): "CPF" for row in rows(stack, query)}
    files = [file for file in (stack.home / "logs").rglob("*") if file.is_file()]
    files += list((stack.home / "dbt").rglob("*.log"))

    assert len(set(secrets.values())) > 8
    assert len(people) > 3
    assert len(files) > 20
    assert in_files(files, secrets | people) == {}
    assert in_processes(secrets) == {}


def test_the_whole_stack_fits_in_four_gibibytes(stack: Stack) -> None:
    processes = marked_processes(stack.home)
    used = sum(_proportional_bytes(process) for process in processes)

    assert len(processes) > 5
    assert used < 4 * 1024**3


def test_down_leaves_nothing_even_after_the_supervisor_was_killed(stack: Stack) -> None:
    pid = int((stack.home / "run" / "supervisor.pid").read_text().split()[0])
    psutil.Process(pid).kill()
    time.sleep(1)
    assert len(marked_processes(stack.home)) > 3

    stack.govhub("down")

    assert marked_processes(stack.home) == []
    for name in ("POSTGRES", "AIRFLOW", "SUPERSET", "SIMULATOR"):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(stack.environment[f"GOVHUB_{name}_PORT"]))) != 0, name
    assert list((stack.home / "run").iterdir()) == []
    assert not list(Path(stack.home).rglob("postmaster.pid"))


def _proportional_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
