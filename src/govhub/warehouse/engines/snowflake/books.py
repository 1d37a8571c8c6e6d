"""The ledger, the memory of what was read, and the register of bodies, in Snowflake."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from govhub.catalog import Body, ResourceDeclaration, SystemDeclaration
from govhub.catalog.loops import BodyLoop, ParentKeys
from govhub.errors import ConfigurationError
from govhub.warehouse.engines.snowflake.session import Session
from govhub.warehouse.engines.snowflake.tables import RUNS, SCOPES, quoted, table_name
from govhub.warehouse.ledger import COLUMNS, Run
from govhub.warehouse.parents import BodyCodes, ParentKey

_STARTED = (
    "run_id", "system", "resource", "kind", "status", "orgaos", "window_start", "window_end", "started_at", "airflow_run",
    "tries_left",
)  # fmt: skip
_GOOD = "status in ('sucesso', 'sucesso_vazio')"


class SnowflakeBooks:
    """The books over one session, each call committed when it returns."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def register_bodies(self, bodies: tuple[Body, ...]) -> None:
        """Make REFERENCIA.ORGAO and REFERENCIA.ORGAO_UG equal to orgaos.yaml."""
        listed = [(body.chave, body.sigla, body.nome, body.siorg, body.siafi, body.siape) for body in bodies]
        units = [(body.chave, ug) for body in bodies for ug in body.ugs]
        if self._session.rows(
            "select orgao_chave, sigla, nome, siorg, siafi, siape from referencia.orgao order by 1"
        ) == (sorted(listed)) and self._session.rows(
            "select orgao_chave, ug_codigo from referencia.orgao_ug order by 1, 2"
        ) == sorted(units):
            return  # as a rule; writing would take the lock of a table that all loads share
        with self._session.transaction():
            self._session.execute("delete from referencia.orgao_ug")
            self._session.execute("delete from referencia.orgao")
            self._session.many(
                "insert into referencia.orgao (orgao_chave, sigla, nome, siorg, siafi, siape)"
                " values (%s, %s, %s, %s, %s, %s)",
                listed,
            )
            self._session.many("insert into referencia.orgao_ug (orgao_chave, ug_codigo) values (%s, %s)", units)

    def start(self, run: Run) -> None:
        """Write the row of a run that begins, and close those that killed runs of the resource left open."""
        with self._session.transaction():
            self._session.execute(
                f"update {RUNS} set status = 'interrompida', finished_at = current_timestamp(),"
                " error = 'A execução foi interrompida antes do fim; nada foi gravado. Basta rodá-la de novo.'"
                " where system = %s and resource = %s and status = 'executando'",
                (run.system, run.resource),
            )
            self._session.execute(
                f"insert into {RUNS} ({', '.join(_STARTED)}, drift)"
                f" select {', '.join(['%s'] * len(_STARTED))}, parse_json('[]')::array",
                [getattr(run, name) for name in _STARTED],
            )

    def finish(self, run: Run) -> None:
        """Close the row of a run that loads nothing."""
        finish(self._session, run)

    def memory(self, resource: ResourceDeclaration) -> dict[str, str | None]:
        """Return the cursor of every scope of a resource that was ever read to its end, by label."""
        return dict(
            self._session.rows(
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
        union = " union all ".join(_keys_of(system, loop, parent, bodies) for parent in loop.parents)
        found: dict[tuple[str, ...], set[str]] = {}
        for *key, changed in self._session.rows(f"select distinct * from ({union}) as pais"):
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
                columns = ", ".join(f"t.{quoted(column)}::varchar" for column in loop.columns.values())
                table = table_name(system.resources[parent])
                rows = self._session.rows(
                    f"select distinct {columns} from {table} as t where t._deleted_at > %s", (min(others),)
                )
                keys |= {tuple(row) for row in rows}
        return keys

    def erased_people(self, system: str, mark: str) -> frozenset[str]:  # noqa: ARG002 - as on PostgreSQL
        """Return nobody: `govhub privacy erase` refuses to work on this engine, so no request stands."""
        return frozenset()

    def statuses(self, system: str, resource: str) -> dict[str, str]:
        """Return the status of every known ingestion of a resource, by run id."""
        return dict(
            self._session.rows(
                f"select run_id, status from {RUNS} where system = %s and resource = %s and kind = 'ingest'",
                (system, resource),
            )
        )

    def loaded_paths(self, system: str, resource: str) -> list[str]:
        """Return the manifests of the runs that changed a table, oldest first."""
        rows = self._session.rows(
            f"select lake_path from {RUNS} where system = %s and resource = %s and kind = 'ingest'"
            f" and lake_path is not null and {_GOOD} and rows_inserted + rows_updated + rows_deleted > 0"
            " order by started_at",
            (system, resource),
        )
        return [row[0] for row in rows]

    def list_runs(self, *, system: str | None = None, failed: bool = False, limit: int = 50) -> list[dict[str, Any]]:
        """Return the newest runs first, as dictionaries of the ledger's columns."""
        conditions = ["true", *(["system = %s"] if system else [])]
        conditions += ["status in ('falha', 'interrompida')"] if failed else []
        names, rows = self._session.table(
            f"select {', '.join(COLUMNS)} from {RUNS} where {' and '.join(conditions)}"
            f" order by started_at desc, resource limit {int(limit)}",
            [system] if system else None,
        )
        found = [dict(zip(names, row, strict=True)) for row in rows]
        for run in found:
            run["drift"] = json.loads(run["drift"] or "[]")
            if run["status"] == "executando":
                run["finished_at"] = None
        return found

    def _last_loaded(self, system: str, resource: str) -> datetime | None:
        """Return when the newest good ingestion of a resource began."""
        rows = self._session.rows(
            f"select started_at from {RUNS} where system = %s and resource = %s and kind = 'ingest' and {_GOOD}"
            " order by started_at desc limit 1",
            (system, resource),
        )
        return rows[0][0] if rows else None


def finish(session: Session, run: Run) -> None:
    """Close the row of a run, with its values."""
    names = ["status", "tries_left", *(name for name in COLUMNS if name not in _STARTED and name != "drift")]
    pairs = ", ".join(f"{name} = %s" for name in names)
    session.execute(
        f"update {RUNS} set {pairs}, drift = parse_json(%s)::array where run_id = %s and resource = %s",
        [*(getattr(run, name) for name in names), json.dumps(run.drift), run.run_id, run.resource],
    )


def _keys_of(system: SystemDeclaration, loop: ParentKeys, parent: str, bodies: BodyCodes | None) -> str:
    resource = system.resources[parent]
    columns = ", ".join(f"t.{quoted(column)}::varchar as {quoted(param)}" for param, column in loop.columns.items())
    changed = f"t.{quoted(loop.changed)}::varchar" if loop.changed else "null::varchar"
    conditions = ["t._deleted_at is null"]
    conditions += [f"t.{quoted(column)} is not null" for column in loop.columns.values()]
    conditions += [f"t.{quoted(name)}::varchar = {literal(value)}" for name, value in loop.where.items()]
    if bodies is not None:
        conditions += _descent(system, resource, bodies)
    return f"select {columns}, {changed} as _changed from {table_name(resource)} as t where {' and '.join(conditions)}"


def _descent(system: SystemDeclaration, resource: ResourceDeclaration, bodies: BodyCodes) -> list[str]:
    """Return the conditions under which a row came with a request for one of the bodies."""
    conditions = []
    for body in resource.per:
        if isinstance(body, BodyLoop):
            asked = [literal(f",{body.param}={code},") for code in bodies.get(body.body, ())]
            found = " or ".join(f"contains(',' || t._scope || ',', {label})" for label in asked)
            conditions.append(f"({found or 'false'})")
    loop = resource.parent_loop
    if loop is not None and len(resource.per) == 1:
        label = " || ',' || ".join(f"{literal(f'{param}=')} || {quoted(param)}" for param in sorted(loop.columns))
        union = " union all ".join(_keys_of(system, loop, parent, bodies) for parent in loop.parents)
        conditions.append(f"t._scope in (select {label} from ({union}) as acima)")
    return conditions


def literal(value: str) -> str:
    """Return a text of a declaration or of orgaos.yaml as a literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
