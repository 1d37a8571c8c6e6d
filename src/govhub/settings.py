"""Typed settings, from the environment, `.env`, `NAME_FILE` pointing at a secret file, or a folder of such files.

The environment wins over `NAME_FILE`, which wins over the folder, which wins over `.env`: containers hand secrets over
as files, a developer overrides one value for one command. Nothing is read when this module is
imported; call `load_settings()`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from govhub.errors import ConfigurationError
from govhub.logs import LogFormat

T = TypeVar("T", bound=BaseModel)

CHECKOUT = Path(__file__).resolve().parents[2]


class Settings(BaseModel):
    """What the platform was told about the machine and the body it serves."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    project_dir: Path = CHECKOUT
    home: Path = Path(".govhub")
    orgaos_file: Path = Path("orgaos.yaml")
    sources_dir: Path = Path("sources")

    warehouse_url: SecretStr | None = None
    warehouse_admin_url: SecretStr | None = None
    bi_url: SecretStr | None = None
    lake_url: str = ""
    lake_days: int | None = Field(default=None, ge=1)
    backup_url: str = ""
    backup_days: int = Field(default=30, ge=1)
    backup_lake: bool = True
    postgres_bin: Path | None = None
    orgaos: tuple[str, ...] = ()
    privacy_key: SecretStr | None = None
    lineage_url: str = ""
    lineage_token: SecretStr | None = None

    alert_urls: SecretStr | None = None
    alert_silence: str = ""
    alert_repeat_hours: int = Field(default=24, ge=0)
    alert_volume_drop: float = Field(default=0.5, gt=0, lt=1)
    alert_transform_hours: int = Field(default=30, ge=1)

    listen: str = "127.0.0.1"
    postgres_host: str = "127.0.0.1"
    airflow_url: str = ""
    airflow_public_url: str = ""
    airflow_login: Literal["simple", "fab"] = "simple"
    logs_url: str = ""
    log_format: LogFormat = "texto"
    otel_url: str = ""
    simulator_host: str = ""
    executor: str = "LocalExecutor"
    redis_host: str = "127.0.0.1"
    redis_url: SecretStr | None = None

    postgres_port: int = Field(default=55432, ge=1, le=65535)
    airflow_port: int = Field(default=8080, ge=1, le=65535)
    superset_port: int = Field(default=8088, ge=1, le=65535)
    simulator_port: int = Field(default=8900, ge=1, le=65535)
    metrics_port: int = Field(default=9464, ge=1, le=65535)

    @field_validator("orgaos", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    def model_post_init(self, _context: Any) -> None:
        """Make every path absolute, relative to the project folder."""
        for name in ("home", "orgaos_file", "sources_dir"):
            path = getattr(self, name)
            object.__setattr__(self, name, (self.project_dir / path).resolve())
        if not self.airflow_url:
            object.__setattr__(self, "airflow_url", f"http://127.0.0.1:{self.airflow_port}")
        if not self.airflow_public_url:
            object.__setattr__(self, "airflow_public_url", self.airflow_url)
        for name, folder in (("lake_url", "lake"), ("backup_url", "backups")):
            given: str = getattr(self, name) or str(self.home / folder)
            if "://" not in given:  # Airflow's tasks run in other folders
                given = str((self.project_dir / Path(given).expanduser()).resolve())
            object.__setattr__(self, name, given)

    def require(self, name: str) -> str:
        """Return the text of a setting that must be there, secrets revealed.

        Raises: ConfigurationError naming the variable.
        """
        value = getattr(self, name)
        if value is None or value == "":
            variable = f"GOVHUB_{name.upper()}"
            raise ConfigurationError(
                f"Falta a configuração {variable}",
                todo=f"Defina {variable} no ambiente ou no arquivo .env (`govhub init` cria um).",
            )
        return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


class SourceSettings(BaseModel):
    """How one source system is reached: GOVHUB_SOURCE_<SYSTEM>_*.

    `resources` names resources that are read beyond the usual ones (`on_request`), or `todos`. `reports` holds the
    identifiers of exported reports (`assunto=identificador;…`). `per_minute` and `concurrency` replace the declared
    politeness, for a body that agreed other limits with the source (or runs against the simulator).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str | None = None
    gateway_url: str | None = None
    username: str | None = None
    password: SecretStr | None = None
    token: SecretStr | None = None
    cpf: SecretStr | None = None
    system_code: str | None = None
    system_name: str | None = None
    system_password: SecretStr | None = None
    ug: str | None = None
    sender: str | None = None
    reports: str | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    ca_file: Path | None = None
    wsdl_file: Path | None = None
    enabled: bool = True
    resources: tuple[str, ...] = ()
    per_minute: int | None = Field(default=None, ge=1)
    concurrency: int | None = Field(default=None, ge=1)

    @field_validator("resources", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    def revealed(self) -> dict[str, str]:
        """Return what was given as plain text, for the templates of requests; never to be logged."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return {
            name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            for name, value in given.items()
            if value is not None
        }

    def wsdl(self) -> bytes | None:
        """Return the WSDL that was given as a file, null when there is none.

        Raises: ConfigurationError if it can't be read.
        """
        if self.wsdl_file is None:
            return None
        try:
            return self.wsdl_file.read_bytes()
        except OSError as error:
            raise ConfigurationError(
                "O arquivo do WSDL não pôde ser lido", where=str(self.wsdl_file), todo="Confira _WSDL_FILE da fonte."
            ) from error


def read_environment(project_dir: Path = CHECKOUT, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Merge `.env`, the files of GOVHUB_SECRETS_DIR, `NAME_FILE` secrets and the environment, the last one winning.

    A file of that folder is named like the variable that it holds.
    Raises: ConfigurationError if a `*_FILE` variable of ours names an unreadable file, or the folder holds one.
    """
    environ = os.environ if base is None else base
    dotenv = Path(environ.get("GOVHUB_ENV_FILE", project_dir / ".env"))
    merged = {key: value for key, value in dotenv_values(dotenv).items() if value is not None}
    merged |= _secrets_of(Path(environ.get("GOVHUB_SECRETS_DIR", SECRETS_DIR)))
    for key, path in {**merged, **environ}.items():
        name = key.removesuffix("_FILE")
        own_file = key.startswith("GOVHUB_SOURCE_") and name.endswith(_OWN_FILES)
        if key == name or not _is_ours(name) or key.startswith("AIRFLOW__") or name in _PATHS or own_file:
            continue
        merged[name] = _secret(Path(path), f"O arquivo indicado em {key}")
    merged.update(environ)
    return merged


def _secrets_of(folder: Path) -> dict[str, str]:
    """Return the variables of ours that a folder holds, a file each; no folder is an empty one."""
    try:
        files = [file for file in folder.iterdir() if _is_ours(file.name) and file.is_file()]
    except OSError:
        return {}
    return {file.name: _secret(file, f"O arquivo do segredo {file.name}") for file in sorted(files)}


def _is_ours(name: str) -> bool:
    return name.startswith(_OURS) or name in _CLOUD_SECRETS


def _secret(file: Path, what: str) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{what} não pôde ser lido", where=str(file), todo="Confira o caminho e a permissão."
        ) from error


SECRETS_DIR = "/run/secrets"  # where container engines put them
_OURS = ("GOVHUB_", "SUPERSET_", "AIRFLOW_")
_OWN_FILES = ("_CERT", "_KEY", "_CA", "_WSDL")  # of a source: read where they are used
_CLOUD_SECRETS = frozenset(
    {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AZURE_STORAGE_ACCOUNT_KEY",
        "AZURE_STORAGE_CLIENT_SECRET",
        "AZURE_STORAGE_CONNECTION_STRING",
        "AZURE_STORAGE_SAS_TOKEN",
    }
)
_PATHS = frozenset({"GOVHUB_ORGAOS", "GOVHUB_ENV"})  # these *_FILE variables are settings, not places of secrets


def load_settings(project_dir: Path = CHECKOUT, base: Mapping[str, str] | None = None) -> Settings:
    """Read and check all GOVHUB_* settings.

    Raises: ConfigurationError naming each variable that does not fit.
    """
    environ = read_environment(project_dir, base)
    given = {
        name: environ[f"GOVHUB_{name.upper()}"]
        for name in Settings.model_fields
        if name != "project_dir" and environ.get(f"GOVHUB_{name.upper()}", "") != ""
    }
    return _validated(Settings, {"project_dir": project_dir, **given}, "GOVHUB_")


def load_source_settings(
    system: str, project_dir: Path = CHECKOUT, base: Mapping[str, str] | None = None
) -> SourceSettings:
    """Read GOVHUB_SOURCE_<SYSTEM>_*.

    Raises: ConfigurationError for an unknown or ill-typed variable of that system.
    """
    prefix = f"GOVHUB_SOURCE_{system.upper()}_"
    environ = read_environment(project_dir, base)
    given = {
        name: environ[f"{prefix}{name.upper()}"]
        for name in SourceSettings.model_fields
        if environ.get(f"{prefix}{name.upper()}", "") != ""
    }
    return _validated(SourceSettings, given, prefix)


def _validated(model: type[T], given: Mapping[str, object], prefix: str) -> T:
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        names = ", ".join(f"{prefix}{str(item['loc'][0]).upper()}" for item in error.errors())
        raise ConfigurationError(
            f"Valor inválido em {names}", todo="Compare com .env.example e corrija o ambiente ou o arquivo .env."
        ) from error
