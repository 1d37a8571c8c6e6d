"""The parts of a running platform: do they answer, and are they well?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx

from govhub.local import preflight, processes
from govhub.local.airflow import AirflowClient
from govhub.local.diagnosis import machine
from govhub.local.diagnosis.finding import Finding, few
from govhub.local.origin import start_command
from govhub.settings import Settings, read_environment

_TIMEOUT_S = 10
_COMPONENTS = {
    "metadatabase": "banco de metadados",
    "scheduler": "agendador",
    "triggerer": "triggerer",
    "dag_processor": "leitor de DAGs",
}
_DBT_PARTS = ("models", "macros", "seeds", "snapshots", "tests", "dbt_project.yml", "profiles.yml")


def running_parts(settings: Settings) -> set[str]:
    """Return the parts that should answer: those that the living supervisor started."""
    if not processes.supervisor_runs(settings.home):
        return set()
    return {name.split("-")[0] for name in processes.started_services(settings.home)}


def services(settings: Settings, running: set[str]) -> Iterator[Finding]:
    """Tell of each part that should answer whether it does, and of the others who holds their port."""
    remote = settings.airflow_url != f"http://127.0.0.1:{settings.airflow_port}"
    if "airflow" in running or remote:
        yield from airflow(settings)
    for part in ("superset", "simulator"):
        if part in running:
            yield _answers(settings, part)
    if not running and not remote:
        yield from machine.ports(settings, ["airflow", "superset"])
        yield Finding("plataforma", True, f"parada; `{start_command(settings.home)}` a inicia")


def airflow(settings: Settings) -> Iterator[Finding]:
    """Tell whether Airflow answers, its components live, it lets us in, and every DAG could be read."""
    health, trouble = _health(settings)
    if trouble:
        yield Finding("airflow", False, trouble)
        return
    ill = [told for name, told in _COMPONENTS.items() if (health.get(name) or {}).get("status") != "healthy"]
    if ill:
        yield Finding("airflow", False, f"Não dão sinal de vida: {', '.join(ill)}. {_restart(settings)}")
        return
    yield Finding("airflow", True, settings.airflow_url)
    if settings.airflow_login == "simple":
        yield from _dags(settings)


def _health(settings: Settings) -> tuple[Mapping[str, Mapping[str, str]], str]:
    try:
        answer = httpx.get(f"{settings.airflow_url}/api/v2/monitor/health", timeout=_TIMEOUT_S)
        return answer.raise_for_status().json(), ""
    except (httpx.HTTPError, ValueError):
        return {}, f"{settings.airflow_url} não respondeu como Airflow. {_restart(settings)}"


def _dags(settings: Settings) -> Iterator[Finding]:
    secrets = read_environment(settings.project_dir)
    if not secrets.get("AIRFLOW_ADMIN_USERNAME") or not secrets.get("AIRFLOW_ADMIN_PASSWORD"):
        yield Finding("conta do Airflow", False, "Falta AIRFLOW_ADMIN_USERNAME ou _PASSWORD; rode `govhub init`.")
        return
    client = AirflowClient(settings, secrets)
    try:
        client.login()
        broken = client.import_errors()
    except httpx.HTTPError:
        told = "O Airflow recusou a conta de AIRFLOW_ADMIN_USERNAME e AIRFLOW_ADMIN_PASSWORD."
        yield Finding("conta do Airflow", False, f"{told} Se a senha foi trocada no .env, reinicie a plataforma.")
        return
    if broken:
        told = f"{len(broken)} arquivo(s) não puderam ser lidos: {few(broken, 2)}. Corrija-os."
        yield Finding("DAGs", False, told)


def _answers(settings: Settings, part: str) -> Finding:
    address = f"http://127.0.0.1:{preflight.port_of(settings, part)}"
    try:
        httpx.get(f"{address}/health", timeout=_TIMEOUT_S).raise_for_status()
    except httpx.HTTPError:
        return Finding(part, False, f"{address} não respondeu. {_restart(settings)}")
    return Finding(part, True, address)


def _restart(settings: Settings) -> str:
    log = settings.home / "logs" / "stack.log"
    where = f"; o motivo está em {log}" if log.exists() else ""
    return f"Espere um minuto e, se persistir, reinicie a plataforma (`govhub down`, `{start_command(settings.home)}`){where}."


def manifest(settings: Settings, running: set[str]) -> Iterator[Finding]:
    """Tell whether the manifest from which Airflow draws the tasks of dbt is as new as the project."""
    file = settings.home / "dbt" / "target" / "manifest.json"
    if not file.exists():
        if "airflow" in running:
            yield Finding("manifesto do dbt", False, f"Falta {file}. Rode `govhub dbt parse`.")
        return
    changed = _changed_after(settings.project_dir / "dbt", file.stat().st_mtime)
    if changed:
        names = few(str(path.relative_to(settings.project_dir)) for path in changed)
        told = f"{names} mudou depois dele, e o Airflow ainda roda o que havia. Rode `govhub dbt parse`."
        yield Finding("manifesto do dbt", False, told)
    else:
        yield Finding("manifesto do dbt", True, "acompanha o projeto")


def _changed_after(project: Path, instant: float) -> list[Path]:
    found = []
    for part in _DBT_PARTS:
        place = project / part
        files = place.rglob("*") if place.is_dir() else [place]
        found += [file for file in files if file.is_file() and file.stat().st_mtime > instant]
    return sorted(found)
