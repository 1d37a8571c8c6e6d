"""From lake to bronze, no source called."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from psycopg import sql

from govhub.catalog import ResourceDeclaration
from govhub.errors import ConfigurationError
from govhub.lake import runs as lake
from govhub.pipeline.delivery import delivery_of
from govhub.pipeline.keeping import with_the_key
from govhub.pipeline.recording import holding, new_run, recorded
from govhub.pipeline.workplace import Workplace
from govhub.warehouse.address import require_postgresql
from govhub.warehouse.connection import connect
from govhub.warehouse.engine import Loader
from govhub.warehouse.engines import engine_of
from govhub.warehouse.ledger import Run
from govhub.warehouse.loader import BronzeLoader, KeyConflict, ShrinkRefused
from govhub.warehouse.upgrades import recreate_statements

logger = logging.getLogger(__name__)


def replay_resource(
    place: Workplace, system: str, resource: str, *, run_id: str | None = None, recreate: bool = False
) -> Run:
    """Rebuild a bronze table from every run that the lake holds, or load one run that never reached bronze.

    Runs that failed after they were extracted are not replayed, unless named: bronze never held them. With `recreate`
    the table itself is made anew, as it is declared now, which takes govhub_admin; its views are made again.
    Raises: GovhubError; bronze is then as it was before.
    """
    declaration = place.catalog.resource(system, resource)
    if recreate:
        require_postgresql(place.warehouse_url)  # elsewhere a table is dropped, made by `warehouse setup` and replayed
    run = new_run(declaration, "replay", ("lake",))
    with holding(place, declaration, "replay") as books, recorded(place, books, run):
        known = books.statuses(system, resource)
        needed = books.loaded_paths(system, resource) if run_id is None else []
        _refuse_holes(place, declaration, needed)
        manifests = _manifests(place, declaration, known, run_id)
        first, last = _recreation(place, declaration) if recreate else ((), ())
        url = place.settings.require("warehouse_admin_url") if recreate else place.warehouse_url
        with engine_of(url).loading() as loader:
            place = with_the_key(place, loader, declaration)
            loader.lock(declaration)
            _execute(loader, first)
            if run_id is None:
                loader.empty(declaration)
            for manifest in manifests:
                must_hold = run_id is not None or manifest.run_id in known
                _apply_again(place, loader, declaration, manifest, run, must_hold=must_hold)
            _execute(loader, last)
            run.succeed()
            loader.record(run)
    return run


def _execute(loader: Loader, statements: Sequence[sql.Composed]) -> None:
    """Run the statements that make a table anew; there are none but on PostgreSQL."""
    if statements:
        assert isinstance(loader, BronzeLoader)
        loader.execute(statements)


def _refuse_holes(place: Workplace, resource: ResourceDeclaration, needed: list[str]) -> None:
    """Refuse to rebuild a table from a lake that has lost runs which changed it: their rows would be gone for good."""
    here = set(lake.manifest_names(place.storage, resource.system, resource.name))
    lost = [path for path in needed if path not in here]
    if here and lost:
        raise ConfigurationError(
            f"O lake não tem mais {len(lost)} de {len(needed)} execuções que mudaram a tabela; nada foi refeito",
            where=f"{resource.system}/{resource.name}",
            todo="Devolva-as ao lake com `govhub restore`, de uma cópia que as tenha.",
        )


def _recreation(place: Workplace, resource: ResourceDeclaration) -> tuple[list[sql.Composed], list[sql.Composed]]:
    url = place.settings.require("warehouse_admin_url")
    with connect(url, application=f"govhub replay {resource.table}") as connection:
        return recreate_statements(connection, place.catalog.system(resource.system), resource)


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
    loader: Loader,
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
        loader.apply(delivery_of(place, resource, manifest), run)
    except (KeyConflict, ShrinkRefused) as error:
        if must_hold:
            raise
        logger.warning("A execução %s não foi reaplicada: %s", manifest.run_id, error)
