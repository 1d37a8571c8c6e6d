"""Snowflake as the pipeline sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from govhub.catalog import Catalog, ResourceDeclaration
from govhub.errors import ConfigurationError
from govhub.settings import Settings
from govhub.warehouse.address import address_of
from govhub.warehouse.engine import Books
from govhub.warehouse.engines.provision import refuse_differences
from govhub.warehouse.engines.snowflake import catalog as held
from govhub.warehouse.engines.snowflake.books import SnowflakeBooks
from govhub.warehouse.engines.snowflake.loading import SnowflakeLoader, loading
from govhub.warehouse.engines.snowflake.session import session
from govhub.warehouse.keymark import key_mark
from govhub.warehouse.query import QueryRole

_READING = ("select", "with", "show", "describe", "desc", "explain")


class SnowflakeEngine:
    """A Snowflake database at one address."""

    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def books(self, application: str) -> Iterator[Books]:
        """Open the books."""
        with session(self._url, application) as opened:
            yield SnowflakeBooks(opened)

    def holding(self, resource: ResourceDeclaration, application: str) -> AbstractContextManager[Books]:  # noqa: ARG002
        """Open the books; the resource is not held, the load finds out whether it was overtaken (see `loading`)."""
        return self.books(application)

    def loading(self) -> AbstractContextManager[SnowflakeLoader]:
        """Open a transaction for loading; commit at the end, roll back on an error."""
        return loading(self._url)

    def setup(self, settings: Settings, catalog: Catalog) -> list[str]:
        """Create or complete schemas and tables, as the administrator if an address of theirs is set.

        Roles and grants are the account's affair (docs/armazens.md has the statements).
        """
        key = settings.privacy_key
        mark = key_mark(key.get_secret_value().encode()) if key else None
        url = settings.require("warehouse_admin_url" if settings.warehouse_admin_url else "warehouse_url")
        with session(url, "govhub setup") as opened:
            return held.set_up(opened, address_of(url).database, catalog, mark)

    def check(self, catalog: Catalog) -> None:
        """Make sure that the warehouse is what this version of the code and these declarations expect.

        Raises: ConfigurationError naming the first difference and the command.
        """
        with session(self._url, "govhub check") as opened:
            refuse_differences(held.lacking(opened, catalog))

    def query(self, settings: Settings, statement: str, role: QueryRole) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and rows of one statement, with the role that the address of `role` names.

        Raises: ConfigurationError for a statement that does not only read.
        """
        if not statement.lstrip("( \n\t").lower().startswith(_READING):
            raise ConfigurationError(
                "O `govhub sql` só lê, e no Snowflake aceita apenas select, with, show, describe e explain",
                todo="Corrija a consulta e tente de novo.",
            )
        name = "bi_url" if role is QueryRole.bi_user else "warehouse_url"
        with session(settings.require(name), "govhub sql") as opened:
            return opened.asked(statement)
