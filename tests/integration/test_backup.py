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
from dotenv import dotenv_values

from govhub.backup.checking import damaged_files
from govhub.backup.locks import alone
from govhub.backup.making import make_backup
from govhub.backup.manifest import Manifest
from govhub.backup.restoring import restore_backup
from govhub.backup.retention import drop_old_backups
from govhub.backup.store import BackupStore
from govhub.catalog import load_catalog
from govhub.errors import ConfigurationError, InternalError
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import Workplace, ingest_resource, replay_resource
from govhub.pipeline.erasing import erase, people_of
from govhub.pipeline.tracing import trace_in_lake, trace_in_warehouse
from govhub.privacy.identifiers import cpf_digits
from govhub.settings import CHECKOUT, load_settings, read_environment
from govhub.warehouse.erasures import Erasure
from govhub.warehouse.keymark import key_mark
from govhub.warehouse.setup import check_warehouse
from govhub_simulator.server import free_port, serve
from tests.secrecy import in_bytes, secret_values, watched_processes

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
        serve(folder / "simulador", scale=40, orgaos_file=BODY) as simulator,
        installed(folder, few_sources(folder)) as installation,
        pytest.MonkeyPatch.context() as patch,  # undone first: it was given what `installed` had set
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
        with watched_processes(secret_values(dotenv_values(folder / ".env"))) as seen:
            made = backup(store)
        assert seen == {}
        yield Loaded(installation, store, made, before)


@pytest.fixture
def loaded(_loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    _point(monkeypatch, _loaded.installation)
    return _loaded


def _point(patch: pytest.MonkeyPatch, installation: Installation, sources: Path | None = None) -> None:
    point_at(patch, installation.folder, installation.cluster.port)
    for name, value in few_sources(sources or installation.folder).items():
        patch.setenv(name, value)


def few_sources(folder: Path) -> dict[str, str]:
    """Settings of an installation with one source, so that there are tables enough and not hundreds."""
    sources = folder / "sources"
    sources.mkdir(exist_ok=True)
    (sources / "compras_gov.yaml").write_bytes((CHECKOUT / "sources" / "compras_gov.yaml").read_bytes())
    return {"GOVHUB_SOURCES_DIR": str(sources), "GOVHUB_ORGAOS_FILE": str(BODY)}


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
    _point(monkeypatch, fresh, loaded.installation.folder)
    yield fresh
    cluster.remove()


def test_a_fresh_cluster_gets_everything_back(loaded: Loaded, elsewhere: Installation) -> None:
    done = restore(loaded)

    assert contents(elsewhere) == loaded.contents
    assert len(loaded.contents) > 20
    assert sum(map(len, loaded.contents.values())) > 300
    assert done.without_password == ("maria",)
    assert done.former == ()
    assert done.configuration is None
    settings = load_settings()
    cells, excessive = check_warehouse(settings, load_catalog(settings))
    assert ([cell for cell in cells if cell.expected != cell.found], excessive) == ([], [])
    with elsewhere.connect(elsewhere.cluster.superuser_url) as superuser:
        member = superuser.execute(
            "select pg_has_role('maria', 'pessoal', 'member'), rolconfig from pg_roles where rolname = 'maria'"
        )
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


def objects(store: BackupStore) -> dict[str, Path]:
    return {file.name: file for file in (Path(store.place) / "objects").rglob("*") if file.is_file()}


def test_a_second_backup_keeps_only_what_changed(loaded: Loaded) -> None:
    before = set(objects(loaded.store))
    with loaded.installation.connect(loaded.installation.secret("SUPERSET_METADATA_URL")) as owner:
        owner.execute("insert into pessoas (nome) values ('c')")
    try:
        second = backup(loaded.store)
    finally:
        with loaded.installation.connect(loaded.installation.secret("SUPERSET_METADATA_URL")) as owner:
            owner.execute("delete from pessoas where nome = 'c'")

    fresh = set(objects(loaded.store)) - before
    new = [file.name for file in second.files if file.sha256 in fresh]
    assert sorted(name for name in new if name.endswith("toc.dat")) == [
        f"{n}/toc.dat" for n in ("airflow", "superset", "warehouse")
    ]
    assert len([name for name in new if not name.endswith("toc.dat")]) <= 2  # the table, and a sequence
    assert second.bytes_added < second.bytes
    assert [file.name for file in second.lake or ()] == [file.name for file in loaded.backup.lake or ()]
    assert len(second.lake or ()) > 5
    assert damaged_files(load_settings(), loaded.store, second) == []


def test_a_backup_holds_no_secret(loaded: Loaded) -> None:
    values = secret_values(dotenv_values(loaded.installation.folder / ".env"))
    files = [file for file in Path(loaded.store.place).rglob("*") if file.is_file()]
    read = [content for file in files for content in (file.read_bytes(), plain(file.read_bytes()))]

    assert len(files) > 30
    assert len(values) > 8
    assert {name for content in read for name in in_bytes(content, values)} == set()
    assert Path(loaded.store.place).stat().st_mode & 0o077 == 0


def plain(content: bytes) -> bytes:
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else b""


def test_a_backup_killed_before_its_end_never_existed(loaded: Loaded) -> None:
    place = loaded.installation.folder / "morta"
    with psycopg.connect(loaded.installation.secret("SUPERSET_METADATA_URL").replace("+psycopg2", "")) as owner:
        owner.execute("lock table pessoas in access exclusive mode")  # the last database: the others are kept by then
        killed = subprocess.Popen(
            [sys.executable, "-m", "govhub.cli", "backup", "--to", str(place)],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 120
        while not list((place / "objects").rglob("*")) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert killed.poll() is None
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
    store = BackupStore(str(place))

    assert (store.ids(), len(objects(store)) > 0) == ([], True)
    whole = backup(store)
    assert store.ids() == [whole.id]
    assert damaged_files(load_settings(), store, whole) == []
    assert not (load_settings().home / "backup-work").exists()


@pytest.fixture
def damaged(loaded: Loaded) -> Iterator[str]:
    """The name of a file of the backup that is not what it was, until the test is over."""
    file = max(
        (file for file in loaded.backup.files if file.name.startswith("warehouse/")), key=lambda file: file.bytes
    )
    path = objects(loaded.store)[file.sha256]
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    yield file.name
    path.write_bytes(content)


def test_a_damaged_file_is_found_and_never_restored(loaded: Loaded, damaged: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "govhub.cli", "backup", "check", loaded.backup.id, "--from", loaded.store.place],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (told.returncode, f"1 de {len(loaded.backup.files)} arquivos" in told.stderr, damaged in told.stderr) == (
        1,
        True,
        True,
    )
    with pytest.raises(
        ConfigurationError, match=r"Um arquivo da cópia não é o que foi gravado.*" + damaged.split("/")[1]
    ):
        restore(loaded)
    assert contents(loaded.installation) == loaded.contents


def test_a_missing_file_is_found(loaded: Loaded) -> None:
    file = next(file for file in loaded.backup.files if file.name.startswith("lake/"))
    path = objects(loaded.store)[file.sha256]
    aside = path.rename(path.with_suffix(".ausente"))
    try:
        found = damaged_files(load_settings(), BackupStore(loaded.store.place), loaded.backup)
    finally:
        aside.rename(path)
    assert [file.name for file in found] == [file.name]


def test_nothing_is_replaced_while_programs_use_the_databases_or_without_consent(loaded: Loaded) -> None:
    asked = [sys.executable, "-m", "govhub.cli", "restore", loaded.backup.id, "--from", loaded.store.place]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (told.returncode, "nada foi feito. Se é isso que quer, rode de novo com --yes" in told.stderr) == (1, True)

    with (
        psycopg.connect(loaded.installation.secret("GOVHUB_WAREHOUSE_URL"), application_name="painel"),
        pytest.raises(ConfigurationError, match="Há programas usando os bancos: painel; nada foi trocado"),
    ):
        restore(loaded)
    assert contents(loaded.installation) == loaded.contents


def test_a_backup_of_other_keys_is_refused(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVHUB_PRIVACY_KEY", "outra-chave-de-teste")

    with pytest.raises(ConfigurationError, match="outro valor de GOVHUB_PRIVACY_KEY; nada foi restaurado"):
        restore(loaded)


def test_what_is_not_equal_to_the_backup_is_never_put_into_use(loaded: Loaded) -> None:
    superset = loaded.backup.databases[2]
    table = next(table for table in superset.tables if table.name == "public.pessoas")
    others = tuple(other for other in superset.tables if other is not table)
    wrong = superset.model_copy(update={"tables": (*others, table.model_copy(update={"checksum": "1"}))})
    manifest = loaded.backup.model_copy(update={"databases": (wrong,)})

    with pytest.raises(InternalError, match="public.pessoas: mesmas 2 linhas, conteúdo diferente; nada foi trocado"):
        restore(loaded, manifest)

    assert contents(loaded.installation) == loaded.contents
    with loaded.installation.connect(loaded.installation.cluster.superuser_url) as superuser:
        assert superuser.execute("select count(*) from pg_database where datname like '%restaurando'").fetchone() == (
            0,
        )


def test_old_backups_go_with_what_only_they_needed_and_the_newest_stays(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = loaded.installation.folder / "prazo"
    monkeypatch.setenv("GOVHUB_BACKUP_URL", str(place))
    store, settings = BackupStore(str(place)), load_settings()
    first, second = backup(store), backup(store)
    assert drop_old_backups(settings) == []
    later = datetime.now(UTC) + timedelta(days=settings.backup_days + 1)

    assert drop_old_backups(settings, now=later) == [first.id]

    assert store.ids() == [second.id]
    assert set(objects(store)) == {file.sha256 for file in second.files}
    assert damaged_files(settings, store, second) == []


def test_only_one_backup_is_made_at_a_time(loaded: Loaded) -> None:
    with (
        alone(loaded.installation.secret("GOVHUB_WAREHOUSE_URL")),
        pytest.raises(ConfigurationError, match="Outra cópia ou limpeza de cópias está em andamento"),
    ):
        backup(loaded.store)


def test_a_person_erased_after_the_backup_is_erased_again_by_its_restore(loaded: Loaded) -> None:
    """The last one here: the installation is another one afterwards."""
    settings = load_settings()
    place = Workplace.of(settings, load_catalog(settings))
    with loaded.installation.connect(loaded.installation.secret("GOVHUB_WAREHOUSE_URL")) as etl:
        found = etl.execute(
            "select fornecedor_cnpj_cpf_idgener from bronze.compras_gov__contratos"
            " where fornecedor_cnpj_cpf_idgener_pseudonimo is not null limit 1"
        ).fetchone()
    digits = cpf_digits(found[0] if found else "") or ""
    people = people_of(place, ["compras_gov"], digits)
    mark, pseudonyms = key_mark(place.privacy_key), tuple(people.pseudonyms)
    asked = Erasure("um", "O titular", "Processo", "quem", datetime.now(UTC), ("compras_gov",), mark, pseudonyms, {})
    assert erase(place, people, asked).tables
    assert trace_in_warehouse(place, list(pseudonyms)) == []

    command = ["restore", loaded.backup.id, "--from", loaded.store.place, "--yes", "--drop-former"]
    told = subprocess.run([sys.executable, "-m", "govhub.cli", *command], capture_output=True, text=True, check=False)

    assert (told.returncode, told.stderr) == (0, "")
    assert "1 eliminação(ões) de pessoas refeita(s) sobre a cópia: um." in told.stdout
    assert digits not in told.stdout
    assert trace_in_warehouse(place, list(pseudonyms)) == []
    assert list(trace_in_lake(place, digits)) == []
    assert replay_resource(place, "compras_gov", "contratos").status == "sucesso"
    assert trace_in_warehouse(place, list(pseudonyms)) == []
