"""What every run needs: settings, declarations, lake, and the warehouse's address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from govhub.catalog import Catalog
from govhub.lake.storage import Storage
from govhub.settings import Settings

Progress = Callable[[int, int | None], None]
"""Called with scopes done and scopes in all, as the reading goes on."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a task of Airflow: which run it belongs to, and how many more there will be if it fails."""

    airflow_run: str
    tries_left: int


@dataclass(frozen=True, slots=True)
class Workplace:
    """Settings, declarations, lake, warehouse and the key of the pseudonyms; `attempt` is null outside Airflow."""

    settings: Settings
    catalog: Catalog
    storage: Storage
    warehouse_url: str = field(repr=False)  # neither is for logs
    privacy_key: bytes = field(repr=False)
    attempt: Attempt | None = None

    @classmethod
    def of(
        cls, settings: Settings, catalog: Catalog, warehouse_url: str | None = None, attempt: Attempt | None = None
    ) -> Workplace:
        """Gather it from the settings; `warehouse_url` replaces theirs (Airflow has its own connection)."""
        return cls(
            settings=settings,
            catalog=catalog,
            storage=Storage(settings.lake_url),
            warehouse_url=warehouse_url or settings.require("warehouse_url"),
            privacy_key=settings.require("privacy_key").encode(),
            attempt=attempt,
        )
