"""How each secret is replaced, and how its former value ends; `rotation` says which secret is which."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from govhub.catalog import load_catalog
from govhub.dashboards.scripts import run_script
from govhub.dashboards.server import is_installed
from govhub.errors import ConfigurationError, GovhubError
from govhub.local import processes
from govhub.local.airflow import keep_password, make_administrator, run_airflow
from govhub.local.airflow_environment import airflow_environment
from govhub.local.places import Place, place_of, replacing
from govhub.local.postgres import SUPERUSER
from govhub.pipeline import Workplace
from govhub.pipeline.rekeying import rekey
from govhub.settings import Settings
from govhub.warehouse import logins
from govhub.warehouse.connection import connect, server_of

AT_ONCE = "já"
AIRFLOW, SUPERSET = "quando o Airflow for reiniciado", "quando o Superset for reiniciado"


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

    def keep(self, name: str, value: str) -> None:
        """Keep a new value."""
        with self.replacing(name, value):
            return


def _administrator(office: Office, name: str) -> str:
    """Return the address of whom may open the other login of a role: who administers roles on the same server."""
    superuser = office.known.get("GOVHUB_POSTGRES_SUPERUSER_PASSWORD")
    if name.startswith("GOVHUB_") or not superuser:
        return office.value("GOVHUB_WAREHOUSE_ADMIN_URL")
    return _as_superuser(office.value(name), superuser)


def _as_superuser(url: str, password: str) -> str:
    server = url.rpartition("@")[2].partition("/")[0]
    return logins.with_credentials(f"postgresql://{server}/postgres", SUPERUSER, password)


def change_login(office: Office, name: str) -> None:
    """Put the other login of a role into use; the one in use goes on."""
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
        office.keep(name, new)
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


def end_login(office: Office, name: str) -> bool:
    """Close the login that is no longer in use; return whether it was open."""
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


def change_own_password(office: Office, name: str) -> None:
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


def change_airflow_password(office: Office, name: str) -> str:
    """Let Airflow's administrator in with another password, at once where its server is on this machine."""
    password = _password()
    home = office.settings.home / "airflow"
    with office.replacing(name, password):
        if office.settings.airflow_login == "fab":
            given = {"AIRFLOW_ADMIN_USERNAME": "admin", **office.known, name: password}
            (office.settings.home / "logs").mkdir(parents=True, exist_ok=True)
            make_administrator(office.settings, airflow_environment(office.settings, given), given)
            return AT_ONCE
        if home.exists():
            keep_password(home, {**office.known, name: password})
            return AT_ONCE
    return AIRFLOW  # its server is on another machine, and takes the password when it starts


def change_superset_password(office: Office, name: str) -> str:
    """Let Superset's administrator in with another password, at once where it is on this machine."""
    password = _password()
    with office.replacing(name, password):
        if is_installed(office.settings):
            failed = "A senha não pôde ser trocada"
            run_script(office.settings, "renewing", ["password"], failed, given={name: password})
            return AT_ONCE
    return "na próxima aplicação dos painéis"


def change_fernet_key(office: Office, name: str) -> None:
    """Put a new key before the one in use, which goes on opening what it encrypted."""
    fresh = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    office.keep(name, f"{fresh},{_only(office, name)}")


def end_fernet_key(office: Office, name: str) -> bool:
    """Encrypt with the new key all that Airflow keeps, and forget the former one; return whether there was one."""
    keys = office.value(name).split(",")
    if len(keys) == 1:
        return False
    _refuse_before_restart(office, name)
    run_airflow(airflow_environment(office.settings, office.known), ["rotate-fernet-key"])
    office.keep(name, keys[0])
    return True


def change_superset_key(office: Office, name: str) -> None:
    """Put a new key before the one in use."""
    office.keep(name, f"{secrets.token_hex(32)},{_only(office, name)}")


def end_superset_key(office: Office, name: str) -> bool:
    """Encrypt with the new key all that Superset keeps, and forget the former one; return whether there was one."""
    keys = office.value(name).split(",")
    if len(keys) == 1:
        return False
    _refuse_before_restart(office, name)
    if is_installed(office.settings):  # elsewhere its start has done it
        run_script(office.settings, "renewing", ["stored"], "O que o Superset guarda cifrado não pôde ser refeito")
    office.keep(name, keys[0])
    return True


def change_signing_secret(office: Office, name: str) -> None:
    """Keep another secret, which its programs use once they all start again."""
    office.keep(name, secrets.token_hex(32))


def change_queue_password(office: Office, name: str) -> None:
    """Keep another password of the queue, which Redis reads when it starts."""
    url = office.value(name)
    office.keep(name, logins.with_credentials(url, logins.credentials(url)[0], _password()))


def change_privacy_key(office: Office, name: str) -> None:
    """Make every pseudonym anew, and keep the key."""
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
