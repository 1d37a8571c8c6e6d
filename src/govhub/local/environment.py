"""`.env`: every secret made once, at random, and never overwritten."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from dotenv import dotenv_values

from govhub.errors import ConfigurationError
from govhub.settings import Settings

_HEADER = (
    "# Criado por `govhub init`. Guarde-o: sem estas senhas os dados gravados não abrem. Explicações em .env.example.\n"
)


def env_file(project_dir: Path) -> Path:
    """Return where `.env` is: GOVHUB_ENV_FILE, or the project's own."""
    return Path(os.environ.get("GOVHUB_ENV_FILE", project_dir / ".env"))


def init(settings: Settings) -> list[str]:
    """Write the variables that `.env` lacks, with mode 0600; return their names.

    Raises: ConfigurationError if the file can't be written.
    """
    path = env_file(settings.project_dir)
    existing = {name for name, value in dotenv_values(path).items() if value} if path.exists() else set()
    wanted = _fresh_values(settings)
    missing = {name: value for name, value in wanted.items() if name not in existing}
    if not missing:
        return []
    lines = "".join(f"{name}={value}\n" for name, value in missing.items())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(lines if existing else _HEADER + lines)
        path.chmod(0o600)
    except OSError as error:
        raise ConfigurationError(
            "O arquivo .env não pôde ser gravado", where=str(path), todo="Confira a permissão da pasta."
        ) from error
    return sorted(missing)


def write_secrets(settings: Settings, folder: Path) -> list[str]:
    """Write the variables that a folder lacks, a file each, named like it; return their names.

    The folder is its owner's alone; the files in it are readable, so that a container that is given one of them can
    read it whoever it runs as.
    Raises: ConfigurationError if the folder can't be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        queue = {"GOVHUB_REDIS_URL": f"redis://:{_password()}@{settings.redis_host}:6379/0"}
        wanted = _fresh_values(settings) | queue
        missing = {name: value for name, value in wanted.items() if not (folder / name).exists()}
        for name, value in missing.items():
            draft = folder / f".{name}"
            draft.write_text(value, encoding="utf-8")
            draft.chmod(0o444)
            draft.rename(folder / name)
    except OSError as error:
        raise ConfigurationError(
            "Os arquivos de segredos não puderam ser gravados", where=str(folder), todo="Confira a permissão da pasta."
        ) from error
    return sorted(missing)


def _fresh_values(settings: Settings) -> dict[str, str]:
    server = f"{settings.postgres_host}:{settings.postgres_port}"

    def url(role: str, database: str, scheme: str = "postgresql") -> str:
        return f"{scheme}://{role}:{_password()}@{server}/{database}"

    return {
        "GOVHUB_WAREHOUSE_URL": url("etl_user", "govhub"),
        "GOVHUB_WAREHOUSE_ADMIN_URL": url("govhub_admin", "govhub"),
        "GOVHUB_BI_URL": url("bi_user", "govhub"),
        "GOVHUB_PRIVACY_KEY": secrets.token_hex(32),
        "GOVHUB_POSTGRES_SUPERUSER_PASSWORD": _password(),
        "AIRFLOW_ADMIN_USERNAME": "admin",
        "AIRFLOW_ADMIN_PASSWORD": _password(),
        "AIRFLOW_FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW_JWT_SECRET": secrets.token_hex(32),
        "AIRFLOW_METADATA_URL": url("airflow", "airflow", "postgresql+psycopg2"),
        "SUPERSET_ADMIN_USERNAME": "admin",
        "SUPERSET_ADMIN_PASSWORD": _password(),
        "SUPERSET_SECRET_KEY": secrets.token_hex(32),
        "SUPERSET_METADATA_URL": url("superset", "superset", "postgresql+psycopg2"),
    }


def _password() -> str:
    return secrets.token_urlsafe(18)
