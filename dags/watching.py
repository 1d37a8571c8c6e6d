"""How the task of a dbt model waits: in Airflow's triggerer from beginning to end, with no worker process of its own.

Cosmos defers each consumer from a worker and resumes it in another; with a few dozen models on two cores that
costs more than dbt itself. Starting and ending in the triggerer was measured to end the DAG within seconds of
its producer. Whatever is not a plain success goes Cosmos's own way: failures are told by its operator, and a
second try runs the model alone.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from airflow.sdk import DAG
from airflow.triggers.base import StartTriggerArgs, TaskSuccessEvent, TriggerEvent
from cosmos.listeners.dag_run_listener import EventStatus
from cosmos.operators._watcher.base import BaseConsumerSensor, _log_dbt_msg
from cosmos.operators._watcher.state import (
    PRODUCER_FINAL_STATES,
    ProducerTaskState,
    is_dbt_node_status_failed,
    is_dbt_node_status_skipped,
    is_dbt_node_status_success,
)
from cosmos.operators._watcher.triggerer import WatcherEventReason, WatcherTrigger
from cosmos.operators.watcher import DbtProducerWatcherOperator

POLL_S = 4.0
PRODUCER_TTL_S = 2.0
UPSTREAM_FAILURES = frozenset({"SkippingDetails", "LogSkipBecauseError"})


class NodeTrigger(WatcherTrigger):
    """Waits for the result of one dbt node; the run is that of its own task instance."""

    _producer_states: dict[str, tuple[float, str | None]] = {}

    def __init__(self, model_unique_id: str, producer_task_id: str) -> None:
        super().__init__(model_unique_id, producer_task_id, dag_id="", run_id="", map_index=None, poke_interval=POLL_S)

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return what rebuilds the trigger."""
        return "watching.NodeTrigger", {
            "model_unique_id": self.model_unique_id,
            "producer_task_id": self.producer_task_id,
        }

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield the end of the task, or the event that its operator deals with."""
        instance = self.task_instance
        self.dag_id, self.run_id, self.map_index = instance.dag_id, instance.run_id, -1
        if instance.try_number > 1:
            yield _failed(WatcherEventReason.PRODUCER_SKIPPED)  # Cosmos then runs this model alone
            return
        while True:
            producer = await self._shared_producer_state()
            status = await self._get_node_status()
            if is_dbt_node_status_success(status) or (producer == ProducerTaskState.SUCCESS and status is None):
                yield TaskSuccessEvent()
                return
            if is_dbt_node_status_skipped(status):
                yield TriggerEvent({"status": EventStatus.SKIPPED})
                return
            if is_dbt_node_status_failed(status):
                yield _failed(WatcherEventReason.NODE_FAILED)
                return
            if producer in PRODUCER_FINAL_STATES:
                skipped = producer == ProducerTaskState.SKIPPED
                yield _failed(WatcherEventReason.PRODUCER_SKIPPED if skipped else WatcherEventReason.PRODUCER_FAILED)
                return
            await asyncio.sleep(self.poke_interval)

    async def _shared_producer_state(self) -> str | None:
        """Return the producer's state, asked once for all waiting nodes of the run."""
        asked_at, state = self._producer_states.get(self.run_id, (0.0, None))
        if time.monotonic() - asked_at > PRODUCER_TTL_S:
            self._producer_states[self.run_id] = (time.monotonic(), state)
            state = await self._get_producer_task_status()
            self._producer_states.clear()
            self._producer_states[self.run_id] = (time.monotonic(), state)
        return state


def _failed(reason: WatcherEventReason) -> TriggerEvent:
    return TriggerEvent({"status": EventStatus.FAILED, "reason": reason})


def wait_in_triggerer(dag: DAG) -> None:
    """Let every consumer of a Cosmos DAG start and end in the triggerer."""
    for task in dag.tasks:
        if isinstance(task, BaseConsumerSensor):
            task.start_from_trigger = True
            task.start_trigger_args = StartTriggerArgs(
                trigger_cls="watching.NodeTrigger",
                next_method="execute_complete",
                trigger_kwargs={"model_unique_id": task.model_unique_id, "producer_task_id": task.producer_task_id},
            )


def report_results_only(producer: DbtProducerWatcherOperator) -> None:
    """Let the producer tell the consumers how each node ended, and nothing else.

    Cosmos pushes an XCom for every start, finish and message of every node and test: some hundreds of requests, which
    took longer than dbt itself. The log keeps every message.
    """
    make_parser = producer._make_parse_callable

    def make_selective_parser() -> Callable[[str, Any], None]:
        parse = make_parser()

        def parse_selectively(line: str, extra: Any) -> None:
            event = json.loads(line)
            is_result = event["info"].get("name") == "NodeFinished" and _kind(event) != "test"
            if is_result or event["info"].get("name") in UPSTREAM_FAILURES:
                parse(line, extra)
            else:
                _log_dbt_msg(event)

        return parse_selectively

    producer._make_parse_callable = make_selective_parser


def _kind(event: dict[str, Any]) -> str | None:
    return (event.get("data", {}).get("node_info") or {}).get("resource_type")
