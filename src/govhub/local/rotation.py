"""New values for secrets, one command each, while everything goes on running; and the end of the former ones.

`rotate` puts a new value beside the one in use: running programs keep theirs until they are started anew, whenever that
suits. `retire` then ends the former one. What has only one valid value at a time says so in its `Rotation`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from govhub.errors import ConfigurationError, GovhubError
from govhub.local import renewals
from govhub.local.renewals import Office
from govhub.settings import Settings, read_environment


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one secret: where its value is, from when it is used, and whether `retire` must follow."""

    name: str
    place: str
    used: str
    to_retire: bool


@dataclass(frozen=True, slots=True)
class Rotation:
    """How one secret is replaced, from when it is used (unless the replacement says), and how the former one ends."""

    change: Callable[[Office, str], str | None]
    used: str = renewals.AT_ONCE
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


ROTATIONS: dict[str, Rotation] = {
    "GOVHUB_WAREHOUSE_URL": Rotation(renewals.change_login, renewals.AIRFLOW, renewals.end_login),
    "GOVHUB_BI_URL": Rotation(renewals.change_login, renewals.SUPERSET, renewals.end_login),
    "AIRFLOW_METADATA_URL": Rotation(renewals.change_login, renewals.AIRFLOW, renewals.end_login),
    "SUPERSET_METADATA_URL": Rotation(renewals.change_login, renewals.SUPERSET, renewals.end_login),
    "GOVHUB_WAREHOUSE_ADMIN_URL": Rotation(renewals.change_own_password),
    "GOVHUB_POSTGRES_SUPERUSER_PASSWORD": Rotation(renewals.change_own_password),
    "AIRFLOW_ADMIN_PASSWORD": Rotation(renewals.change_airflow_password),
    "SUPERSET_ADMIN_PASSWORD": Rotation(renewals.change_superset_password),
    "AIRFLOW_FERNET_KEY": Rotation(renewals.change_fernet_key, renewals.AIRFLOW, renewals.end_fernet_key),
    "AIRFLOW_JWT_SECRET": Rotation(renewals.change_signing_secret, renewals.AIRFLOW),
    "GOVHUB_REDIS_URL": Rotation(renewals.change_queue_password, "quando o Redis e o Airflow reiniciarem juntos"),
    "SUPERSET_SECRET_KEY": Rotation(renewals.change_superset_key, renewals.SUPERSET, renewals.end_superset_key),
    "GOVHUB_PRIVACY_KEY": Rotation(renewals.change_privacy_key),
}
