"""Loads into BigQuery's stand-in, Google's client over a socket and DuckDB behind it: rows made here, no source asked.

It shows wiring, SQL and that a load is one transaction; speed, cost, permissions and quotas are shown by a real project only.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from govhub.catalog import Catalog, ResourceDeclaration, load_catalog
from govhub.errors import ConfigurationError, SourceError, WarehouseSilent
from govhub.extraction.rows import bronze_schema
from govhub.settings import Settings, load_settings
from govhub.warehouse.bronze import derived_columns
from govhub.warehouse.engines.bigquery import BigQueryEngine
from govhub.warehouse.engines.bigquery.loading import BigQueryLoader
from govhub.warehouse.engines.bigquery.session import session
from govhub.warehouse.ledger import Run
from govhub.warehouse.stage import Delivery
from govhub.warehouse.staging import align, with_hash, with_key_number
from govhub_simulator.server import free_port

from .conftest import BODY
from .engines.command import Command, point_at
from .engines.serving import bigquery_stand_in

_numbers = count(1)
_DIES_AFTER_THE_TRANSACTION = """
import os, signal, sys
from govhub.warehouse.engines.bigquery.session import Session

transaction = Session.transaction

def killed(self, statements):
    if any("'sucesso'" in statement for statement in statements[-1:]) and len(statements) > 2:
        if sys.argv[1] == "after":
            transaction(self, statements)
        os.kill(os.getpid(), signal.SIGKILL)
    transaction(self, statements)

Session.transaction = killed
from tests.integration.test_bigquery_loads import Project
project = Project(sys.argv[2])
project.load(project.delivery(range(1, 21)))
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with bigquery_stand_in(tmp_path_factory.mktemp("crucible")) as port:
        yield port


@dataclass
class Project:
    """A project of the stand-in with one resource, contratos of compras_gov: a snapshot whose key is `id`."""

    url: str
    settings: Settings = field(init=False)
    catalog: Catalog = field(init=False)

    def __post_init__(self) -> None:
        self.settings = load_settings(
            base={
                "GOVHUB_WAREHOUSE_URL": self.url,
                "GOVHUB_ENV_FILE": os.devnull,
                "GOVHUB_ORGAOS_FILE": str(BODY),
                "GOVHUB_PRIVACY_KEY": "chave-de-teste",
            }
        )
        catalog = load_catalog(self.settings, only="compras_gov")
        system = catalog.system("compras_gov")
        alone = system.model_copy(update={"resources": {"contratos": system.resources["contratos"]}})
        self.catalog = replace(catalog, systems={"compras_gov": alone})

    @property
    def engine(self) -> BigQueryEngine:
        return BigQueryEngine(self.url)

    @property
    def resource(self) -> ResourceDeclaration:
        return self.catalog.resource("compras_gov", "contratos")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with session(self.url, "govhub test") as opened:
            return opened.rows(query)

    def contents(self) -> list[tuple[Any, ...]]:
        return self.rows(f"select * from bronze.{self.resource.table} order by id")

    def ledger(self) -> list[tuple[str, str]]:
        with self.engine.books("govhub test") as books:
            return [(row["kind"], row["status"]) for row in reversed(books.list_runs())]

    def delivery(self, ids: Sequence[int], at: datetime | None = None, **changed: str) -> Delivery:
        """Rows of these ids as one request brought them; `changed` is what the first of them says."""
        schema, resource = bronze_schema(self.resource), self.resource
        rows = [
            {"id": one, "_scope": "ug=290002", "_extras": '{"a": {"b": [1.5]}}', **(changed if not place else {})}
            for place, one in enumerate(ids)
        ]
        part = pa.Table.from_pylist(rows, schema=schema)
        table = with_hash(align(part, resource))
        for column in derived_columns(resource):
            table = table.append_column(column.name, pa.nulls(len(table), pa.string()))
        table = with_key_number(table, resource.key_without_order)
        return Delivery(
            resource,
            f"execucao-{next(_numbers)}-{os.getpid()}",
            at or datetime.now(UTC),
            lambda: pa.RecordBatchReader.from_batches(table.schema, table.to_batches()),
            len(table),
            pa.table({"scope": ["ug=290002", "ug=290002"], "cursor": ["1", "2"]}),
            False,
        )

    def load(self, *deliveries: Delivery, rebuild: bool = False) -> Run:
        last = deliveries[-1]
        if rebuild:
            run = Run(f"{last.run_id}-refeita", "compras_gov", "contratos", "replay", "DPU", datetime.now(UTC))
        else:
            run = Run(last.run_id, "compras_gov", "contratos", "ingest", "DPU", last.extracted_at)
        with self.engine.books("govhub test") as books:
            books.start(run)
        with self.engine.loading() as loader:
            loader.hold_key("marca")
            loader.lock(self.resource)
            if rebuild:
                loader.empty(self.resource)
            for delivery in deliveries:
                run.rows_fetched += delivery.rows
                loader.apply(delivery, run)
            run.succeed()
            loader.record(run)
        return run


@pytest.fixture
def project(port: int) -> Project:
    made = Project(f"bigquery://projeto{next(_numbers)}/southamerica-east1?api_endpoint=http://127.0.0.1:{port}")
    made.engine.setup(made.settings, made.catalog)
    return made


def figures(run: Run) -> tuple[int, int, int, int]:
    return run.rows_inserted, run.rows_updated, run.rows_unchanged, run.rows_deleted


def test_setup_can_be_repeated_adds_what_is_missing_and_refuses_another_type(project: Project) -> None:
    engine, table = project.engine, project.resource.table
    assert engine.setup(project.settings, project.catalog) == []
    engine.check(project.catalog)
    assert project.rows("select count(*) from referencia.orgao_ug") == [(1,)]

    columns = ", ".join(name for name in bronze_schema(project.resource).names if name not in ("id", "objeto"))
    with session(project.url, "govhub test") as opened:
        opened.execute(f"create or replace table bronze.{table} as select '1' as id, {columns} from bronze.{table}")
    with pytest.raises(ConfigurationError, match="A coluna id é STRING no BigQuery e INT64 na declaração"):
        engine.setup(project.settings, project.catalog)
    with session(project.url, "govhub test") as opened:
        opened.execute(f"create or replace table bronze.{table} as select * except (id) from bronze.{table}")
    with pytest.raises(ConfigurationError, match=r"coluna nova \(id, objeto, .*Rode `govhub warehouse setup`"):
        engine.check(project.catalog)
    assert engine.setup(project.settings, project.catalog)[0].startswith(f"bronze.{table}: colunas novas (id, objeto, ")
    engine.check(project.catalog)


def test_only_what_changed_is_rewritten_and_nothing_of_the_staging_stays(project: Project) -> None:
    assert figures(project.load(project.delivery(range(1, 21)))) == (20, 0, 0, 0)
    first = project.contents()
    assert figures(project.load(project.delivery(range(1, 21)))) == (0, 0, 20, 0)
    assert project.contents() == first
    run = project.load(project.delivery(range(1, 21), objeto="D'ÁGUA \\ \n"))

    assert figures(run) == (0, 1, 19, 0)
    changed = project.rows(
        f"select id, objeto, _extras from bronze.{project.resource.table} where _run_id = '{run.run_id}'"
    )
    assert changed == [(1, "D'ÁGUA \\ \n", {"a": {"b": [1.5]}})]
    assert project.rows("select scope, cursor, run_id from bronze._scopes") == [("ug=290002", "2", run.run_id)]
    names = {row[0] for row in project.rows("select table_name from bronze.INFORMATION_SCHEMA.COLUMNS")}
    assert project.resource.table in names
    assert [name for name in names if "carga" in name] == []
    assert project.ledger() == [("ingest", "sucesso")] * 3


def test_what_vanished_is_marked_what_came_twice_dropped_and_what_came_back_is_live_again(project: Project) -> None:
    project.load(project.delivery(range(1, 21)))
    less = project.load(project.delivery([*range(1, 19), 3]))
    assert (figures(less), less.rows_duplicate) == ((0, 0, 18, 2), 1)
    gone = project.rows(
        f"select id, _run_id from bronze.{project.resource.table} where _deleted_at is not null order by 1"
    )
    assert gone == [(19, less.run_id), (20, less.run_id)]
    assert figures(project.load(project.delivery(range(1, 22)))) == (1, 2, 18, 0)

    before = project.contents()
    with pytest.raises(SourceError, match=r"deixou de enviar 12 de 21 linhas de ug=290002.*--allow-shrink"):
        project.load(project.delivery(range(1, 10)))
    with pytest.raises(SourceError, match=r"conteúdos diferentes para a mesma chave \(id\) em 1 casos"):
        project.load(project.delivery([1, *range(1, 22)], objeto="OUTRO"))
    assert project.contents() == before


def test_a_replay_gives_the_same_rows_and_memory(project: Project) -> None:
    deliveries = [
        project.delivery(range(1, 21)),
        project.delivery(range(1, 19), objeto="OUTRO"),
        project.delivery(range(1, 20)),
    ]
    for delivery in deliveries:
        project.load(delivery)
    with session(project.url, "govhub test") as opened:
        opened.execute(
            "insert into bronze._scopes_log (system, resource, scope, cursor, read_at, run_id, forgotten, _written_at)"
            " values ('compras_gov', 'contratos', 'ug=1', null, current_timestamp(), 'x', false, current_timestamp())"
        )
    rows, memory = project.contents(), project.rows("select * from bronze._scopes where scope <> 'ug=1'")

    run = project.load(*deliveries, rebuild=True)

    assert figures(run) == (20, 3, 34, 2)
    assert project.contents() == rows
    assert project.rows("select * from bronze._scopes") == memory
    assert project.ledger()[-1] == ("replay", "sucesso")


def test_what_fails_on_the_way_takes_all_back(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The merge is done by then: only the transaction keeps its rows from staying."""
    project.load(project.delivery(range(1, 21)))
    before, memory = project.contents(), project.rows("select * from bronze._scopes")
    record = BigQueryLoader.record

    def failing(self: BigQueryLoader, run: Run) -> None:
        self._writes.append("select error('queda')")
        record(self, run)

    monkeypatch.setattr(BigQueryLoader, "record", failing)
    with pytest.raises(Exception, match="Falha do Gov Hub ao falar com o BigQuery"):
        project.load(project.delivery(range(1, 22), objeto="OUTRO"))
    monkeypatch.undo()

    assert project.contents() == before
    assert project.rows("select * from bronze._scopes") == memory
    assert project.ledger() == [("ingest", "sucesso"), ("ingest", "executando")]
    assert figures(project.load(project.delivery(range(1, 22), objeto="OUTRO"))) == (1, 1, 19, 0)
    assert project.ledger() == [("ingest", "sucesso"), ("ingest", "interrompida"), ("ingest", "sucesso")]


@pytest.mark.parametrize(
    ("when", "rows", "ledger", "later"),
    [("before", 0, "executando", (20, 0, 0, 0)), ("after", 20, "sucesso", (0, 0, 20, 0))],
)
def test_killed_on_either_side_of_the_transaction_the_next_run_loses_and_doubles_nothing(
    project: Project, when: str, rows: int, ledger: str, later: tuple[int, int, int, int]
) -> None:
    process = subprocess.run([sys.executable, "-c", _DIES_AFTER_THE_TRANSACTION, when, project.url], timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert len(project.contents()) == rows
    assert project.ledger() == [("ingest", ledger)]

    assert figures(project.load(project.delivery(range(1, 21)))) == later
    assert [row[0] for row in project.rows(f"select id from bronze.{project.resource.table} order by 1")] == list(
        range(1, 21)
    )


def test_a_run_that_another_one_overtook_takes_all_back(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    newest = project.load(project.delivery(range(1, 21), at=now))
    before = project.contents()
    with pytest.raises(ConfigurationError, match=rf"mais nova, terminou antes \({newest.run_id}\); nada foi gravado"):
        project.load(project.delivery(range(1, 21), at=now - timedelta(hours=1), objeto="VELHO"))
    assert project.contents() == before

    record = BigQueryLoader.record

    def meanwhile(self: BigQueryLoader, run: Run) -> None:
        monkeypatch.undo()
        project.load(project.delivery(range(1, 21), at=now + timedelta(seconds=1), objeto="OUTRO"))
        record(self, run)

    monkeypatch.setattr(BigQueryLoader, "record", meanwhile)
    with pytest.raises(WarehouseSilent, match="do mesmo recurso terminou durante esta"):
        project.load(project.delivery(range(1, 21), at=now + timedelta(hours=1)))
    assert project.rows(f"select objeto from bronze.{project.resource.table} where id = 1") == [("OUTRO",)]


def test_loads_of_different_resources_do_not_stand_in_each_others_way(project: Project) -> None:
    """Ledger and memory are appended to: while one load's transaction is open, another run is written and read."""
    started = time.monotonic()
    with project.engine.books("govhub test") as books:
        for number in range(3):
            books.start(Run(f"outra-{number}", "compras_gov", f"recurso{number}", "ingest", "DPU", datetime.now(UTC)))
    project.load(project.delivery(range(1, 21)))
    assert [status for _, status in project.ledger()] == ["executando"] * 3 + ["sucesso"]
    assert time.monotonic() - started < 60


@pytest.fixture
def govhub(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capsys)


def test_the_commands_follow_the_address(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, govhub: Command
) -> None:
    point_at(monkeypatch, project.url, tmp_path)
    project.load(project.delivery(range(1, 21)))
    table = f"bronze.{project.resource.table}"

    code, told = govhub("runs", "compras_gov", "--json")
    assert (code, [row["status"] for row in json.loads(told)]) == (0, ["sucesso"])
    code, told = govhub("sql", f"select count(*) as linhas from {table}", "--role", "etl_user", "--json")
    assert (code, json.loads(told)) == (0, [{"linhas": 20}])
    for statement in (f"delete from {table} where true", f"select 1; drop table {table}"):
        code, told = govhub("sql", statement, "--role", "etl_user")
        assert (code, "O `govhub sql` só lê, e no BigQuery aceita apenas" in told) == (1, True)
    code, told = govhub("sql", "select coluna from bronze.nenhuma", "--role", "etl_user")
    assert (code, "O BigQuery recusou a consulta: Not found" in " ".join(told.split())) == (1, True)
    assert len(project.contents()) == 20


@pytest.mark.parametrize(
    "command",
    [
        ("warehouse", "audit"),
        ("privacy", "erase", "--requested-by", "titular", "--reason", "pedido"),
        ("alerts", "check"),
        ("backup",),
        ("replay", "compras_gov", "contratos", "--recreate"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_what_only_postgresql_offers_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, govhub: Command, command: tuple[str, ...]
) -> None:
    """Nobody answers at the address: the refusal comes before anything is asked."""
    point_at(monkeypatch, f"bigquery://projeto/local?api_endpoint=http://127.0.0.1:{free_port()}", tmp_path)

    code, told = govhub(*command)

    assert code == 1, told
    assert "só existe com o armazém em PostgreSQL, e o endereço configurado é do BigQuery" in " ".join(told.split())
    assert "Traceback" not in told
