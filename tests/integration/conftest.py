"""A real PostgreSQL for the session, a fresh warehouse per test, and the simulator over real sockets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from govhub.catalog import Catalog, load_catalog
from govhub.local.databases import prepare_databases
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import Workplace
from govhub.settings import CHECKOUT, Settings, load_settings
from govhub.warehouse.access import create_schemas
from govhub.warehouse.setup import setup_warehouse
from govhub_simulator.server import Simulator, free_port, serve

_numbers = count(1)
BODY = CHECKOUT / "tests" / "integration" / "orgaos.yaml"  # one body with one UG, so that counts are easy to foresee


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    fast = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    cluster = EmbeddedPostgres(tmp_path_factory.mktemp("pg") / "data", free_port(), "senha-do-teste", fast)
    cluster.start()
    yield cluster
    cluster.remove()


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A fresh warehouse, what reaches it, and questions about it."""

    settings: Settings
    catalog: Catalog
    environment: dict[str, str]

    @property
    def place(self) -> Workplace:
        return Workplace.of(self.settings, self.catalog)

    def rows(self, query: str, *values: object, url: str = "warehouse_url") -> list[dict[str, Any]]:
        with psycopg.connect(self.settings.require(url), row_factory=dict_row) as connection:
            return connection.execute(query, values or None).fetchall()

    def one(self, query: str, *values: object, url: str = "warehouse_url") -> Any:
        return next(iter(self.rows(query, *values, url=url)[0].values()))

    def contents(self, resource: str, system: str = "compras_gov") -> list[dict[str, Any]]:
        """Every row of a bronze table as it is, in the order of its key."""
        declaration = self.catalog.resource(system, resource)
        return self.rows(f"select * from bronze.{declaration.table} order by {', '.join(declaration.key)}")

    def ledger(self, resource: str) -> list[dict[str, Any]]:
        return self.rows("select * from bronze._runs where resource = %s order by started_at", resource)


def addresses(postgres: EmbeddedPostgres, database: str) -> dict[str, str]:
    """Return the settings of a warehouse in a database of the session's cluster."""
    server = f"127.0.0.1:{postgres.port}/{database}"
    return {
        "GOVHUB_WAREHOUSE_URL": f"postgresql://etl_user:senha-etl@{server}",
        "GOVHUB_WAREHOUSE_ADMIN_URL": f"postgresql://govhub_admin:senha-admin@{server}",
        "GOVHUB_BI_URL": f"postgresql://bi_user:senha-bi@{server}",
        "GOVHUB_PRIVACY_KEY": "chave-de-teste",
        "GOVHUB_POSTGRES_PORT": str(postgres.port),
        "GOVHUB_ORGAOS_FILE": str(BODY),
    }


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A warehouse that was set up once; each test gets a copy, which takes a tenth of the time."""
    base = addresses(postgres, "modelo") | {"GOVHUB_ENV_FILE": str(tmp_path_factory.mktemp("modelo") / "nenhum.env")}
    prepare_databases(postgres.superuser_url, [base["GOVHUB_WAREHOUSE_ADMIN_URL"]])
    settings = load_settings(base=base)
    setup_warehouse(settings, load_catalog(settings))
    return "modelo"


@contextmanager
def fresh_warehouse(postgres: EmbeddedPostgres, template: str, home: Path) -> Iterator[dict[str, str]]:
    """Copy the template into a database of its own; yield the settings by which it is reached."""
    database = f"govhub_{next(_numbers)}"
    name = sql.Identifier(database)
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} owner govhub_admin template {}").format(name, sql.Identifier(template))
        )
    environment = addresses(postgres, database) | {
        "GOVHUB_ENV_FILE": str(home / "nenhum.env"),
        "GOVHUB_HOME": str(home / "home"),
    }
    with psycopg.connect(environment["GOVHUB_WAREHOUSE_ADMIN_URL"]) as connection:
        create_schemas(connection)  # a copy has the grants of the schemas, and not those of the database
    yield environment
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(name))


@contextmanager
def warehouse_in(postgres: EmbeddedPostgres, template: str, home: Path) -> Iterator[Warehouse]:
    """A fresh warehouse, and no other setting of the project than its own in the environment."""
    with fresh_warehouse(postgres, template, home) as environment, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GOVHUB_")]:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        settings = load_settings()
        yield Warehouse(settings, load_catalog(settings), environment)


@pytest.fixture
def warehouse(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Warehouse]:
    with warehouse_in(postgres, template, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def _running_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with serve(tmp_path_factory.mktemp("simulador"), scale=60, orgaos_file=BODY) as simulator:
        yield simulator


def answer_with(simulator: Simulator, patch: pytest.MonkeyPatch) -> Simulator:
    """Put the simulator, without faults, in the place of every source, asked impatiently."""
    simulator.disarm()
    simulator.reset_metrics()
    for name, value in simulator.environment().items():
        patch.setenv(name, value)
    for system in load_catalog(load_settings()).systems:
        patch.setenv(f"GOVHUB_SOURCE_{system.upper()}_PER_MINUTE", "60000")
    return simulator


@pytest.fixture
def simulator(_running_simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """The simulator of the session, as every test finds it."""
    return answer_with(_running_simulator, monkeypatch)
