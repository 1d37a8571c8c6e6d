"""Facts for the tests of alerts, each with what the test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from govhub.alerts.judging import Limits
from govhub.alerts.problems import Problem
from govhub.alerts.state import ResourceFacts, RunFact
from govhub.warehouse.alert_register import Alert
from govhub.warehouse.task_failures import TaskFailure

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # a Wednesday, 12h00 in Brasília
LIMITS = Limits(volume_drop=0.5, transform_after=timedelta(hours=30))


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def run(status: str = "sucesso", hours: float = 1, **given: Any) -> RunFact:
    """A run that ended so many hours ago, after ten minutes."""
    ended = None if status == "executando" else ago(hours)
    return RunFact(status=status, started_at=ago(hours + 1 / 6), finished_at=ended, **given)


def resource(*runs: RunFact, name: str = "contratos", **given: Any) -> ResourceFacts:
    """A resource with these runs, newest first; its last good load is among them."""
    good = next((one for one in runs if one.good), None)
    failed = [one for one in runs if one.failed and (good is None or one.started_at > good.started_at)]
    known = {
        "last_good": good and good.finished_at,
        "failing_since": failed[-1].finished_at if failed else None,
        "first_run": runs[-1].started_at if runs else None,
    }
    return ResourceFacts("compras_gov", name, "Compras.gov.br", 48, runs=runs, **{**known, **given})


def task(dag: str, name: str, hours: float = 1) -> TaskFailure:
    return TaskFailure(dag, name, ago(hours), ago(hours), "scheduled__2026-11-25T05:00:00+00:00", "A tarefa quebrou.")


def problem(kind: Any = "falha", place: str = "compras_gov/contratos", **given: Any) -> Problem:
    known = {"group": "Compras.gov.br", "since": ago(3), "what": "O Compras.gov não respondeu.", "todo": "Espere."}
    return Problem(kind=kind, place=place, **{**known, **given})


def alert(of: Problem, **given: Any) -> Alert:
    known = {"what": of.what, "since": of.since, "noticed_at": ago(2)}
    return Alert(of.fingerprint, of.kind, of.place, of.item, **{**known, **given})
