"""Which databases there are to copy, by whom each is read, and which key its contents need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg.conninfo import conninfo_to_dict

from govhub.warehouse.keymark import key_mark


@dataclass(frozen=True, slots=True)
class Database:
    """One database: its name in backups, its owner's address, and the setting that holds the key of its contents."""

    name: str
    setting: str
    url: str = field(repr=False)
    key: str

    @property
    def dbname(self) -> str:
        """Its name in the server."""
        return str(conninfo_to_dict(self.url)["dbname"])


_DATABASES = (
    ("warehouse", "GOVHUB_WAREHOUSE_ADMIN_URL", "GOVHUB_PRIVACY_KEY"),
    ("airflow", "AIRFLOW_METADATA_URL", "AIRFLOW_FERNET_KEY"),
    ("superset", "SUPERSET_METADATA_URL", "SUPERSET_SECRET_KEY"),
)
SETTINGS = {name: setting for name, setting, _ in _DATABASES}
KEYS = {name: key for name, _, key in _DATABASES}


def databases_of(environ: Mapping[str, str]) -> list[Database]:
    """Return the databases whose addresses are known here, the warehouse first."""
    return [
        Database(name, setting, environ[setting].replace("+psycopg2", ""), key)
        for name, setting, key in _DATABASES
        if environ.get(setting)
    ]


def marks_of(environ: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the mark of each key that is known here; a key that is being replaced stands beside its successor."""
    return {
        key: tuple(key_mark(part.strip().encode()) for part in environ[key].split(",") if part.strip())
        for _, _, key in _DATABASES
        if environ.get(key)
    }
