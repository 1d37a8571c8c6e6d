"""Copies one run into bronze of a BigQuery warehouse: staged and judged first, then one job that is one transaction.

The job holds rows, deletion marks, memory and the ledger's row, so it happens as a whole or not at all, whether this process
is there to see it or not, and no transaction is ever left open. A table that is rebuilt grows apart, and the job puts its
rows in the place of the old ones. A job that finds that another run of the resource was committed since the load began takes
all back.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from govhub.catalog import ResourceDeclaration
from govhub.errors import ConfigurationError, GovhubError, WarehouseSilent
from govhub.warehouse.engines.bigquery import merging
from govhub.warehouse.engines.bigquery.books import log_statement
from govhub.warehouse.engines.bigquery.catalog import columns_of
from govhub.warehouse.engines.bigquery.session import Session, session
from govhub.warehouse.engines.bigquery.staging import Stage
from govhub.warehouse.engines.bigquery.tables import (
    KEY_MARK,
    RUNS_LOG,
    expiring,
    forget_statement,
    missing_columns,
    table_name,
)
from govhub.warehouse.engines.bigquery.values import written
from govhub.warehouse.engines.questions import GOOD
from govhub.warehouse.faults import outdated
from govhub.warehouse.ledger import Run
from govhub.warehouse.refusals import key_conflict, shrink_refused
from govhub.warehouse.stage import Delivery

_OVERTAKEN = re.compile(r"govhub-overtaken (newer|older) ([^\s;]+)")


class BigQueryLoader:
    """Deliveries are applied in order; bronze changes when the run is recorded, by all of them or by none."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self._stage = Stage(session, folder)
        self._resource: ResourceDeclaration | None = None
        self._since: datetime | None = None
        self._is_rebuilt = False
        self._writes: list[str] = []

    def lock(self, resource: ResourceDeclaration) -> None:
        """Note the instant from which on no other run of the resource may be committed; make what staging needs.

        Raises: ConfigurationError for a table that is not as declared.
        """
        found = columns_of(self._session, resource.table)
        if not found or missing_columns(resource, found):
            raise outdated()
        self._resource = resource
        self._since = self._session.rows("select current_timestamp()")[0][0]
        self._stage.create()

    def hold_key(self, mark: str) -> str:
        """Return the mark of the key that the pseudonyms were made with; note `mark` in a warehouse that has none."""
        found = self._session.rows(f"select key_mark from {KEY_MARK} order by since limit 1")
        if found:
            return str(found[0][0])
        self._session.execute(f"insert into {KEY_MARK} (key_mark, since) select %s, current_timestamp()", (mark,))
        return mark

    def empty(self, resource: ResourceDeclaration) -> None:
        """Begin the table anew, apart from the one that is read."""
        self._stage.create_rebuilt(resource)
        self._is_rebuilt = True

    def apply(self, delivery: Delivery, run: Run) -> None:
        """Judge one delivery, add its figures to the run, and have it written: at once if the table is rebuilt apart.

        Raises: KeyConflict, ShrinkRefused; nothing of the delivery is then written.
        """
        resource, stage = delivery.resource, self._stage
        target = stage.rebuilt if self._is_rebuilt else table_name(resource)
        stage.fill(delivery)
        repeated = 0 if resource.order else self._drop_repeated(resource)
        if resource.load == "snapshot" and not delivery.allow_shrink:
            self._guard_shrink(resource, target)
        inserted, updated = self._session.rows(merging.figures_query(resource, stage.rows, target))[0]
        deleted = 0
        if resource.load == "snapshot":
            vanished = merging.vanished_query(resource, stage.rows, stage.scopes, target, "count(*)")
            deleted = self._session.rows(vanished)[0][0]
        run.rows_duplicate += repeated
        run.rows_inserted += inserted
        run.rows_updated += updated
        run.rows_unchanged += delivery.rows - repeated - inserted - updated
        run.rows_deleted += deleted
        statements = merging.merge_statements(delivery, stage.rows, stage.scopes, target)
        if self._is_rebuilt:
            self._session.transaction(statements)
        else:
            self._writes = statements

    def record(self, run: Run) -> None:
        """Write everything, and the ledger's row of the run with it.

        Raises: ConfigurationError when a newer run of the resource was committed meanwhile, WarehouseSilent when an older
            one was; nothing is then written.
        """
        resource = self._resource
        assert resource is not None
        scopes = self._stage.all_scopes
        if self._is_rebuilt:
            self._writes = [
                merging.replace_statement(resource, self._stage.rebuilt),
                forget_statement(resource, kept=f"select scope from {scopes} as lidos"),
            ]
        try:
            self._session.transaction(
                [
                    self._overtaken_statement(run),
                    *self._writes,
                    merging.remember_statement(resource, scopes),
                    log_statement(run),
                ]
            )
        except Exception as error:
            overtaken = _OVERTAKEN.search(str(error))
            if overtaken:
                raise _overtaken(overtaken[1], overtaken[2]) from error
            raise

    def close(self) -> None:
        """Take away what staging needed."""
        self._stage.drop()

    def _drop_repeated(self, resource: ResourceDeclaration) -> int:
        """Drop what came twice; return how many rows that were.

        Exact repeats are dropped always, different contents only if the declaration says which wins.
        """
        rows = self._stage.rows
        repeated, conflicting = self._session.rows(merging.repeats_query(resource, rows))[0]
        if conflicting and resource.duplicates == "error":
            raise key_conflict(resource, int(conflicting))
        if repeated:
            self._session.execute(merging.once_statement(resource, rows, expiring(days=1)))
        return int(repeated)

    def _guard_shrink(self, resource: ResourceDeclaration, target: str) -> None:
        query = merging.shrunken_query(resource, self._stage.rows, self._stage.scopes, target)
        shrunken = self._session.rows(query)
        if shrunken:
            scope, live, lost, scopes = shrunken[0]
            raise shrink_refused(scope, int(live), int(lost), int(scopes))

    def _overtaken_statement(self, run: Run) -> str:
        """Return the statement that fails when another run was committed since this load began, or a newer one ever."""
        return (
            "select if(count(*) > 0, error(concat('govhub-overtaken ',"
            f" if(max(started_at) > {written(run.started_at)}, 'newer ', 'older '), max(run_id))), 0) from {RUNS_LOG}"
            f" where system = {written(run.system)} and resource = {written(run.resource)}"
            f" and run_id <> {written(run.run_id)} and {GOOD}"
            f" and (started_at > {written(run.started_at)} or _written_at > {written(self._since)})"
        )


@contextmanager
def loading(url: str) -> Iterator[BigQueryLoader]:
    """Open a load; what it staged is taken away at its end.

    Raises: GovhubError for a fault of BigQuery; bronze is then as it was before.
    """
    with session(url, "govhub load") as opened, tempfile.TemporaryDirectory(prefix="govhub-") as folder:
        loader = BigQueryLoader(opened, Path(folder))
        try:
            yield loader
        finally:
            loader.close()


def _overtaken(which: str, run_id: str) -> GovhubError:
    if which == "newer":
        return ConfigurationError(
            f"Outra execução, mais nova, terminou antes ({run_id}); nada foi gravado",
            todo="Nada a fazer: a tabela tem os dados daquela execução.",
        )
    return WarehouseSilent(
        f"Outra execução do mesmo recurso terminou durante esta ({run_id}); nada foi gravado",
        todo="Rode o comando de novo.",
    )
