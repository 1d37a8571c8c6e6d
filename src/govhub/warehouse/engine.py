"""What the pipeline asks of a warehouse, whatever engine it is: books to keep, and one transaction to load.

An engine is exactly-once by the order of three things: rows, memory of what was read and the run's success are written in
one transaction, the run's success last. Where a thing can't be had (advisory locks, roles), the engine's module says how it
does without.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

from govhub.catalog import Body, Catalog, ResourceDeclaration, SystemDeclaration
from govhub.settings import Settings
from govhub.warehouse.ledger import Run
from govhub.warehouse.parents import BodyCodes, ParentKey
from govhub.warehouse.query import QueryRole
from govhub.warehouse.stage import Delivery


class Books(Protocol):
    """The ledger and what stands beside it; every call is committed when it returns."""

    def register_bodies(self, bodies: tuple[Body, ...]) -> None:
        """Make referencia.orgao and referencia.orgao_ug equal to orgaos.yaml."""

    def start(self, run: Run) -> None:
        """Write the row of a run that begins, and close those that killed runs of the resource left open."""

    def finish(self, run: Run) -> None:
        """Close the row of a run that loads nothing: it failed, or there was nothing new."""

    def memory(self, resource: ResourceDeclaration) -> dict[str, str | None]:
        """Return the cursor of every scope of a resource that was ever read to its end, by label."""

    def parent_keys(
        self, system: SystemDeclaration, resource: ResourceDeclaration, bodies: BodyCodes | None
    ) -> list[ParentKey]:
        """Return the distinct current keys of the parents as text, in ascending order (see `warehouse.parents`)."""

    def unsettled_keys(self, system: SystemDeclaration, resource: ResourceDeclaration) -> set[tuple[str, ...]]:
        """Return the keys that left one list of parents before every other list was read anew."""

    def erased_people(self, system: str, mark: str) -> frozenset[str]:
        """Return the pseudonyms that loads of a system leave out."""

    def statuses(self, system: str, resource: str) -> dict[str, str]:
        """Return the status of every known ingestion of a resource, by run id."""

    def loaded_paths(self, system: str, resource: str) -> list[str]:
        """Return the manifests of the runs that changed a table, oldest first."""

    def list_runs(self, *, system: str | None = None, failed: bool = False, limit: int = 50) -> list[dict[str, Any]]:
        """Return the newest runs first, as dictionaries of the ledger's columns."""


class Loader(Protocol):
    """One transaction on the warehouse; deliveries are applied in order, and all of them or none."""

    def lock(self, resource: ResourceDeclaration) -> None:
        """Begin to load the resource, when no other transaction does."""

    def hold_key(self, mark: str) -> str:
        """Return the mark of the key that the pseudonyms were made with; note `mark` in a warehouse that has none."""

    def empty(self, resource: ResourceDeclaration) -> None:
        """Remove every row, to rebuild the table from the lake."""

    def apply(self, delivery: Delivery, run: Run) -> None:
        """Bring one delivery into its table and add its figures to the run.

        Raises: KeyConflict, ShrinkRefused, ConfigurationError for a table that is not as declared.
        """

    def record(self, run: Run) -> None:
        """Close the ledger's row of the run, in the transaction of its data."""


class Engine(Protocol):
    """One warehouse at one address."""

    def books(self, application: str) -> AbstractContextManager[Books]:
        """Open the books."""

    def holding(self, resource: ResourceDeclaration, application: str) -> AbstractContextManager[Books]:
        """Open the books with the resource to oneself, as far as the engine can promise it."""

    def loading(self) -> AbstractContextManager[Loader]:
        """Open a transaction for loading; commit at the end, roll back on an error."""

    def setup(self, settings: Settings, catalog: Catalog) -> list[str]:
        """Create or complete what the warehouse needs; return what changed, in clauses."""

    def check(self, catalog: Catalog) -> None:
        """Make sure that the tables are those of this version of the code and these declarations.

        Raises: ConfigurationError naming the first difference and the command.
        """

    def query(self, settings: Settings, statement: str, role: QueryRole) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and rows of one statement that only reads."""
