"""A program with the platform's variables: what tasks in pods of their own, and probes, are started by."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from govhub.local.within import dag_of
from govhub.settings import CHECKOUT

SHOW = "import json, os, sys; print(json.dumps({'variables': dict(os.environ), 'arguments': sys.argv[1:]}))"


def workload(dag: str) -> list[str]:
    told = json.dumps({"type": "ExecuteTask", "ti": {"dag_id": dag, "task_id": "contratos"}})
    return ["python", "-m", "airflow.sdk.execution_time.execute_workload", "--json-string", told]


def within(tmp_path: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    told = {"GOVHUB_HOME": str(tmp_path), "GOVHUB_ENV_FILE": "nenhum.env", "PATH": "/usr/bin:/bin", **more}
    return subprocess.run(
        [sys.executable, "-m", "govhub.local.within", *arguments],
        env={"PYTHONPATH": str(CHECKOUT / "src"), **told},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_dag_of_a_task_is_known_by_its_command() -> None:
    assert dag_of(workload("ingest_siafi")) == "ingest_siafi"
    assert dag_of(["airflow", "jobs", "check", "--local"]) is None
    assert dag_of(["airflow", "--json-string"]) is None


def test_a_program_is_given_the_variables_and_keeps_its_arguments(tmp_path: Path) -> None:
    secrets = tmp_path / "segredos"
    secrets.mkdir()
    (secrets / "GOVHUB_WAREHOUSE_URL").write_text("postgresql://etl_user:senha@banco/govhub\n", encoding="utf-8")

    done = within(
        tmp_path,
        sys.executable,
        "-c",
        SHOW,
        *workload("ingest_siafi"),
        GOVHUB_SECRETS_DIR=str(secrets),
        GOVHUB_EXECUTOR="KubernetesExecutor,LocalExecutor",
        GOVHUB_AIRFLOW_URL="http://airflow-api-server:8080",
        AIRFLOW__CORE__PARALLELISM="64",
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    variables = told["variables"]
    assert told["arguments"] == workload("ingest_siafi")
    assert variables["AIRFLOW_CONN_GOVHUB_WAREHOUSE"] == "postgresql://etl_user:senha@banco/govhub"
    assert variables["AIRFLOW__CORE__EXECUTOR"] == "KubernetesExecutor,LocalExecutor"
    assert variables["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://airflow-api-server:8080/execution/"
    assert variables["AIRFLOW__CORE__PARALLELISM"] == "64"
    assert variables["AIRFLOW__API__WORKERS"] == "1"
    assert not (tmp_path / "dbt").exists()


def test_a_program_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = within(tmp_path, "programa-que-nao-ha")

    assert done.returncode == 1
    assert done.stderr == "O programa «programa-que-nao-ha» não existe nesta imagem; confira o nome.\n"


def test_a_setting_that_does_not_fit_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = within(tmp_path, "true", GOVHUB_AIRFLOW_PORT="tcp://10.0.0.1:8080")

    assert done.returncode == 1
    assert "GOVHUB_AIRFLOW_PORT" in done.stderr
    assert "Traceback" not in done.stderr
