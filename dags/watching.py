"""How the task of a dbt model waits: in Airflow's triggerer from beginning to end, with no worker process of its own.

Cosmos defers each consumer from a worker and resumes it in another; with a few dozen models on two cores that
costs more than dbt itself. Starting and ending in the triggerer was measured to end the DAG within seconds of
its producer. The producer keeps one XCom with how every node ended so far, and the triggerer asks for it once for
all who wait: with 170 models one question each kept Airflow's server busier than PostgreSQL. Whatever is not a plain
success goes Cosmos's own way as well: failures are told by its operator, and a second try runs the model alone.
"""

from __future__ import annotations

import asyncio
import json
import threading
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
    safe_xcom_push,
)
from cosmos.operators._watcher.triggerer import WatcherEventReason, WatcherTrigger
from cosmos.operators.watcher import DbtProducerWatcherOperator

POLL_S = 4.0
ENDS = "fim_dos_modelos"  # XCom of the producer: how each node ended, by its id
UPSTREAM_FAILURES = frozenset({"SkippingDetails", "LogSkipBecauseError"})


class NodeTrigger(WatcherTrigger):
    """Waits for the result of one dbt node; the run is that of its own task instance."""

    _told: dict[str, tuple[float, str | None, dict[str, str]]] = {}  # by run: when asked, producer's state, nodes' ends
    _asking = asyncio.Lock()

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
            producer, ends = await self._shared()
            status = ends.get(self.model_unique_id)
            if is_dbt_node_status_success(status) or (producer == ProducerTaskState.SUCCESS and status is None):
                yield TaskSuccessEvent()
                return
            if is_dbt_node_status_failed(status):
                yield _failed(WatcherEventReason.NODE_FAILED)
                return
            if producer in PRODUCER_FINAL_STATES:
                skipped = producer == ProducerTaskState.SKIPPED
                yield _failed(WatcherEventReason.PRODUCER_SKIPPED if skipped else WatcherEventReason.PRODUCER_FAILED)
                return
            await asyncio.sleep(self.poke_interval)

    async def _shared(self) -> tuple[str | None, dict[str, str]]:
        """Return the producer's state and how nodes ended, asked once for all that wait for the run.

        The state is asked first: what a producer told before it ended is then never missed.
        """
        async with self._asking:
            asked_at, producer, ends = self._told.get(self.run_id, (-POLL_S, None, {}))
            if time.monotonic() - asked_at > POLL_S / 2:
                producer = await self._get_producer_task_status()
                ends = await self.get_xcom_val_af3(ENDS) or {}
                self._told.clear()
                self._told[self.run_id] = (time.monotonic(), producer, ends)
            return producer, ends


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
    """Let the producer tell the consumers how each node ended, and nothing else, in one XCom.

    Cosmos pushes some for every start, finish and message of every node and test: hundreds of requests, which took longer
    than dbt itself. Of nodes that fail it still pushes its own, for its operator to explain them. The log keeps
    every message.
    """
    make_parser = producer._make_parse_callable

    def make_selective_parser() -> Callable[[str, Any], None]:
        parse = make_parser()
        ends: dict[str, str] = {}
        lock = threading.Lock()

        def parse_selectively(line: str, extra: Any) -> None:
            event = json.loads(line)
            node = (event.get("data") or {}).get("node_info") or {}
            name, status = event["info"].get("name"), node.get("node_status")
            is_result = name == "NodeFinished" and node.get("resource_type") != "test"
            if name in UPSTREAM_FAILURES or (is_result and not is_dbt_node_status_success(status)):
                parse(line, extra)
            else:
                _log_dbt_msg(event)
            if is_result:
                with lock:  # dbt skips only what depends on a failure
                    ends[node["unique_id"]] = "error" if is_dbt_node_status_skipped(status) else status
                    safe_xcom_push(extra["context"]["ti"], ENDS, dict(ends))

        return parse_selectively

    producer._make_parse_callable = make_selective_parser
