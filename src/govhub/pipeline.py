"""The one place where extraction, lake, privacy and warehouse meet: one resource, from source to bronze.

    ingest_resource    source -> lake (manifest last) -> bronze, with the ledger in the same transaction
    replay_resource    lake -> bronze, no source called

Kill it anywhere and run it again: a run without manifest never existed, a load without commit neither.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pyarrow as pa
from psycopg import Connection

from govhub.catalog import Body, Catalog, ParentKeys, ResourceDeclaration, SystemDeclaration
from govhub.catalog.declaration import IDENTIFIER_SUFFIXES
from govhub.errors import ConfigurationError, GovhubError, InternalError
from govhub.extraction.answers import BadAnswer, Page, Scope
from govhub.extraction.rest import RestReading
from govhub.extraction.rows import bronze_schema
from govhub.lake import runs as lake
from govhub.lake.storage import Storage
from govhub.privacy import identifiers
from govhub.settings import Settings, load_source_settings
from govhub.warehouse import ledger
from govhub.warehouse.connection import connect
from govhub.warehouse.ledger import Run
from govhub.warehouse.loader import BronzeLoader, Delivery, KeyConflict, ShrinkRefused, loading
from govhub.warehouse.locks import exclusive
from govhub.warehouse.parents import parent_keys
from govhub.warehouse.setup import register_bodies
from govhub.warehouse.staging import align, with_hash

logger = logging.getLogger(__name__)

Progress = Callable[[int, int | None], None]
"""Called with scopes done and scopes in all, as the reading goes on."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """What every run needs: settings, declarations, lake, and the warehouse's address."""

    settings: Settings
    catalog: Catalog
    storage: Storage
    warehouse_url: str
    privacy_key: bytes

    @classmethod
    def of(cls, settings: Settings, catalog: Catalog, warehouse_url: str | None = None) -> Workplace:
        """Gather it from the settings; `warehouse_url` replaces theirs (Airflow has its own connection)."""
        return cls(
            settings=settings,
            catalog=catalog,
            storage=Storage(settings.lake_url),
            warehouse_url=warehouse_url or settings.require("warehouse_url"),
            privacy_key=settings.require("privacy_key").encode(),
        )


def ingest_resource(
    place: Workplace,
    system: str,
    resource: str,
    *,
    orgaos: tuple[str, ...] = (),
    allow_shrink: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Read one resource from its source and bring bronze up to date; return the ledger's row.

    `orgaos` limits the reading to bodies of orgaos.yaml (all of them by default).
    Raises: GovhubError; bronze is then as it was before and the ledger holds the same sentence.
    """
    declaration = place.catalog.resource(system, resource)
    bodies = place.catalog.bodies.selected(orgaos or place.settings.orgaos)
    run = _new_run(declaration, "ingest", tuple(body.sigla for body in bodies))
    with _recorded(place, declaration, run) as control:
        register_bodies(control, place.catalog.bodies.orgaos)
        control.commit()
        scopes = _scopes(control, place.catalog.system(system), declaration, bodies)
        control.commit()
        manifest = asyncio.run(_extract(place, declaration, run, scopes, allow_shrink, progress))
        with loading(place.warehouse_url) as loader:
            loader.lock(declaration)
            loader.apply(_delivery(place, declaration, manifest), run)
            run.succeed()
            loader.record(run)
    return run


def replay_resource(place: Workplace, system: str, resource: str, *, run_id: str | None = None) -> Run:
    """Rebuild a bronze table from every run that the lake holds, or load one run that never reached bronze.

    Runs that failed after they were extracted are not replayed, unless named: bronze never held them.
    Raises: GovhubError; bronze is then as it was before.
    """
    declaration = place.catalog.resource(system, resource)
    run = _new_run(declaration, "replay", ("lake",))
    with _recorded(place, declaration, run) as control:
        known = ledger.statuses(control, system, resource)
        control.commit()
        manifests = _manifests(place, declaration, known, run_id)
        with loading(place.warehouse_url) as loader:
            loader.lock(declaration)
            if run_id is None:
                loader.empty(declaration)
            for manifest in manifests:
                _apply_again(
                    place, loader, declaration, manifest, run, must_hold=run_id is not None or manifest.run_id in known
                )
            run.succeed()
            loader.record(run)
    return run


@contextmanager
def _recorded(place: Workplace, resource: ResourceDeclaration, run: Run) -> Iterator[Connection[Any]]:
    """Hold the resource's lock and keep the ledger true, whatever happens inside."""
    where = f"{resource.system}/{resource.name}, execução {run.run_id}"
    with (
        connect(place.warehouse_url, application=f"govhub {run.kind} {resource.table}") as control,
        exclusive(control, resource),
    ):
        ledger.start_run(control, run)
        control.commit()
        try:
            yield control
        except GovhubError as error:
            run.fail(str(error.at(where)))
            _record_failure(place, run)
            raise
        except Exception as error:
            failure = InternalError(
                f"Falha inesperada do Gov Hub ({type(error).__name__}); nada foi gravado",
                where=where,
                todo="Abra um chamado com o número da execução e o registro em .govhub/logs.",
            )
            run.fail(str(failure))
            _record_failure(place, run)
            raise failure from error
        except BaseException:
            run.fail(
                f"A execução foi interrompida por quem a iniciou; nada foi gravado ({where}). Basta rodá-la de novo."
            )
            run.status = "interrompida"
            _record_failure(place, run)
            raise


def _record_failure(place: Workplace, run: Run) -> None:
    """Write the failure over a connection of its own: the other one may be what failed."""
    try:
        with connect(place.warehouse_url, application="govhub ledger") as connection:
            connection.execute(ledger.finish_statement(run))
    except GovhubError as error:
        # The row stays 'executando'; the next run of the resource closes it as 'interrompida'.
        logger.error("A falha da execução %s não pôde ser registrada: %s", run.run_id, error)


def _new_run(resource: ResourceDeclaration, kind: ledger.Kind, orgaos: tuple[str, ...]) -> Run:
    now = datetime.now(UTC)
    return Run(
        run_id=f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}",
        system=resource.system,
        resource=resource.name,
        kind=kind,
        orgaos=",".join(orgaos),
        started_at=now,
    )


def _scopes(
    control: Connection[Any], system: SystemDeclaration, resource: ResourceDeclaration, bodies: tuple[Body, ...]
) -> list[Scope]:
    if isinstance(resource.per, ParentKeys):
        parent = system.resources[resource.parents[0]]
        within = None if parent.per == "once" else [scope.label for scope in _body_scopes(parent, bodies)]
        return [Scope({resource.per.param: key}) for key in parent_keys(control, system, resource, within)]
    return _body_scopes(resource, bodies)


def _body_scopes(resource: ResourceDeclaration, bodies: tuple[Body, ...]) -> list[Scope]:
    if resource.per == "ug":
        return [Scope({"ug": ug}) for body in bodies for ug in body.ugs]
    if resource.per == "orgao":
        without = [body.sigla for body in bodies if body.siafi is None]
        if without:
            raise ConfigurationError(
                f"O órgão {without[0]} não tem o código siafi em orgaos.yaml", todo="Preencha-o e tente de novo."
            )
        return [Scope({"orgao": str(body.siafi)}) for body in bodies]
    return [Scope({})]


async def _extract(
    place: Workplace,
    resource: ResourceDeclaration,
    run: Run,
    scopes: list[Scope],
    allow_shrink: bool,
    progress: Progress | None,
) -> lake.Manifest:
    """Read every scope into the lake; the manifest, written last, makes the run exist."""
    system = place.catalog.system(resource.system)
    source = load_source_settings(resource.system, place.settings.project_dir)
    if not source.enabled:
        raise ConfigurationError(
            f"A fonte {system.title} está desligada",
            todo=f"Ligue-a com GOVHUB_SOURCE_{system.name.upper()}_ENABLED=true.",
        )
    folder = lake.run_folder(resource.system, resource.name, run.started_at)
    writer = lake.RunWriter(place.storage, folder, run.run_id, bronze_schema(resource))
    run.lake_path, run.rows_announced = writer.manifest_name, None
    reading = RestReading(system, resource, source)
    drift: set[str] = set()
    try:
        async for item in reading.pages(scopes):
            if isinstance(item, Page):
                run.pages += 1
                writer.add(item.table)
                _warn_of_drift(resource, item.unknown_fields - drift)
                drift |= item.unknown_fields
                continue
            run.scopes += 1
            writer.add_scope(item.scope.label, item.rows)
            if item.rows_announced is not None:
                run.rows_announced = (run.rows_announced or 0) + item.rows_announced
            if progress:
                progress(run.scopes, len(scopes))
    except BadAnswer as error:
        if error.body:
            writer.keep_refused(error.body)
        run.rows_rejected += 1
        raise
    finally:
        run.requests, run.retries, run.bytes = reading.effort.requests, reading.effort.retries, reading.effort.bytes
        run.rows_fetched, run.drift = writer.rows, sorted(drift)
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


def _warn_of_drift(resource: ResourceDeclaration, fields: frozenset[str]) -> None:
    for name in sorted(fields):
        logger.warning(
            "A fonte passou a enviar o campo %s em %s/%s, que a declaração não conhece; o valor foi guardado em _extras.",
            name,
            resource.system,
            resource.name,
        )


def _delivery(place: Workplace, resource: ResourceDeclaration, manifest: lake.Manifest) -> Delivery:
    """Return a run as the loader takes it; its parts are read from the lake one by one, when they are needed."""
    schema = _prepared(bronze_schema(resource).empty_table(), resource, place.privacy_key).schema

    def batches() -> Iterator[pa.RecordBatch]:
        for part in lake.read_parts(place.storage, manifest):
            yield from _prepared(part, resource, place.privacy_key).to_batches()

    return Delivery(
        resource=resource,
        run_id=manifest.run_id,
        extracted_at=manifest.extracted_at,
        batches=pa.RecordBatchReader.from_batches(schema, batches()),
        rows=manifest.rows,
        scopes=lake.read_scopes(place.storage, manifest),
        allow_shrink=manifest.allow_shrink,
    )


def _prepared(part: pa.Table, resource: ResourceDeclaration, privacy_key: bytes) -> pa.Table:
    """Return a lake part in staging columns: declared, pseudonyms and masks, `_scope`, `_extras`, `_hash`."""
    table = align(part, resource)
    position = len(resource.fields)
    pseudonym, mask = IDENTIFIER_SUFFIXES
    for field in resource.identifiers:
        values = table.column(field.name)
        pseudonyms = identifiers.pseudonym_column(values, privacy_key, field.context or "")
        table = table.add_column(position, field.name + pseudonym, pseudonyms)
        table = table.add_column(position + 1, field.name + mask, identifiers.mask_column(values))
        position += 2
    return with_hash(table)


def _manifests(
    place: Workplace, resource: ResourceDeclaration, known: dict[str, str], run_id: str | None
) -> list[lake.Manifest]:
    manifests = lake.list_manifests(place.storage, resource.system, resource.name)
    where = f"{resource.system}/{resource.name}"
    if run_id is None:
        good = [manifest for manifest in manifests if known.get(manifest.run_id, "sucesso").startswith("sucesso")]
        if not good:
            raise ConfigurationError(
                "O lake não tem nenhuma execução completa", where=where, todo="Rode antes `govhub ingest`."
            )
        return good
    chosen = [manifest for manifest in manifests if manifest.run_id == run_id]
    if not chosen:
        raise ConfigurationError(
            f"O lake não tem a execução {run_id} completa", where=where, todo="Confira com `govhub runs`."
        )
    newer = [
        m
        for m in manifests
        if m.extracted_at > chosen[0].extracted_at and known.get(m.run_id, "").startswith("sucesso")
    ]
    if newer:
        raise ConfigurationError(
            f"A execução {run_id} é mais antiga que {newer[-1].run_id}, já carregada",
            where=where,
            todo="Para reconstruir a tabela inteira, rode `govhub replay` sem --run.",
        )
    return chosen


def _apply_again(
    place: Workplace,
    loader: BronzeLoader,
    resource: ResourceDeclaration,
    manifest: lake.Manifest,
    run: Run,
    *,
    must_hold: bool,
) -> None:
    """Apply one run of the lake. One that the ledger does not know is judged anew, as it was the first time."""
    run.rows_fetched += manifest.rows
    run.pages += manifest.pages
    run.scopes += manifest.scopes.rows
    try:
        loader.apply(_delivery(place, resource, manifest), run)
    except (KeyConflict, ShrinkRefused) as error:
        if must_hold:
            raise
        logger.warning("A execução %s não foi reaplicada: %s", manifest.run_id, error)
