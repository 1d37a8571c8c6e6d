"""Which secrets each program of Airflow holds: in containers, what compose.yaml hands it; in one `.env`, what `service` does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from govhub.catalog import Catalog
from govhub.local.airflow_environment import airflow_environment
from govhub.local.services import service
from govhub.local.stack import _of_others
from govhub.settings import CHECKOUT, load_settings

COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "compose.yaml").read_text(encoding="utf-8"))
URLS = {
    "GOVHUB_WAREHOUSE_URL": "postgresql://etl_user:{}@banco/govhub",
    "GOVHUB_WAREHOUSE_ADMIN_URL": "postgresql://govhub_admin:{}@banco/govhub",
    "GOVHUB_BI_URL": "postgresql://bi_user:{}@banco/govhub",
    "GOVHUB_REDIS_URL": "redis://:{}@fila:6379/0",
    "AIRFLOW_METADATA_URL": "postgresql+psycopg2://airflow:{}@banco/airflow",
    "SUPERSET_METADATA_URL": "postgresql+psycopg2://superset:{}@banco/superset",
}
SECRETS = {
    name: URLS.get(name, "{}").format(f"valor-{name}-valor")
    for name in COMPOSE["secrets"]
    if name != "AIRFLOW_ADMIN_USERNAME"
}
NOBODYS = {
    "GOVHUB_POSTGRES_SUPERUSER_PASSWORD", "GOVHUB_WAREHOUSE_ADMIN_URL", "GOVHUB_BI_URL", "SUPERSET_METADATA_URL",
    "SUPERSET_SECRET_KEY", "SUPERSET_ADMIN_PASSWORD",
}  # fmt: skip
SERVER = {"AIRFLOW_METADATA_URL", "AIRFLOW_FERNET_KEY", "AIRFLOW_JWT_SECRET"}
# With everything in one place: the scheduler has what its tasks have. Airflow gives its parts no way of telling them apart.
WAREHOUSE = {"GOVHUB_WAREHOUSE_URL", "GOVHUB_REDIS_URL"}
IN_ONE_PLACE = {
    "airflow-api": SERVER | WAREHOUSE,
    "airflow-scheduler": SERVER | WAREHOUSE,
    "airflow-dags": SERVER | WAREHOUSE,
    "airflow-triggerer": SERVER | WAREHOUSE,
    "airflow-worker": {"AIRFLOW_FERNET_KEY"} | WAREHOUSE,
    "airflow-flower": SERVER | WAREHOUSE | {"AIRFLOW_ADMIN_PASSWORD"},
}


def environment(tmp_path: Path, catalog: Catalog, name: str, secrets: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a program is given where these are the secrets of the place."""
    manifest = tmp_path / "dbt" / "target" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("{}", encoding="utf-8")
    told = {
        "GOVHUB_HOME": str(tmp_path),
        "GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env"),
        "GOVHUB_AIRFLOW_LOGIN": "fab",
    }
    settings = load_settings(base=told | {key: value for key, value in secrets.items() if key.startswith("GOVHUB_")})
    return service(settings, catalog, {**told, "AIRFLOW_ADMIN_USERNAME": "admin", **secrets}, name).environment


def held(variables: Mapping[str, str]) -> set[str]:
    return {name for name in SECRETS if any(f"valor-{name}-valor" in value for value in variables.values())}


def services() -> dict[str, set[str]]:
    """Return the programs of Airflow in compose.yaml, and the secrets that each is handed."""
    commands = {name: part.get("command") for name, part in COMPOSE["services"].items()}
    return {
        command[1]: set(COMPOSE["services"][name]["secrets"]) - {"AIRFLOW_ADMIN_USERNAME"}
        for name, command in commands.items()
        if command == ["serve", name] and name.startswith("airflow-")
    }


def test_in_containers_a_worker_knows_neither_the_metadata_database_nor_an_administrator() -> None:
    handed = services()

    assert handed.keys() == IN_ONE_PLACE.keys()
    assert handed["airflow-worker"] == {
        "AIRFLOW_FERNET_KEY",
        "GOVHUB_WAREHOUSE_URL",
        "GOVHUB_PRIVACY_KEY",
        "GOVHUB_REDIS_URL",
    }
    assert {name for name, secrets in handed.items() if secrets & NOBODYS} == set()
    assert {name for name, secrets in handed.items() if "AIRFLOW_ADMIN_PASSWORD" in secrets} == {
        "airflow-api",
        "airflow-flower",
    }


@pytest.mark.parametrize("name", IN_ONE_PLACE)
def test_in_containers_a_program_is_given_no_more_than_its_secrets(tmp_path: Path, catalog: Catalog, name: str) -> None:
    handed = services()[name]
    variables = environment(tmp_path, catalog, name, {key: SECRETS[key] for key in handed})

    assert held(variables) <= handed
    if name == "airflow-worker":
        assert not [key for key in variables if "METADATA" in key or "SQL_ALCHEMY_CONN" in key or "JWT_SECRET" in key]


@pytest.mark.parametrize("name", IN_ONE_PLACE)
def test_where_one_file_holds_every_secret_a_program_is_given_its_own(
    tmp_path: Path, catalog: Catalog, name: str
) -> None:
    assert held(environment(tmp_path, catalog, name, SECRETS)) == IN_ONE_PLACE[name]


def test_on_one_machine_no_program_of_airflow_is_given_an_administrator(tmp_path: Path) -> None:
    told = {key: value for key, value in SECRETS.items() if key.startswith("GOVHUB_") and key != "GOVHUB_REDIS_URL"}
    settings = load_settings(
        base={"GOVHUB_HOME": str(tmp_path), "GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env"), **told}
    )
    variables = {**_of_others(SECRETS), **airflow_environment(settings, SECRETS)}

    assert held(variables) == SERVER | {"GOVHUB_WAREHOUSE_URL"}
