"""The daily cleaning of Airflow's database, over one with 100,000 task instances: what is old goes, nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from govhub.local.airflow import prepare_airflow
from govhub.local.airflow_environment import airflow_environment
from govhub.local.databases import prepare_databases
from govhub.local.postgres import EmbeddedPostgres
from govhub.settings import load_settings
from govhub.upkeep import CLEAN_METADATA

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("airflow")]
RUNS, TASKS = 1000, 100
FILL = f"""
insert into dag_bundle (name) values ('dags-folder') on conflict do nothing;
insert into dag (dag_id, is_paused, is_stale, bundle_name, timetable_type, partition_mapper_info, max_active_tasks,
                 max_consecutive_failed_dag_runs, has_task_concurrency_limits)
values ('prova', false, false, 'dags-folder', '', '[]', 16, 0, false);
insert into dag_run (dag_id, run_id, run_type, state, run_after, start_date, end_date, logical_date)
select 'prova', 'dia ' || n, 'scheduled', 'success', moment, moment, moment + interval '1 minute', moment
from (select n, now() - n * interval '100 minutes' as moment from generate_series(1, {RUNS}) as n) as days;
insert into task_instance (id, task_id, dag_id, run_id, map_index, try_number, pool, pool_slots, state, start_date, end_date)
select gen_random_uuid(), 'tarefa ' || t, 'prova', run_id, -1, 1, 'default_pool', 1, 'success', start_date, end_date
from dag_run, generate_series(1, {TASKS}) as t;
insert into xcom (dag_run_id, task_id, key, dag_id, run_id, map_index, value, timestamp)
select d.id, i.task_id, 'return_value', 'prova', i.run_id, -1, '{{"linhas": 1}}', i.end_date
from task_instance as i join dag_run as d using (dag_id, run_id);
insert into log (event, dag_id, task_id, dttm)
select 'success', dag_id, task_id, end_date from task_instance;
"""
COUNTS = """
select (select count(*) from dag_run), (select count(*) from task_instance), (select count(*) from xcom),
    (select count(*) from log where event = 'success')
"""


def test_what_is_old_goes_and_what_is_not_stays(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    plain = f"postgresql://airflow_limpeza:senha-airflow@127.0.0.1:{postgres.port}/airflow_limpeza"
    prepare_databases(postgres.superuser_url, [plain])
    secrets = {
        "AIRFLOW_METADATA_URL": plain.replace("postgresql:", "postgresql+psycopg2:"),
        "AIRFLOW_ADMIN_USERNAME": "admin",
        "AIRFLOW_ADMIN_PASSWORD": "senha",
    }
    told = {"GOVHUB_HOME": str(tmp_path), "GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env")}
    settings = load_settings(base=told)
    variables = airflow_environment(settings, secrets)
    prepare_airflow(settings, variables, secrets)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(FILL)
        before = connection.execute("select (now() - interval '30 days')::date").fetchone()
        assert before is not None
        since = f"{before[0]} 00:00 America/Sao_Paulo"  # Airflow's own time zone
        kept = connection.execute(
            "select count(*) from dag_run where start_date >= %s::timestamptz", [since]
        ).fetchone()
        assert kept is not None
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "GOVHUB_"))}
        # As a task sees it: the address is in no variable that Airflow itself reads.
        seen = {name: value for name, value in variables.items() if name != "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", f"{CLEAN_METADATA} '{before[0]}'"],
            env=clean | told | seen | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=600,
        )

        assert done.returncode == 0, done.stderr[-3000:]
        runs = kept[0]
        assert 400 < runs < 500
        assert connection.execute(COUNTS).fetchone() == (runs, runs * TASKS, runs * TASKS, runs * TASKS)
        archives = "select count(*) from pg_tables where tablename like '\\_airflow\\_deleted%'"
        assert connection.execute(archives).fetchone() == (0,)
