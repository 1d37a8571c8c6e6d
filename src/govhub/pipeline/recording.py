"""The ledger kept true, whatever happens to a run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

from govhub.catalog import ResourceDeclaration
from govhub.errors import GovhubError, InternalError
from govhub.logs import FIGURES, run_context
from govhub.pipeline.request import Period
from govhub.pipeline.workplace import Workplace
from govhub.warehouse import ledger
from govhub.warehouse.engine import Books
from govhub.warehouse.engines import engine_of
from govhub.warehouse.ledger import Run

logger = logging.getLogger(__name__)
_TOLD = ("kind", "status", "requests", "retries", "waited_s", "rows_fetched", "rows_inserted", "rows_updated", "error")


def new_run(
    resource: ResourceDeclaration, kind: ledger.Kind, orgaos: tuple[str, ...], period: Period | None = None
) -> Run:
    """Return the row of a run that begins now; its id sorts by time."""
    now = datetime.now(UTC)
    return Run(
        run_id=f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}",
        system=resource.system,
        resource=resource.name,
        kind=kind,
        orgaos=",".join(orgaos),
        started_at=now,
        window_start=period.since if period else None,
        window_end=period.until if period else None,
    )


@contextmanager
def holding(place: Workplace, resource: ResourceDeclaration, kind: ledger.Kind) -> Iterator[Books]:
    """Hold the resource over a connection of its own, waiting for another run of it to end."""
    with engine_of(place.warehouse_url).holding(resource, f"govhub {kind} {resource.table}") as books:
        yield books


@contextmanager
def recorded(place: Workplace, books: Books, run: Run) -> Iterator[None]:
    """Write the row of a run that begins and, should it fail, how it ended. The lock of the resource is held."""
    if place.attempt:
        run.airflow_run, run.tries_left = place.attempt.airflow_run, place.attempt.tries_left
    with run_context(run.system, run.resource, run.run_id):
        books.start(run)
        logger.info("A execução %s de %s/%s começou.", run.run_id, run.system, run.resource)
        try:
            with _failure_recorded(place, run):
                yield
        finally:
            _tell_end(run)


def _tell_end(run: Run) -> None:
    figures = {name: getattr(run, name) for name in _TOLD} | {"duration_s": run.duration_s}
    logger.info(
        "A execução %s de %s/%s terminou: %s, %d linhas recebidas.",
        run.run_id,
        run.system,
        run.resource,
        run.status,
        run.rows_fetched,
        extra={FIGURES: figures},
    )


@contextmanager
def _failure_recorded(place: Workplace, run: Run) -> Iterator[None]:
    where = f"{run.system}/{run.resource}, execução {run.run_id}"
    try:
        yield
    except GovhubError as error:
        run.fail(str(error.at(where)), type(error).__name__)
        if run.tries_left and error.kind == "configuracao":  # another try would be as vain, and is not made
            run.tries_left = 0
        _record_failure(place, run)
        raise
    except Exception as error:
        failure = InternalError(
            f"Falha inesperada do Gov Hub ({type(error).__name__}); nada foi gravado",
            where=where,
            todo="Abra um chamado com o número da execução e o registro em .govhub/logs.",
        )
        run.fail(str(failure), type(error).__name__)
        _record_failure(place, run)
        raise failure from error
    except BaseException:
        run.fail(f"A execução foi interrompida por quem a iniciou; nada foi gravado ({where}). Basta rodá-la de novo.")
        run.status = "interrompida"
        _record_failure(place, run)
        raise


def _record_failure(place: Workplace, run: Run) -> None:
    """Write the failure over a connection of its own: the other one may be what failed."""
    try:
        with engine_of(place.warehouse_url).books("govhub ledger") as books:
            books.finish(run)
    except GovhubError as error:
        # The row stays 'executando'; the next run of the resource closes it as 'interrompida'.
        logger.error("A falha da execução %s não pôde ser registrada: %s", run.run_id, error)
