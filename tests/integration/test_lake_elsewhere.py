"""The lake on object stores: real servers, killed in mid-write; no half run is ever visible, and each failure is a sentence."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from govhub import clouds
from govhub.catalog import Catalog
from govhub.clouds import StoreSilent
from govhub.errors import ConfigurationError
from govhub.extraction.folder import FolderChannel
from govhub.lake.runs import has_runs
from govhub.lake.storage import Storage
from govhub.local.inspection import Finding, doctor
from govhub.pipeline import ingest_resource, replay_resource
from govhub.settings import CHECKOUT, load_settings
from govhub.upkeep import sweep_lake
from govhub_simulator.server import Simulator

from .conftest import Warehouse
from .object_stores import BUCKET, KEYS, S3, azure_server, breaking_at, gcs_server, s3_server

pytestmark = pytest.mark.xdist_group("object-stores")
URL = f"s3://{BUCKET}/gov/lake"
CLOUD = ("AWS_", "AZURE_", "GOOGLE_", "STORAGE_EMULATOR_HOST", "GCSFS_")


@pytest.fixture(autouse=True)
def no_cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credential of this machine takes part."""
    for name in [name for name in os.environ if name.startswith(CLOUD)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GOVHUB_ENV_FILE", str(tmp_path / "nenhum.env"))
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "nenhum"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="module")
def _running_s3() -> Iterator[S3]:
    with s3_server() as server:
        yield server


@pytest.fixture
def s3(_running_s3: S3, monkeypatch: pytest.MonkeyPatch) -> S3:
    """An empty bucket, and the variables that lead to it."""
    _running_s3.reset()
    lead_to(_running_s3.port, monkeypatch)
    return _running_s3


def lead_to(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "GOVHUB_LAKE_URL": URL}.items():
        monkeypatch.setenv(name, value)


def with_lake(warehouse: Warehouse) -> Warehouse:
    """The same warehouse, its lake where the environment says."""
    return replace(warehouse, settings=load_settings())


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "govhub.cli", *words], env=dict(os.environ), capture_output=True, text=True, timeout=100
    )


def assert_one_sentence(error: str) -> None:
    assert "Traceback" not in error
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in error
    assert re.search(r"^[0-9A-ZÁÉÍÓÚ].*\.$", error.strip().splitlines()[0])


def test_bronze_from_a_lake_on_s3_is_what_the_source_said_and_is_rebuilt_from_it(
    warehouse: Warehouse, simulator: Simulator, s3: S3
) -> None:
    done = command("ingest", "compras_gov", "contratos")
    assert done.returncode == 0, done.stderr
    warehouse = with_lake(warehouse)
    loaded = warehouse.contents("contratos")
    source = sorted(row["id"] for row in simulator.get("/compras_gov/api/contrato/ug/290002"))

    assert [row["id"] for row in loaded] == source
    (manifest,) = [name for name in s3.names() if name.endswith(".manifest.json")]
    assert manifest == f"gov/lake/{warehouse.ledger('contratos')[0]['lake_path']}"
    assert json.loads(s3.content(manifest))["rows"] == len(source)
    assert not (warehouse.settings.home / "lake").exists()

    again = ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert (again.rows_inserted, again.rows_updated, again.rows_deleted) == (0, 0, 0)
    assert warehouse.contents("contratos") == loaded

    asked = simulator.metrics()["requests"]
    replay_resource(warehouse.place, "compras_gov", "contratos")
    assert simulator.metrics()["requests"] == asked
    assert warehouse.contents("contratos") == loaded


def assert_it_failed_and_changed_nothing(
    failed: subprocess.CompletedProcess[str], warehouse: Warehouse, before: list[dict[str, object]]
) -> None:
    assert failed.returncode == 1
    assert_one_sentence(failed.stderr)
    assert f"O lake não pôde ser gravado: o armazenamento não respondeu ({URL}" in failed.stderr
    last = warehouse.ledger("contratos")[-1]
    assert last["status"] == "falha"
    assert last["error"].startswith("O lake não pôde ser gravado: o armazenamento não respondeu")
    assert warehouse.contents("contratos") == before


def test_of_a_write_that_breaks_in_its_middle_no_half_run_is_visible(
    warehouse: Warehouse, simulator: Simulator, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first run is whole; of the next ones half a part, half the scopes, half a manifest reach the store."""
    monkeypatch.setattr(clouds, "TRIES", 2)
    warehouse = with_lake(warehouse)
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    before, whole = warehouse.contents("contratos"), s3.names()
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.1, count=None)

    for upload in (1, 2, 3):
        held = s3.names()
        with breaking_at(s3, upload) as port:
            lead_to(port, monkeypatch)
            with pytest.raises(StoreSilent, match="O lake não pôde ser gravado: o armazenamento não respondeu"):
                ingest_resource(warehouse.place, "compras_gov", "contratos")
        lead_to(s3.port, monkeypatch)

        assert warehouse.ledger("contratos")[-1]["status"] == "falha"
        assert warehouse.contents("contratos") == before
        assert len(s3.names()) - len(held) == upload - 1  # the object of which half arrived is not there
        assert [name for name in s3.names() if name.endswith(".manifest.json")] == [whole[-1]]

    simulator.disarm()
    run = ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert run.rows_unchanged == len(before) > 0
    assert warehouse.contents("contratos") == before
    assert sweep_lake(warehouse.settings, warehouse.catalog, -1) == 3  # what the broken runs left, and nothing else
    replay_resource(warehouse.place, "compras_gov", "contratos")
    assert [row["id"] for row in warehouse.contents("contratos")] == [row["id"] for row in before]


def test_a_server_killed_in_mid_write_fails_the_run_and_the_next_one_succeeds(
    warehouse: Warehouse, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = with_lake(warehouse)
    with s3_server() as server:
        lead_to(server.port, monkeypatch)
        ingest_resource(with_lake(warehouse).place, "compras_gov", "contratos")
        before = warehouse.contents("contratos")
        with breaking_at(server, 1, kill_server=True) as port:
            lead_to(port, monkeypatch)
            failed = command("ingest", "compras_gov", "contratos")
        assert server.process.wait(timeout=10) == -signal.SIGKILL

    assert_it_failed_and_changed_nothing(failed, warehouse, before)
    with s3_server() as server:  # it kept everything in memory, so this is a lake that was lost besides
        lead_to(server.port, monkeypatch)
        warehouse = with_lake(warehouse)
        assert not has_runs(warehouse.place.storage, "compras_gov", "contratos")
        run = ingest_resource(warehouse.place, "compras_gov", "contratos")
        assert run.rows_unchanged == len(before) > 0
        assert warehouse.contents("contratos") == before


def test_a_big_file_that_breaks_between_its_pieces_is_not_there(
    s3: S3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clouds, "TRIES", 1)
    big = tmp_path / "relatorio.zip"
    big.write_bytes(os.urandom(1024 * 1024) * 110)  # three pieces of 50 MiB and less

    with breaking_at(s3, 2) as port:
        lead_to(port, monkeypatch)
        with pytest.raises(StoreSilent):
            Storage(URL).write_file("s/r/original.zip", big)

    lead_to(s3.port, monkeypatch)
    assert Storage(URL).names("s/r", "") == s3.names() == []
    Storage(URL).write_file("s/r/original.zip", big)
    assert s3.content("gov/lake/s/r/original.zip") == big.read_bytes()


def policy_of_the_docs() -> dict[str, object]:
    """The least that docs/lake.md says the bucket must allow."""
    text = (CHECKOUT / "docs" / "lake.md").read_text(encoding="utf-8")
    (block,) = [part for part in re.findall(r"```json\n(.*?)```", text, re.DOTALL) if "s3:PutObject" in part]
    policy: dict[str, object] = json.loads(block.replace("NOME-DO-BUCKET", BUCKET).replace("PREFIXO", "gov/lake"))
    return policy


def test_the_permissions_that_docs_ask_for_are_enough_and_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with s3_server() as server:
        keys = server.keys_with(policy_of_the_docs())
        server.enforce_policies()
        lead_to(server.port, monkeypatch)
        for name, value in keys.items():
            monkeypatch.setenv(name, value)

        Storage(URL).check()
        big = tmp_path / "relatorio.zip"
        big.write_bytes(b"x" * (101 * 1024 * 1024))
        Storage(URL).write_file("s/r/original.zip", big)
        with pytest.raises(ConfigurationError, match=r"o acesso foi recusado \(s3://lake-do-orgao/outro\)"):
            Storage(f"s3://{BUCKET}/outro").write("s/r/x", b"x")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEYS["AWS_SECRET_ACCESS_KEY"])
        with pytest.raises(ConfigurationError, match="o acesso foi recusado") as refused:
            Storage(URL).check()
        assert KEYS["AWS_SECRET_ACCESS_KEY"] not in str(refused.value)


def test_doctor_says_what_is_wrong_with_the_lake(warehouse: Warehouse, s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    for system in warehouse.catalog.systems:
        monkeypatch.setenv(f"GOVHUB_SOURCE_{system.upper()}_ENABLED", "false")
    assert Finding("lake", True, URL) in doctor(load_settings(), warehouse.catalog)
    assert s3.names() == []

    monkeypatch.setenv("GOVHUB_LAKE_URL", "s3://bucket-que-nao-ha/lake")
    said = command("doctor", "--json")
    (lake,) = [item for item in json.loads(said.stdout) if item["what"] == "lake"]
    assert said.returncode == 1
    assert_one_sentence(said.stderr)
    assert lake["good"] is False
    assert "não existe (s3://bucket-que-nao-ha/lake). Confira o endereço e crie o bucket" in lake["detail"]


def test_missing_and_misplaced_credentials_are_named(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    with pytest.raises(ConfigurationError, match=r"faltam as credenciais da nuvem .*docs/lake.md"):
        Storage(URL).write("x", b"x")
    with pytest.raises(ConfigurationError, match="não pode levar chave nem senha") as refused:
        Storage(f"s3://chave:segredo-na-url@{BUCKET}/lake")
    assert "segredo-na-url" not in str(refused.value)


def test_credentials_come_from_dotenv_and_secret_files_too(
    s3: S3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    secret = tmp_path / "segredo"
    secret.write_text(KEYS["AWS_SECRET_ACCESS_KEY"] + "\n", encoding="utf-8")
    dotenv = tmp_path / "do.env"
    dotenv.write_text("AWS_ACCESS_KEY_ID=chave-de-teste\nAWS_SESSION_TOKEN=\n", encoding="utf-8")
    monkeypatch.setenv("GOVHUB_ENV_FILE", str(dotenv))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY_FILE", str(secret))

    Storage(URL).write("x", b"x")

    assert s3.content("gov/lake/x") == b"x"
    assert os.environ["AWS_SECRET_ACCESS_KEY"] == KEYS["AWS_SECRET_ACCESS_KEY"]


def test_reports_that_lie_in_a_bucket_are_read_with_the_same_credentials(
    s3: S3, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = catalog.system("tesouro_gerencial")
    s3.client().put_object(Bucket=BUCKET, Key="relatorios/Notas de crédito 20261101.csv", Body=b"a;b")
    channel = FolderChannel(system, f"s3://{BUCKET}/relatorios")

    (edition,) = channel.editions("Notas de crédito", None)
    assert channel.editions("Notas de crédito", edition.cursor) == []
    channel.fetch(edition, tmp_path / "original.csv")
    assert (tmp_path / "original.csv").read_bytes() == b"a;b"

    with pytest.raises(ConfigurationError, match=rf"A pasta de {system.title} não existe \(s3://{BUCKET}/outra\)"):
        FolderChannel(system, f"s3://{BUCKET}/outra")
    for name in KEYS:
        monkeypatch.delenv(name)
    with pytest.raises(ConfigurationError, match="não pôde ser aberta: faltam as credenciais da nuvem"):
        FolderChannel(system, f"s3://{BUCKET}/relatorios")


def assert_it_is_a_lake(url: str, tmp_path: Path) -> None:
    storage = Storage(url)
    assert storage.names("s/r", "") == []
    storage.check()
    storage.write("s/r/2026/11/01/a-00000.parquet", b"conteudo")
    big = tmp_path / "relatorio.zip"
    big.write_bytes(os.urandom(1024 * 1024) * 70)  # more than one piece in both clouds
    storage.write_file("s/r/2026/11/01/a-original.zip", big)

    assert storage.names("s/r", ".parquet") == ["s/r/2026/11/01/a-00000.parquet"]
    assert storage.read("s/r/2026/11/01/a-00000.parquet") == b"conteudo"
    assert storage.read("s/r/2026/11/01/a-original.zip") == big.read_bytes()
    with pytest.raises(ConfigurationError, match="não existe"):
        storage.read("s/r/2026/11/01/b-00000.parquet")
    for refused in (lambda other: other.write("x", b"x"), lambda other: other.names("s/r", "")):
        with pytest.raises(ConfigurationError, match=r"não existe .*outro-lugar"):
            refused(Storage(url.replace(BUCKET, "outro-lugar")))


def test_google_cloud_storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with gcs_server() as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert_it_is_a_lake(f"gs://{BUCKET}/lake", tmp_path)


def test_azure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with azure_server(tmp_path / "azurite") as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert_it_is_a_lake(f"abfs://{BUCKET}/lake", tmp_path)
        wrong = next(iter(environment.values())).replace("AccountKey=E", "AccountKey=F")
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", wrong)
        with pytest.raises(ConfigurationError, match="o acesso foi recusado") as refused:
            Storage(f"abfs://{BUCKET}/lake").write("x", b"x")
        assert "AccountKey" not in str(refused.value)
