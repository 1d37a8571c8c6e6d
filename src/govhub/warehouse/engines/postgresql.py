"""PostgreSQL as the pipeline sees it: the modules of `govhub.warehouse`, which do all the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from psycopg import Connection

from govhub.catalog import Body, Catalog, ResourceDeclaration, SystemDeclaration
from govhub.settings import Settings
from govhub.warehouse import ledger, parents
from govhub.warehouse.connection import connect
from govhub.warehouse.engine import Books
from govhub.warehouse.erasures import erased_people
from govhub.warehouse.ledger import Run
from govhub.warehouse.loader import BronzeLoader, loading
from govhub.warehouse.locks import exclusive
from govhub.warehouse.memory import read_memory
from govhub.warehouse.parents import BodyCodes, ParentKey
from govhub.warehouse.query import QueryRole, run_query
from govhub.warehouse.setup import check_version, register_bodies, setup_warehouse


class PostgresBooks:
    """The books over one connection, each call a transaction."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def register_bodies(self, bodies: tuple[Body, ...]) -> None:
        """Make referencia.orgao and referencia.orgao_ug equal to orgaos.yaml."""
        with self._connection.transaction():
            register_bodies(self._connection, bodies)

    def start(self, run: Run) -> None:
        """Write the row of a run that begins, and close those that killed runs of the resource left open."""
        with self._connection.transaction():
            ledger.start_run(self._connection, run)

    def finish(self, run: Run) -> None:
        """Close the row of a run that loads nothing."""
        with self._connection.transaction():
            self._connection.execute(ledger.finish_statement(run))

    def memory(self, resource: ResourceDeclaration) -> dict[str, str | None]:
        """Return the cursor of every scope of a resource that was ever read to its end, by label."""
        with self._connection.transaction():
            return read_memory(self._connection, resource)

    def parent_keys(
        self, system: SystemDeclaration, resource: ResourceDeclaration, bodies: BodyCodes | None
    ) -> list[ParentKey]:
        """Return the distinct current keys of the parents as text, in ascending order."""
        with self._connection.transaction():
            return parents.parent_keys(self._connection, system, resource, bodies)

    def unsettled_keys(self, system: SystemDeclaration, resource: ResourceDeclaration) -> set[tuple[str, ...]]:
        """Return the keys that left one list of parents before every other list was read anew."""
        with self._connection.transaction():
            return parents.unsettled_keys(self._connection, system, resource)

    def erased_people(self, system: str, mark: str) -> frozenset[str]:
        """Return the pseudonyms that loads of a system leave out."""
        with self._connection.transaction():
            return erased_people(self._connection, system, mark)

    def statuses(self, system: str, resource: str) -> dict[str, str]:
        """Return the status of every known ingestion of a resource, by run id."""
        with self._connection.transaction():
            return ledger.statuses(self._connection, system, resource)

    def loaded_paths(self, system: str, resource: str) -> list[str]:
        """Return the manifests of the runs that changed a table, oldest first."""
        with self._connection.transaction():
            return ledger.loaded_paths(self._connection, system, resource)

    def list_runs(self, *, system: str | None = None, failed: bool = False, limit: int = 50) -> list[dict[str, Any]]:
        """Return the newest runs first, as dictionaries of the ledger's columns."""
        with self._connection.transaction():
            return ledger.list_runs(self._connection, system=system, failed=failed, limit=limit)


class PostgresEngine:
    """PostgreSQL at one address."""

    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def books(self, application: str) -> Iterator[Books]:
        """Open the books."""
        with connect(self._url, autocommit=True, application=application) as connection:
            yield PostgresBooks(connection)

    @contextmanager
    def holding(self, resource: ResourceDeclaration, application: str) -> Iterator[Books]:
        """Open the books with the resource to oneself, waiting for another run of it to end."""
        with (
            connect(self._url, autocommit=True, application=application) as connection,
            exclusive(connection, resource),
        ):
            yield PostgresBooks(connection)

    def loading(self) -> AbstractContextManager[BronzeLoader]:
        """Open a transaction for loading; commit at the end, roll back on an error."""
        return loading(self._url)

    def setup(self, settings: Settings, catalog: Catalog) -> list[str]:
        """Create, complete or upgrade schemas, roles, grants and tables; return what changed, in clauses."""
        return setup_warehouse(settings, catalog)

    def check(self, catalog: Catalog) -> None:
        """Make sure that the tables are those of this version of the code and these declarations."""
        with connect(self._url, application="govhub check") as connection:
            check_version(connection, catalog)

    def query(self, settings: Settings, statement: str, role: QueryRole) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and rows of one statement, in a read-only transaction."""
        return run_query(settings, statement, role)
