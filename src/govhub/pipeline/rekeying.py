"""Another key for the pseudonyms: every one of them, in every layer, in one transaction.

Bronze keeps the identifiers, so the former pseudonym of each is known together with its new one. What history tables
remember of rows that have changed since is found in the lake. Keys that models compute from pseudonyms stay as they are
until the next build, which computes everything again: each resource that changed gets a ledger row as if rebuilt from the lake.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from govhub.catalog import ResourceDeclaration
from govhub.errors import ConfigurationError
from govhub.lake import runs as lake
from govhub.pipeline.recording import new_run
from govhub.pipeline.workplace import Workplace
from govhub.privacy.identifiers import cpf_digits, pseudonym
from govhub.warehouse import keymark, renewing
from govhub.warehouse.connection import connect
from govhub.warehouse.erasures import count_standing
from govhub.warehouse.keymark import key_mark
from govhub.warehouse.ledger import record_rebuilt
from govhub.warehouse.staging import align

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Rekeyed:
    """What was done: people's identifiers, rows by table, and values that look like pseudonyms of no known identifier."""

    identifiers: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    unknown: int = 0


def rekey(place: Workplace, fresh: bytes, keep: Callable[[], AbstractContextManager[None]]) -> Rekeyed:
    """Make every pseudonym anew; the new key is kept, by entering `keep`, just before all of it is committed.

    Loads wait meanwhile, and so do those who read the tables that change. Takes the time of rewriting these tables.
    Raises: GovhubError; warehouse and key are then as they were.
    """
    done = Rekeyed()
    with connect(place.warehouse_url, application="govhub secrets") as connection:
        connection.execute(keymark.HOLD_KEY)
        connection.execute(keymark.note_statement(key_mark(place.privacy_key)))
        known = connection.execute(keymark.READ_MARK).fetchone()
        if known is None or known[0] != key_mark(place.privacy_key):
            raise ConfigurationError(
                "GOVHUB_PRIVACY_KEY não é a chave dos pseudônimos que já estão no warehouse; nada mudou",
                todo="Volte à chave guardada e repita.",
            )
        resources = _with_people(place)
        book = _Book(place.privacy_key, fresh)
        for resource in resources:
            book.add_all(resource, renewing.identifiers_of(connection, resource))
        renewing.create_book(connection, book.pages())
        columns = renewing.columns_with_pseudonyms(connection)
        done.unknown = _complete_from_lake(place, connection, book, resources, columns)
        renewing.lock_tables(connection, [*resources], columns)
        done.rows = renewing.renew(connection, resources, columns)
        done.identifiers = len(book)
        connection.execute(keymark.renew_statement(key_mark(fresh)))
        for resource in resources:
            if changed := done.rows[f"bronze.{resource.table}"]:
                run = new_run(resource, "replay", ("chave",))
                run.rows_fetched = run.rows_updated = changed
                run.succeed()
                record_rebuilt(connection, run)
        left = count_standing(connection, key_mark(place.privacy_key))
        with keep():
            connection.commit()
    if left:
        logger.warning(
            "%s eliminações de pessoas foram registradas com a chave anterior e não impedem mais que uma carga as traga de"
            " novo; peça-as outra vez com `govhub privacy erase`.",
            left,
        )
    if done.unknown:
        logger.warning(
            "%s pseudônimos não são de nenhum CPF do bronze ou do lake e ficaram como estavam.", done.unknown
        )
    return done


class _Book:
    """Former pseudonym → new one, of every identifier that was met."""

    def __init__(self, former: bytes, fresh: bytes) -> None:
        self._former, self._fresh = former, fresh
        self._pages: dict[str, str] = {}
        self._met: set[tuple[str, str]] = set()

    def __len__(self) -> int:
        return len(self._pages)

    def add_all(self, resource: ResourceDeclaration, values: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Add the values of identifiers, given as (field, value); return the pages that are new."""
        contexts = {identifier.name: identifier.context or "" for identifier in resource.identifiers}
        added = {}
        for name, value in values:
            digits = cpf_digits(value)
            if digits is None or (contexts[name], digits) in self._met:
                continue
            self._met.add((contexts[name], digits))
            added[pseudonym(self._former, contexts[name], digits)] = pseudonym(self._fresh, contexts[name], digits)
        self._pages |= added
        return added

    def pages(self) -> Iterator[tuple[str, str]]:
        """Return former and new pseudonyms."""
        yield from self._pages.items()


def _with_people(place: Workplace) -> list[ResourceDeclaration]:
    systems = place.catalog.systems.values()
    return [resource for system in systems for resource in system.resources.values() if resource.identifiers]


def _complete_from_lake(
    place: Workplace,
    connection: Connection[Any],
    book: _Book,
    resources: list[ResourceDeclaration],
    columns: dict[tuple[str, str], list[str]],
) -> int:
    """Look in the lake for what history remembers and bronze no longer holds; return how many remain unknown."""
    unknown = renewing.unknown_pseudonyms(connection, columns)
    for resource in resources:
        for manifest in lake.list_manifests(place.storage, resource.system, resource.name):
            if not unknown:
                return 0
            for part in lake.read_parts(place.storage, manifest):
                table = align(part, resource)
                values = (
                    (identifier.name, value)
                    for identifier in resource.identifiers
                    for value in set(table.column(identifier.name).to_pylist())
                    if value is not None
                )
                added = book.add_all(resource, values)
                renewing.add_pages(connection, added.items())
                unknown -= added.keys()
    return len(unknown)
