"""`govhub secrets rotate` and `retire` against a PostgreSQL of their own: nobody is locked out, nothing is told to a log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from dotenv import dotenv_values
from psycopg import errors as pg

from govhub.errors import ConfigurationError
from govhub.local.rotation import retire, rotate
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

    assert (outcome.to_retire, bool(outcome.restart), fresh != former) == (True, True, True)
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
    assert [cell for cell in check_warehouse(installation.settings)[0] if cell.expected != cell.found] == []


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

    assert (outcome.restart, outcome.to_retire) == ("", False)
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


def test_a_variable_of_the_environment_is_not_replaced(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVHUB_BI_URL", installation.secret("GOVHUB_BI_URL"))

    with pytest.raises(ConfigurationError, match=r"GOVHUB_BI_URL vem de uma variável do ambiente.*--to"):
        rotate(installation.settings, ["GOVHUB_BI_URL"])


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
