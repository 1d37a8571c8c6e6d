"""New values for secrets, one command each, while everything goes on running; and the end of the former ones.

`rotate` puts a new value beside the one in use: running programs keep theirs until they are started anew, whenever that
suits. `retire` then ends the former one. What has only one valid value at a time says so in its `Rotation`.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from govhub.catalog import load_catalog
from govhub.dashboards.scripts import run_script
from govhub.dashboards.server import is_installed
from govhub.errors import ConfigurationError, GovhubError
from govhub.local import processes
from govhub.local.airflow import airflow_environment, keep_password, run_airflow
from govhub.local.places import Place, place_of, replacing
from govhub.local.postgres import SUPERUSER
from govhub.pipeline import Workplace
from govhub.pipeline.rekeying import rekey
from govhub.settings import Settings, read_environment
from govhub.warehouse import logins
from govhub.warehouse.connection import connect, server_of

_AT_ONCE = "já"
_AIRFLOW, _SUPERSET = "quando o Airflow for reiniciado", "quando o Superset for reiniciado"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one secret: where its value is, from when it is used, and whether `retire` must follow."""

    name: str
    place: str
    used: str
    to_retire: bool


@dataclass(frozen=True, slots=True)
class Office:
    """Settings, the merged environment, and the folder for new values, if they do not go where secrets are kept."""

    settings: Settings
    known: Mapping[str, str]
    folder: Path | None = None

    def value(self, name: str) -> str:
        """Return a secret; raises ConfigurationError if it is not there."""
        if not self.known.get(name):
            raise ConfigurationError(f"Falta a configuração {name}", todo="Rode `govhub init`.")
        return self.known[name]

    def place(self, name: str) -> Place:
        """Return where a new value goes."""
        if self.folder is None:
            return place_of(self.settings, name)
        return Place(name, self.folder / name, is_line=False)

    def replacing(self, name: str, value: str) -> AbstractContextManager[None]:
        """Keep a new value, unless the block fails."""
        return replacing(self.place(name), value)


@dataclass(frozen=True, slots=True)
class Rotation:
    """How one secret is replaced, from when it is used (unless the replacement says), and how the former one ends."""

    change: Callable[[Office, str], str | None]
    used: str = _AT_ONCE
    end: Callable[[Office, str], bool] | None = None


def rotate(settings: Settings, names: list[str], folder: Path | None = None) -> list[Outcome]:
    """Replace secrets one after the other; those before one that fails stay replaced.

    With `folder`, new values are written there, a file each, for whoever carries them into a vault.
    Raises: ConfigurationError naming the secret; it and its place are then as they were.
    """
    outcomes = []
    for name in names:
        rotation = _rotation(name)
        office = Office(settings, read_environment(settings.project_dir), folder)
        try:
            office.place(name)  # what can't be replaced is not begun
            used = rotation.change(office, name) or rotation.used
        except GovhubError as error:
            raise error.at(name) from error
        outcomes.append(Outcome(name, str(office.place(name).file), used, rotation.end is not None))
    return outcomes


def retire(settings: Settings, names: list[str]) -> list[str]:
    """End the former values of secrets; return the names of those that had one.

    Raises: ConfigurationError if a program may still use one.
    """
    ended = []
    for name in names:
        end = _rotation(name).end
        office = Office(settings, read_environment(settings.project_dir))
        if end is None or not office.known.get(name):
            continue
        try:
            if end(office, name):
                ended.append(name)
        except GovhubError as error:
            raise error.at(name) from error
    return ended


def _rotation(name: str) -> Rotation:
    if name not in ROTATIONS:
        raise ConfigurationError(f"Não há troca para «{name}»", todo=f"Escolha entre {', '.join(ROTATIONS)}.")
    return ROTATIONS[name]


def _administrator(office: Office, name: str) -> str:
    """Return the address of whom may open the other login of a role: who administers roles on the same server."""
    superuser = office.known.get("GOVHUB_POSTGRES_SUPERUSER_PASSWORD")
    if name.startswith("GOVHUB_") or not superuser:
        return office.value("GOVHUB_WAREHOUSE_ADMIN_URL")
    return _as_superuser(office.value(name), superuser)


def _as_superuser(url: str, password: str) -> str:
    server = url.rpartition("@")[2].partition("/")[0]
    return logins.with_credentials(f"postgresql://{server}/postgres", SUPERUSER, password)


def _change_login(office: Office, name: str) -> None:
    url = office.value(name)
    login, _ = logins.credentials(url)
    turn, password = logins.other_login(login), _password()
    new = logins.with_credentials(url, turn, password)
    with connect(_administrator(office, name), application="govhub secrets") as connection:
        if logins.is_open(connection, turn):
            raise ConfigurationError(
                f"A senha anterior, de {turn}, ainda vale", todo="Encerre-a antes com `govhub secrets retire`."
            )
        logins.open_login(connection, turn, password)
    try:
        _try(new, turn)
        with office.replacing(name, new):
            pass
    except BaseException:
        with connect(_administrator(office, name), application="govhub secrets") as connection:
            logins.close_login(connection, turn)
        raise


def _try(url: str, login: str) -> None:
    try:
        with connect(url.replace("+psycopg2", ""), application="govhub secrets"):
            return
    except GovhubError as error:
        raise ConfigurationError(
            f"O servidor {server_of(url.replace('+psycopg2', ''))} não deixa {login} entrar; nada mudou",
            todo="Confira as regras de acesso do PostgreSQL (pg_hba.conf) e tente de novo.",
        ) from error


def _end_login(office: Office, name: str) -> bool:
    login, _ = logins.credentials(office.value(name))
    former = logins.other_login(login)
    with connect(_administrator(office, name), application="govhub secrets") as connection:
        if not logins.is_open(connection, former):
            return False
        _refuse_before_restart(office, name)
        using = logins.sessions_of(connection, former)
        if using:
            raise ConfigurationError(
                f"Há programas que ainda usam {former}: {', '.join(using[:5])}",
                todo="Espere que terminem ou reinicie-os, e repita.",
            )
        logins.close_login(connection, former)
    return True


def _change_own_password(office: Office, name: str) -> None:
    """An administrator's password, which no running program holds: it changes at the moment its place does."""
    password = _password()
    if name == "GOVHUB_POSTGRES_SUPERUSER_PASSWORD":
        url, new = _as_superuser(office.value("GOVHUB_WAREHOUSE_ADMIN_URL"), office.value(name)), password
    else:
        url = office.value(name)
        new = logins.with_credentials(url, logins.credentials(url)[0], password)
    with connect(url, application="govhub secrets") as connection:
        logins.set_password(connection, logins.credentials(url)[0], password)
        with office.replacing(name, new):
            connection.commit()


def _change_airflow_password(office: Office, name: str) -> str:
    password = _password()
    home = office.settings.home / "airflow"
    with office.replacing(name, password):
        if home.exists():
            keep_password(home, {**office.known, name: password})
            return _AT_ONCE
    return _AIRFLOW  # its server is on another machine, and takes the password when it starts


def _change_superset_password(office: Office, name: str) -> str:
    password = _password()
    with office.replacing(name, password):
        if is_installed(office.settings):
            failed = "A senha não pôde ser trocada"
            run_script(office.settings, "renewing", ["password"], failed, given={name: password})
            return _AT_ONCE
    return "na próxima aplicação dos painéis"


def _change_fernet_key(office: Office, name: str) -> None:
    fresh = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    with office.replacing(name, f"{fresh},{_only(office, name)}"):
        pass


def _end_fernet_key(office: Office, name: str) -> bool:
    keys = office.value(name).split(",")
    if len(keys) == 1:
        return False
    _refuse_before_restart(office, name)
    run_airflow(airflow_environment(office.settings, office.known), ["rotate-fernet-key"])
    with office.replacing(name, keys[0]):
        pass
    return True


def _change_superset_key(office: Office, name: str) -> None:
    with office.replacing(name, f"{secrets.token_hex(32)},{_only(office, name)}"):
        pass


def _end_superset_key(office: Office, name: str) -> bool:
    keys = office.value(name).split(",")
    if len(keys) == 1:
        return False
    _refuse_before_restart(office, name)
    if is_installed(office.settings):  # elsewhere its start has done it
        run_script(office.settings, "renewing", ["stored"], "O que o Superset guarda cifrado não pôde ser refeito")
    with office.replacing(name, keys[0]):
        pass
    return True


def _change_signing_secret(office: Office, name: str) -> None:
    with office.replacing(name, secrets.token_hex(32)):
        pass


def _change_privacy_key(office: Office, name: str) -> None:
    place = Workplace.of(office.settings, load_catalog(office.settings))
    fresh = secrets.token_hex(32)
    rekey(place, fresh.encode(), lambda: office.replacing(name, fresh))


def _only(office: Office, name: str) -> str:
    """Return the one key in use; raises ConfigurationError if the former one was never ended."""
    value = office.value(name)
    if "," in value:
        raise ConfigurationError("A chave anterior ainda vale", todo="Encerre-a antes com `govhub secrets retire`.")
    return value


def _refuse_before_restart(office: Office, name: str) -> None:
    started = processes.supervisor_started(office.settings.home)
    file = office.place(name).file
    if started is not None and file.exists() and started < file.stat().st_mtime:
        raise ConfigurationError(
            "A plataforma está no ar desde antes da troca e ainda usa o valor anterior",
            todo="Reinicie-a (`govhub down` e `govhub up`) e repita.",
        )


def _password() -> str:
    return secrets.token_urlsafe(18)


ROTATIONS: dict[str, Rotation] = {
    "GOVHUB_WAREHOUSE_URL": Rotation(_change_login, _AIRFLOW, _end_login),
    "GOVHUB_BI_URL": Rotation(_change_login, _SUPERSET, _end_login),
    "AIRFLOW_METADATA_URL": Rotation(_change_login, _AIRFLOW, _end_login),
    "SUPERSET_METADATA_URL": Rotation(_change_login, _SUPERSET, _end_login),
    "GOVHUB_WAREHOUSE_ADMIN_URL": Rotation(_change_own_password),
    "GOVHUB_POSTGRES_SUPERUSER_PASSWORD": Rotation(_change_own_password),
    "AIRFLOW_ADMIN_PASSWORD": Rotation(_change_airflow_password),
    "SUPERSET_ADMIN_PASSWORD": Rotation(_change_superset_password),
    "AIRFLOW_FERNET_KEY": Rotation(_change_fernet_key, _AIRFLOW, _end_fernet_key),
    "AIRFLOW_JWT_SECRET": Rotation(_change_signing_secret, _AIRFLOW),
    "SUPERSET_SECRET_KEY": Rotation(_change_superset_key, _SUPERSET, _end_superset_key),
    "GOVHUB_PRIVACY_KEY": Rotation(_change_privacy_key),
}
