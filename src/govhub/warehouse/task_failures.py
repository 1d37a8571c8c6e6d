"""Tasks that failed for good, and what they were: `bronze._task_failures`, a row per task that has not succeeded since.

The ledger knows runs of resources only. What cleans, builds and warms leaves its failures here, after the last retry, and
takes them back when it succeeds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class TaskFailure:
    """A task and how it failed: `since` when first in a row, `failed_at` when last; `airflow_run` null outside Airflow."""

    dag: str
    task: str
    since: datetime
    failed_at: datetime
    airflow_run: str | None
    sentence: str


def create_task_failures(connection: Connection[Any]) -> None:
    """Create the table if it is missing."""
    connection.execute(
        "create table if not exists bronze._task_failures (dag text not null, task text not null,"
        " since timestamptz not null, failed_at timestamptz not null, airflow_run text, sentence text not null,"
        " primary key (dag, task))"
    )
    connection.execute(
        "comment on table bronze._task_failures is"
        " 'Uma linha por tarefa que falhou depois da última tentativa e ainda não voltou a dar certo'"
    )


def note_task_failure(
    connection: Connection[Any], dag: str, task: str, *, sentence: str, airflow_run: str | None = None
) -> None:
    """Write that a task failed for good; `sentence` is for people, and holds no secret."""
    connection.execute(
        "insert into bronze._task_failures (dag, task, since, failed_at, airflow_run, sentence)"
        " values (%s, %s, now(), now(), %s, %s) on conflict (dag, task) do update"
        " set failed_at = excluded.failed_at, airflow_run = excluded.airflow_run, sentence = excluded.sentence",
        (dag, task, airflow_run, sentence),
    )


def forget_task_failures(connection: Connection[Any], dag: str, tasks: Iterable[str]) -> None:
    """Take back the failures of tasks that succeeded."""
    connection.execute("delete from bronze._task_failures where dag = %s and task = any(%s)", (dag, list(tasks)))


def read_task_failures(connection: Connection[Any]) -> list[TaskFailure]:
    """Return every failure that stands, in the order of their names."""
    with connection.cursor(row_factory=class_row(TaskFailure)) as cursor:
        return cursor.execute(
            "select dag, task, since, failed_at, airflow_run, sentence from bronze._task_failures order by dag, task"
        ).fetchall()
