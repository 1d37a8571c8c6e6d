"""What starts each part of the platform, and what it is told and not told."""

from __future__ import annotations

from pathlib import Path

import pytest

from govhub.catalog import Catalog
from govhub.errors import ConfigurationError
from govhub.local.services import SERVICES, service
from govhub.settings import Settings, load_settings

SECRETS = {
    "AIRFLOW_METADATA_URL": "postgresql+psycopg2://airflow:senha@banco/airflow",
    "AIRFLOW_FERNET_KEY": "chave",
    "AIRFLOW_JWT_SECRET": "segredo",
    "AIRFLOW_ADMIN_USERNAME": "admin",
    "AIRFLOW_ADMIN_PASSWORD": "senha do administrador",
}
WAREHOUSE = "postgresql://etl_user:senha@banco:5432/govhub?sslmode=verify-full&sslrootcert=system"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    manifest = tmp_path / "dbt" / "target" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("{}", encoding="utf-8")
    return load_settings(base={"GOVHUB_HOME": str(tmp_path), "GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env")})


def with_more(settings: Settings, tmp_path: Path, **more: str) -> Settings:
    told = {f"GOVHUB_{name.upper()}": value for name, value in more.items()}
    return load_settings(base={"GOVHUB_HOME": str(tmp_path), "GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env"), **told})


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_command(settings: Settings, catalog: Catalog, name: str) -> None:
    assert service(settings, catalog, SECRETS, name).command


def test_an_unknown_service_is_told_with_those_there_are(settings: Settings, catalog: Catalog) -> None:
    with pytest.raises(ConfigurationError, match="Não há o serviço «outro».*airflow-scheduler"):
        service(settings, catalog, SECRETS, "outro")


def test_a_worker_is_told_of_queue_and_warehouse_and_of_no_other_database(
    settings: Settings, catalog: Catalog, tmp_path: Path
) -> None:
    queue = "redis://:senha@fila:6379/0"
    worker = with_more(
        settings, tmp_path, redis_url=queue, warehouse_url=WAREHOUSE, executor="CeleryExecutor,LocalExecutor"
    )
    variables = service(worker, catalog, {}, "airflow-worker").environment

    assert variables["AIRFLOW__CELERY__BROKER_URL"] == variables["AIRFLOW__CELERY__RESULT_BACKEND"] == queue
    assert variables["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor,LocalExecutor"
    assert variables["AIRFLOW_CONN_GOVHUB_WAREHOUSE"] == WAREHOUSE
    assert (variables["GOVHUB_DBT_SSLMODE"], variables["GOVHUB_DBT_SSLROOTCERT"]) == ("verify-full", "system")
    assert not [name for name in variables if "METADATA" in name or "SQL_ALCHEMY_CONN" in name]


def test_accounts_with_roles_are_airflows_own_and_the_password_file_is_not_written(
    settings: Settings, catalog: Catalog, tmp_path: Path
) -> None:
    many = with_more(settings, tmp_path, airflow_login="fab")
    oidc = {"AIRFLOW_OIDC_ISSUER": "https://sso.orgao.gov.br"}
    variables = service(many, catalog, SECRETS | oidc, "airflow-api").environment

    assert variables["AIRFLOW__CORE__AUTH_MANAGER"].endswith("FabAuthManager")
    assert Path(variables["AIRFLOW__FAB__CONFIG_FILE"]).is_file()
    assert variables["AIRFLOW_OIDC_ISSUER"] == oidc["AIRFLOW_OIDC_ISSUER"]
    assert not (tmp_path / "airflow" / "passwords.json").exists()


def test_one_person_alone_needs_no_accounts(settings: Settings, catalog: Catalog, tmp_path: Path) -> None:
    variables = service(settings, catalog, SECRETS, "airflow-api").environment

    assert "AIRFLOW__CORE__AUTH_MANAGER" not in variables
    assert "senha do administrador" in (tmp_path / "airflow" / "passwords.json").read_text(encoding="utf-8")


def test_logs_go_where_they_are_told(settings: Settings, catalog: Catalog, tmp_path: Path) -> None:
    elsewhere = with_more(settings, tmp_path, logs_url="s3://balde/registros")
    keys = {"AWS_ACCESS_KEY_ID": "conta", "AWS_SECRET_ACCESS_KEY": "segredo"}
    variables = service(elsewhere, catalog, SECRETS | keys, "airflow-scheduler").environment

    assert keys.items() <= variables.items()
    assert not keys.keys() & service(settings, catalog, SECRETS | keys, "airflow-scheduler").environment.keys()
    assert variables["AIRFLOW__LOGGING__REMOTE_LOGGING"] == "True"
    assert variables["AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER"] == "s3://balde/registros"


def test_airflow_sends_metrics_and_writes_json_only_where_it_is_told(
    settings: Settings, catalog: Catalog, tmp_path: Path
) -> None:
    quiet = service(settings, catalog, SECRETS, "airflow-scheduler").environment
    collected = with_more(settings, tmp_path, otel_url="http://coletor:4318", log_format="json")
    told = service(collected, catalog, SECRETS, "airflow-scheduler").environment

    assert not [name for name in quiet if "OTEL" in name or "METRICS" in name or "JSON_LOGS" in name]
    assert told["AIRFLOW__METRICS__OTEL_ON"] == "True"
    assert told["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://coletor:4318"
    assert told["AIRFLOW__LOGGING__JSON_LOGS"] == "True"


def test_the_simulator_takes_the_place_of_every_source_under_its_name(
    settings: Settings, catalog: Catalog, tmp_path: Path
) -> None:
    told = with_more(settings, tmp_path, simulator_host="simulador")
    variables = service(told, catalog, SECRETS, "airflow-worker").environment

    addresses = {name: value for name, value in variables.items() if name.endswith("_BASE_URL") and "SOURCE" in name}
    assert {name.removeprefix("GOVHUB_SOURCE_").removesuffix("_BASE_URL").lower() for name in addresses} == set(
        catalog.systems
    )
    assert all("simulador" in value and "127.0.0.1" not in value for value in addresses.values())
