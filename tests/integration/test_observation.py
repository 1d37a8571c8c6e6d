"""What the platform says about itself: real loads, one of them failed, read from a real ledger and scraped over a real socket."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import psycopg
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import TypeAdapter
from typer.testing import CliRunner

from govhub.catalog import load_catalog
from govhub.cli.root import app
from govhub.errors import ConfigurationError, SourceError
from govhub.local.airflow_environment import airflow_environment
from govhub.local.postgres import EmbeddedPostgres
from govhub.observation.endpoint import serve_metrics
from govhub.observation.exposition import Orchestrator, Pool
from govhub.observation.figures import read_figures
from govhub.observation.freshness import freshness
from govhub.observation.overview import Overview
from govhub.observation.sources import reports, sources_of
from govhub.pipeline import ingest_resource, replay_resource
from govhub.settings import CHECKOUT, Settings, load_settings
from govhub.warehouse.setup import setup_warehouse
from govhub_simulator.server import Simulator, free_port

from .conftest import Warehouse, fresh_warehouse

pytestmark = pytest.mark.timeout(900)  # the first test waits for cluster, warehouse and simulator
AIRFLOW = Orchestrator(
    {"scheduler": True, "triggerer": False}, (Pool("compras_gov", 2, {"running": 1, "queued": 3, "open": 1}),)
)
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@dataclass(frozen=True, slots=True)
class Observed:
    """A warehouse that has seen good loads, a repeated request, a failure and a replay."""

    warehouse: Warehouse
    samples: Samples
    page: httpx.Response

    def value(self, name: str, **labels: str) -> float:
        return self.samples[name, tuple(sorted(labels.items()))]


@pytest.fixture(scope="module")
def observed(
    postgres: EmbeddedPostgres,
    template: str,
    _running_simulator: Simulator,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Observed]:
    with (
        pytest.MonkeyPatch.context() as patch,
        fresh_warehouse(postgres, template, tmp_path_factory.mktemp("observado")) as environment,
    ):
        for name in [name for name in os.environ if name.startswith("GOVHUB_")]:
            patch.delenv(name)
        for name, value in {**environment, **_running_simulator.environment()}.items():
            patch.setenv(name, value)
        patch.setenv("GOVHUB_SOURCE_SIORG_PER_MINUTE", "60000")
        patch.setenv("GOVHUB_SOURCE_COMPRAS_GOV_PER_MINUTE", "600")
        patch.setenv("GOVHUB_SOURCE_TRANSFEREGOV_TED_ENABLED", "false")
        settings = load_settings()
        warehouse = Warehouse(settings, load_catalog(settings), environment)
        _run_some(warehouse, _running_simulator)
        with endpoint(warehouse) as url:
            page = httpx.get(url, timeout=30)
        yield Observed(warehouse, samples_of(page.text), page)


def _run_some(warehouse: Warehouse, simulator: Simulator) -> None:
    simulator.disarm()
    for resource in ("orgaos_entidades", "unidades"):
        ingest_resource(warehouse.place, "siorg", resource)
    replay_resource(warehouse.place, "siorg", "unidades")
    simulator.arm("status", "*/contrato/ug/290002", status=503, retry_after="1")
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    simulator.arm("status", "*", status=404, count=None)
    for _ in range(2):
        with pytest.raises(SourceError):
            ingest_resource(warehouse.place, "siorg", "unidades")
    simulator.disarm()


@contextmanager
def endpoint(warehouse: Warehouse, **settings: object) -> Iterator[str]:
    port = free_port()
    told = warehouse.settings.model_copy(update={"metrics_port": port, **settings})
    server, thread = serve_metrics(told, warehouse.catalog, lambda: AIRFLOW)
    try:
        yield f"http://127.0.0.1:{port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def samples_of(text: str) -> Samples:
    families = list(text_string_to_metric_families(text))
    return {
        (item.name, tuple(sorted(item.labels.items()))): item.value for family in families for item in family.samples
    }


def test_a_scrape_adds_up_what_the_ledger_holds(observed: Observed) -> None:
    ledger = observed.warehouse.rows(
        "select system, resource, kind, count(*) filter (where status = 'falha') as falha, sum(rows_fetched) as fetched,"
        " sum(rows_inserted) as inserted, sum(requests) as requests, sum(retries) as retries, sum(bytes) as bytes,"
        " sum(waited_s) as waited, sum(answering_s) as answering, sum(duration_s) as duration"
        " from bronze._runs group by 1, 2, 3"
    )

    assert observed.page.headers["content-type"].startswith("text/plain")
    assert len(ledger) == 4
    for row in ledger:
        one = {name: row[name] for name in ("system", "resource", "kind")}
        assert observed.value("govhub_runs_total", **one, status="falha") == row["falha"]
        assert observed.value("govhub_rows_total", **one, outcome="fetched") == row["fetched"]
        assert observed.value("govhub_rows_total", **one, outcome="inserted") == row["inserted"]
        assert observed.value("govhub_requests_total", **one) == row["requests"]
        assert observed.value("govhub_request_retries_total", **one) == row["retries"]
        assert observed.value("govhub_received_bytes_total", **one) == row["bytes"]
        assert observed.value("govhub_request_wait_seconds_total", **one) == pytest.approx(float(row["waited"]))
        assert observed.value("govhub_request_answer_seconds_total", **one) == pytest.approx(float(row["answering"]))
        assert observed.value("govhub_run_duration_seconds_total", **one) == pytest.approx(float(row["duration"]))
    assert {row["kind"] for row in ledger} == {"ingest", "replay"}


def test_what_a_source_was_waited_for_is_in_the_ledger(observed: Observed) -> None:
    (run,) = observed.warehouse.ledger("contratos")

    assert (run["requests"], run["retries"]) == (2, 1)
    assert 1 <= run["waited_s"] < 10  # what Retry-After asked for
    assert 0 < run["slowest_s"] <= run["answering_s"] <= run["requests"] * run["slowest_s"]


def test_failures_in_a_row_and_the_last_run_are_told_of_ingestions_only(observed: Observed) -> None:
    units = {"system": "siorg", "resource": "unidades"}

    assert observed.value("govhub_resource_failures_in_a_row", **units) == 2
    assert observed.value("govhub_resource_last_run_ok", **units) == 0
    assert observed.value("govhub_resource_last_run_ok", system="compras_gov", resource="contratos") == 1
    assert 0 < observed.value("govhub_resource_age_seconds", **units) < 600
    assert observed.value("govhub_runs_total", **units, kind="replay", status="sucesso") == 1
    last = observed.warehouse.ledger("contratos")[-1]
    assert (
        observed.value("govhub_resource_last_run_rows", system="compras_gov", resource="contratos")
        == (last["rows_fetched"])
    )


def test_sources_tell_their_limits_and_what_of_them_is_fresh(observed: Observed) -> None:
    assert observed.value("govhub_source_limit_requests_per_minute", system="compras_gov") == 600
    assert observed.value("govhub_source_ready", system="transferegov_ted") == 0
    assert observed.value("govhub_source_ready", system="siape") == 1
    assert observed.value("govhub_source_resources", system="siorg", state="em_dia") == 2
    assert observed.value("govhub_source_resources", system="siorg", state="nunca") == 3
    assert ("govhub_source_resources", (("state", "em_dia"), ("system", "transferegov_ted"))) not in observed.samples
    assert observed.value("govhub_airflow_up", component="triggerer") == 0
    assert observed.value("govhub_airflow_pool_slots", pool="compras_gov", state="queued") == 3
    assert observed.value("govhub_warehouse_limit_connections") > observed.value("govhub_warehouse_connections") > 0


def test_every_metric_of_the_dashboard_and_of_the_docs_is_served(observed: Observed) -> None:
    dashboard = json.loads((CHECKOUT / "deploy/observacao/grafana-operacao.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    named = {name for expr in asked for name in re.findall(r"govhub_[a-z_]+", expr)}
    documented = set(re.findall(r"`(govhub_[a-z_]+)", (CHECKOUT / "docs/observacao.md").read_text(encoding="utf-8")))
    served = {name for name, _ in observed.samples} | {"govhub_transformation_built_timestamp_seconds"}  # see below

    assert len(asked) > 25
    assert len(named) > 25
    assert named - served == set()
    assert documented == served
    labels = {label for _, pairs in observed.samples for label, _ in pairs}
    used = {label for expr in asked for label in re.findall(r"([a-z_]+)=~?\"", expr)}
    grouped = {
        label.strip()
        for expr in asked
        for group in re.findall(r"(?:by|on) \(([^)]+)\)", expr)
        for label in group.split(",")
    }
    assert (used | grouped) - labels == set()


def test_the_last_build_is_told_once_there_is_one(observed: Observed) -> None:
    url = observed.warehouse.settings.require("warehouse_url")
    _write(url, "create table auditoria.teste_resultado (executado_em timestamptz not null)")
    _write(url, "insert into auditoria.teste_resultado values ('2026-11-20 12:00:00Z')")
    with endpoint(observed.warehouse) as url:
        samples = samples_of(httpx.get(url, timeout=30).text)

    built = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
    assert samples["govhub_transformation_built_timestamp_seconds", ()] == built


def test_a_warehouse_that_is_away_is_a_metric_and_not_an_error_of_the_endpoint(observed: Observed) -> None:
    dead = load_settings(base=observed.warehouse.environment | {"GOVHUB_WAREHOUSE_URL": _dead_address()})
    with endpoint(observed.warehouse, warehouse_url=dead.warehouse_url) as url:
        page = httpx.get(url, timeout=30)

    samples = samples_of(page.text)
    assert page.status_code == 200
    assert samples["govhub_warehouse_up", ()] == 0
    assert samples["govhub_airflow_up", (("component", "scheduler"),)] == 1
    assert not [name for name, _ in samples if name.startswith(("govhub_resource_", "govhub_runs", "govhub_rows"))]


def _dead_address() -> str:
    return f"postgresql://etl_user:senha-que-ninguem-ve@127.0.0.1:{free_port()}/govhub"


@pytest.mark.parametrize(
    ("system", "resource", "hours", "state"),
    [
        ("siorg", "cargos_funcoes", 191, "em_dia"),
        ("siorg", "cargos_funcoes", 193, "atencao"),
        ("siorg", "cargos_funcoes", 361, "atrasado"),
        ("siorg", "instancias", None, "nunca"),
        ("tesouro_gerencial", "notas_empenho", 121, "atrasado"),
    ],
)
def test_freshness_is_what_the_declaration_allows_and_a_report_is_as_old_as_its_newest_edition(
    warehouse: Warehouse,
    simulator: Simulator,
    system: str,
    resource: str,
    hours: int | None,
    state: str,
) -> None:
    now = datetime.now(UTC)
    with_ledger = warehouse.settings.require("warehouse_url")
    if hours is not None:
        then = now - timedelta(hours=hours)
        is_report = system == "tesouro_gerencial"
        finished = now if is_report else then  # nothing had arrived when it was last looked for
        _write(
            with_ledger,
            "insert into bronze._runs (run_id, system, resource, kind, status, orgaos, started_at, finished_at)"
            " values ('r1', %s, %s, 'ingest', 'sucesso', 'MinC', %s, %s)",
            (system, resource, finished, finished),
        )
        _write(
            with_ledger,
            "insert into bronze._scopes (system, resource, scope, read_at, run_id) values (%s, %s, 'assunto=x', %s, 'r1')",
            (system, resource, then),
        )
    figures = read_figures(with_ledger, reports(warehouse.catalog))

    found = {
        (item.system, item.resource): item.state
        for item in freshness(sources_of(warehouse.settings, warehouse.catalog), figures, now)
    }
    assert found[system, resource] == state


def _write(url: str, statement: str, values: tuple[object, ...] = ()) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode(), values or None)


def test_a_ledger_of_an_older_version_says_what_to_do_and_setup_completes_it(warehouse: Warehouse) -> None:
    url, admin = (warehouse.settings.require(name) for name in ("warehouse_url", "warehouse_admin_url"))
    _write(admin, "alter table bronze._runs drop column waited_s, drop column answering_s, drop column slowest_s")

    with pytest.raises(ConfigurationError, match="govhub warehouse setup"):
        read_figures(url, [])
    setup_warehouse(warehouse.settings, warehouse.catalog)

    assert read_figures(url, []).resources == ()


def test_status_is_one_document_for_machines(observed: Observed) -> None:
    result = CliRunner().invoke(app, ["status", "--json"], catch_exceptions=False)

    assert result.exit_code == 0
    found = TypeAdapter(Overview).validate_json(result.stdout)
    assert set(json.loads(result.stdout)) == {
        "version", "generated_at", "services", "warehouse", "disk", "sources", "runs",
    }  # fmt: skip
    assert found.warehouse.up
    assert [source.system for source in found.sources] == list(observed.warehouse.catalog.systems)
    siorg = next(source for source in found.sources if source.system == "siorg")
    assert (siorg.ready, siorg.state, siorg.failed, siorg.states["em_dia"]) == (True, "nunca", ("unidades",), 2)
    ted = next(source for source in found.sources if source.system == "transferegov_ted")
    assert (ted.ready, ted.state) == (False, None)
    assert "GOVHUB_SOURCE_TRANSFEREGOV_TED_ENABLED" in str(ted.reason)
    assert (found.runs[0].resource, found.runs[0].status) == ("unidades", "falha")
    assert [run.run_id for run in found.runs] == [
        row["run_id"]
        for row in observed.warehouse.rows("select run_id from bronze._runs order by started_at desc, resource limit 8")
    ]


def test_status_fits_80_columns_and_shows_what_failed(observed: Observed, monkeypatch: pytest.MonkeyPatch) -> None:
    told = os.environ | {"COLUMNS": "80"}
    shown = _govhub(["status"], told)

    assert shown.returncode == 0, shown.stderr
    assert max(len(line) for line in shown.stdout.splitlines()) <= 80
    assert re.search(r"siorg +com falha +2 de 5 ", shown.stdout)
    assert re.search(r"siorg/unidades +falha ", shown.stdout)
    assert "`govhub runs siorg --failed`" in " ".join(shown.stdout.split())
    assert "…" not in shown.stdout


def test_status_without_a_warehouse_says_so_in_one_sentence(observed: Observed) -> None:
    shown = _govhub(["status"], os.environ | {"GOVHUB_WAREHOUSE_URL": _dead_address(), "COLUMNS": "120"})
    machine = _govhub(["status", "--json"], os.environ | {"GOVHUB_WAREHOUSE_URL": _dead_address()})

    assert (shown.returncode, machine.returncode) == (0, 0)
    assert "O warehouse não respondeu ou recusou o acesso" in " ".join(shown.stdout.split())
    assert "Traceback" not in shown.stdout + shown.stderr + machine.stderr
    assert "senha-que-ninguem-ve" not in shown.stdout + shown.stderr + machine.stdout + machine.stderr
    found = json.loads(machine.stdout)
    assert found["warehouse"]["up"] is False
    assert {source["state"] for source in found["sources"]} == {None}


def test_the_command_serves_the_metrics_until_it_is_ended(observed: Observed) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "govhub.cli", "metrics", "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/metrics" in process.stdout.readline()
        samples = samples_of(httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=60).text)
        taken = _govhub(["metrics", "serve", "--port", str(port)], dict(os.environ))
    finally:
        process.terminate()
    assert process.wait(timeout=30) == 0
    assert samples["govhub_warehouse_up", ()] == 1
    assert samples["govhub_airflow_up", (("component", "scheduler"),)] == 0
    assert taken.returncode == 1
    assert "GOVHUB_METRICS_PORT" in taken.stderr


def test_log_lines_as_json_carry_the_run_that_the_ledger_knows(observed: Observed) -> None:
    told = os.environ | {"GOVHUB_LOG_FORMAT": "json"}
    good = _govhub(["ingest", "siorg", "orgaos_entidades"], told)
    bad = _govhub(
        ["ingest", "siorg", "orgaos_entidades"], told | {"GOVHUB_SOURCE_SIORG_BASE_URL": "http://127.0.0.1:9"}
    )

    lines = [json.loads(line) for line in good.stderr.splitlines()]
    begun, ended = (next(line for line in lines if words in line["message"]) for words in ("começou", "terminou"))
    known = observed.warehouse.ledger("orgaos_entidades")[-2:]
    assert begun["run_id"] == ended["run_id"] == known[0]["run_id"]
    assert (ended["system"], ended["resource"], ended["status"]) == ("siorg", "orgaos_entidades", "sucesso")
    assert ended["rows_fetched"] == known[0]["rows_fetched"] > 0
    failure = [json.loads(line) for line in bad.stderr.splitlines()]
    assert bad.returncode == 1
    assert next(line for line in failure if line.get("status") == "falha")["error"] == known[1]["error"]
    assert {line["error_kind"] for line in failure if line["level"] == "error"} == {"fonte", "configuracao"}


def _govhub(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "govhub.cli", *arguments], env=environment, capture_output=True, text=True, timeout=120
    )


_EMITS = """
from airflow.observability import stats
from airflow.observability.metrics import stats_utils
stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=False)  # as the scheduler does
stats.gauge("pool.running_slots", 1, tags={"pool_name": "compras_gov"})
from opentelemetry import metrics
metrics.get_meter_provider().force_flush()
"""


def test_airflow_sends_its_own_metrics_where_it_is_told(tmp_path: Path) -> None:
    received: list[ExportMetricsServiceRequest] = []
    with _collector(received.append) as url:
        settings: Settings = load_settings(base={"GOVHUB_HOME": str(tmp_path), "GOVHUB_OTEL_URL": f"{url}/api/v1/otlp"})
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "GOVHUB_", "OTEL"))
        }
        done = subprocess.run(
            [sys.executable, "-c", _EMITS],
            env=clean | airflow_environment(settings, {"AIRFLOW_ADMIN_USERNAME": "admin"}),
            capture_output=True,
            text=True,
            timeout=120,
        )

    assert done.returncode == 0, done.stderr[-2000:]
    metrics = {
        metric.name: metric
        for request in received
        for resource in request.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }
    pool = metrics["airflow.pool.running_slots"]
    assert [item.value.string_value for item in pool.gauge.data_points[0].attributes] == ["compras_gov"]


@contextmanager
def _collector(receive: Callable[[ExportMetricsServiceRequest], None]) -> Iterator[str]:
    """Take OTLP over HTTP, as a collector does."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            body = gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body
            if self.path == "/api/v1/otlp/v1/metrics":
                receive(ExportMetricsServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
