"""The DAGs as Airflow reads them: exactly these tasks, in this order, with retries, pools and words for operators."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from govhub.pipeline import Period, Request
from govhub.settings import CHECKOUT

DAGS = CHECKOUT / "dags"
RESOURCES = {
    "contratos", "contratos_inativos", "historico", "empenhos", "faturas", "cronograma", "itens", "garantias",
    "responsaveis", "terceirizados", "despesas_acessorias", "prepostos", "ocorrencias", "arquivos", "publicacoes",
}  # fmt: skip
INGESTIONS = {
    "ingest_compras_gov", "ingest_compras_dados_abertos", "ingest_siafi", "ingest_siape", "ingest_siorg",
    "ingest_tesouro_gerencial", "ingest_transferegov_ted", "ingest_transferegov_fundoafundo",
    "ingest_transferegov_especiais", "ingest_transferegov_parcerias",
}  # fmt: skip
NEED_CREDENTIALS = {"ingest_siape", "ingest_siafi", "ingest_tesouro_gerencial"}


@pytest.fixture(scope="module")
def dags(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Parse the folder in this process, with a manifest that dbt made of the project."""
    home = tmp_path_factory.mktemp("dags")
    environment = {
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "GOVHUB_HOME": str(home),
        "GOVHUB_ENV_FILE": str(home / "nenhum.env"),
        "GOVHUB_WAREHOUSE_URL": "postgresql://etl_user:x@127.0.0.1:1/govhub",
        "GOVHUB_PRIVACY_KEY": "x",
    }
    before = dict(os.environ)
    os.environ.update(environment)
    sys.path.insert(0, str(DAGS))
    try:
        from govhub.settings import load_settings
        from govhub.transformation import prepare_manifest

        prepare_manifest(load_settings())
        import alerts
        import dashboards
        import ingestion
        import transformation
        import upkeep

        found = [dag for name, dag in vars(ingestion).items() if name in INGESTIONS]
        found += [transformation.transform, dashboards.dashboards, dashboards.reports, upkeep.upkeep, alerts.alerts]
        yield {dag.dag_id: dag for dag in found}
    finally:
        sys.path.remove(str(DAGS))
        os.environ.clear()
        os.environ.update(before)


def test_these_and_no_other_tasks_exist(dags: dict[str, Any]) -> None:
    assert set(dags) == INGESTIONS | {"transform", "dashboards", "reports", "upkeep", "alerts"}
    assert set(dags["ingest_compras_gov"].task_ids) == RESOURCES
    assert sum(len(dags[name].tasks) for name in INGESTIONS) > 80
    assert set(dags["upkeep"].task_ids) == {
        "metadados", "registros", "lake", "lake_antigo", "copias", "documentacao",
    }  # fmt: skip
    transform = set(dags["transform"].task_ids)
    models = {path.stem for path in (CHECKOUT / "dbt" / "models").rglob("*.sql")}
    snapshots = {path.stem for path in (CHECKOUT / "dbt" / "snapshots").glob("*.yml")}
    seeds = {path.stem for path in (CHECKOUT / "dbt" / "seeds").glob("*.csv")}
    expected = (
        {f"dbt.{name}_run" for name in models}
        | {f"dbt.{name}_snapshot" for name in snapshots}
        | {f"dbt.{name}_seed" for name in seeds}
    )
    assert len(models) > 30
    assert transform == expected | {"dbt.dbt_producer_watcher", "dbt.dbt_producer_watcher_done"}


def test_children_come_after_both_lists_of_contracts(dags: dict[str, Any]) -> None:
    dag = dags["ingest_compras_gov"]
    parents = {"contratos", "contratos_inativos"}

    for name in RESOURCES:
        assert dag.get_task(name).upstream_task_ids == (set() if name in parents else parents)


def test_every_task_is_tried_again_has_an_owner_and_is_explained_in_portuguese(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        assert dag.doc_md
        assert dag.max_active_runs == 1
        assert any(tag.startswith("camada:") for tag in dag.tags)
        for task in dag.tasks:
            assert task.owner not in {"", "airflow"}, task.task_id
            if "producer" not in task.task_id:
                assert task.retries >= 2, task.task_id
    for task in dags["ingest_compras_gov"].tasks:
        assert task.pool == "compras_gov"
        assert task.retry_exponential_backoff
        assert "Se falhar, a tabela continua como estava" in task.doc_md
    assert dags["ingest_compras_gov"].tags >= {"sistema:compras_gov", "camada:bronze", "dominio:contratos"}


def test_tasks_leave_word_of_failures_and_take_it_back_where_no_ledger_or_build_does(dags: dict[str, Any]) -> None:
    """All but the task that tells: a refused message would otherwise be told by messages that are refused."""
    import telling

    told = {name: dag for name, dag in dags.items() if name != "alerts"}
    models = [task for task in told.pop("transform").tasks if task.task_id.endswith("_run")]
    assert len(models) > 30
    for task in [*models, *(task for dag in told.values() for task in dag.tasks)]:
        assert task.on_failure_callback == [telling.note_failure], task.task_id
    for name in ("upkeep", "dashboards", "reports"):
        assert {tuple(task.on_success_callback) for task in told[name].tasks} == {(telling.forget_failure,)}
    assert [task.on_failure_callback for task in dags["alerts"].tasks] == [[]]


def test_a_source_without_credentials_has_its_dag_and_no_schedule(dags: dict[str, Any]) -> None:
    unscheduled = {name for name in INGESTIONS if type(dags[name].timetable).__name__ == "NullTimetable"}

    assert unscheduled == NEED_CREDENTIALS
    assert "faltam credenciais: GOVHUB_SOURCE_SIAPE_" in dags["ingest_siape"].doc_md


def test_the_systems_of_one_host_share_a_pool(dags: dict[str, Any]) -> None:
    pools = {name: {task.pool for task in dags[name].tasks} for name in INGESTIONS if "transferegov" in name}

    assert len(pools) == 4
    assert set(map(frozenset, pools.values())) == {frozenset({"transferegov"})}


def test_bronze_assets_tie_ingestion_to_transformation(dags: dict[str, Any]) -> None:
    """A source that models read starts a transformation when all its tables are new, and no half-loaded one does."""
    awaited = [{asset.name for asset in whole.objects} for whole in dags["transform"].timetable.asset_condition.objects]
    made = {
        name.removeprefix("ingest_"): {asset.name for task in dag.tasks for asset in task.outlets}
        for name, dag in dags.items()
        if name.startswith("ingest_")
    }

    assert made["compras_gov"] == {f"bronze.compras_gov__{name}" for name in RESOURCES}
    assert made["compras_gov"] in awaited
    assert len(awaited) > 4
    assert all(group <= made[group_name(group)] for group in awaited)


def group_name(group: set[str]) -> str:
    """The system of a group of tables, which is one."""
    (system,) = {name.removeprefix("bronze.").split("__")[0] for name in group}
    return system


@pytest.mark.parametrize(
    ("params", "run_type", "expected"),
    [
        ({}, "scheduled", Request()),
        ({"orgao": "DPU", "completa": True}, "manual", Request(("DPU",), None, complete=True)),
        ({"desde": "2026-01-01"}, "manual", Request((), Period(date(2026, 1, 1), None))),
        ({}, "backfill", Request((), Period(date(2026, 3, 9), date(2026, 3, 9)))),
    ],
)
def test_a_run_asks_for_its_parameters_and_a_backfill_for_its_day(
    dags: dict[str, Any], params: dict[str, Any], run_type: str, expected: Request
) -> None:
    import ingestion

    run = SimpleNamespace(run_type=run_type, logical_date=datetime(2026, 3, 9, 5, tzinfo=UTC))

    assert ingestion.asked({"params": params, "dag_run": run}) == expected


def test_models_wait_in_the_triggerer_and_data_tests_run_in_the_build(dags: dict[str, Any]) -> None:
    consumers = [task for task in dags["transform"].tasks if task.task_id.endswith(("_run", "_seed", "_snapshot"))]

    assert len(consumers) > 40
    assert {task.start_from_trigger for task in consumers} == {True}
    flags = dags["transform"].get_task("dbt.dbt_producer_watcher").dbt_cmd_flags
    assert set(flags[1::2]) == {"seed", "model", "snapshot", "test"}


def test_reading_ingestion_loads_neither_cosmos_nor_dbt() -> None:
    """What makes parsing slow is import; the file that is parsed most often must not pay for the others."""
    printed = in_fresh_process(
        "import ingestion, sys; print(sorted({'cosmos.converter', 'dbt', 'pandas'} & set(sys.modules)))"
    )

    assert printed == "[]"


@pytest.mark.parametrize("module", ["alerts", "dashboards", "ingestion", "transformation", "upkeep"])
def test_each_file_is_read_well_within_airflows_own_limit(dags: dict[str, Any], module: str) -> None:
    """The platform lets Airflow give up on a file after 120 seconds; half of it leaves room for a busy server."""
    assert in_fresh_process(f"import {module}; print('lido')", timeout_s=60) == "lido"


def in_fresh_process(code: str, timeout_s: float = 60) -> str:
    environment = {**os.environ, "PYTHONPATH": str(DAGS), "AIRFLOW__CORE__UNIT_TEST_MODE": "True"}
    finished = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=timeout_s
    )
    return finished.stdout.strip().splitlines()[-1]


def test_no_business_logic_lives_in_dags() -> None:
    files = sorted(DAGS.glob("*.py"))
    assert [file.name for file in files] == [
        "alerts.py",
        "dashboards.py",
        "ingestion.py",
        "telling.py",
        "transformation.py",
        "upkeep.py",
        "watching.py",
    ]
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = {_root(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)}
        own = {Path(other).stem for other in files}
        assert imported <= {"airflow", "cosmos", "govhub", "__future__"} | own | set(sys.stdlib_module_names), file.name
        texts = [
            node.value.lower()
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [text for text in texts if "select " in text and " from " in text], file.name


def _root(node: ast.Import | ast.ImportFrom) -> str:
    name = node.names[0].name if isinstance(node, ast.Import) else node.module or ""
    return name.split(".")[0]
