"""What is not known is left out of the metrics, never told as zero."""

from __future__ import annotations

from datetime import UTC, datetime

from prometheus_client.core import Metric

from govhub.catalog import Catalog
from govhub.observation.exposition import Orchestrator, Snapshot, families
from govhub.observation.figures import OUTCOMES, STATUSES, Figures, ResourceFigures
from govhub.observation.overview import Disk
from govhub.observation.sources import Source

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def told(catalog: Catalog, figures: Figures | None) -> dict[str, Metric]:
    source = Source(catalog.system("siorg"), ("unidades",), None, 120, 3)
    snapshot = Snapshot(NOW, (source,), figures, 0.1, Disk("/casa", 5, 10), Orchestrator())
    return {metric.name: metric for metric in families(snapshot)}


def test_a_run_that_never_ended_tells_no_duration_and_no_outcome(catalog: Catalog) -> None:
    running = ResourceFigures(
        system="siorg", resource="unidades", kind="ingest", rows=dict.fromkeys(OUTCOMES, 0), runs=dict.fromkeys(STATUSES, 0),
        running=1, failures=0, requests=0, retries=0, bytes=0, waited_s=0, answering_s=0, duration_s=0, fresh_at=None,
    )  # fmt: skip
    metrics = told(catalog, Figures((running,), (), 1024, 3, 100, None))

    for name in (
        "age_seconds",
        "last_run_ok",
        "last_run_duration_seconds",
        "last_run_rows",
        "last_run_timestamp_seconds",
    ):
        assert metrics[f"govhub_resource_{name}"].samples == [], name
    assert [sample.value for sample in metrics["govhub_resource_running"].samples] == [1]
    assert "govhub_transformation_built_timestamp_seconds" not in metrics


def test_without_a_warehouse_nothing_of_the_ledger_is_told(catalog: Catalog) -> None:
    metrics = told(catalog, None)

    assert [sample.value for sample in metrics["govhub_warehouse_up"].samples] == [0]
    assert [sample.value for sample in metrics["govhub_disk_free_bytes"].samples] == [5]
    assert not [
        name for name in metrics if name.startswith(("govhub_r", "govhub_source_resources")) and "reading" not in name
    ]


def test_every_name_ends_in_its_unit_or_counts_things_and_is_explained(catalog: Catalog) -> None:
    metrics = told(catalog, Figures((), (), 1024, 3, 100, NOW))

    assert len(metrics) > 30
    assert all(metric.documentation.endswith(".") for metric in metrics.values())
    assert all(name.startswith("govhub_") for name in metrics)
