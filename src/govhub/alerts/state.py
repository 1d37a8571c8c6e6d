"""What is known when the platform is judged, as values: nothing here asks anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from govhub.warehouse.task_failures import TaskFailure


@dataclass(frozen=True, slots=True)
class RunFact:
    """One ingestion of a resource, as the ledger tells it."""

    status: str
    started_at: datetime
    finished_at: datetime | None = None
    orgaos: str = ""
    windowed: bool = False
    scopes: int = 0
    rows_fetched: int = 0
    drift: tuple[str, ...] = ()
    error: str | None = None
    error_class: str | None = None
    airflow_run: str | None = None
    tries_left: int | None = None

    @property
    def good(self) -> bool:
        """Whether it ended well, with rows or without."""
        return self.status in ("sucesso", "sucesso_vazio")

    @property
    def failed(self) -> bool:
        """Whether it ended otherwise."""
        return self.status in ("falha", "interrompida")


@dataclass(frozen=True, slots=True)
class ResourceFacts:
    """What is known of one resource: its latest runs, newest first, and its last good load.

    `failing_since` is the end of the first failed run after the last good one. `last_arrival` is the load of the
    newest report, of a resource that comes as files. `awaited` tells whether it is read day by day here, so that it can
    be late after `late_after_h` hours.
    """

    system: str
    resource: str
    title: str
    late_after_h: int
    awaited: bool = True
    comes_as_files: bool = False
    parents: tuple[str, ...] = ()
    runs: tuple[RunFact, ...] = ()
    last_good: datetime | None = None
    last_arrival: datetime | None = None
    failing_since: datetime | None = None
    first_run: datetime | None = None

    @property
    def place(self) -> str:
        """Its name in messages."""
        return f"{self.system}/{self.resource}"


@dataclass(frozen=True, slots=True)
class TestFact:
    """A test of severity error whose last outcome was bad, and since when."""

    __test__ = False  # not a class of tests, whatever pytest thinks of its name

    name: str
    model: str
    column: str | None
    since: datetime
    rows: int | None


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is judged.

    `last_build` is when dbt last ended a build, `last_test_failure` when a test of severity error last failed; `waiting`
    says, by system that models read, since when a load has been waiting for a build.
    """

    resources: tuple[ResourceFacts, ...] = ()
    tasks: tuple[TaskFailure, ...] = ()
    tests: tuple[TestFact, ...] = ()
    last_build: datetime | None = None
    last_test_failure: datetime | None = None
    waiting: Mapping[str, datetime] = field(default_factory=dict)
