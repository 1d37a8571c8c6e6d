"""From what is known to what is wrong: pure, so that every rule can be read and tested alone.

One failure is one problem. What only follows from another is marked so: a resource that is late because its load, or that
of a parent, is failing; a build that stopped at a failed test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from govhub.alerts.problems import Kind, Problem
from govhub.alerts.state import ResourceFacts, State, TestFact
from govhub.alerts.volumes import fall_of
from govhub.moments import told
from govhub.transformation import PRODUCER, TRANSFORMATION
from govhub.warehouse.task_failures import TaskFailure

INGESTION = "ingest_"  # what the DAG of a source is called, with its system
RETRY_PATIENCE = timedelta(hours=2)  # a retry that did not come by then will not
RUN_PATIENCE = timedelta(hours=24)  # a run that has not ended by then was killed
BUILD_SPAN = timedelta(hours=6)  # tests fail before the task that runs them
BUILD_PATIENCE = timedelta(minutes=30)  # models that failed in a build are tried again alone


@dataclass(frozen=True, slots=True)
class Limits:
    """What is tolerated: which part of the usual rows may be missing, how long loads may wait for a build."""

    volume_drop: float
    transform_after: timedelta


def judge(state: State, now: datetime, limits: Limits) -> list[Problem]:
    """Return every problem that stands, the gravest kinds first.

    Shape: fingerprints are distinct.
    """
    failures = [problem for facts in state.resources if (problem := _failure(facts, now))]
    failing = {problem.place for problem in failures if not problem.follows}
    late = [problem for facts in state.resources if (problem := _staleness(facts, failing, now))]
    held_up = {place.split("/")[0] for place in (*failing, *(problem.place for problem in late))}
    return [
        *failures,
        *_tasks(state, failing, now),
        *map(_test, state.tests),
        *_waiting(state, held_up, now, limits),
        *late,
        *(problem for facts in state.resources if (problem := _fall(facts, limits))),
        *(problem for facts in state.resources for problem in _drift(facts)),
    ]


def _failure(facts: ResourceFacts, now: datetime) -> Problem | None:
    """Return the failure of the newest ended run; it is no news while Airflow tries again, or if somebody stopped it."""
    last = next((run for run in facts.runs if run.status != "executando"), None)
    if last is None or not last.failed:
        return None
    by_hand = last.status == "interrompida" and last.airflow_run is None
    ended = last.finished_at or last.started_at
    newest = facts.runs[0]
    running = newest is not last and newest.started_at > now - RUN_PATIENCE
    tried_again = bool(last.tries_left) and (running or ended > now - RETRY_PATIENCE)
    kind: Kind = "encolheu" if last.error_class == "ShrinkRefused" else "falha"
    again = f"`govhub ingest {facts.system} {facts.resource}`"
    return Problem(
        kind=kind,
        group=facts.title,
        place=facts.place,
        since=facts.failing_since or ended,
        what=last.error or "A execução terminou sem dizer o motivo.",
        todo=f"Resolvida a causa, espere a próxima carga ou rode {again}; o histórico está em "
        f"`govhub runs {facts.system} --failed`.",
        stands=_state_of_table(facts),
        dag=INGESTION + facts.system if last.airflow_run else "",
        run=last.airflow_run,
        task=facts.resource,
        follows=by_hand or tried_again,
    )


def _state_of_table(facts: ResourceFacts) -> str:
    if facts.last_good is None:
        return "A tabela ainda não foi carregada nenhuma vez."
    return f"A tabela continua como na última carga boa, de {told(facts.last_good)}."


def _staleness(facts: ResourceFacts, failing: set[str], now: datetime) -> Problem | None:
    loaded = facts.last_arrival if facts.comes_as_files else facts.last_good
    since = loaded or facts.first_run
    if not facts.awaited or since is None or now - since <= timedelta(hours=facts.late_after_h):
        return None
    what = "Nenhum relatório novo chegou" if facts.comes_as_files else "Nenhuma carga terminou bem"
    when = f"desde {told(since)}" if loaded else f"até agora (a primeira tentativa foi em {told(since)})"
    return Problem(
        kind="parada",
        group=facts.title,
        place=facts.place,
        since=since,
        what=f"{what} {when}; o limite declarado é de {facts.late_after_h} horas ({facts.place}).",
        todo=(
            "Confira no portal da fonte se o envio do relatório continua agendado."
            if facts.comes_as_files
            else f"Confira no Airflow se a DAG {INGESTION}{facts.system} está ligada e roda, e o acesso à fonte com "
            "`govhub doctor`."
        ),
        stands=_state_of_table(facts),
        follows=any(f"{facts.system}/{name}" in failing for name in (facts.resource, *facts.parents)),
    )


def _tasks(state: State, failing: set[str], now: datetime) -> Iterator[Problem]:
    resources = {(INGESTION + facts.system, facts.resource): facts for facts in state.resources}
    for failure in state.tasks:
        if failure.dag.startswith(INGESTION):
            facts = resources.get((failure.dag, failure.task))
            if facts and not (facts.last_good and facts.last_good > failure.failed_at):
                yield _task(failure, follows=facts.place in failing)  # the ledger tells the failure of a load itself
        else:
            yield _task(failure, follows=failure.dag == TRANSFORMATION and _is_of_another(state, failure, now))


def _is_of_another(state: State, failure: TaskFailure, now: datetime) -> bool:
    """Whether the task that runs dbt failed because of something that is told by itself, or may be told yet."""
    if failure.task != PRODUCER:
        return False
    models = any(one.dag == TRANSFORMATION and one.task != PRODUCER for one in state.tasks)
    tested = state.last_test_failure
    by_a_test = tested is not None and failure.failed_at - BUILD_SPAN <= tested <= failure.failed_at
    return models or by_a_test or failure.failed_at > now - BUILD_PATIENCE


def _task(failure: TaskFailure, *, follows: bool) -> Problem:
    if failure.dag == TRANSFORMATION:
        todo = "Veja o motivo no registro; corrigido, rode `govhub dbt build` ou espere a próxima transformação."
        stands = "As tabelas que dependem do que falhou continuam como na última transformação boa."
    else:
        todo, stands = "Veja o motivo no registro; corrigido, limpe a tarefa no Airflow para que rode de novo.", ""
    return Problem(
        kind="tarefa",
        group=failure.dag,
        place=f"{failure.dag}/{failure.task.removeprefix('dbt.')}",
        since=failure.since,
        what=failure.sentence,
        todo=todo,
        stands=stands,
        dag=failure.dag if failure.airflow_run else "",
        run=failure.airflow_run,
        task=failure.task,
        follows=follows,
    )


def _test(test: TestFact) -> Problem:
    rows = "" if test.rows is None else f" em {test.rows:,} linha(s)".replace(",", ".")
    column = f", coluna {test.column}" if test.column else ""
    return Problem(
        kind="teste",
        group=test.model,
        place=test.model,
        item=test.name,
        since=test.since,
        what=f"O teste {test.name} reprovou os dados de {test.model}{column}{rows}.",
        todo="Veja as linhas no esquema auditoria e a página Saúde dos dados; o que for divergência conhecida entra em "
        "divergencia_conhecida.csv.",
        stands="O que depende da tabela testada não foi refeito.",
    )


def _waiting(state: State, held_up: set[str], now: datetime, limits: Limits) -> Iterator[Problem]:
    late = {system: since for system, since in state.waiting.items() if now - since > limits.transform_after}
    if not late:
        return
    told_otherwise = late.keys() <= held_up or any(one.dag == TRANSFORMATION for one in state.tasks)
    since, hours = min(late.values()), round(limits.transform_after.total_seconds() / 3600)
    before = f"a última transformação é de {told(state.last_build)}" if state.last_build else "ainda não houve nenhuma"
    yield Problem(
        kind="transformacao",
        group=TRANSFORMATION,
        place=TRANSFORMATION,
        since=since,
        what=f"Cargas de {', '.join(sorted(late))} esperam há mais de {hours} horas por uma transformação; {before}.",
        todo="Confira no Airflow se a DAG transform está ligada e roda, ou rode `govhub dbt build`.",
        stands="Os painéis continuam com os dados anteriores.",
        follows=told_otherwise,
    )


def _fall(facts: ResourceFacts, limits: Limits) -> Problem | None:
    fall = fall_of(facts.runs, limits.volume_drop)
    if fall is None:
        return None
    rows, usual = (f"{number:,}".replace(",", ".") for number in (fall.rows, fall.usual))
    return Problem(
        kind="volume",
        group=facts.title,
        place=facts.place,
        since=fall.since,
        what=f"A última carga trouxe {rows} linhas; pelas anteriores eram de esperar cerca de {usual} ({facts.place}).",
        todo=f"Compare com a fonte; as cargas estão em `govhub runs {facts.system}`. Se a queda for verdadeira, nada a "
        "fazer: depois de cinco cargas assim ela passa a ser o usual.",
        stands="A carga foi gravada.",
    )


def _drift(facts: ResourceFacts) -> Iterator[Problem]:
    """Yield each undeclared field of the last load that brought rows."""
    last = next((run for run in facts.runs if run.good and run.rows_fetched), None)
    if last is None:
        return
    for field in last.drift:
        yield Problem(
            kind="campo",
            group=facts.title,
            place=facts.place,
            item=field,
            since=last.finished_at or last.started_at,
            what=f"A fonte passou a enviar o campo {field}, que a declaração não conhece ({facts.place}).",
            todo=f"Declare-o em sources/{facts.system}.yaml, ou como descartado se não for preciso.",
            stands="Nada se perdeu: o valor está em _extras.",
        )
