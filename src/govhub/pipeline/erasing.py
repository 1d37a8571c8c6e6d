"""Taking a person out of everything: bronze and what was built from it in one transaction, the lake around it.

Only systems whose declared rule (privacidade.yaml) is `apaga` are touched. The lake can't share the transaction, so its
redacted runs are written before it and the former ones removed after it: whatever interrupts this, asking again ends it.
Resources wait for their locks, so no load runs meanwhile. What keeps a person only under another code, such as a
`matricula`, follows when models are next built: each resource that changed gets a ledger row as if rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import Connection

from govhub.catalog import ResourceDeclaration
from govhub.catalog.purposes import Purpose
from govhub.errors import ConfigurationError
from govhub.lake import editions
from govhub.lake import erasure_notes as notes
from govhub.lake import runs as lake
from govhub.lake.redaction import write_redacted
from govhub.lake.retention import remove_refused, remove_run, sweep_incomplete
from govhub.pipeline.recording import new_run
from govhub.pipeline.workplace import Workplace
from govhub.privacy.identifiers import pseudonym
from govhub.privacy.redaction import People, redact, without_scopes
from govhub.warehouse import erasures, keymark, renewing
from govhub.warehouse.connection import connect
from govhub.warehouse.erasures import Erasure, Touched
from govhub.warehouse.keymark import key_mark
from govhub.warehouse.ledger import record_rebuilt
from govhub.warehouse.locks import exclusive
from govhub.warehouse.staging import align


@dataclass(frozen=True, slots=True)
class Reached:
    """What an erasure touched: tables, runs of the lake, remembered requests, and loose files of the lake removed."""

    tables: tuple[Touched, ...]
    runs: tuple[Touched, ...]
    scopes: int
    files_removed: int = 0

    @property
    def anything(self) -> bool:
        """Whether the person was anywhere."""
        return bool(self.tables or self.runs or self.scopes)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by place: those that went and those in which a mention went."""
        return {item.place: item.dropped + item.blanked for item in (*self.tables, *self.runs)}


def erasable(place: Workplace, purposes: Mapping[str, Purpose]) -> tuple[str, ...]:
    """Return the systems that a person may be erased from.

    Raises: ConfigurationError for one that comes as files: they are kept as they arrived, so nobody could be left out.
    """
    found = tuple(name for name in place.catalog.systems if name in purposes and purposes[name].eliminacao == "apaga")
    for resource in _resources(place, found):
        if resource.protocol == "files":
            raise ConfigurationError(
                "De um sistema que chega em arquivos ninguém pode ser eliminado: eles são guardados como vieram; nada mudou",
                where=f"privacidade.yaml, {resource.system}",
                todo="Use 'eliminacao: conserva'.",
            )
    return found


def people_of(place: Workplace, systems: Iterable[str], digits: str) -> People:
    """Return a person as the identifiers of these systems know them."""
    contexts = _contexts(place, systems)
    return People(
        frozenset(pseudonym(place.privacy_key, context, digits) for context in contexts), contexts, place.privacy_key
    )


def known_people(place: Workplace, systems: Iterable[str], pseudonyms: Iterable[str]) -> People:
    """Return people of whom only the pseudonyms are known."""
    return People(frozenset(pseudonyms), _contexts(place, systems), place.privacy_key)


def count_reach(place: Workplace, systems: tuple[str, ...], people: People) -> Reached:
    """Return what erasing would touch; nothing changes. Reads every file of these systems in the lake."""
    resources = _resources(place, systems)
    runs = [touched for resource in resources for _, _, touched in _runs_with(place, resource, people)]
    with connect(place.warehouse_url, application="govhub privacy") as connection:
        connection.read_only = True
        _check_key(connection, place)
        tables = [erasures.erase_in_bronze(connection, each, people.pseudonyms, dry=True) for each in resources]
        columns = renewing.columns_with_pseudonyms(connection)
        built = erasures.erase_in_built(connection, columns, people.pseudonyms, dry=True)
        scopes = erasures.forget_scopes(connection, list(systems), people.are_named_in, dry=True)
    return Reached((*(item for item in tables if item), *built), tuple(runs), scopes)


def erase(place: Workplace, people: People, erasure: Erasure, *, standing: bool = True) -> Reached:
    """Erase people from the systems of a request and write it down, in the warehouse and beside the lake.

    One that is not `standing` keeps nobody from coming again, and a restore does not repeat it.
    Raises: GovhubError; the warehouse is then as it was, and the same call again ends what it began in the lake.
    """
    resources = _resources(place, erasure.systems)
    with connect(place.warehouse_url, application="govhub privacy") as control, ExitStack() as locks:
        _check_key(control, place)
        for resource in resources:
            locks.enter_context(exclusive(control, resource))
        control.commit()  # the locks are the session's; nothing is kept from being vacuumed meanwhile
        runs = []
        for resource in resources:
            for name, manifest, touched in [*_runs_with(place, resource, people)]:
                _redact_run(place, resource, (name, manifest), people)
                runs.append(touched)
        names = _manifest_names(place, resources)
        with connect(place.warehouse_url, application="govhub privacy") as connection:
            connection.execute(keymark.SHARE_KEY)
            _check_key(connection, place)
            reached = _erase_in_warehouse(connection, resources, erasure.systems, people)
            reached = replace(reached, runs=tuple(runs))
            erasures.move_paths(connection, editions.former_names(names))
            erasure = replace(erasure, counts=reached.counts)
            erasures.record_erasure(connection, erasure, standing=standing)
        if standing:
            notes.write_note(place.storage, erasure.id, asdict(erasure))
        return replace(reached, files_removed=_remove_loose(place, resources, editions.superseded(names)))


def end_interrupted(place: Workplace, systems: Iterable[str]) -> int:
    """Remove the former runs of the lake that an interrupted erasure left beside redacted ones; return how many files."""
    names = _manifest_names(place, _resources(place, systems))
    return sum(remove_run(place.storage, name) for name in editions.superseded(names))


def _erase_in_warehouse(
    connection: Connection[Any], resources: list[ResourceDeclaration], systems: Iterable[str], people: People
) -> Reached:
    columns = renewing.columns_with_pseudonyms(connection)
    renewing.lock_tables(connection, resources, columns)
    tables = []
    for resource in resources:
        touched = erasures.erase_in_bronze(connection, resource, people.pseudonyms, dry=False)
        if touched is None:
            continue
        tables.append(touched)
        run = new_run(resource, "replay", ("eliminação",))
        run.rows_fetched = run.rows_updated = touched.dropped + touched.blanked
        run.succeed()
        record_rebuilt(connection, run)
    tables += erasures.erase_in_built(connection, columns, people.pseudonyms, dry=False)
    scopes = erasures.forget_scopes(connection, list(systems), people.are_named_in, dry=False)
    return Reached(tuple(tables), (), scopes)


def _runs_with(
    place: Workplace, resource: ResourceDeclaration, people: People
) -> Iterator[tuple[str, lake.Manifest, Touched]]:
    """Yield the runs of the lake that hold people, or were asked about them."""
    for name, manifest in lake.manifests_by_name(place.storage, resource.system, resource.name).items():
        dropped = blanked = 0
        for part in lake.read_parts(place.storage, manifest):
            redacted = redact(align(part, resource), resource, people)
            dropped, blanked = dropped + redacted.dropped, blanked + redacted.blanked
        scopes = lake.read_scopes(place.storage, manifest)
        if dropped or blanked or len(without_scopes(scopes, people)) < len(scopes):
            yield name, manifest, Touched(f"lake {resource.system}/{resource.name} {manifest.run_id}", dropped, blanked)


def _redact_run(
    place: Workplace, resource: ResourceDeclaration, run: tuple[str, lake.Manifest], people: People
) -> None:
    name, manifest = run
    parts = (redact(align(part, resource), resource, people).rows for part in lake.read_parts(place.storage, manifest))
    scopes = without_scopes(lake.read_scopes(place.storage, manifest), people)
    write_redacted(place.storage, name, manifest, parts, scopes)


def _manifest_names(place: Workplace, resources: list[ResourceDeclaration]) -> list[str]:
    """Return the manifests that there are, those that an interrupted erasure or a restore left beside redacted ones too."""
    return [name for each in resources for name in lake.manifest_names(place.storage, each.system, each.name)]


def _remove_loose(place: Workplace, resources: list[ResourceDeclaration], former: Iterable[str]) -> int:
    """Remove the former runs, and what can't be redacted: runs that never ended and answers refused on arrival."""
    removed = sum(remove_run(place.storage, name) for name in former)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for resource in resources:
        removed += len(sweep_incomplete(place.storage, resource.system, resource.name, tomorrow))
        removed += remove_refused(place.storage, resource.system, resource.name, tomorrow)
    return removed


def _check_key(connection: Connection[Any], place: Workplace) -> None:
    known = connection.execute(keymark.READ_MARK).fetchone()
    if known is not None and known[0] != key_mark(place.privacy_key):
        raise ConfigurationError(
            "GOVHUB_PRIVACY_KEY não é a chave dos pseudônimos do warehouse; ninguém seria encontrado e nada mudou",
            todo="Use a chave guardada e repita.",
        )


def _contexts(place: Workplace, systems: Iterable[str]) -> tuple[str, ...]:
    found = {field.context or "" for resource in _resources(place, systems) for field in resource.identifiers}
    return tuple(sorted(found))


def _resources(place: Workplace, systems: Iterable[str]) -> list[ResourceDeclaration]:
    """Return the resources of systems that know people, in the order of their names so that locks are taken in one."""
    wanted = [place.catalog.system(name) for name in systems]
    found = [each for system in wanted for each in system.resources.values() if each.identifiers]
    return sorted(found, key=lambda resource: resource.table)
