"""`govhub secrets rotate` and `retire` against a PostgreSQL of their own: nobody is locked out, nothing is told to a log."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet, InvalidToken
from dotenv import dotenv_values
from psycopg import errors as pg

from govhub.catalog import load_catalog
from govhub.dashboards import apply_dashboards
from govhub.dashboards.server import superset_environment, superset_python
from govhub.errors import ConfigurationError
from govhub.local.airflow import prepare_airflow, run_airflow
from govhub.local.airflow_environment import airflow_environment
from govhub.local.rotation import retire, rotate
from govhub.settings import Settings, read_environment
from govhub.warehouse.setup import check_warehouse

from .installation import Installation, installed, point_at

LOGINS = ("GOVHUB_WAREHOUSE_URL", "GOVHUB_BI_URL", "AIRFLOW_METADATA_URL", "SUPERSET_METADATA_URL")


@pytest.fixture(scope="module")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("troca")) as made:
        yield made


@pytest.fixture
def installation(_prepared: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    point_at(monkeypatch, _prepared.folder, _prepared.cluster.port)
    yield _prepared
    retire(_prepared.settings, list(LOGINS))


def enters(installation: Installation, url: str) -> bool:
    try:
        installation.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.parametrize("name", LOGINS)
def test_the_former_password_opens_until_it_is_retired(installation: Installation, name: str) -> None:
    former = installation.secret(name)
    running = installation.connect(former)

    outcome = rotate(installation.settings, [name])[0]
    fresh = installation.secret(name)

    assert (outcome.to_retire, "for reiniciado" in outcome.used, fresh != former) == (True, True, True)
    role = former.split("//")[1].split(":")[0].removesuffix("_2")
    with installation.connect(fresh) as connection:
        assert connection.execute("select current_user::text").fetchone() == (role,)
    assert running.execute("select 1").fetchone() == (1,)
    assert enters(installation, former)
    with pytest.raises(ConfigurationError, match="ainda vale"):
        rotate(installation.settings, [name])
    with pytest.raises(ConfigurationError, match="ainda usam"):
        retire(installation.settings, [name])
    running.close()
    assert retire(installation.settings, [name]) == [name]
    assert (enters(installation, former), enters(installation, fresh)) == (False, True)
    assert retire(installation.settings, [name]) == []

    installation.prepare()  # as the next `govhub up` does
    assert (enters(installation, former), enters(installation, fresh)) == (False, True)
    assert [
        cell
        for cell in check_warehouse(installation.settings, load_catalog(installation.settings))[0]
        if cell.expected != cell.found
    ] == []


def test_the_turns_come_back_to_the_first_login(installation: Installation) -> None:
    seen = []
    for _ in range(2):
        rotate(installation.settings, ["GOVHUB_BI_URL"])
        retire(installation.settings, ["GOVHUB_BI_URL"])
        seen.append(installation.secret("GOVHUB_BI_URL").split("//")[1].split(":")[0])

    assert sorted(seen) == ["bi_user", "bi_user_2"]


def test_either_login_has_the_rights_and_bounds_of_its_role(installation: Installation) -> None:
    for _ in range(2):
        with installation.connect(installation.secret("GOVHUB_BI_URL")) as reader:
            assert reader.execute("show statement_timeout").fetchone() == ("30s",)
            with pytest.raises(pg.ReadOnlySqlTransaction):
                reader.execute("create table gold.x (a int)")
            with pytest.raises(pg.InsufficientPrivilege):
                reader.execute("select * from bronze._runs")
        with installation.connect(installation.secret("GOVHUB_WAREHOUSE_URL")) as builder:
            builder.execute("create table silver.x (a int)")
            owner = builder.execute("select tableowner from pg_tables where tablename = 'x'").fetchone()
            builder.execute("drop table silver.x")
        assert owner == ("etl_user",)
        rotate(installation.settings, ["GOVHUB_BI_URL", "GOVHUB_WAREHOUSE_URL"])
        retire(installation.settings, ["GOVHUB_BI_URL", "GOVHUB_WAREHOUSE_URL"])


@pytest.mark.parametrize("name", ["GOVHUB_WAREHOUSE_ADMIN_URL", "GOVHUB_POSTGRES_SUPERUSER_PASSWORD"])
def test_an_administrators_password_changes_with_its_place(installation: Installation, name: str) -> None:
    former = installation.secret(name)

    outcome = rotate(installation.settings, [name])[0]

    assert (outcome.used, outcome.to_retire) == ("já", False)
    assert installation.secret(name) != former
    installation.prepare()


@pytest.mark.parametrize("name", ["GOVHUB_WAREHOUSE_ADMIN_URL", "GOVHUB_BI_URL", "GOVHUB_POSTGRES_SUPERUSER_PASSWORD"])
def test_nothing_changes_when_the_new_value_cannot_be_kept(
    installation: Installation, tmp_path: Path, name: str
) -> None:
    before = (installation.folder / ".env").read_text()
    (tmp_path / name).mkdir()  # a folder where the file should be

    with pytest.raises(ConfigurationError, match="não pôde ser gravado; nada mudou"):
        rotate(installation.settings, [name], tmp_path)

    assert (installation.folder / ".env").read_text() == before
    installation.prepare()
    assert retire(installation.settings, [name]) == []


def test_new_values_go_to_a_folder_for_a_vault(installation: Installation, tmp_path: Path) -> None:
    before = (installation.folder / ".env").read_text()

    rotate(installation.settings, ["GOVHUB_BI_URL", "AIRFLOW_JWT_SECRET"], tmp_path / "novos")

    files = {file.name: file for file in (tmp_path / "novos").iterdir()}
    assert sorted(files) == ["AIRFLOW_JWT_SECRET", "GOVHUB_BI_URL"]
    assert {file.stat().st_mode & 0o777 for file in files.values()} == {0o600}
    assert (installation.folder / ".env").read_text() == before
    assert enters(installation, files["GOVHUB_BI_URL"].read_text())
    assert enters(installation, installation.secret("GOVHUB_BI_URL"))


def test_a_file_of_its_own_is_written_in_place_for_those_who_mounted_it(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GOVHUB_BI_URL", "GOVHUB_WAREHOUSE_ADMIN_URL"):
        (tmp_path / name).write_text(installation.secret(name) + "  \n")
        (tmp_path / name).chmod(0o444)
    file = tmp_path / "GOVHUB_BI_URL"
    before, mounted = file.stat(), file.open()
    monkeypatch.setenv("GOVHUB_SECRETS_DIR", str(tmp_path))

    rotate(installation.settings, ["GOVHUB_BI_URL"])

    assert (file.stat().st_ino, file.stat().st_mode) == (before.st_ino, before.st_mode)
    assert mounted.read() == file.read_text() != installation.secret("GOVHUB_BI_URL")
    assert enters(installation, file.read_text())
    retire(installation.settings, ["GOVHUB_BI_URL"])
    rotate(installation.settings, ["GOVHUB_BI_URL"])  # so that the login of .env is the one that is left
    retire(installation.settings, ["GOVHUB_BI_URL"])
    line = (installation.folder / ".env").read_text().replace(installation.secret("GOVHUB_BI_URL"), file.read_text())
    (installation.folder / ".env").write_text(line)


def test_a_variable_of_the_environment_is_not_replaced(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVHUB_BI_URL", installation.secret("GOVHUB_BI_URL"))

    with pytest.raises(ConfigurationError, match=r"GOVHUB_BI_URL vem de uma variável do ambiente.*--to"):
        rotate(installation.settings, ["GOVHUB_BI_URL"])


def test_the_queue_gets_another_password_at_the_same_address(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "GOVHUB_REDIS_URL").write_text("redis://:uma-senha-de-teste@fila:6379/0")
    monkeypatch.setenv("GOVHUB_SECRETS_DIR", str(tmp_path))

    rotate(installation.settings, ["GOVHUB_REDIS_URL"])

    kept = (tmp_path / "GOVHUB_REDIS_URL").read_text()
    assert kept.startswith("redis://:")
    assert kept.endswith("@fila:6379/0")
    assert "uma-senha-de-teste" not in kept


def test_keys_stand_beside_their_former_ones(installation: Installation) -> None:
    names = ["AIRFLOW_FERNET_KEY", "SUPERSET_SECRET_KEY"]
    former = [installation.secret(name) for name in names]
    rotate(installation.settings, names)
    try:
        assert [installation.secret(name).split(",")[1] for name in names] == former
        with pytest.raises(ConfigurationError, match="A chave anterior ainda vale"):
            rotate(installation.settings, names[:1])
    finally:
        lines = (installation.folder / ".env").read_text().splitlines()
        kept = [line.partition(",")[0] if line.startswith(tuple(names)) else line for line in lines]
        (installation.folder / ".env").write_text("\n".join(kept) + "\n")


@pytest.mark.timeout(600)
def test_what_airflow_encrypted_is_read_with_the_new_key_alone(installation: Installation) -> None:
    settings = installation.settings
    variables = airflow_environment(settings, read_environment())
    (settings.home / "logs").mkdir(parents=True, exist_ok=True)
    prepare_airflow(settings, variables, read_environment())
    run_airflow(variables, ["connections", "add", "uma", "--conn-type", "http", "--conn-password", "cifrada-aqui"])
    former = installation.secret("AIRFLOW_FERNET_KEY")

    rotate(settings, ["AIRFLOW_FERNET_KEY"])
    both = installation.secret("AIRFLOW_FERNET_KEY")
    assert retire(settings, ["AIRFLOW_FERNET_KEY"]) == ["AIRFLOW_FERNET_KEY"]

    fresh = installation.secret("AIRFLOW_FERNET_KEY")
    assert (both, fresh != former) == (f"{fresh},{former}", True)
    with installation.connect(installation.secret("AIRFLOW_METADATA_URL")) as connection:
        row = connection.execute("select password from connection where conn_id = 'uma'").fetchone()
    assert row is not None
    assert Fernet(fresh).decrypt(row[0].encode()) == b"cifrada-aqui"
    with pytest.raises(InvalidToken):
        Fernet(former).decrypt(row[0].encode())


@pytest.mark.timeout(900)
def test_superset_takes_the_new_password_and_reads_with_the_new_key_alone(installation: Installation) -> None:
    settings = installation.settings
    apply_dashboards(settings)
    former = installation.secret("SUPERSET_SECRET_KEY")
    with installation.connect(installation.secret("SUPERSET_METADATA_URL")) as metadata:
        metadata.execute("update dbs set password = %s", (ask_superset(settings, ENCRYPT),))
        hashed = metadata.execute("select password from ab_user where username = 'admin'").fetchone()

        rotate(settings, ["SUPERSET_ADMIN_PASSWORD", "SUPERSET_SECRET_KEY"])
        assert metadata.execute("select password from ab_user where username = 'admin'").fetchone() != hashed
        assert retire(settings, ["SUPERSET_SECRET_KEY"]) == ["SUPERSET_SECRET_KEY"]

    fresh = installation.secret("SUPERSET_SECRET_KEY")
    assert ("," in fresh, fresh != former) == (False, True)
    assert ask_superset(settings, DECRYPT) == "cifrada-aqui"


ENCRYPT = "print(Database.password.type.process_bind_param('cifrada-aqui', db.engine.dialect).decode())"
DECRYPT = "print(db.session.query(Database).first().password)"


def ask_superset(settings: Settings, line: str) -> str:
    """Run a line inside Superset; return the last one that it printed."""
    script = "from superset.app import create_app\nwith create_app().app_context():\n"
    script += f" from superset import db\n from superset.models.core import Database\n {line}"
    done = subprocess.run(
        [str(superset_python(settings)), "-c", script],
        env={**os.environ, **superset_environment(settings)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]


def test_airflow_asks_for_the_new_password_at_once(installation: Installation) -> None:
    home = installation.settings.home / "airflow"
    home.mkdir(parents=True, exist_ok=True)

    rotate(installation.settings, ["AIRFLOW_ADMIN_PASSWORD"])

    kept = json.loads((home / "passwords.json").read_text())
    assert kept == {"admin": installation.secret("AIRFLOW_ADMIN_PASSWORD")}


def test_no_password_is_in_the_servers_log_although_it_logs_every_statement(installation: Installation) -> None:
    log = installation.server_log.read_text(errors="replace")
    values = dotenv_values(installation.folder / ".env")
    passwords = [str(values[name]).split(":")[2].split("@")[0] for name in values if name.endswith("_URL")]

    assert 'alter role "etl_user" password \'SCRAM-SHA-256$' in log
    assert len(passwords) == 5
    assert [password for password in passwords if password in log] == []
