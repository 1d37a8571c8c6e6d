"""Bronze tables of a cloud warehouse made and completed, one committed statement at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from govhub.catalog import Catalog, ResourceDeclaration, SystemDeclaration
from govhub.errors import ConfigurationError
from govhub.warehouse.plans import NEW_TABLE

Columns = dict[str, str]
"""Types by column name, in lower case."""


class Executing(Protocol):
    """A session that runs statements."""

    def execute(self, statement: str) -> object:
        """Run a statement and commit it."""


class Tables(Protocol):
    """The DDL of an engine (its module `tables`)."""

    def create_statement(self, system: SystemDeclaration, resource: ResourceDeclaration) -> str:
        """Return the statement that creates a bronze table."""

    def forget_statement(self, resource: ResourceDeclaration) -> str:
        """Return the statement that forgets what was read of a resource."""

    def add_statements(self, resource: ResourceDeclaration, names: Iterable[str]) -> list[str]:
        """Return the statements that add columns to a table."""

    def missing_columns(self, resource: ResourceDeclaration, found: Mapping[str, str]) -> list[str]:
        """Return the columns that a table lacks; refuse one of another type."""


def set_up_tables(
    session: Executing, catalog: Catalog, found: Mapping[str, Columns], tables: Tables
) -> tuple[list[str], list[ConfigurationError]]:
    """Create the tables that are missing and add the columns that others lack; return clauses, and what was refused."""
    done: list[str] = []
    refused: list[ConfigurationError] = []
    for system in catalog.systems.values():
        for resource in system.resources.values():
            if resource.table not in found:
                session.execute(tables.create_statement(system, resource))
                session.execute(tables.forget_statement(resource))
                done.append(f"bronze.{resource.table}: {NEW_TABLE}")
                continue
            try:
                missing = tables.missing_columns(resource, found[resource.table])
            except ConfigurationError as refusal:
                refused.append(refusal)
                continue
            for statement in tables.add_statements(resource, missing):
                session.execute(statement)
            if missing:
                done.append(f"bronze.{resource.table}: colunas novas ({', '.join(missing)})")
    return done, refused


def differences(catalog: Catalog, found: Mapping[str, Columns], tables: Tables) -> list[str]:
    """Return what `warehouse setup` has to do, in clauses: none when the warehouse is that of this version."""
    lacking = [] if "_runs" in found else ["a tabela bronze._runs a criar"]
    for system in catalog.systems.values():
        for resource in system.resources.values():
            if resource.table not in found:
                lacking.append(f"bronze.{resource.table}: {NEW_TABLE}")
                continue
            try:
                missing = tables.missing_columns(resource, found[resource.table])
            except ConfigurationError as refusal:
                lacking.append(refusal.sentence())
            else:
                lacking += [f"bronze.{resource.table}: coluna nova ({', '.join(missing)})"] if missing else []
    return lacking


def refuse_differences(lacking: list[str]) -> None:
    """Refuse a warehouse that differs.

    Raises: ConfigurationError naming the first difference and the command.
    """
    if lacking:
        more = f" e mais {len(lacking) - 1}" if len(lacking) > 1 else ""
        raise ConfigurationError(
            f"O warehouse é de uma versão anterior do programa ou das declarações (falta: {lacking[0]}{more})",
            todo="Rode `govhub warehouse setup`.",
        )


def refuse_other_types(
    resource: ResourceDeclaration, wanted: Mapping[str, str], found: Mapping[str, str], title: str
) -> None:
    """Refuse a column of another type than its declaration's, which is never changed in place.

    Raises: ConfigurationError naming it.
    """
    for name, kind in wanted.items():
        if name in found and found[name] != kind:
            raise ConfigurationError(
                f"A coluna {name} é {found[name]} no {title} e {kind} na declaração",
                where=f"bronze.{resource.table}",
                todo=f"Apague a tabela e refaça-a do lake, sem chamar a fonte: `govhub warehouse setup` e depois"
                f" `govhub replay {resource.system} {resource.name}`.",
            )
