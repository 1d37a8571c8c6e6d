"""The variables of every Airflow process, made of our settings: said once for a checkout, a container and a test."""

from __future__ import annotations

import json
from collections.abc import Mapping

from govhub.settings import Settings
from govhub.transformation import dbt_environment

# What one small machine bears; many machines are told more, by the same names.
_SIZES = {
    "AIRFLOW__CORE__PARALLELISM": "6",
    "AIRFLOW__API__WORKERS": "1",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_SIZE": "5",
    # The server asks for a connection where it can't wait: with as many requests at once as connections, fifteen by
    # default, it stands still. These are opened when needed and closed after.
    "AIRFLOW__DATABASE__SQL_ALCHEMY_MAX_OVERFLOW": "55",
    "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
}


def airflow_environment(settings: Settings, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of every Airflow process; `secrets` is the merged environment.

    What a process was not given (a worker has no address of the metadata database) is left out.
    """
    home = settings.home
    return {
        "AIRFLOW_HOME": str(home / "airflow"),
        **_metadata(secrets),
        **_queue(settings, secrets),
        **_login(settings, secrets),
        **_logs(settings, secrets),
        **_metrics(settings),
        **{name: secrets.get(name) or size for name, size in _SIZES.items()},
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.project_dir / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(settings.project_dir / "deploy" / "airflow" / "plugins"),
        "AIRFLOW__CORE__EXECUTOR": settings.executor,
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "America/Sao_Paulo",
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "120",  # `transform` has a task per model; a busy server is slow
        "AIRFLOW__CORE__FERNET_KEY": secrets.get("AIRFLOW_FERNET_KEY", ""),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{settings.airflow_url}/execution/",
        "AIRFLOW__API__BASE_URL": settings.airflow_public_url,
        "AIRFLOW__API__HOST": settings.listen,
        "AIRFLOW__API__PORT": str(settings.airflow_port),
        **_tokens(secrets),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs" / "airflow"),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(home / "logs" / "airflow" / "dag_processor"),
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__COSMOS__ENABLE_TELEMETRY": "False",
        "AIRFLOW__COSMOS__DBT_DOCS_PROJECTS": json.dumps(
            {"govhub": {"name": "Gov Hub BR", "dir": str(home / "dbt" / "docs")}}
        ),
        "PYTHONPATH": str(settings.project_dir / "dags"),  # the triggerer imports dags/watching.py by name
        "MALLOC_ARENA_MAX": "2",
        "PYTHONUNBUFFERED": "1",
        **_warehouse(settings),
    }


def _metadata(secrets: Mapping[str, str]) -> dict[str, str]:
    address = secrets.get("AIRFLOW_METADATA_URL", "")
    return {"AIRFLOW_METADATA_URL": address, "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": address} if address else {}


def _tokens(secrets: Mapping[str, str]) -> dict[str, str]:
    secret = secrets.get("AIRFLOW_JWT_SECRET", "")
    return {"AIRFLOW__API__SECRET_KEY": secret, "AIRFLOW__API_AUTH__JWT_SECRET": secret} if secret else {}


def _queue(settings: Settings, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return how workers on other machines are reached; their results go through the queue, not through a database."""
    if settings.redis_url is None:
        return {}
    address = settings.redis_url.get_secret_value()
    user, password = secrets.get("AIRFLOW_ADMIN_USERNAME", "admin"), secrets.get("AIRFLOW_ADMIN_PASSWORD", "")
    return {
        "AIRFLOW__CELERY__BROKER_URL": address,
        "AIRFLOW__CELERY__RESULT_BACKEND": address,
        **({"AIRFLOW__CELERY__FLOWER_BASIC_AUTH": f"{user}:{password}"} if password else {}),
    }


def _login(settings: Settings, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return who may log in: the administrator alone, or accounts with roles, which OpenID Connect may give."""
    admin = secrets.get("AIRFLOW_ADMIN_USERNAME", "admin")
    if settings.airflow_login == "simple":
        return {
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{admin}:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(settings.home / "airflow" / "passwords.json"),
        }
    return {
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
        "AIRFLOW__FAB__CONFIG_FILE": str(settings.project_dir / "deploy" / "airflow" / "webserver_config.py"),
        "AIRFLOW_ADMIN_USERNAME": admin,
        **{name: value for name, value in secrets.items() if name.startswith("AIRFLOW_OIDC_")},
    }


def _logs(settings: Settings, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the form of logs, where those of tasks are kept when not on the disk of who ran them, and its credentials.

    Airflow looks for them in the environment only; they may have come as files.
    """
    form = {"AIRFLOW__LOGGING__JSON_LOGS": "True"} if settings.log_format == "json" else {}
    if not settings.logs_url:
        return form
    return {
        **form,
        "AIRFLOW__LOGGING__REMOTE_LOGGING": "True",
        "AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER": settings.logs_url,
        "AIRFLOW__LOGGING__DELETE_LOCAL_LOGS": "True",
        **{name: value for name, value in secrets.items() if name.startswith("AWS_")},
    }


def _metrics(settings: Settings) -> dict[str, str]:
    """Return where Airflow's own metrics go, by OpenTelemetry (OTLP over HTTP); it takes the address by this name only."""
    if not settings.otel_url:
        return {}
    return {
        "AIRFLOW__METRICS__OTEL_ON": "True",
        "AIRFLOW__METRICS__LEGACY_NAMES_ON": "False",  # names with labels, not a metric for each pool and DAG
        "OTEL_EXPORTER_OTLP_ENDPOINT": settings.otel_url,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_SERVICE_NAME": "airflow",
        "OTEL_METRIC_EXPORT_INTERVAL": "30000",  # milliseconds
    }


def _warehouse(settings: Settings) -> dict[str, str]:
    if settings.warehouse_url is None:
        return {}
    return {"AIRFLOW_CONN_GOVHUB_WAREHOUSE": settings.require("warehouse_url"), **dbt_environment(settings)}
