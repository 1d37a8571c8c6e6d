"""The platform in containers, for real: up, the whole walk on two workers, a killed worker, a database that restarts.

Run by `make test-containers`; `make test` leaves it out, because images are built and an engine is needed.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from govhub_simulator.certificates import make as make_certificates
from govhub_simulator.server import free_port
from tests.e2e.containers import SUPERUSER, Platform, engine
from tests.secrecy import in_image, secret_values

pytestmark = [pytest.mark.containers, pytest.mark.timeout(2400)]
SERVICES = {
    "airflow-api", "airflow-dags", "airflow-flower", "airflow-scheduler", "airflow-triggerer", "airflow-worker",
    "postgres", "redis", "simulator", "superset", "superset-work",
}  # fmt: skip
SLOW = "ingest_compras_gov"
CACHE = "deploy/containers/cache.yaml"
LOGS = "tests/e2e/registros.yaml"
COUNT = "select count(*), count(distinct (contrato_id, id)) from bronze.compras_gov__faturas where _deleted_at is null"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    environment, down = engine()
    if not environment:
        pytest.skip("não há um Docker com compose no ar, e aqui nenhum pode ser iniciado")
    folder = tmp_path_factory.mktemp("conteineres")
    # A worker that died is noticed after a minute, not after five.
    (folder / "plataforma.env").write_text(
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT=60\nAIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT=90\n"
    )
    running = Platform(
        environment
        | {
            "COMPOSE_PROJECT_NAME": "govhub-teste",
            "GOVHUB_CONTAINER_ENV": str(folder / "plataforma.env"),
            "GOVHUB_SECRETS_FOLDER": str(folder / "segredos"),
            "GOVHUB_EXECUTOR": "CeleryExecutor,LocalExecutor",
            "GOVHUB_SIMULATOR_HOST": "simulator",
            "GOVHUB_DASHBOARDS_PUBLIC": "true",
            "GOVHUB_TAG": "teste",
            **{f"GOVHUB_{name}_PORT": str(free_port()) for name in ("AIRFLOW", "SUPERSET", "FLOWER", "METRICS")},
        },
        folder / "segredos",
    )
    try:
        made = subprocess.run(
            ["deploy/containers/init.sh"],
            env=running.environment,
            capture_output=True,
            text=True,
            timeout=1800,
            check=False,
        )
        assert made.returncode == 0, made.stdout[-3000:] + made.stderr[-3000:]
        running.compose("up", "--detach", "--wait", "--scale", "airflow-worker=2", timeout=900)
        yield running
    finally:
        running.compose("logs", "--no-color", check=False)
        running.compose("down", "--volumes", "--timeout", "20", check=False)
        if down:
            subprocess.run([down], env=environment, capture_output=True, check=False)


def test_every_service_is_healthy_and_holds_as_little_as_it_can(platform: Platform) -> None:
    containers = {}
    for container in platform.containers():
        containers.setdefault(container["Config"]["Labels"]["com.docker.compose.service"], container)

    assert {name for name, one in containers.items() if one["State"]["Running"]} == SERVICES
    for name, one in containers.items():
        host = one["HostConfig"]
        assert one["State"].get("Health", {"Status": "healthy"})["Status"] == "healthy", name
        assert one["Config"]["User"].split(":")[0] in {"10001", "999"}, name
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        assert host["Memory"] > 0, name
        published = [binding["HostIp"] for ports in (host["PortBindings"] or {}).values() for binding in ports]
        assert set(published) <= {"127.0.0.1"}, name


def test_only_those_talk_who_must(platform: Platform) -> None:
    probe = (
        "import socket, sys\ntry:\n socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)\n print('alcança')\n"
        "except OSError:\n print('em vão')"
    )
    reached = {
        (service, host): platform.compose("exec", "-T", service, "python", "-c", probe, host, port)
        .split("\n")[0]
        .strip()
        for service, host, port in (
            ("airflow-worker", "postgres", "5432"),
            ("airflow-worker", "airflow-api", "8080"),
            ("airflow-worker", "redis", "6379"),
            ("airflow-worker", "simulator", "8900"),
            ("airflow-worker", "superset", "8088"),
            ("airflow-dags", "redis", "6379"),
            ("airflow-dags", "simulator", "8900"),
            ("superset", "postgres", "5432"),
            ("superset", "redis", "6379"),
            ("superset", "airflow-api", "8080"),
            ("airflow-flower", "postgres", "5432"),
            ("simulator", "postgres", "5432"),
        )
    }

    assert set(reached.values()) == {"alcança", "em vão"}
    assert {pair for pair, told in reached.items() if told == "alcança"} == {
        ("airflow-worker", "postgres"),
        ("airflow-worker", "airflow-api"),
        ("airflow-worker", "redis"),
        ("airflow-worker", "simulator"),
        ("superset", "postgres"),
    }


def test_the_walk_of_the_demo_runs_on_both_workers(platform: Platform) -> None:
    told = platform.compose("run", "--rm", "-T", "walk", timeout=1800)

    assert "Linhas em gold" in told, told[-3000:]
    workers = set()
    with platform.airflow() as airflow:
        runs = airflow.get("/api/v2/dags/~/dagRuns", params={"limit": 50}).json()["dag_runs"]
    assert {run["state"] for run in runs if run["dag_id"].startswith("ingest_")} == {"success"}
    for run in (run for run in runs if run["dag_id"].startswith("ingest_")):
        workers |= {task["hostname"] for task in platform.tasks(run["dag_id"], run["dag_run_id"]) if task["hostname"]}
    assert workers == {container["Config"]["Hostname"] for container in platform.containers("airflow-worker")}
    assert int(platform.sql("select count(*) from gold.contratos_resumo")[0][0]) > 100
    count, keys = platform.sql(COUNT)[0]
    assert count == keys
    assert int(count) > 100


def test_dashboards_are_warmed_beside_superset(platform: Platform) -> None:
    deadline = time.monotonic() + 400
    while "consultas guardadas no cache" not in (log := platform.compose("logs", "--no-color", "superset-work")):
        assert time.monotonic() < deadline, log[-2000:]
        time.sleep(5)

    assert ", 0 com erro." in log


def test_answers_of_dashboards_may_be_kept_in_redis(platform: Platform) -> None:
    platform.compose("up", "--detach", "--wait", "--no-deps", "superset", over=CACHE)

    told = platform.compose("exec", "-T", "superset", "python", "-m", "govhub.cli.dashboards", "warm", over=CACHE)

    assert ", 0 com erro" in " ".join(told.split()), told
    password = "REDISCLI_AUTH=$(sed -n 's#^redis://:\\([^@]*\\)@.*#\\1#p' /run/secrets/GOVHUB_REDIS_URL)"
    kept = platform.compose(
        "exec", "-T", "redis", "sh", "-c", f"{password} redis-cli --scan --pattern 'govhub_dados_*' | wc -l"
    )
    assert int(kept.strip().splitlines()[-1]) > 100


def test_the_work_of_a_killed_worker_is_done_by_the_other(platform: Platform) -> None:
    before = platform.sql(COUNT)
    run = platform.trigger(SLOW)
    victim = _busy_worker(platform, SLOW, run)

    platform.docker("kill", victim)

    assert platform.wait(SLOW, run) == "success"
    tasks = platform.tasks(SLOW, run)
    assert {task["state"] for task in tasks} == {"success"}
    assert platform.sql(COUNT) == before
    unfinished = "select count(*) from bronze._runs where status = 'sucesso' and finished_at is null"
    assert platform.sql(unfinished) == [("0",)]
    platform.compose("up", "--detach", "--wait", "--scale", "airflow-worker=2")


def test_a_database_that_restarts_in_the_middle_of_a_load_loses_and_doubles_nothing(platform: Platform) -> None:
    before = platform.sql(COUNT)
    run = platform.trigger(SLOW)
    _busy_worker(platform, SLOW, run)

    platform.compose("restart", "--timeout", "5", "postgres")

    assert platform.wait(SLOW, run) == "success"
    assert platform.sql(COUNT) == before


def test_workers_are_added_and_taken_away_while_it_works(platform: Platform) -> None:
    run = platform.trigger(SLOW)
    platform.compose("up", "--detach", "--wait", "--no-deps", "--scale", "airflow-worker=3", "airflow-worker")
    assert len(platform.containers("airflow-worker")) == 3

    platform.compose("up", "--detach", "--wait", "--scale", "airflow-worker=1")

    assert len(platform.containers("airflow-worker")) == 1
    assert platform.wait(SLOW, run) == "success"


def test_a_password_is_changed_while_it_works_and_the_former_one_ends(platform: Platform) -> None:
    run = platform.trigger(SLOW)
    before = platform.secret("GOVHUB_WAREHOUSE_URL")
    command = (
        "run", "--rm", "-T", "--no-deps", "--user", f"{os.getuid()}:{os.getgid()}",
        "--volume", f"{platform.secrets}:/segredos", "--env", "GOVHUB_SECRETS_DIR=/segredos", "prepare", "secrets",
    )  # fmt: skip

    platform.compose(*command, "rotate", "GOVHUB_WAREHOUSE_URL")

    assert platform.secret("GOVHUB_WAREHOUSE_URL") != before
    assert platform.wait(SLOW, run) == "success"
    platform.compose("restart", "--timeout", "60", "airflow-scheduler", "airflow-worker")
    platform.compose("up", "--detach", "--wait", "--no-deps", "airflow-scheduler", "airflow-worker")
    platform.compose(*command, "retire", "GOVHUB_WAREHOUSE_URL")
    opened = "select count(*) from pg_roles where rolname in ('etl_user', 'etl_user_2') and rolcanlogin"
    assert platform.sql(opened) == [("1",)]
    assert platform.wait(SLOW, platform.trigger(SLOW)) == "success"


def test_logs_of_tasks_are_read_from_an_object_store(platform: Platform) -> None:
    changed = ("airflow-api", "airflow-scheduler", "airflow-worker")
    platform.compose("up", "--detach", "--wait", "--no-deps", "--build", "s3", over=LOGS)
    try:
        _in_store(platform, "s3.create_bucket(Bucket='registros')")
        platform.compose("up", "--detach", "--wait", "--no-deps", *changed, over=LOGS)

        run = platform.trigger("ingest_siorg")

        assert platform.wait("ingest_siorg", run) == "success"
        tasks = {task["task_id"]: task["try_number"] for task in platform.tasks("ingest_siorg", run)}
        place = f"tarefas/dag_id=ingest_siorg/run_id={run}"
        wanted = {f"{place}/task_id={task}/attempt={number}.log" for task, number in tasks.items()}
        deadline = time.monotonic() + 120  # the log goes after the task's state
        while missing := wanted - _kept_logs(platform):
            assert time.monotonic() < deadline, missing
            time.sleep(3)
        assert wanted
        for task, number in tasks.items():
            with platform.airflow() as airflow:
                path = f"/api/v2/dags/ingest_siorg/dagRuns/{run}/taskInstances/{task}/logs/{number}"
                assert "ingest_siorg" in airflow.get(path).raise_for_status().text
        local = f"find /var/lib/govhub/logs/airflow -path '*run_id={run}*' -type f"
        assert platform.compose("exec", "-T", "airflow-scheduler", "sh", "-c", local, over=LOGS).strip() == ""
    finally:
        platform.compose("up", "--detach", "--wait", "--no-deps", *changed)
        platform.compose("rm", "--stop", "--force", "s3", over=LOGS)


def _kept_logs(platform: Platform) -> set[str]:
    listing = "print(*(o['Key'] for o in s3.list_objects_v2(Bucket='registros').get('Contents', [])), sep='\\n')"
    return set(_in_store(platform, listing).splitlines())


def _in_store(platform: Platform, script: str) -> str:
    """Run a script with a client of the object store, inside its container; return what it wrote."""
    client = (
        "import boto3; s3 = boto3.client('s3', endpoint_url='http://127.0.0.1:5000', region_name='us-east-1', "
        "aws_access_key_id='prova', aws_secret_access_key='prova'); "
    )
    return platform.compose("exec", "-T", "s3", "python", "-c", client + script, over=LOGS)


def test_metrics_are_read_beside_the_platform(platform: Platform) -> None:
    platform.compose("up", "--detach", "--wait", "--no-deps", "metrics")

    told = httpx.get(f"http://127.0.0.1:{platform.environment['GOVHUB_METRICS_PORT']}/metrics", timeout=60).text

    figures = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    assert figures["govhub_warehouse_up"] == "1.0"
    assert figures['govhub_airflow_up{component="scheduler"}'] == "1.0"
    assert any(name.startswith("govhub_airflow_pool_limit_slots") for name in figures)
    assert float(figures["govhub_warehouse_size_bytes"]) > 10_000_000
    platform.compose("rm", "--stop", "--force", "metrics")


def test_a_copy_is_made_read_again_and_restored(platform: Platform) -> None:
    """The copy holds all three databases; what is lost after it is back once it is restored."""
    asked = "select count(*), sum(valor_faturado) from gold.contratos_resumo"
    before = platform.sql(asked)
    made = platform.compose("run", "--rm", "-T", "backup", timeout=1200)
    assert "está íntegra" in " ".join(
        platform.compose("run", "--rm", "-T", "backup", "backup", "check", timeout=1200).split()
    ), made
    platform.sql("drop table gold.contratos_resumo cascade")
    platform.compose("stop", *(SERVICES - {"postgres", "redis"}))

    told = platform.compose("run", "--rm", "-T", "backup", "restore", "--yes", timeout=1200)

    assert platform.sql(asked) == before, told
    platform.compose("up", "--detach", "--wait", "--scale", "airflow-worker=2")


def test_nothing_secret_is_in_images_logs_or_process_lists(platform: Platform) -> None:
    values = {file.name: file.read_text(encoding="utf-8") for file in platform.secrets.iterdir()}
    values = {name: value for name, value in values.items() if not name.endswith("USERNAME")}
    seen = {"logs": platform.compose("logs", "--no-color")}
    for image in ("govhub-platform:teste", "govhub-superset:teste"):
        seen[image] = platform.docker("history", "--no-trunc", image) + platform.docker("inspect", image)
    for container in platform.containers():
        if container["State"]["Running"]:
            seen[container["Name"]] = platform.docker("top", container["Id"], "-eo", "pid,args") + str(
                container["Config"]
            )
    passwords = {
        name: value.split("://")[1].split(":")[1].split("@")[0] for name, value in values.items() if "://" in value
    }
    assert len(passwords) >= 6
    assert all(len(password) > 20 for password in passwords.values())

    assert [
        (place, name)
        for place, text in seen.items()
        for name, value in {**values, **passwords}.items()
        if value in text
    ] == []


def test_nothing_secret_is_in_any_layer_of_the_images(platform: Platform, tmp_path: Path) -> None:
    values = secret_values({file.name: file.read_text(encoding="utf-8") for file in platform.secrets.iterdir()})
    for image in ("govhub-platform:teste", "govhub-superset:teste"):
        platform.docker("save", "--output", str(tmp_path / "imagem.tar"), image)
        assert in_image(tmp_path / "imagem.tar", values) == {}


def _busy_worker(platform: Platform, dag: str, run: str) -> str:
    """Wait until a task of a run is at work; return the name of its container."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        running = [task for task in platform.tasks(dag, run) if task["state"] == "running" and task["hostname"]]
        for container in platform.containers("airflow-worker"):
            if running and running[0]["hostname"] == container["Config"]["Hostname"]:
                return str(container["Id"])
        time.sleep(0.5)
    raise AssertionError("no task ran")


def test_a_database_on_a_server_of_its_own_is_reached_by_tls_alone(platform: Platform, tmp_path: Path) -> None:
    """The file of the three-server layout: the right authority opens, another one or no TLS does not."""
    tls = tmp_path / "tls"
    make_certificates(tls, "postgres")
    (tls / "server.pem").rename(tls / "servidor.crt")
    (tls / "server.key").rename(tls / "servidor.key")
    for file in (tls, *tls.iterdir()):
        os.chown(file, 999, 999)
    tls.chmod(0o755)
    (tls / "ca.pem").chmod(0o644)
    alone = Platform(
        platform.environment
        | {
            "COMPOSE_PROJECT_NAME": "govhub-teste-tls",
            "GOVHUB_TLS_FOLDER": str(tls),
            "GOVHUB_DATABASE_LISTEN": "127.0.0.1",
            "GOVHUB_DATABASE_PORT": str(free_port()),
        },
        platform.secrets,
    )
    try:
        alone.compose("up", "--detach", "--wait", "postgres", over="deploy/containers/banco.yaml")
        server = f"postgres:{alone.secret(SUPERUSER)}@postgres:5432/postgres"
        opened = {
            mode: _opens(alone, f"postgresql://{server}?{mode}", tls / "ca.pem")
            for mode in (
                "sslmode=verify-full&sslrootcert=/ca.pem",
                "sslmode=verify-full&sslrootcert=system",
                "sslmode=disable",
            )
        }
        assert list(opened.values()) == [True, False, False]
    finally:
        alone.compose("down", "--volumes", check=False, over="deploy/containers/banco.yaml")


def _opens(platform: Platform, url: str, authority: Path) -> bool:
    """Tell whether the platform's image reaches a database by a URL."""
    script = "import os, psycopg; psycopg.connect(os.environ['URL'], connect_timeout=10).close(); print('abriu')"
    network = f"{platform.environment['COMPOSE_PROJECT_NAME']}_banco"
    command = ["run", "--rm", "--network", network, "--env", f"URL={url}", "--volume", f"{authority}:/ca.pem:ro"]
    command += ["--entrypoint", "python", "govhub-platform:teste", "-c", script]
    return "abriu" in platform.docker(*command, check=False)


def test_down_leaves_nothing(platform: Platform) -> None:
    platform.compose("down", "--volumes", "--timeout", "20")

    assert platform.containers() == []
    assert platform.docker("volume", "ls", "--quiet", "--filter", "label=com.docker.compose.project=govhub-teste") == ""
