"""What keeps the house small: old logs, backups past their time, and files of the lake that bronze can do without."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from govhub.backup.retention import drop_old_backups
from govhub.catalog import Catalog
from govhub.lake.retention import remove_refused, remove_run, sweep_incomplete
from govhub.lake.runs import manifest_names
from govhub.lake.storage import Storage
from govhub.settings import Settings
from govhub.warehouse.connection import connect
from govhub.warehouse.ledger import needless_runs

__all__ = ["CLEAN_METADATA", "clean_logs", "drop_old_backups", "sweep_lake", "trim_lake"]

# The secret comes from the environment of who runs it, so that it is in no rendered template and in no argument; tasks
# reach the metadata database by no other way. What follows is the instant before which runs are dropped.
CLEAN_METADATA = (
    'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="$AIRFLOW_METADATA_URL" airflow db clean --yes --skip-archive'
    " --clean-before-timestamp"
)


def clean_logs(settings: Settings, keep_days: int) -> int:
    """Delete log files not written for so many days; return how many."""
    oldest = time.time() - keep_days * 86_400
    stale = [
        file for file in (settings.home / "logs").rglob("*.log") if file.is_file() and file.stat().st_mtime < oldest
    ]
    for file in stale:
        file.unlink(missing_ok=True)
    return len(stale)


def sweep_lake(settings: Settings, catalog: Catalog, keep_days: int) -> int:
    """Delete the files of incomplete runs older than so many days; return how many. Complete runs are never touched."""
    storage = Storage(settings.lake_url)
    before = datetime.now(UTC) - timedelta(days=keep_days)
    return sum(
        len(sweep_incomplete(storage, system.name, resource, before))
        for system in catalog.systems.values()
        for resource in system.resources
    )


def trim_lake(
    settings: Settings, catalog: Catalog, warehouse_url: str | None = None, now: datetime | None = None
) -> int:
    """Delete what is older than GOVHUB_LAKE_DAYS and that a rebuilt bronze does without; return how many files.

    That is: runs that failed to load, runs that changed no row (never the newest), and answers refused on arrival.
    A run that changed bronze is never deleted: `replay` needs every one of them. Without the setting nothing is.
    """
    if settings.lake_days is None:
        return 0
    storage = Storage(settings.lake_url)
    before = (now or datetime.now(UTC)) - timedelta(days=settings.lake_days)
    removed = 0
    with connect(warehouse_url or settings.require("warehouse_url"), application="govhub upkeep") as connection:
        for system in catalog.systems.values():
            for resource in system.resources:
                here = set(manifest_names(storage, system.name, resource))
                needless = [path for path in needless_runs(connection, system.name, resource, before) if path in here]
                removed += sum(remove_run(storage, path) for path in needless)
                removed += remove_refused(storage, system.name, resource, before)
    return removed
