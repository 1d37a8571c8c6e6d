"""The standard connector tests: what holds for every resource of every source, whatever its protocol."""

from __future__ import annotations

import re

import pytest

from govhub.catalog import ResourceDeclaration
from govhub.errors import SourceError
from govhub.pipeline import replay_resource

from .conftest import Walked
from .disturbances import PASSING, disturbances, lasting, path_of


def test_every_row_is_written_in_declared_columns_and_counted(walked: Walked) -> None:
    """Declared types hold (another would have stopped the load), nothing is undeclared, and no row is lost.

    One source sends a column whose name is a date (`indicador_consolidado`): that one is rightly told.
    """
    problems = []
    for resource in walked.resources:
        run, live = walked.runs[resource.name], walked.count(resource)
        if run.status != "sucesso" or run.rows_fetched == 0:
            problems.append(f"{resource.name}: {run.status}, {run.rows_fetched} linhas")
        if [name for name in run.drift if not (resource.name == "indicador_consolidado" and name[:2] == "20")]:
            problems.append(f"{resource.name}: campos sem declaração: {run.drift}")
        if run.rows_announced not in {None, run.rows_fetched}:
            problems.append(f"{resource.name}: anunciadas {run.rows_announced}, recebidas {run.rows_fetched}")
        if resource.protocol != "files" and run.rows_inserted + run.rows_duplicate != run.rows_fetched:
            problems.append(f"{resource.name}: {run.rows_inserted} + {run.rows_duplicate} != {run.rows_fetched}")
        if resource.protocol != "files" and live != run.rows_inserted:
            problems.append(f"{resource.name}: {live} linhas vivas, {run.rows_inserted} inseridas")

    assert not problems, "\n".join(problems)
    assert len(walked.runs) == len(walked.system.resources)


def test_a_second_run_through_every_fault_that_passes_loses_and_writes_nothing(walked: Walked) -> None:
    """Each kind of fault strikes each resource once; every one is tried again, and the answer is that of before."""
    problems = []
    for resource in walked.resources:
        for kind, fault in PASSING if resource.protocol != "files" else ():
            walked.simulator.arm(kind, path_of(resource), **fault)
        before = walked.count(resource)
        run = walked.ingest(resource, complete=resource.protocol != "files", attempts=20, timeout_s=0.6)
        struck = walked.simulator.disarm()
        written = (run.rows_inserted, run.rows_updated, run.rows_deleted)
        if written != (0, 0, 0) or (resource.protocol != "files" and run.rows_unchanged != before):
            problems.append(f"{resource.name}: {written}, {run.rows_unchanged} de {before} iguais")
        again = sum(struck.values()) - struck.get("slow", 0)
        if resource.protocol != "files" and not 4 <= again <= run.retries:
            problems.append(f"{resource.name}: {struck}, {run.retries} novas tentativas")

    assert not problems, "\n".join(problems)


def test_a_fault_that_lasts_fails_cleanly_and_bronze_stands(walked: Walked) -> None:
    problems = []
    for resource in walked.services:
        before = _fingerprint(walked, resource)
        for kind, fault in lasting(walked, resource):
            walked.simulator.arm(kind, path_of(resource), count=None, **fault)
            try:
                run = walked.ingest(resource, attempts=2)
            except SourceError as error:
                sentence = str(error)
            else:
                problems.append(f"{resource.name} {kind} {fault}: {run.status}")
                continue
            finally:
                walked.simulator.disarm()
            told = walked.warehouse.rows(
                "select status, error, rows_inserted + rows_updated + rows_deleted as written, finished_at is not null as ended"
                " from bronze._runs where resource = %s order by started_at desc limit 1",
                resource.name,
            )
            if told != [{"status": "falha", "error": sentence, "written": 0, "ended": True}]:
                problems.append(f"{resource.name} {kind} {fault}: {told}, {sentence}")
        if _fingerprint(walked, resource) != before:
            problems.append(f"{resource.name}: o bronze mudou")

    assert not problems, "\n".join(problems)


def test_an_interrupted_reading_goes_on_where_it_stopped(walked: Walked, monkeypatch: pytest.MonkeyPatch) -> None:
    """The resource of most requests breaks off in their middle; the next run asks only for what is missing."""
    runs = {resource.name: walked.runs[resource.name] for resource in walked.services}
    one_by_one = [r for r in walked.services if not any(getattr(loop, "batch", None) for loop in r.per)]
    several = [resource for resource in one_by_one if runs[resource.name].scopes >= 4]
    if not several:  # files: each edition is a run of its own; TransfereGov asks for many parents, or years, at once
        assert walked.system.name == "tesouro_gerencial" or walked.system.pool == "transferegov"
        return
    chosen = max(several, key=lambda resource: runs[resource.name].requests)
    before, whole = _fingerprint(walked, chosen), runs[chosen.name].requests
    monkeypatch.setenv(f"GOVHUB_SOURCE_{walked.system.name.upper()}_CONCURRENCY", "1")
    walked.simulator.arm("status", path_of(chosen), count=None, status=500, skip=whole // 2)
    with pytest.raises(SourceError):
        walked.ingest(chosen, attempts=1)
    walked.simulator.disarm()

    run = walked.ingest(chosen)

    assert (run.status, run.scopes) == ("sucesso", runs[chosen.name].scopes)
    assert 0 < run.requests < whole
    assert _fingerprint(walked, chosen) == before


def test_a_changed_row_rewrites_exactly_one_and_a_row_that_left_is_marked(walked: Walked) -> None:
    """One answer comes with its first row changed and its last one gone; the next reading finds both as they were."""
    problems, changed, dropped = [], 0, 0
    for resource in walked.services:
        for kind, fault in disturbances(walked, resource):
            walked.simulator.arm(kind, path_of(resource), **fault)
            run = walked.ingest(resource)
            if not walked.simulator.disarm().get(kind):
                continue
            marks = resource.load == "snapshot" and kind != "changed_row"
            expected = (0, int(kind != "dropped_row"), int(marks))
            found = (run.rows_inserted, run.rows_updated, run.rows_deleted)
            changed, dropped = changed + expected[1], dropped + expected[2]
            if found != expected or walked.count(resource, "_deleted_at is not null") != expected[2]:
                problems.append(f"{resource.name} {kind} {fault}: {found}")
            back = walked.ingest(resource)
            if (back.rows_inserted, back.rows_updated) != (0, expected[1] + expected[2]):
                problems.append(f"{resource.name}: {back.rows_inserted, back.rows_updated} voltaram")
            break

    assert not problems, "\n".join(problems)
    assert changed >= 0.6 * len(walked.services)
    assert dropped > 0 or not walked.services


def test_replay_rebuilds_every_table_without_calling_the_source(walked: Walked) -> None:
    before = {resource.name: _data(walked, resource) for resource in walked.resources}
    walked.simulator.reset_metrics()

    for resource in walked.resources:
        replay_resource(walked.warehouse.place, walked.system.name, resource.name)

    assert walked.simulator.metrics()["requests"] == 0
    different = [resource.name for resource in walked.resources if _data(walked, resource) != before[resource.name]]
    assert different == []


def test_t83_no_identifier_of_a_person_and_no_secret_is_in_any_log_or_message(walked: Walked) -> None:
    lines = "\n".join(walked.journal.lines) + "\n".join(
        str(row["error"]) for row in walked.warehouse.rows("select error from bronze._runs where error is not null")
    )
    persons = {
        re.sub(r"\D", "", row["value"])
        for resource in walked.resources
        for identifier in resource.identifiers
        for row in walked.warehouse.rows(
            f"select distinct {identifier.name} as value from bronze.{resource.table}"
            f" where {identifier.name}_pseudonimo is not null limit 200"
        )
    }
    secrets = {
        value
        for name, value in walked.simulator.environment().items()
        if name.endswith(("_PASSWORD", "_TOKEN", "_CPF")) and len(value) > 5
    }

    assert [digits for digits in persons | secrets if digits in lines] == []
    assert walked.journal.lines
    if walked.system.name in {
        "siape",
        "compras_gov",
        "tesouro_gerencial",
    }:  # the others mask at the source, or hold none
        assert persons


@pytest.mark.parametrize("per_second", [40])
def test_the_agreed_pace_is_never_exceeded(walked: Walked, monkeypatch: pytest.MonkeyPatch, per_second: int) -> None:
    chosen = min(walked.resources, key=lambda resource: abs(walked.runs[resource.name].requests - 80))
    monkeypatch.setenv(f"GOVHUB_SOURCE_{walked.system.name.upper()}_PER_MINUTE", str(per_second * 60))
    monkeypatch.setenv(f"GOVHUB_SOURCE_{walked.system.name.upper()}_CONCURRENCY", "2")
    walked.simulator.reset_metrics()

    walked.ingest(chosen)

    metrics = walked.simulator.metrics()
    assert metrics["max_in_flight"] <= 2
    assert 0 < metrics["max_per_second"] <= per_second * 1.1 + 1  # what a tenth of a second may hold comes on top


def _fingerprint(walked: Walked, resource: ResourceDeclaration) -> object:
    """Every row with its columns of run and time: equal only if nothing at all was written."""
    table = f"bronze.{resource.table}"
    return walked.warehouse.one(f"select coalesce(sum(hashtextextended(t::text, 0)), 0) from {table} as t")


def _data(walked: Walked, resource: ResourceDeclaration) -> list[object]:
    columns = ", ".join(field.name for field in resource.columns)
    return walked.warehouse.rows(
        f"select {columns}, _scope, _hash, _deleted_at is null as live from bronze.{resource.table}"
        f" order by {', '.join(resource.key)}"
    )
