"""How tasks leave word of their failures, for `govhub.alerts` to tell: after the last try only, from the worker."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseHook

from govhub.errors import GovhubError
from govhub.warehouse.address import engine_name
from govhub.warehouse.connection import connect
from govhub.warehouse.task_failures import forget_task_failures, note_task_failure


def note_failure(context: Any) -> None:
    """Write that a task failed for good; of an error that is not ours only the kind is told, its text may hold anything."""
    if engine_name(_warehouse()) != "postgresql":  # where the register of failures is
        return
    error = context.get("exception")
    known = next((one for one in (error, getattr(error, "__cause__", None)) if isinstance(one, GovhubError)), None)
    sentence = (
        str(known) if known else f"A tarefa terminou com erro ({type(error).__name__}); o motivo está no registro."
    )
    instance = context["ti"]
    with connect(_warehouse(), application="govhub alerts") as connection:
        note_task_failure(connection, instance.dag_id, instance.task_id, sentence=sentence, airflow_run=instance.run_id)


def forget_failure(context: Any) -> None:
    """Take the failure of a task back: it succeeded."""
    if engine_name(_warehouse()) != "postgresql":
        return
    instance = context["ti"]
    with connect(_warehouse(), application="govhub alerts") as connection:
        forget_task_failures(connection, instance.dag_id, [instance.task_id])


def _warehouse() -> str:
    return str(BaseHook.get_connection("govhub_warehouse").get_uri())


# Of a load the ledger tells when it is over; of a build, dbt's results.
FAILURES = {"on_failure_callback": note_failure}
ENDS = {**FAILURES, "on_success_callback": forget_failure}
