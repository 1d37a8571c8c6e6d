"""What is a problem and what is not, rule by rule."""

from __future__ import annotations

from datetime import timedelta

from govhub.alerts.judging import judge
from govhub.alerts.state import State, TestFact
from govhub.transformation import PRODUCER

from .facts import LIMITS, NOW, ago, resource, run, task


def found(state: State) -> list[str]:
    """What stands for itself; what follows from something else is not told."""
    return [problem.fingerprint for problem in judge(state, NOW, LIMITS) if not problem.follows]


def test_a_platform_that_is_well_has_no_problem() -> None:
    assert found(State((resource(run()),), last_build=ago(1))) == []


def test_a_failure_without_tries_left_is_told_with_its_own_sentence_its_beginning_and_what_stands() -> None:
    failed = run("falha", 1, error="O Compras.gov entregou 4.812 de 5.000.", airflow_run="manual__1", tries_left=0)
    (problem,) = judge(State((resource(failed, run("falha", 3, tries_left=2), run(hours=27)),)), NOW, LIMITS)

    assert problem.kind == "falha"
    assert problem.what == "O Compras.gov entregou 4.812 de 5.000."
    assert problem.since == ago(3)
    assert problem.stands == "A tabela continua como na última carga boa, de 24/11/2026 09h00."
    assert "`govhub ingest compras_gov contratos`" in problem.todo
    assert (problem.dag, problem.run, problem.task) == ("ingest_compras_gov", "manual__1", "contratos")


def test_a_failure_outside_airflow_is_told() -> None:
    assert found(State((resource(run("falha"), run(hours=25)),))) == ["falha:compras_gov/contratos"]


def test_nothing_is_told_while_tries_are_left_or_one_is_running() -> None:
    waiting = resource(run("falha", 1, airflow_run="a", tries_left=2), run(hours=25))
    running = resource(run("executando", 0), run("falha", 5, airflow_run="a", tries_left=1), run(hours=25))

    assert found(State((waiting, running))) == []


def test_a_run_that_was_killed_does_not_hide_a_failure_for_ever() -> None:
    killed = resource(run("executando", 30), run("falha", 31, airflow_run="a", tries_left=1), run(hours=40))

    assert found(State((killed,))) == ["falha:compras_gov/contratos"]


def test_a_retry_that_never_came_is_a_failure() -> None:
    assert found(State((resource(run("falha", 3, airflow_run="a", tries_left=2), run(hours=25)),))) == [
        "falha:compras_gov/contratos"
    ]


def test_a_failure_stands_while_the_next_load_is_running() -> None:
    facts = resource(run("executando", 0), run("falha", 5, airflow_run="a", tries_left=0), run(hours=25))

    assert found(State((facts,))) == ["falha:compras_gov/contratos"]


def test_what_somebody_stopped_at_a_terminal_is_no_failure_and_what_airflow_lost_is() -> None:
    by_hand = resource(run("interrompida"), run(hours=25))
    lost = resource(run("interrompida", airflow_run="a", tries_left=0), run(hours=25), name="empenhos")

    assert found(State((by_hand, lost))) == ["falha:compras_gov/empenhos"]


def test_the_shrink_guard_is_told_as_what_it_is() -> None:
    assert found(State((resource(run("falha", error_class="ShrinkRefused"), run(hours=25)),))) == [
        "encolheu:compras_gov/contratos"
    ]


def test_a_resource_without_a_good_load_for_too_long_is_late() -> None:
    (problem,) = judge(State((resource(run(hours=49)),)), NOW, LIMITS)

    assert problem.fingerprint == "parada:compras_gov/contratos"
    assert problem.what == (
        "Nenhuma carga terminou bem desde 23/11/2026 11h00; o limite declarado é de 48 horas (compras_gov/contratos)."
    )
    assert found(State((resource(run(hours=47)),))) == []


def test_a_resource_that_never_loaded_is_late_counting_from_its_first_run() -> None:
    never = resource(run("interrompida", 1), first_run=ago(60))

    assert found(State((never,))) == ["parada:compras_gov/contratos"]
    assert found(State((resource(),))) == []


def test_a_report_that_stopped_coming_is_late_although_every_run_ends_well() -> None:
    facts = resource(run(hours=1), comes_as_files=True, last_arrival=ago(72))

    assert found(State((facts,))) == ["parada:compras_gov/contratos"]


def test_what_is_read_on_request_is_never_late() -> None:
    assert found(State((resource(run(hours=500), awaited=False),))) == []


def test_a_failing_parent_is_told_and_not_the_children_that_wait_for_it() -> None:
    parent = resource(run("falha", 1), run(hours=100))
    child = resource(run(hours=100), name="itens", parents=("contratos",))

    assert found(State((parent, child))) == ["falha:compras_gov/contratos"]


def test_a_failed_task_of_a_load_is_told_only_if_the_ledger_does_not_tell_it() -> None:
    failure = task("ingest_compras_gov", "contratos", 2)

    assert found(State((resource(run("falha", 2, tries_left=0, airflow_run="a"), run(hours=25)),), (failure,))) == [
        "falha:compras_gov/contratos"
    ]
    assert found(State((resource(run(hours=1)),), (failure,))) == []
    assert found(State((resource(run(hours=25)),), (failure,))) == ["tarefa:ingest_compras_gov/contratos"]


def test_the_task_of_a_source_that_is_switched_off_is_not_told() -> None:
    assert found(State((), (task("ingest_siape", "dados_pessoais"),))) == []


def test_failed_tasks_of_other_dags_are_told_with_their_log() -> None:
    (problem,) = judge(State((), (task("upkeep", "lake"),)), NOW, LIMITS)

    assert problem.fingerprint == "tarefa:upkeep/lake"
    assert (problem.dag, problem.task, problem.what) == ("upkeep", "lake", "A tarefa quebrou.")


def test_a_build_is_told_by_its_models_or_tests_and_by_itself_only_without_them() -> None:
    producer, model = task("transform", PRODUCER, 2), task("transform", "dbt.contrato_run", 1)

    assert found(State((), (producer, model))) == ["tarefa:transform/contrato_run"]
    assert found(State((), (producer,), last_test_failure=ago(2.2))) == []
    assert found(State((), (producer,), last_test_failure=ago(30))) == ["tarefa:transform/dbt_producer_watcher"]
    assert found(State((), (task("transform", PRODUCER, 0.2),))) == []


def test_a_failed_test_is_told_with_model_column_and_rows() -> None:
    fact = TestFact("a01_soma", "contrato", "valor_global", ago(26), 1234)
    (problem,) = judge(State(tests=(fact,)), NOW, LIMITS)

    assert problem.fingerprint == "teste:contrato:a01_soma"
    assert problem.what == "O teste a01_soma reprovou os dados de contrato, coluna valor_global em 1.234 linha(s)."


def test_loads_that_wait_too_long_for_a_build_are_told() -> None:
    loads = {"compras_gov": ago(31), "siorg": ago(29)}
    (problem,) = judge(State(waiting=loads, last_build=ago(40)), NOW, LIMITS)

    assert problem.what == (
        "Cargas de compras_gov esperam há mais de 30 horas por uma transformação; a última transformação é de "
        "23/11/2026 20h00."
    )
    assert found(State(waiting={"siorg": ago(29)})) == []


def test_loads_that_wait_because_something_else_failed_are_not_told_again() -> None:
    waiting = {"compras_gov": ago(50)}
    failing = resource(run("falha", 1), run(hours=25))

    assert found(State((failing,), waiting=waiting)) == ["falha:compras_gov/contratos"]
    assert found(State((), (task("transform", "dbt.contrato_run"),), waiting=waiting)) == [
        "tarefa:transform/contrato_run"
    ]


def test_each_undeclared_field_of_the_last_load_with_rows_is_told() -> None:
    empty, full = run("sucesso", 1), run("sucesso", 25, rows_fetched=10, scopes=1, drift=("cor", "tamanho"))

    assert found(State((resource(empty, full),))) == [
        "campo:compras_gov/contratos:cor",
        "campo:compras_gov/contratos:tamanho",
    ]


def test_a_fall_of_volume_is_told_with_both_figures() -> None:
    usual = [run(hours=24 * day, rows_fetched=1000, scopes=2) for day in range(1, 7)]
    (problem,) = judge(State((resource(run(rows_fetched=300, scopes=2), *usual),)), NOW, LIMITS)

    assert problem.fingerprint == "volume:compras_gov/contratos"
    assert problem.what.startswith("A última carga trouxe 300 linhas; pelas anteriores eram de esperar cerca de 1.000")
    assert problem.since == NOW - timedelta(hours=1)
