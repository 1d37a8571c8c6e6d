"""What the pipeline asks of the books of a cloud warehouse, in the words that Snowflake and BigQuery share."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.loops import BodyLoop, ParentKeys
from govhub.errors import ConfigurationError
from govhub.warehouse.engines.literals import literal
from govhub.warehouse.ledger import COLUMNS
from govhub.warehouse.parents import BodyCodes, ParentKey

RUNS, SCOPES = "bronze._runs", "bronze._scopes"
GOOD = "status in ('sucesso', 'sucesso_vazio')"
INTERRUPTED = "A execução foi interrompida antes do fim; nada foi gravado. Basta rodá-la de novo."


class Asking(Protocol):
    """A session that answers questions; `%s` stands for a value."""

    def rows(self, statement: str, values: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""

    def table(self, statement: str, values: Sequence[object] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names, in lower case, and rows of a query."""


class Questions:
    """The books as they are read; `quoted` writes a name as the engine keeps it."""

    def __init__(self, session: Asking, quoted: Callable[[str], str]) -> None:
        self._asking, self._quoted = session, quoted

    def memory(self, resource: ResourceDeclaration) -> dict[str, str | None]:
        """Return the cursor of every scope of a resource that was ever read to its end, by label."""
        return dict(
            self._asking.rows(
                f"select scope, cursor from {SCOPES} where system = %s and resource = %s",
                (resource.system, resource.name),
            )
        )

    def parent_keys(
        self, system: SystemDeclaration, resource: ResourceDeclaration, bodies: BodyCodes | None
    ) -> list[ParentKey]:
        """Return the distinct current keys of the parents as text, in ascending order.

        Raises: ConfigurationError when a parent was never loaded, which an empty list would hide.
        """
        loop = resource.parent_loop
        assert loop is not None
        for parent in loop.parents:
            if self._last_loaded(system.name, parent) is None:
                raise ConfigurationError(
                    f"O recurso {resource.name} depende de {parent}, que ainda não foi carregado",
                    where=f"{system.name}/{resource.name}",
                    todo=f"Rode antes `govhub ingest {system.name} {parent}`.",
                )
        union = " union all ".join(self._keys_of(system, loop, parent, bodies) for parent in loop.parents)
        found: dict[tuple[str, ...], set[str]] = {}
        for *key, changed in self._asking.rows(f"select distinct * from ({union}) as pais"):
            found.setdefault(tuple(key), set()).update([changed] if changed is not None else [])
        return [
            ParentKey(dict(zip(loop.columns, key, strict=True)), "|".join(sorted(changes)) or None)
            for key, changes in sorted(found.items())
        ]

    def unsettled_keys(self, system: SystemDeclaration, resource: ResourceDeclaration) -> set[tuple[str, ...]]:
        """Return the keys that left one list of parents before every other list was read anew."""
        loop = resource.parent_loop
        assert loop is not None
        read = {parent: self._last_loaded(system.name, parent) for parent in loop.parents}
        keys: set[tuple[str, ...]] = set()
        for parent in loop.parents:
            others = [started for name, started in read.items() if started and name != parent]
            if others:
                columns = ", ".join(map(self._text, loop.columns.values()))
                rows = self._asking.rows(
                    f"select distinct {columns} from {self._table(system, parent)} as t where t._deleted_at > %s",
                    (min(others),),
                )
                keys |= {tuple(row) for row in rows}
        return keys

    def erased_people(self, system: str, mark: str) -> frozenset[str]:  # noqa: ARG002 - as on PostgreSQL
        """Return nobody: `govhub privacy erase` refuses to work on this engine, so no request stands."""
        return frozenset()

    def statuses(self, system: str, resource: str) -> dict[str, str]:
        """Return the status of every known ingestion of a resource, by run id."""
        return dict(
            self._asking.rows(
                f"select run_id, status from {RUNS} where system = %s and resource = %s and kind = 'ingest'",
                (system, resource),
            )
        )

    def loaded_paths(self, system: str, resource: str) -> list[str]:
        """Return the manifests of the runs that changed a table, oldest first."""
        rows = self._asking.rows(
            f"select lake_path from {RUNS} where system = %s and resource = %s and kind = 'ingest'"
            f" and lake_path is not null and {GOOD} and rows_inserted + rows_updated + rows_deleted > 0"
            " order by started_at",
            (system, resource),
        )
        return [row[0] for row in rows]

    def list_runs(self, *, system: str | None = None, failed: bool = False, limit: int = 50) -> list[dict[str, Any]]:
        """Return the newest runs first, as dictionaries of the ledger's columns."""
        conditions = ["true", *(["system = %s"] if system else [])]
        conditions += ["status in ('falha', 'interrompida')"] if failed else []
        names, rows = self._asking.table(
            f"select {', '.join(COLUMNS)} from {RUNS} where {' and '.join(conditions)}"
            f" order by started_at desc, resource limit {int(limit)}",
            [system] if system else None,
        )
        found = [dict(zip(names, row, strict=True)) for row in rows]
        for run in found:
            drift = run["drift"] or []
            run["drift"] = json.loads(drift) if isinstance(drift, str) else list(drift)
            if run["status"] == "executando":
                run["finished_at"] = None
        return found

    def _last_loaded(self, system: str, resource: str) -> datetime | None:
        """Return when the newest good ingestion of a resource began."""
        rows = self._asking.rows(
            f"select started_at from {RUNS} where system = %s and resource = %s and kind = 'ingest' and {GOOD}"
            " order by started_at desc limit 1",
            (system, resource),
        )
        return rows[0][0] if rows else None

    def _table(self, system: SystemDeclaration, resource: str) -> str:
        return f"{self._quoted('bronze')}.{self._quoted(system.resources[resource].table)}"

    def _text(self, column: str) -> str:
        return f"cast(t.{self._quoted(column)} as string)"

    def _keys_of(self, system: SystemDeclaration, loop: ParentKeys, parent: str, bodies: BodyCodes | None) -> str:
        columns = ", ".join(f"{self._text(column)} as {self._quoted(param)}" for param, column in loop.columns.items())
        changed = self._text(loop.changed) if loop.changed else "cast(null as string)"
        conditions = ["t._deleted_at is null"]
        conditions += [f"t.{self._quoted(column)} is not null" for column in loop.columns.values()]
        conditions += [f"{self._text(name)} = {literal(value)}" for name, value in loop.where.items()]
        if bodies is not None:
            conditions += self._descent(system, system.resources[parent], bodies)
        table = self._table(system, parent)
        return f"select {columns}, {changed} as _changed from {table} as t where {' and '.join(conditions)}"

    def _descent(self, system: SystemDeclaration, resource: ResourceDeclaration, bodies: BodyCodes) -> list[str]:
        """Return the conditions under which a row came with a request for one of the bodies."""
        conditions = []
        for body in resource.per:
            if isinstance(body, BodyLoop):
                asked = [literal(f",{body.param}={code},") for code in bodies.get(body.body, ())]
                # whether a label is part of it, in words that both engines have
                found = " or ".join(
                    f"replace(',' || t._scope || ',', {label}, '') <> ',' || t._scope || ','" for label in asked
                )
                conditions.append(f"({found or 'false'})")
        loop = resource.parent_loop
        if loop is not None and len(resource.per) == 1:
            label = " || ',' || ".join(
                f"{literal(f'{param}=')} || {self._quoted(param)}" for param in sorted(loop.columns)
            )
            union = " union all ".join(self._keys_of(system, loop, parent, bodies) for parent in loop.parents)
            conditions.append(f"t._scope in (select {label} from ({union}) as acima)")
        return conditions
