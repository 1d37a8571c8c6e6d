"""`govhub backup` and `restore`: a real installation copied, destroyed, and brought back in a fresh cluster."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from govhub.backup.checking import damaged_files
from govhub.backup.making import make_backup
from govhub.backup.manifest import Manifest
from govhub.backup.restoring import restore_backup
from govhub.backup.retention import drop_old_backups
from govhub.backup.store import BackupStore
from govhub.catalog import load_catalog
from govhub.errors import ConfigurationError, InternalError
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import Workplace, ingest_resource, replay_resource
from govhub.settings import load_settings, read_environment
from govhub.warehouse.setup import check_warehouse
from govhub_simulator.server import free_port, serve
from tests.secrecy import secret_values

from .conftest import BODY
from .installation import Installation, installed, point_at

RESOURCES = ("contratos", "contratos_inativos", "empenhos")
DATABASES = ("GOVHUB_WAREHOUSE_ADMIN_URL", "AIRFLOW_METADATA_URL", "SUPERSET_METADATA_URL")
OF_METADATA = """
    create table pessoas (id serial primary key, nome text, visto timestamptz default now(), valor numeric(18, 2), extra jsonb);
    create index on pessoas (nome);
    insert into pessoas (nome, valor, extra) values ('a', 1.10, '{"x": [1]}'), ('b', null, null);
    create table arquivos (conteudo bytea); insert into arquivos values ('\\x00ff'), (null)
"""
OF_BUILDS = """
    create table silver.por_orgao (orgao_chave text, valor double precision);
    insert into silver.por_orgao select 'o' || i % 3, i / 3.0 from generate_series(1, 200) as i;
    alter table silver.por_orgao enable row level security;
    create policy por_orgao on silver.por_orgao for select to analista using (orgao_chave = 'o1');
    create view gold.soma as select orgao_chave, sum(valor) as total from silver.por_orgao group by 1;
    create materialized view gold.guardada as select * from gold.soma
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An installation with a source loaded, and a backup of it."""

    installation: Installation
    store: BackupStore
    backup: Manifest
    contents: dict[str, list[Any]]


def contents(installation: Installation) -> dict[str, list[Any]]:
    """Every row of every table of the three databases, as text, sorted; read by a way of its own."""
    found = {}
    for name in DATABASES:
        with installation.connect(installation.secret(name)) as connection:
            tables = connection.execute(
                "select format('%I.%I', schemaname, tablename) from pg_tables"
                " where schemaname not in ('pg_catalog', 'information_schema')"
            ).fetchall()
            for (table,) in tables:
                rows = connection.execute(f"select to_jsonb(t)::text from {table} as t").fetchall()
                found[f"{name} {table}"] = sorted(row[0] for row in rows)
    return found


def lake(settings: Any) -> dict[str, bytes]:
    root = Path(settings.lake_url)
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def backup(store: BackupStore) -> Manifest:
    return make_backup(load_settings(), read_environment(), store, lambda _: None)


def restore(loaded: Loaded, manifest: Manifest | None = None, **choices: bool) -> Any:
    settings = load_settings()
    return restore_backup(
        settings, load_catalog(settings), read_environment(), loaded.store, manifest or loaded.backup,
        tell=lambda _: None, **choices,
    )  # fmt: skip


@pytest.fixture(scope="module")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("copias")
    with (
        pytest.MonkeyPatch.context() as patch,
        serve(folder / "simulador", scale=40, orgaos_file=BODY) as simulator,
        installed(folder) as installation,
    ):
        _point(patch, installation)
        for name, value in simulator.environment().items():
            patch.setenv(name, value)
        patch.setenv("GOVHUB_SOURCE_COMPRAS_GOV_PER_MINUTE", "60000")
        settings = load_settings()
        place = Workplace.of(settings, load_catalog(settings))
        for _ in range(2):
            for name in RESOURCES:
                ingest_resource(place, "compras_gov", name)
        with installation.connect(installation.secret("GOVHUB_WAREHOUSE_URL")) as builder:
            builder.execute(OF_BUILDS)
        for name in DATABASES[1:]:
            with installation.connect(installation.secret(name)) as owner:
                owner.execute(OF_METADATA)
        with installation.connect(installation.cluster.superuser_url) as superuser:
            superuser.execute("create role maria login in role pessoal; alter role maria set work_mem = '8MB'")
        store = BackupStore(str(folder / "copias"))
        before = contents(installation)
        yield Loaded(installation, store, backup(store), before)


@pytest.fixture
def loaded(_loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    _point(monkeypatch, _loaded.installation)
    return _loaded


def _point(patch: pytest.MonkeyPatch, installation: Installation) -> None:
    point_at(patch, installation.folder, installation.cluster.port)
    patch.setenv("GOVHUB_ORGAOS_FILE", str(BODY))


@pytest.fixture
def elsewhere(loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """Another machine: a cluster that was never used, no lake, and the `.env` that was kept in a vault."""
    port = free_port()
    text = (loaded.installation.folder / ".env").read_text()
    (tmp_path / ".env").write_text(text.replace(f":{loaded.installation.cluster.port}/", f":{port}/"))
    password = loaded.installation.secret("GOVHUB_POSTGRES_SUPERUSER_PASSWORD")
    cluster = EmbeddedPostgres(tmp_path / "home" / "postgres", port, password, {"fsync": "off"})
    cluster.start()
    fresh = Installation(tmp_path, cluster)
    _point(monkeypatch, fresh)
    yield fresh
    cluster.remove()


def test_a_fresh_cluster_gets_everything_back(loaded: Loaded, elsewhere: Installation) -> None:
    done = restore(loaded)

    assert contents(elsewhere) == loaded.contents
    assert len(loaded.contents) > 250
    assert sum(map(len, loaded.contents.values())) > 300
    assert done.without_password == ("maria",)
    assert done.former == ()
    assert done.configuration is None
    cells, excessive = check_warehouse(load_settings())
    assert ([cell for cell in cells if cell.expected != cell.found], excessive) == ([], [])
    with elsewhere.connect(elsewhere.cluster.superuser_url) as superuser:
        member = superuser.execute("select pg_has_role('maria', 'pessoal', 'member'), rolconfig from pg_roles where rolname = 'maria'")
        assert member.fetchone() == (True, ["work_mem=8MB"])
        names = superuser.execute("select datname from pg_database where datname like 'govhub%'").fetchall()
        assert names == [("govhub",)]
    with elsewhere.connect(elsewhere.secret("GOVHUB_WAREHOUSE_ADMIN_URL")) as owner:
        owner.execute("set role analista")
        assert owner.execute("select count(*) from silver.por_orgao").fetchone() == (67,)

    # The lake came whole, so bronze rebuilt from it alone is the original.
    settings = load_settings()
    place = Workplace.of(settings, load_catalog(settings))
    for name in RESOURCES:
        replay_resource(place, "compras_gov", name)
    rebuilt = {table: rows for table, rows in contents(elsewhere).items() if "bronze.compras_gov__" in table}
    assert rebuilt == {table: loaded.contents[table] for table in rebuilt}
    assert sum(map(len, rebuilt.values())) > 50


