"""The walk from simulator to bronze on Snowflake's stand-in: the real connector over a socket, DuckDB behind it.

It shows wiring, SQL and the order of things; types, speed, permissions and locks are shown by a real account only.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from govhub.catalog import Catalog, load_catalog
from govhub.errors import ConfigurationError, SourceError
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import Request, Workplace, ingest_resource, replay_resource
from govhub.settings import load_settings
from govhub.warehouse.engines.snowflake import SnowflakeEngine
from govhub.warehouse.engines.snowflake.session import session
from govhub.warehouse.ledger import Run
from govhub_simulator.server import Simulator, free_port

from .conftest import fresh_warehouse
from .engines.command import Command, point_at

_numbers = count(1)
_CONTRACTS = "bronze.compras_gov__contratos"
_HANGS_BEFORE_THE_RUN_RECORD = """
import sys, time
from pathlib import Path
from govhub.cli import main
from govhub.warehouse.engines.snowflake.loading import SnowflakeLoader

reached = Path(sys.argv[1])

def wait(self, run):
    aside = reached.with_suffix(".tmp")
    aside.write_text(self._session._connection.rest.token)
    aside.rename(reached)
    time.sleep(120)

SnowflakeLoader.record = wait
sys.argv = ["govhub", "ingest", "compras_gov", "contratos"]
main()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server that speaks Snowflake's protocol; its port."""
    port, folder = free_port(), tmp_path_factory.mktemp("fakesnow")
    with (folder / "log").open("w") as log:
        command = [str(Path(sys.executable).with_name("fakesnow")), "-s", "-p", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        deadline = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/")
                break
            except httpx.TransportError:
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield port
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


@dataclass(frozen=True, slots=True)
class Account:
    """A fresh database of the stand-in, and questions about it."""

    url: str
    catalog: Catalog

    @property
    def place(self) -> Workplace:
        return Workplace.of(load_settings(), self.catalog)

    def rows(self, query: str) -> list[dict[str, Any]]:
        with session(self.url, "govhub test") as opened:
            names, rows = opened.table(query)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def one(self, query: str) -> Any:
        return next(iter(self.rows(query)[0].values()))

    def contents(self, resource: str, system: str = "compras_gov") -> list[dict[str, Any]]:
        """Every row of a bronze table in the order of its key; null instants as such, which the stand-in garbles."""
        declaration = self.catalog.resource(system, resource)
        rows = self.rows(
            f"select *, _deleted_at is not null as _is_gone from bronze.{declaration.table} order by {', '.join(declaration.key)}"
        )
        return [{name: value for name, value in row.items() if name != "_deleted_at"} for row in rows]

    def ledger(self, resource: str) -> list[dict[str, Any]]:
        with SnowflakeEngine(self.url).books("govhub test") as books:
            return [row for row in reversed(books.list_runs(limit=500)) if row["resource"] == resource]


@pytest.fixture
def account(server: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Account:
    url = (
        f"snowflake://etl_user:senha-etl@fakesnow/GOVHUB{next(_numbers)}"
        f"?warehouse=CARGA&role=ETL_USER&host=127.0.0.1&port={server}&protocol=http&network_timeout=5"
    )
    point_at(monkeypatch, url, tmp_path)
    settings = load_settings()
    catalog = load_catalog(settings, only="compras_gov")
    SnowflakeEngine(url).setup(settings, catalog)
    return Account(url, catalog)


def figures(run: Run) -> tuple[int, int, int, int]:
    return run.rows_inserted, run.rows_updated, run.rows_unchanged, run.rows_deleted


def test_setup_can_be_repeated_adds_what_is_missing_and_refuses_another_type(account: Account) -> None:
    engine, settings = SnowflakeEngine(account.url), load_settings()
    assert engine.setup(settings, account.catalog) == []
    engine.check(account.catalog)
    assert account.one("select count(*) from referencia.orgao_ug") == 1

    with session(account.url, "govhub test") as opened:
        opened.execute(f"alter table {_CONTRACTS} drop column objeto")
        opened.execute(f"alter table {_CONTRACTS} drop column id")
        opened.execute(f"alter table {_CONTRACTS} add column id varchar")
    with pytest.raises(ConfigurationError, match=r"A coluna id é TEXT no Snowflake e NUMBER\(19,0\) na declaração"):
        engine.setup(settings, account.catalog)
    with session(account.url, "govhub test") as opened:
        opened.execute(f"alter table {_CONTRACTS} drop column id")
    with pytest.raises(ConfigurationError, match=r"coluna nova \(id, objeto\)\)\. Rode `govhub warehouse setup`"):
        engine.check(account.catalog)
    assert engine.setup(settings, account.catalog) == ["bronze.compras_gov__contratos: colunas novas (id, objeto)"]
    engine.check(account.catalog)


def test_bronze_holds_what_postgresql_would_hold_and_a_second_run_writes_nothing(
    account: Account, simulator: Simulator, postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    """A snapshot with pseudonyms, and its children."""
    chosen = ("contratos", "contratos_inativos", "empenhos")
    first = {name: ingest_resource(account.place, "compras_gov", name) for name in chosen}
    before = {name: account.contents(name) for name in chosen}
    second = {name: ingest_resource(account.place, "compras_gov", name) for name in chosen}

    for name in chosen:
        assert len(before[name]) == first[name].rows_inserted > 0, name
        assert figures(second[name]) == (0, 0, len(before[name]), 0), name
        assert account.contents(name) == before[name], name
    assert first["empenhos"].rows_duplicate == second["empenhos"].rows_duplicate > 0
    assert account.one("select count(*) from information_schema.tables where table_name like '%CARGA%'") == 0
    with fresh_warehouse(postgres, template, tmp_path) as environment:
        for name in chosen:
            assert_as_in_postgresql(account, environment["GOVHUB_WAREHOUSE_URL"], name)


def test_numbers_keep_their_digits_equal_rows_their_order_and_later_runs_read_recent_months_only(
    account: Account, simulator: Simulator, postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    settings, system = load_settings(), "compras_dados_abertos"
    account = replace(account, catalog=load_catalog(settings, only=system))
    SnowflakeEngine(account.url).setup(settings, account.catalog)

    runs = [ingest_resource(account.place, system, name) for name in ("orgao", "pgc_detalhe", "ata", "ata")]

    assert min(run.rows_inserted for run in runs[:3]) > 0
    first, second = runs[2:]
    assert figures(second)[:2] == (0, 0)
    assert 0 < second.scopes < first.scopes
    assert second.scopes + second.scopes_unchanged == first.scopes
    assert len(account.rows("select * from bronze._scopes where resource = 'ata'")) == first.scopes
    with fresh_warehouse(postgres, template, tmp_path) as environment:
        for name in ("pgc_detalhe", "ata"):
            assert_as_in_postgresql(account, environment["GOVHUB_WAREHOUSE_URL"], name, system)


def assert_as_in_postgresql(account: Account, url: str, name: str, system: str = "compras_gov") -> None:
    """Load the same runs of the lake into PostgreSQL; every row is the same there."""
    replay_resource(Workplace.of(load_settings(), account.catalog, url), system, name)
    declaration = account.catalog.resource(system, name)
    with psycopg.connect(url, row_factory=dict_row) as connection:
        rows = connection.execute(f"select * from bronze.{declaration.table}").fetchall()  # type: ignore[arg-type]
    expected, found = (
        sorted(map(comparable, table), key=lambda row: [row[key] for key in declaration.key])
        for table in (rows, account.contents(name, system))
    )
    assert len(found) > 0
    assert found == expected, name


def comparable(row: dict[str, Any]) -> dict[str, Any]:
    """A row of either engine: JSON as objects, and without what only the stand-in garbles."""
    as_object = {name: json.loads(row[name]) for name in row if _is_json(row[name])}
    return {name: value for name, value in {**row, **as_object}.items() if name not in ("_deleted_at", "_is_gone")}


def _is_json(value: object) -> bool:
    return isinstance(value, str) and value[:1] in ("{", "[")


def test_what_changed_is_rewritten_what_vanished_is_marked_and_a_replay_gives_the_same(
    account: Account, simulator: Simulator
) -> None:
    first = ingest_resource(account.place, "compras_gov", "contratos")
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.1)
    less = ingest_resource(account.place, "compras_gov", "contratos")
    gone = [row for row in account.contents("contratos") if row["_is_gone"]]

    assert less.rows_deleted == len(gone) == first.rows_inserted - int(first.rows_inserted * 0.9) > 0
    assert {row["_run_id"] for row in gone} == {less.run_id}
    simulator.disarm()
    simulator.arm("conflicting_rows", "*/contrato/ug/290002", field="objeto", value="OUTRO")
    with pytest.raises(SourceError, match="conteúdos diferentes para a mesma chave"):
        ingest_resource(account.place, "compras_gov", "contratos")
    simulator.disarm()
    back = ingest_resource(account.place, "compras_gov", "contratos")
    assert figures(back) == (0, len(gone), first.rows_inserted - len(gone), 0)

    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.5)
    before = account.contents("contratos")
    with pytest.raises(
        SourceError, match=r"deixou de enviar \d+ de \d+ linhas de ug=290002.*limite de 20%.*--allow-shrink"
    ):
        ingest_resource(account.place, "compras_gov", "contratos")
    assert account.contents("contratos") == before
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.5)
    allowed = ingest_resource(account.place, "compras_gov", "contratos", Request(allow_shrink=True))
    assert allowed.rows_deleted == first.rows_inserted - first.rows_inserted // 2

    after = account.contents("contratos")
    simulator.reset_metrics()
    replay_resource(account.place, "compras_gov", "contratos")
    assert account.contents("contratos") == after
    assert simulator.metrics()["requests"] == 0
    assert [(row["kind"], row["status"]) for row in account.ledger("contratos")] == [
        ("ingest", "sucesso"), ("ingest", "sucesso"), ("ingest", "falha"), ("ingest", "sucesso"), ("ingest", "falha"),
        ("ingest", "sucesso"), ("replay", "sucesso"),
    ]  # fmt: skip


def test_children_of_a_parent_that_left_every_list_are_marked_with_it(account: Account, simulator: Simulator) -> None:
    def ingest(name: str) -> Run:
        return ingest_resource(account.place, "compras_gov", name)

    for name in ("contratos", "contratos_inativos", "historico"):
        ingest(name)
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.1)
    assert ingest("contratos").rows_deleted > 0
    assert ingest("historico").rows_deleted == 0  # it may only have moved to the other list

    ingest("contratos_inativos")
    run = ingest("historico")

    gone = [row for row in account.contents("historico") if row["_is_gone"]]
    left = {row["id"] for row in account.contents("contratos") if row["_is_gone"]}
    assert run.rows_deleted == len(gone) > 0
    assert {row["contrato_id"] for row in gone} == left


def test_killed_between_merge_and_run_record_the_next_run_loses_and_doubles_nothing(
    account: Account, simulator: Simulator, server: int, tmp_path: Path
) -> None:
    reached = tmp_path / "reached"
    script = tmp_path / "ingest.py"
    script.write_text(_HANGS_BEFORE_THE_RUN_RECORD)
    process = subprocess.Popen([sys.executable, str(script), str(reached)], env=dict(os.environ))
    deadline = time.monotonic() + 180
    while not reached.exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)
    assert account.contents("contratos") == []
    end_session(server, reached.read_text())  # as an account does with one whose client is gone

    run = ingest_resource(account.place, "compras_gov", "contratos")
    source = sorted(row["id"] for row in simulator.get("/compras_gov/api/contrato/ug/290002"))

    assert [row["id"] for row in account.contents("contratos")] == source
    assert figures(run) == (len(source), 0, 0, 0)
    assert [row["status"] for row in account.ledger("contratos")] == ["interrompida", "sucesso"]


def end_session(server: int, token: str) -> None:
    headers = {"Authorization": f'Snowflake Token="{token}"'}
    httpx.post(f"http://127.0.0.1:{server}/session?delete=true", headers=headers).raise_for_status()


def test_a_run_that_a_newer_one_overtook_takes_all_back(account: Account, simulator: Simulator) -> None:
    with session(account.url, "govhub test") as opened:
        opened.execute(
            "insert into bronze._runs (run_id, system, resource, kind, status, orgaos, started_at) select 'mais-nova',"
            " 'compras_gov', 'contratos', 'ingest', 'sucesso', 'DPU', '2100-01-01 00:00:00+00:00'::timestamp_tz"
        )

    with pytest.raises(ConfigurationError, match=r"mais nova, terminou antes \(mais-nova\); nada foi gravado"):
        ingest_resource(account.place, "compras_gov", "contratos")
    assert account.contents("contratos") == []


def test_children_before_their_parents_and_another_key_are_refused(
    account: Account, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigurationError, match="Rode antes `govhub ingest compras_gov contratos`"):
        ingest_resource(account.place, "compras_gov", "faturas")
    ingest_resource(account.place, "compras_gov", "contratos")
    monkeypatch.setenv("GOVHUB_PRIVACY_KEY", "outra-chave-de-teste")
    with pytest.raises(ConfigurationError, match="não é a chave dos pseudônimos"):
        ingest_resource(account.place, "compras_gov", "contratos")


@pytest.fixture
def govhub(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capsys)


def test_the_commands_follow_the_address(account: Account, simulator: Simulator, govhub: Command) -> None:
    ingest_resource(account.place, "compras_gov", "contratos")

    code, told = govhub("runs", "compras_gov", "--json")
    assert (code, [row["status"] for row in json.loads(told)]) == (0, ["sucesso"])
    code, told = govhub("sql", f"select count(*) as linhas from {_CONTRACTS}", "--role", "etl_user", "--json")
    assert (code, json.loads(told)) == (0, [{"linhas": len(account.contents("contratos"))}])
    code, told = govhub("sql", f"delete from {_CONTRACTS}", "--role", "etl_user")
    assert (code, "O `govhub sql` só lê" in told) == (1, True)
    code, told = govhub("sql", "select coluna from nenhuma", "--role", "etl_user")
    assert (code, "Snowflake recusou a consulta" in told) == (1, True)
    assert govhub("dbt", "debug", "--quiet")[0] == 0


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
    point_at(monkeypatch, f"snowflake://etl_user:senha-etl@fakesnow/GOVHUB?host=127.0.0.1&port={free_port()}", tmp_path)

    code, told = govhub(*command)

    assert code == 1, told
    assert "só existe com o armazém em PostgreSQL, e o endereço configurado é do Snowflake" in " ".join(told.split())
    assert "Traceback" not in told
