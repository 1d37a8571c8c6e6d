"""From a reading into the lake: pages to parts, scopes to cursors, the manifest last; an interrupted run resumes."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from govhub.catalog import ResourceDeclaration
from govhub.clouds import StoreSilent
from govhub.errors import GovhubError
from govhub.extraction.answers import BadAnswer, Effort, Page, Scope
from govhub.extraction.reading import Reading
from govhub.extraction.rows import bronze_schema
from govhub.lake import runs as lake
from govhub.pipeline.workplace import Progress, Workplace
from govhub.warehouse.ledger import Run

logger = logging.getLogger(__name__)
_RESUME_WITHIN = timedelta(hours=12)


def resumed(
    place: Workplace, resource: ResourceDeclaration, run: Run, writer: lake.RunWriter, scopes: list[Scope]
) -> list[Scope]:
    """Take over what an interrupted run of the last hours had read to its end; return the scopes still to be read.

    A scope whose cursor moved since then, and anything read under another declaration, is read again.
    """
    if sum(len(scope.members) or 1 for scope in scopes) < 2:
        return scopes
    earlier = lake.find_unfinished(place.storage, run.system, run.resource, datetime.now(UTC) - _RESUME_WITHIN)
    if earlier is None:
        return scopes
    read = {item["scope"]: item for item in earlier.scopes.to_pylist()}
    wanted = {member.label: member.cursor for scope in scopes for member in scope.members or (scope,)}
    taken = [label for label, cursor in wanted.items() if label in read and read[label]["cursor"] == cursor]
    for table in lake.read_unfinished(place.storage, earlier):
        if table.schema != bronze_schema(resource):  # the parts of a run share one
            return scopes
        writer.add(table.filter(pc.is_in(table.column("_scope"), pa.array(taken, pa.string()))))
    for label in taken:
        writer.add_scope(label, read[label]["rows"], read[label]["cursor"])
    run.scopes += len(taken)
    if resource.paging.announces_rows:
        run.rows_announced = writer.rows
    logger.info("A execução %s continua a %s: %d pedidos já lidos.", run.run_id, earlier.run_id, len(taken))
    done = set(taken)
    return [scope for scope in scopes if any(member.label not in done for member in scope.members or (scope,))]


async def carry(
    reading: Reading,
    run: Run,
    writer: lake.RunWriter,
    scopes: list[Scope],
    allow_shrink: bool,
    progress: Progress | None,
) -> lake.Manifest:
    """Read every scope into the lake; the manifest, written last, makes the run exist.

    Raises: what the reading raises; how far it came stays in the lake, so that the next run can go on from there.
    """
    drift: set[str] = set()
    total = run.scopes + sum(len(scope.members) or 1 for scope in scopes)
    try:
        async for item in reading.pages(scopes):
            if isinstance(item, Page):
                run.pages += 1
                writer.add(item.table)
                _warn_of_drift(run, item.unknown_fields - drift)
                drift |= item.unknown_fields
                continue
            run.scopes += 1
            writer.add_scope(item.scope.label, item.rows, item.scope.cursor)
            if item.rows_announced is not None:
                run.rows_announced = (run.rows_announced or 0) + item.rows_announced
            if progress:
                progress(run.scopes, total)
    except BaseException as error:
        _keep_what_there_is(writer, run, error)
        raise
    finally:
        account(run, reading.effort)
        run.rows_fetched, run.drift = writer.rows, sorted(drift)
        run.rows_rejected += reading.effort.rejected + writer.left_out
        if writer.left_out:
            logger.warning(
                "%d linhas de pessoas eliminadas a pedido ficaram de fora de %s/%s.",
                writer.left_out,
                run.system,
                run.resource,
            )
    return _commit(writer, run, allow_shrink)


def account(run: Run, effort: Effort) -> None:
    """Write down what the reading cost so far."""
    run.requests, run.retries, run.bytes = effort.requests, effort.retries, effort.bytes
    run.waited_s, run.answering_s = round(effort.waited_s, 3), round(effort.answering_s, 3)
    run.slowest_s = round(effort.slowest_s, 3)


def _keep_what_there_is(writer: lake.RunWriter, run: Run, error: BaseException) -> None:
    if isinstance(error, StoreSilent):  # the lake: waiting for it once is enough
        return
    with suppress(GovhubError):  # the failure that is being told matters more than a disk that is full besides
        if isinstance(error, BadAnswer):
            run.rows_rejected += 1
            if error.body:
                writer.keep_refused(error.body)
        if run.scopes:
            writer.save_progress()


def _commit(writer: lake.RunWriter, run: Run, allow_shrink: bool) -> lake.Manifest:
    parts, read = writer.finish()
    manifest = lake.Manifest(
        run_id=run.run_id,
        system=run.system,
        resource=run.resource,
        orgaos=tuple(run.orgaos.split(",")),
        extracted_at=datetime.now(UTC),
        parts=parts,
        scopes=read,
        rows=writer.rows,
        rows_announced=run.rows_announced,
        pages=run.pages,
        requests=run.requests,
        retries=run.retries,
        bytes=run.bytes,
        drift=tuple(run.drift),
        allow_shrink=allow_shrink,
    )
    writer.commit(manifest)
    return manifest


def _warn_of_drift(run: Run, fields: frozenset[str]) -> None:
    for name in sorted(fields):
        logger.warning(
            "A fonte passou a enviar o campo %s em %s/%s, que a declaração não conhece; o valor foi guardado em _extras.",
            name,
            run.system,
            run.resource,
        )
