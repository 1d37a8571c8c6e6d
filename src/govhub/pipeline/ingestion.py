"""From source to lake to bronze: one resource of a service, or the new editions of a report."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from govhub.catalog import Body, ResourceDeclaration, SystemDeclaration
from govhub.catalog.declaration import SUBJECT
from govhub.catalog.loops import ValuesLoop
from govhub.errors import ConfigurationError, SourceError
from govhub.extraction.answers import Scope
from govhub.extraction.editions import Channel, Edition, open_channel
from govhub.extraction.files import FileReading
from govhub.extraction.reading import ServiceReading
from govhub.extraction.rows import bronze_schema
from govhub.lake import runs as lake
from govhub.pipeline.delivery import delivery_of
from govhub.pipeline.keeping import leaving_out, with_the_key
from govhub.pipeline.recording import holding, new_run, recorded
from govhub.pipeline.request import Request
from govhub.pipeline.scoping import Memory, plan
from govhub.pipeline.transport import account, carry, resumed
from govhub.pipeline.workplace import Progress, Workplace
from govhub.settings import SourceSettings, load_source_settings
from govhub.warehouse.engine import Books
from govhub.warehouse.engines import engine_of
from govhub.warehouse.ledger import Run
from govhub.warehouse.memory import GONE


def ingest_resource(
    place: Workplace, system: str, resource: str, request: Request | None = None, *, progress: Progress | None = None
) -> Run:
    """Read one resource from its source and bring bronze up to date; return the ledger's row.

    Of a resource that comes as files every edition not yet loaded is a run of its own; the last one is returned.
    Raises: GovhubError; bronze is then as it was before and the ledger holds the same sentence.
    """
    declaration = place.catalog.resource(system, resource)
    asked = request or Request()
    asked = replace(asked, orgaos=asked.orgaos or place.settings.orgaos)
    source = _enabled_source(place, place.catalog.system(system))
    if declaration.protocol == "files":
        return _ingest_editions(place, declaration, source, asked)
    return _ingest_service(place, declaration, source, asked, progress)


def _ingest_service(
    place: Workplace,
    resource: ResourceDeclaration,
    source: SourceSettings,
    request: Request,
    progress: Progress | None,
) -> Run:
    system, bodies = place.catalog.system(resource.system), place.catalog.bodies
    siglas = tuple(body.sigla for body in bodies.selected(request.orgaos))
    run = new_run(resource, "ingest", siglas, request.period)
    with holding(place, resource, "ingest") as books, recorded(place, books, run):
        books.register_bodies(bodies.orgaos)
        reading = ServiceReading(system, resource, source)
        try:
            sign = asyncio.run(reading.sign())
        finally:
            account(run, reading.effort)
        planned = plan(books, system, resource, bodies, request, books.memory(resource), sign)
        run.scopes_unchanged = planned.unchanged
        writer = _writer(place, run, resource, leaving_out(place, books, resource))
        scopes = resumed(place, resource, run, writer, planned.scopes)
        for label in planned.gone:
            writer.add_scope(label, 0, GONE)
        manifest = asyncio.run(carry(reading, run, writer, scopes, request.allow_shrink, progress))
        _load(place, resource, manifest, run)
    return run


def _ingest_editions(place: Workplace, resource: ResourceDeclaration, source: SourceSettings, request: Request) -> Run:
    """Load the editions that are newer than the last one loaded, oldest first.

    An edition that is refused does not hold up a newer one: it stays in the ledger as a failure, its original in the
    lake. A subject whose newest edition was refused fails the whole.
    """
    system = place.catalog.system(resource.system)
    bodies = place.catalog.bodies.selected(request.orgaos)
    siglas, subjects = tuple(body.sigla for body in bodies), _subjects(resource, bodies)
    with holding(place, resource, "ingest") as books, ExitStack() as stack:
        memory = {} if request.complete else books.memory(resource)
        run, arrivals, failed = new_run(resource, "ingest", siglas), _Arrivals(), dict[str, SourceError]()
        try:
            with recorded(place, books, run):
                channel = stack.enter_context(open_channel(system, source))
                arrivals = _arrivals(channel, subjects, memory)
                if arrivals.pending:
                    _ingest_edition(place, resource, run, channel, arrivals.pending[0], request.allow_shrink)
                elif arrivals.never:
                    raise _never_arrived(arrivals.never)
                else:
                    _nothing_new(books, len(subjects), run)
        except SourceError as error:
            if len(arrivals.pending) < 2:
                raise
            failed[arrivals.pending[0].scope.label] = error
        for item in arrivals.pending[1:]:
            run = new_run(resource, "ingest", siglas)
            try:
                with recorded(place, books, run):
                    _ingest_edition(place, resource, run, channel, item, request.allow_shrink)
                failed.pop(item.scope.label, None)
            except SourceError as error:
                failed[item.scope.label] = error
        if not failed and arrivals.pending and arrivals.never:
            with recorded(place, books, new_run(resource, "ingest", siglas)):
                raise _never_arrived(arrivals.never)
        for refused in failed.values():
            raise refused
        return run


@dataclass(frozen=True, slots=True)
class _Pending:
    """One edition to load, and the scope that it replaces."""

    scope: Scope
    edition: Edition


@dataclass(frozen=True, slots=True)
class _Arrivals:
    """The editions to load, oldest first, and the subjects of which none ever arrived."""

    pending: tuple[_Pending, ...] = ()
    never: tuple[str, ...] = ()


def _arrivals(channel: Channel, subjects: list[str], memory: Memory) -> _Arrivals:
    found: list[_Pending] = []
    never: list[str] = []
    for subject in subjects:
        known = memory.get(Scope({SUBJECT: subject}).label)
        editions = channel.editions(subject, known)
        if not editions and known is None:
            never.append(subject)
        found += [_Pending(Scope({SUBJECT: subject}, edition.cursor), edition) for edition in editions]
    found.sort(key=lambda item: (item.edition.arrived_at, item.edition.cursor))
    return _Arrivals(tuple(found), tuple(never))


def _never_arrived(subjects: tuple[str, ...]) -> SourceError:
    named = ", ".join(f"«{subject}»" for subject in subjects[:5])
    return SourceError(
        f"Nenhum relatório chegou ainda com o assunto {named}",
        todo="Confira no portal se o envio está agendado e se o assunto é exatamente este, ou corrija-o em sources/.",
    )


def _ingest_edition(
    place: Workplace, resource: ResourceDeclaration, run: Run, channel: Channel, item: _Pending, allow_shrink: bool
) -> None:
    writer = _writer(place, run, resource)
    folder = place.settings.home / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        original = Path(aside) / f"original{item.edition.kind}"
        channel.fetch(item.edition, original)
        writer.keep_original(original, item.edition.kind)
        reading = FileReading(resource, original, item.edition.kind)
        manifest = asyncio.run(carry(reading, run, writer, [item.scope], allow_shrink, None))
    _load(place, resource, manifest, run)


def _nothing_new(books: Books, subjects: int, run: Run) -> None:
    run.scopes_unchanged = subjects
    run.succeed()
    books.finish(run)


def _subjects(resource: ResourceDeclaration, bodies: tuple[Body, ...]) -> list[str]:
    """Return the subjects of a report's messages; one that names `{orgao}` is there once per body that has a UG."""
    named = [
        text.format(orgao=body.chave)
        for loop in resource.per
        if isinstance(loop, ValuesLoop)
        for text in loop.values
        for body in bodies
        if body.ugs or text == text.format(orgao="")
    ]
    return list(dict.fromkeys(named))


def _load(place: Workplace, resource: ResourceDeclaration, manifest: lake.Manifest, run: Run) -> None:
    with engine_of(place.warehouse_url).loading() as loader:
        place = with_the_key(place, loader, resource)
        loader.lock(resource)
        loader.apply(delivery_of(place, resource, manifest), run)
        run.succeed()
        loader.record(run)


def _writer(
    place: Workplace, run: Run, resource: ResourceDeclaration, sift: Callable[[pa.Table], pa.Table] | None = None
) -> lake.RunWriter:
    folder = lake.run_folder(resource.system, resource.name, run.started_at)
    writer = lake.RunWriter(place.storage, folder, run.run_id, bronze_schema(resource), sift=sift)
    run.lake_path, run.rows_announced = writer.manifest_name, None
    return writer


def _enabled_source(place: Workplace, system: SystemDeclaration) -> SourceSettings:
    source = load_source_settings(system.name, place.settings.project_dir)
    if not source.enabled:
        raise ConfigurationError(
            f"A fonte {system.title} está desligada",
            todo=f"Ligue-a com GOVHUB_SOURCE_{system.name.upper()}_ENABLED=true.",
        )
    return source
