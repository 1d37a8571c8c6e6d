"""Copies one run into bronze of a Snowflake warehouse: staging, checks, merge, deletion marks and ledger in one transaction.

Within it there is DML only, because DDL would commit. Snowflake knows no advisory locks: a load begins by changing its row
of BRONZE._LOCKS, at which a second one of the resource waits; the older of the two takes all back when it finds that it was
overtaken.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from govhub.catalog import ResourceDeclaration
from govhub.errors import ConfigurationError
from govhub.warehouse.bronze import declared_columns, derived_columns
from govhub.warehouse.engines.literals import literal
from govhub.warehouse.engines.parquet import PLACE
from govhub.warehouse.engines.questions import RUNS, SCOPES
from govhub.warehouse.engines.snowflake.books import finish
from govhub.warehouse.engines.snowflake.catalog import columns_of
from govhub.warehouse.engines.snowflake.session import Session, session
from govhub.warehouse.engines.snowflake.staging import Stage
from govhub.warehouse.engines.snowflake.tables import (
    KEY_MARK,
    LOCKS,
    forget_statement,
    missing_columns,
    quoted,
    snowflake_type,
    table_name,
)
from govhub.warehouse.faults import outdated
from govhub.warehouse.ledger import Run
from govhub.warehouse.memory import GONE
from govhub.warehouse.refusals import SHRINK_LIMIT, SHRINK_MIN_ROWS, key_conflict, shrink_refused
from govhub.warehouse.stage import Delivery

_CAST = {"integer", "numeric"}


class SnowflakeLoader:
    """One transaction; deliveries are applied in order, and all of them or none."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self._stage = Stage(session, folder)
        self._is_open = False

    def lock(self, resource: ResourceDeclaration) -> None:
        """Make what staging needs; the transaction begins with what it writes into the table.

        Raises: ConfigurationError for a table that is not as declared.
        """
        found = columns_of(self._session, resource.table)
        if not found or missing_columns(resource, found):
            raise outdated()
        self._session.execute(
            f"insert into {LOCKS} (resource, taken_at) select %s, current_timestamp()"
            f" where not exists (select 1 from {LOCKS} where resource = %s)",
            (resource.table, resource.table),
        )
        self._stage.create(resource)

    def hold_key(self, mark: str) -> str:
        """Return the mark of the key that the pseudonyms were made with; note `mark` in a warehouse that has none."""
        found = self._session.rows(f"select key_mark from {KEY_MARK} order by since limit 1")
        if found:
            return str(found[0][0])
        self._session.execute(f"insert into {KEY_MARK} (key_mark, since) select %s, current_timestamp()", (mark,))
        return mark

    def empty(self, resource: ResourceDeclaration) -> None:
        """Remove every row, to rebuild the table from the lake; TRUNCATE would commit."""
        self._begin(resource)
        self._session.execute(f"delete from {table_name(resource)}")
        self._session.execute(forget_statement(resource))

    def apply(self, delivery: Delivery, run: Run) -> None:
        """Bring one delivery into its table and add its figures to the run.

        Raises: KeyConflict, ShrinkRefused; the transaction must then be rolled back.
        """
        resource = delivery.resource
        self._stage.fill(delivery)
        self._begin(resource)
        repeated = 0 if resource.order else self._drop_repeated(resource)
        if resource.load == "snapshot" and not delivery.allow_shrink:
            self._guard_shrink(resource)
        inserted, updated = self._write(delivery)
        run.rows_duplicate += repeated
        run.rows_inserted += inserted
        run.rows_updated += updated
        run.rows_unchanged += delivery.rows - repeated - inserted - updated
        if resource.load == "snapshot":
            run.rows_deleted += self._mark_deleted(delivery)
        self._remember(delivery)

    def record(self, run: Run) -> None:
        """Close the ledger's row of the run.

        Raises: ConfigurationError when a newer run of the resource was committed meanwhile.
        """
        newer = self._session.rows(
            f"select run_id from {RUNS} where system = %s and resource = %s and started_at > %s"
            " and status in ('sucesso', 'sucesso_vazio') limit 1",
            (run.system, run.resource, run.started_at),
        )
        if newer:
            raise ConfigurationError(
                f"Outra execução, mais nova, terminou antes ({newer[0][0]}); nada foi gravado",
                todo="Nada a fazer: a tabela tem os dados daquela execução.",
            )
        finish(self._session, run)

    def close(self, *, commit: bool) -> None:
        """End the transaction and take away what staging needed."""
        try:
            if self._is_open:
                self._session.execute("commit" if commit else "rollback")
        finally:
            self._stage.drop()

    def _begin(self, resource: ResourceDeclaration) -> None:
        """Begin the transaction by changing a row of the resource, which no other transaction can until this one ends."""
        if not self._is_open:
            self._session.execute("begin")
            self._is_open = True
            self._session.execute(
                f"update {LOCKS} set taken_at = current_timestamp() where resource = %s", (resource.table,)
            )

    def _drop_repeated(self, resource: ResourceDeclaration) -> int:
        """Drop what came twice; return how many rows that were.

        Exact repeats are dropped always, different contents only if the declaration says which wins.
        """
        rows, key = self._stage.rows, _list(resource.key)
        repeated, conflicting = self._session.rows(
            f"select coalesce(sum(n - 1), 0), count_if(contents > 1) from (select count(*) as n,"
            f" count(distinct _hash) as contents from {rows} group by {key} having count(*) > 1) as chaves"
        )[0]
        if conflicting and resource.duplicates == "error":
            raise key_conflict(resource, int(conflicting))
        if repeated:
            order = "desc" if resource.duplicates == "last" else "asc"
            self._session.execute(
                f"delete from {rows} where {PLACE} in (select {PLACE} from (select {PLACE},"
                f" row_number() over (partition by {key} order by {PLACE} {order}) as n from {rows}) as vezes where n > 1)"
            )
        return int(repeated)

    def _guard_shrink(self, resource: ResourceDeclaration) -> None:
        asked = f"select distinct scope from {self._stage.scopes} where cursor is distinct from '{GONE}'"
        shrunken = self._session.rows(
            "select scope, live, lost, count(*) over () from (select t._scope as scope, count(*) as live,"
            f" count_if(s._hash is null) as lost from {table_name(resource)} as t"
            f" join ({asked}) as c on c.scope = t._scope"
            f" left join {self._stage.rows} as s on {_same_key(resource)}"
            " where t._deleted_at is null group by t._scope) as pedidos"
            f" where live > {SHRINK_MIN_ROWS} and lost > {SHRINK_LIMIT} * live order by lost desc limit 1"
        )
        if shrunken:
            scope, live, lost, scopes = shrunken[0]
            raise shrink_refused(scope, int(live), int(lost), int(scopes))

    def _write(self, delivery: Delivery) -> tuple[int, int]:
        """Write the rows that are new or changed; return how many of each.

        Two statements and no MERGE: in one transaction they are the same, and the stand-in has no MERGE within one.
        """
        resource = delivery.resource
        table, rows, values = table_name(resource), self._stage.rows, _values(resource)
        at, run = _instant(delivery), literal(delivery.run_id)
        changed = ", ".join(f"{quoted(name)} = {value}" for name, value in values.items())
        updated = self._session.rows(
            f"update {table} as t set {changed}, _run_id = {run}, _ingested_at = {at}, _deleted_at = null"
            f" from {rows} as s where {_same_key(resource)} and (t._hash <> s._hash or t._deleted_at is not null)"
        )[0][0]
        inserted = self._session.rows(
            f"insert into {table} ({_list(list(values))}, _run_id, _ingested_at, _first_seen_at)"
            f" select {', '.join(values.values())}, {run}, {at}, {at} from {rows} as s"
            f" where not exists (select 1 from {table} as t where {_same_key(resource)})"
        )[0][0]
        return int(inserted), int(updated)

    def _mark_deleted(self, delivery: Delivery) -> int:
        at = _instant(delivery)
        return int(
            self._session.rows(
                f"update {table_name(delivery.resource)} as t set _deleted_at = {at}, _ingested_at = {at},"
                f" _run_id = {literal(delivery.run_id)} where t._deleted_at is null"
                f" and t._scope in (select scope from {self._stage.scopes})"
                f" and not exists (select 1 from {self._stage.rows} as s where {_same_key(delivery.resource)})"
            )[0][0]
        )

    def _remember(self, delivery: Delivery) -> None:
        resource, scopes = delivery.resource, self._stage.scopes
        which = (resource.system, resource.name)
        self._session.execute(
            f"delete from {SCOPES} where system = %s and resource = %s and scope in (select scope from {scopes})", which
        )
        self._session.execute(
            f"insert into {SCOPES} (system, resource, scope, cursor, read_at, run_id)"
            f" select %s, %s, scope, max(cursor), {_instant(delivery)}, %s from {scopes} group by scope",
            (*which, delivery.run_id),
        )


@contextmanager
def loading(url: str) -> Iterator[SnowflakeLoader]:
    """Open a transaction for loading; commit at the end, roll back on an error.

    Raises: GovhubError for a fault of Snowflake; bronze is then as it was before.
    """
    with session(url, "govhub load") as opened, tempfile.TemporaryDirectory(prefix="govhub-") as folder:
        loader = SnowflakeLoader(opened, Path(folder))
        try:
            yield loader
        except BaseException:
            with suppress(Exception):  # the connection is gone, and the transaction with it
                loader.close(commit=False)
            raise
        loader.close(commit=True)


def _values(resource: ResourceDeclaration) -> dict[str, str]:
    """Return the columns that staging fills, and the expressions that give them their type."""
    kinds = {column.name: column.type for column in (*declared_columns(resource), *derived_columns(resource))}
    kinds |= {"_scope": "text", "_extras": "jsonb", "_hash": "text"}
    return {name: _typed(f"s.{quoted(name)}", kind) for name, kind in kinds.items()}


def _typed(name: str, kind: str) -> str:
    if kind == "jsonb":
        return f"parse_json({name})"
    return f"{name}::{snowflake_type(kind)}" if kind in _CAST else name


def _same_key(resource: ResourceDeclaration) -> str:
    return " and ".join(f"t.{quoted(name)} = s.{quoted(name)}" for name in resource.key)


def _list(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(map(quoted, names))


def _instant(delivery: Delivery) -> str:
    return f"'{delivery.extracted_at.isoformat()}'::timestamp_tz"
