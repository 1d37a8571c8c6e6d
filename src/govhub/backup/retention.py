"""How long backups are kept: so many days, and the newest one always."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from govhub.backup.locks import alone
from govhub.backup.store import BackupStore
from govhub.settings import Settings


def drop_old_backups(settings: Settings, warehouse_url: str | None = None, now: datetime | None = None) -> list[str]:
    """Drop the backups older than GOVHUB_BACKUP_DAYS, but never the newest; return them.

    Contents that no other backup needs go with them.
    Raises: ConfigurationError if a backup is being made, or a manifest is damaged (it is named; nothing else is deleted).
    """
    store = BackupStore(settings.backup_url)
    oldest = (now or datetime.now(UTC)) - timedelta(days=settings.backup_days)
    if not store.ids():  # copied elsewhere, or never: no reason to ask the warehouse for its lock
        return []
    with alone(warehouse_url or settings.require("warehouse_url")):
        old = [backup_id for backup_id in store.ids()[:-1] if backup_id[:15] < f"{oldest:%Y%m%dT%H%M%S}"]
        for backup_id in old:
            store.drop(backup_id)
        store.sweep()
    return old
