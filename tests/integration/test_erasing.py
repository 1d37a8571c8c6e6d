"""A person is erased from every layer, stays out of what is rebuilt, loaded or restored, and nobody else is touched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pytest
from psycopg import sql
from typer.testing import CliRunner

from govhub.catalog import load_catalog
from govhub.cli.privacy import app
from govhub.errors import ConfigurationError
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import ingest_resource, replay_resource
from govhub.pipeline.reapplying import reapply
from govhub.pipeline.tracing import pseudonyms_of, trace_in_lake, trace_in_warehouse
from govhub.privacy.identifiers import pseudonym
from govhub.settings import load_settings
from govhub_simulator.server import Simulator

from .conftest import Warehouse, fresh_warehouse

PEOPLE = ("lista_servidores", "consulta_dados_pessoais", "consulta_dados_funcionais", "consulta_dados_afastamento")
ASKED = ["--requested-by", "A titular", "--reason", "Processo 08038.000001/2026-11"]
REWRITTEN = {"_hash", "_run_id", "_ingested_at", "_first_seen_at"}  # by a replay, and of a row that lost a mention


@pytest.fixture(scope="module")
def loaded(
    postgres: EmbeddedPostgres,
    template: str,
    _running_simulator: Simulator,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Warehouse]:
    """A warehouse with some of SIAPE and of Compras.gov, and tables as the models of persons build them."""
    _running_simulator.disarm()
    home = tmp_path_factory.mktemp("eliminar")
    with pytest.MonkeyPatch.context() as patch, fresh_warehouse(postgres, template, home) as environment:
        for name, value in {**environment, **_running_simulator.environment()}.items():
            patch.setenv(name, value)
        patch.setenv("GOVHUB_SOURCE_SIAPE_PER_MINUTE", "60000")
        patch.setenv("GOVHUB_SOURCE_COMPRAS_GOV_PER_MINUTE", "60000")
        settings = load_settings()
        found = Warehouse(settings, load_catalog(settings), environment)
        for name in ("lista_uorgs", "dados_uorg", *PEOPLE):
            ingest_resource(found.place, "siape", name)
        ingest_resource(found.place, "compras_gov", "contratos")
        with psycopg.connect(settings.require("warehouse_url")) as etl:
            bonds = "bronze.siape__consulta_dados_funcionais"
            etl.execute(f"create table silver.vinculo_hist as select matricula_siape, cpf_pseudonimo as pessoa_id,"
                        f" cpf_chefia_imediata_pseudonimo as chefia_pessoa_id from {bonds}")  # fmt: skip
            etl.execute("create table silver_restrito.pessoa_identidade_hist as select cpf_pseudonimo as pessoa_id, nome"
                        " from bronze.siape__consulta_dados_pessoais")  # fmt: skip
        yield found


def head_of_others(warehouse: Warehouse) -> str:
    """Return the CPF of somebody who works here and leads others."""
    return str(
        warehouse.one(
            "select f.cpf_chefia_imediata from bronze.siape__consulta_dados_funcionais as f"
            " join bronze.siape__consulta_dados_pessoais as p on p.cpf = f.cpf_chefia_imediata group by 1 order by count(*), 1 limit 1"
        )
    )


def state(warehouse: Warehouse, *, without: frozenset[str] | set[str] = frozenset()) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every layer that a test here looks at."""
    tables = [f"bronze.siape__{name}" for name in ("dados_uorg", *PEOPLE)] + ["bronze.compras_gov__contratos"]
    tables += ["silver.vinculo_hist", "silver_restrito.pessoa_identidade_hist"]
    return {
        table: sorted(
            (
                {key: value for key, value in row.items() if key not in without}
                for row in warehouse.rows(f"select * from {table}")
            ),
            key=str,
        )
        for table in tables
    }


def lake_files(warehouse: Warehouse) -> dict[str, bytes]:
    root = Path(warehouse.settings.lake_url)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def erase(digits: str, *arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["erase", "--json", *arguments], input=f"{digits}\n", catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert digits not in result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def assert_gone(warehouse: Warehouse, digits: str) -> None:
    """Nothing of the person is anywhere: not by pseudonym, nor the digits in any text of bronze, ledger or lake."""
    assert trace_in_warehouse(warehouse.place, pseudonyms_of(warehouse.place, digits)) == []
    assert list(trace_in_lake(warehouse.place, digits)) == []
    tables = warehouse.rows(
        "select format('%%I.%%I', schemaname, tablename) as name from pg_tables"
        " where schemaname in ('bronze', 'silver', 'silver_restrito') and %s::text is not null", ""
    )  # fmt: skip
    assert len(tables) > 200
    for table in tables:
        assert warehouse.one(f"select count(*) from {table['name']} as t where t::text like %s", f"%{digits}%") == 0, (
            table
        )
    files = list(Path(warehouse.settings.lake_url).rglob("*"))
    parts = [path for path in files if path.suffix == ".parquet"]
    assert len(parts) > 10
    assert [str(path) for path in parts if digits in str(pq.read_table(path).to_pylist())] == []
    assert [str(path) for path in files if path.suffix == ".json" and digits.encode() in path.read_bytes()] == []


def test_a_person_goes_from_every_layer_and_stays_out(loaded: Warehouse) -> None:
    digits = head_of_others(loaded)
    token = pseudonym(b"chave-de-teste", "servidor", digits)
    before, files = state(loaded), lake_files(loaded)
    led = [
        row for row in before["silver.vinculo_hist"] if row["chefia_pessoa_id"] == token and row["pessoa_id"] != token
    ]
    assert led

    planned = erase(digits)

    assert (planned["eliminado"], planned["id"]) == (False, None)
    assert (state(loaded), lake_files(loaded)) == (before, files)

    done = erase(digits, "--yes", *ASKED)

    assert done["tabelas"] == planned["tabelas"]
    assert done["lake"] == planned["lake"]
    touched = {item["onde"]: (item["linhas_apagadas"], item["mencoes_apagadas"]) for item in done["tabelas"]}
    own = [row for row in before["silver.vinculo_hist"] if row["pessoa_id"] == token]
    assert touched["silver.vinculo_hist"] == (len(own), len(led))
    assert touched["bronze.siape__consulta_dados_funcionais"] == (len(own), len(led))
    assert touched["silver_restrito.pessoa_identidade_hist"] == (1, 0)
    assert touched["bronze.siape__consulta_dados_pessoais"] == (1, 0)
    assert done["pedidos_esquecidos"] == planned["pedidos_esquecidos"] >= 3
    assert_gone(loaded, digits)
    after = state(loaded)
    for table, rows in before.items():
        dropped, blanked = touched.get(table, (0, 0))
        assert len(after[table]) == len(rows) - dropped, table
        assert sum(row not in rows for row in after[table]) == blanked, table
    (entry,) = loaded.rows("select * from bronze._erasures")
    assert (entry["id"], entry["requested_by"], entry["counts"]["silver.vinculo_hist"]) == (
        done["id"], "A titular", len(own) + len(led)
    )  # fmt: skip

    for name in ("dados_uorg", *PEOPLE):
        replay_resource(loaded.place, "siape", name)
    assert state(loaded, without=REWRITTEN) == state_without(after, REWRITTEN)
    runs = {name: ingest_resource(loaded.place, "siape", name) for name in ("dados_uorg", *PEOPLE)}
    assert runs["lista_servidores"].rows_rejected >= 1
    assert sum(run.rows_inserted + run.rows_updated + run.rows_deleted for run in runs.values()) == 0
    assert_gone(loaded, digits)

    assert CliRunner().invoke(app, ["readmit"], input=f"{digits}\n").exit_code == 0
    for name in ("lista_servidores", "consulta_dados_pessoais"):
        assert ingest_resource(loaded.place, "siape", name).rows_rejected == 0
    assert (
        loaded.one("select count(*) from bronze.siape__consulta_dados_pessoais where cpf_pseudonimo = %s", token) == 1
    )


def state_without(found: dict[str, list[dict[str, Any]]], names: set[str]) -> dict[str, list[dict[str, Any]]]:
    return {
        table: sorted(({k: v for k, v in row.items() if k not in names} for row in rows), key=str)
        for table, rows in found.items()
    }


def test_an_erasure_that_was_interrupted_is_ended_by_asking_again(loaded: Warehouse) -> None:
    digits, before = head_of_others(loaded), state(loaded)
    with psycopg.connect(loaded.settings.require("warehouse_admin_url")) as admin:
        admin.execute("alter table bronze._erasures rename to _away")

    with pytest.raises(ConfigurationError):  # the lake is redacted by then, the transaction is not committed
        CliRunner().invoke(app, ["erase", "--yes", *ASKED], input=f"{digits}\n", catch_exceptions=False)

    assert state(loaded) == before
    with psycopg.connect(loaded.settings.require("warehouse_admin_url")) as admin:
        admin.execute("alter table bronze._away rename to _erasures")
    erase(digits, "--yes", *ASKED)
    assert_gone(loaded, digits)
    after = state(loaded)
    replay_resource(loaded.place, "siape", "consulta_dados_funcionais")
    assert state(loaded, without=REWRITTEN) == state_without(after, REWRITTEN)


def test_what_an_older_copy_brings_back_is_erased_again(
    loaded: Warehouse, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    digits = head_of_others(loaded)
    database = loaded.settings.require("warehouse_url").rsplit("/", 1)[1]
    names = {"now": sql.Identifier(database), "copy": sql.Identifier(f"{database}_copia")}
    with psycopg.connect(postgres.superuser_url, autocommit=True) as server:
        server.execute(sql.SQL("create database {copy} template {now}").format(**names))
    shutil.copytree(loaded.settings.lake_url, tmp_path / "lake")
    erase(digits, "--yes", *ASKED)
    erased = state(loaded)

    with psycopg.connect(postgres.superuser_url, autocommit=True) as server:  # what a restore does
        server.execute(sql.SQL("drop database {now} with (force)").format(**names))
        server.execute(sql.SQL("alter database {copy} rename to {now}").format(**names))
    for path in (tmp_path / "lake").rglob("*"):
        target = Path(loaded.settings.lake_url) / path.relative_to(tmp_path / "lake")
        if (
            path.is_file() and not target.exists() and "consulta_dados_pessoais" not in str(path)
        ):  # not all is brought back
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    assert trace_in_warehouse(loaded.place, pseudonyms_of(loaded.place, digits)) != []

    again = reapply(loaded.place)

    assert again[-1][1].tables
    assert_gone(loaded, digits)
    assert state(loaded) == erased
    for name in ("consulta_dados_pessoais", "consulta_dados_funcionais"):
        replay_resource(loaded.place, "siape", name)
    assert state(loaded, without=REWRITTEN) == state_without(erased, REWRITTEN)
    assert len(loaded.rows("select * from bronze._erasures where lifted_at is null")) == len(again)


def test_what_the_law_keeps_stays_and_the_report_says_why(loaded: Warehouse, tmp_path: Path) -> None:
    digits = str(
        loaded.one(
            "select regexp_replace(fornecedor_cnpj_cpf_idgener, '[^0-9]', '', 'g') from bronze.compras_gov__contratos"
            " where fornecedor_cnpj_cpf_idgener_pseudonimo is not null limit 1"
        )
    )
    before, file = state(loaded), tmp_path / "relatorio.txt"

    done = erase(digits, "--yes", *ASKED, "--report", str(file))

    assert state(loaded) == before
    (kept,) = done["conservado"]
    assert kept["onde"] == "bronze.compras_gov__contratos"
    assert kept["linhas"] > 0
    assert "Lei 12.527/2011" in str(kept["base_legal"])
    text = file.read_text(encoding="utf-8")
    assert digits not in text
    assert "Nenhuma linha da pessoa foi encontrada no que se elimina (siape)." in text
    assert "Conservado, porque a lei manda guardar ou publicar:" in text
    assert "GOVHUB_BACKUP_DAYS" in text


def leave(warehouse: Warehouse, digits: str, months: int) -> None:
    """Let a person's row in the list of the body have left so many months ago."""
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        etl.execute(
            "update bronze.siape__lista_servidores set _deleted_at = now() - make_interval(months => %s)"
            " where cpf_pseudonimo = %s",
            (months, pseudonym(b"chave-de-teste", "servidor", digits)),
        )


def retention(*arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["retention", "--json", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)[0]
    return found


def test_who_left_longer_ago_than_the_term_goes_and_may_come_again(loaded: Warehouse) -> None:
    present, recent, past = (
        str(row["cpf"])
        for row in loaded.rows(
            "select l.cpf from bronze.siape__lista_servidores as l join bronze.siape__consulta_dados_pessoais as p using (cpf)"
            " where l._deleted_at is null group by 1 order by 1 limit 3"
        )
    )
    leave(loaded, recent, 59)
    leave(loaded, past, 61)
    before = state(loaded)

    planned = retention()

    assert (planned["pessoas"], planned["meses"], planned["eliminado"]) == (1, 60, False)
    assert planned["linhas"]["bronze.siape__lista_servidores"] == 1
    assert state(loaded) == before

    done = retention("--yes")

    assert (done["pessoas"], done["linhas"]) == (1, planned["linhas"])
    assert past not in json.dumps(done)
    assert_gone(loaded, past)
    for digits in (present, recent):
        assert trace_in_warehouse(loaded.place, pseudonyms_of(loaded.place, digits)) != []
    for name in ("lista_servidores", "consulta_dados_pessoais"):
        replay_resource(loaded.place, "siape", name)
    assert_gone(loaded, past)
    assert retention("--yes")["pessoas"] == 0
    entry = loaded.rows("select * from bronze._erasures order by erased_at desc limit 1")[0]
    assert (entry["requested_by"], entry["lifted_at"]) == ("prazo de guarda", entry["erased_at"])
    ingest_resource(loaded.place, "siape", "lista_servidores")
    assert loaded.one("select count(*) from bronze.siape__lista_servidores where cpf = %s", past) >= 1
