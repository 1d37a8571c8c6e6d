"""Another key for the pseudonyms: all of them change at once, joins hold, and loads that were under way go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime

import psycopg
import pytest

from govhub.errors import ConfigurationError
from govhub.pipeline import ingest_resource, replay_resource
from govhub.pipeline.readiness import usual_resources
from govhub.pipeline.rekeying import Rekeyed, rekey
from govhub.privacy.identifiers import cpf_digits, pseudonym
from govhub.settings import load_settings
from govhub.transformation import run_dbt
from govhub.warehouse.erasures import Erasure, record_erasure
from govhub.warehouse.keymark import key_mark
from govhub_simulator.server import Simulator

from .conftest import Warehouse

FORMER, FRESH = b"chave-de-teste", b"outra-chave-de-teste"
RESOURCES = ("contratos", "contratos_inativos", "empenhos", "historico")
JOINED = (
    "select count(*) from bronze.compras_gov__contratos as c join bronze.compras_gov__historico as h"
    " on c.fornecedor_cnpj_cpf_idgener_pseudonimo = h.fornecedor_cnpj_cpf_idgener_pseudonimo"
)
STRANGER = "A2B3C4D5E6F7G2H3I4J5K6L7M2"


@pytest.fixture
def loaded(warehouse: Warehouse, simulator: Simulator) -> Warehouse:
    for name in RESOURCES:
        ingest_resource(warehouse.place, "compras_gov", name)
    return warehouse


def pseudonyms(warehouse: Warehouse) -> dict[str, list[tuple[str, str, str]]]:
    """Return (context, value, pseudonym) of every identifier that is one, by resource."""
    found = {}
    for name in RESOURCES:
        identifiers = warehouse.catalog.resource("compras_gov", name).identifiers
        found[name] = [
            (field.context or "", row[field.name], row[f"{field.name}_pseudonimo"])
            for row in warehouse.contents(name)
            for field in identifiers
            if row[f"{field.name}_pseudonimo"] is not None
        ]
    return found


def assert_made_with(key: bytes, warehouse: Warehouse) -> None:
    for name, rows in pseudonyms(warehouse).items():
        for context, value, found in rows:
            assert found == pseudonym(key, context, cpf_digits(value) or ""), name


def change(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Rekeyed:
    """Change the key as the command does: the settings say it before the warehouse does."""

    @contextmanager
    def keep() -> Iterator[None]:
        monkeypatch.setenv("GOVHUB_PRIVACY_KEY", FRESH.decode())
        yield

    return rekey(warehouse.place, FRESH, keep)


def test_every_pseudonym_is_made_anew_and_joins_hold(
    loaded: Warehouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before, joined = pseudonyms(loaded), loaded.one(JOINED)
    assert_made_with(FORMER, loaded)
    with psycopg.connect(loaded.settings.require("warehouse_url")) as etl:
        erasure = Erasure(
            "um", "A titular", "Processo", "quem", datetime.now(UTC), ("siape",), key_mark(FORMER), (), {}
        )
        record_erasure(etl, erasure)

    done = change(loaded, monkeypatch)

    assert "1 eliminações de pessoas foram registradas com a chave anterior" in caplog.text
    after = pseudonyms(loaded)
    assert sum(map(len, before.values())) == sum(map(len, after.values())) > 20
    assert done.identifiers == len({found for rows in before.values() for _, _, found in rows})
    assert loaded.one(JOINED) == joined > 0
    assert_made_with(FRESH, loaded)
    rebuilt = loaded.rows("select resource from bronze._runs where kind = 'replay' and status = 'sucesso'")
    assert {row["resource"] for row in rebuilt} >= set(RESOURCES)  # so that models compute everything again
    for name in RESOURCES:  # no row counts as changed by the source
        assert ingest_resource(loaded.place, "compras_gov", name).rows_updated == 0
    assert replay_resource(loaded.place, "compras_gov", "contratos").status == "sucesso"
    assert_made_with(FRESH, loaded)


def test_what_models_keep_follows_even_if_bronze_forgot_it(loaded: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    contracts = "bronze.compras_gov__contratos"
    with psycopg.connect(loaded.settings.require("warehouse_url")) as etl:
        etl.execute(
            "create table silver.fornecedor_hist as select distinct"
            " 'PF:' || fornecedor_cnpj_cpf_idgener_pseudonimo as fornecedor_chave, fornecedor_nome as nome,"
            f" fornecedor_cnpj_cpf_idgener as cpf from {contracts} where fornecedor_cnpj_cpf_idgener_pseudonimo is not null"
        )
        etl.execute("insert into silver.fornecedor_hist values (%s, 'De outro lugar', null)", (f"PF:{STRANGER}",))
        for name in RESOURCES:
            resource = loaded.catalog.resource("compras_gov", name)
            etl.execute(f"delete from bronze.{resource.table}")

    done = change(loaded, monkeypatch)

    rows = loaded.rows("select * from silver.fornecedor_hist where cpf is not null")
    assert len(rows) > 2
    assert [
        row
        for row in rows
        if row["fornecedor_chave"] != "PF:" + pseudonym(FRESH, "fornecedor", cpf_digits(row["cpf"]) or "")
    ] == []
    assert (done.unknown, done.rows["silver.fornecedor_hist"]) == (1, len(rows) + 1)
    assert loaded.one("select count(*) from silver.fornecedor_hist where fornecedor_chave = %s", f"PF:{STRANGER}") == 1


def test_nothing_changes_when_the_key_cannot_be_kept(loaded: Warehouse) -> None:
    def keep() -> AbstractContextManager[None]:
        raise ConfigurationError("O lugar da chave não pôde ser gravado; nada mudou")

    with pytest.raises(ConfigurationError, match="nada mudou"):
        rekey(loaded.place, FRESH, keep)

    assert_made_with(FORMER, loaded)
    assert ingest_resource(loaded.place, "compras_gov", "contratos").status == "sucesso"


def test_a_load_with_another_key_is_refused_before_it_breaks_a_join(
    loaded: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVHUB_PRIVACY_KEY", "chave-errada")
    wrong = Warehouse(load_settings(), loaded.catalog, loaded.environment)

    with pytest.raises(ConfigurationError, match="GOVHUB_PRIVACY_KEY não é a chave"):
        ingest_resource(wrong.place, "compras_gov", "contratos")
    with pytest.raises(ConfigurationError, match="GOVHUB_PRIVACY_KEY não é a chave"):
        rekey(wrong.place, FRESH, nullcontext)
    assert_made_with(FORMER, loaded)


def test_a_load_that_was_under_way_waits_and_goes_on_with_the_new_key(
    loaded: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = loaded.place  # it knows the former key
    failures: list[BaseException] = []

    def load() -> None:
        try:
            replay_resource(began, "compras_gov", "contratos")
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    thread = threading.Thread(target=load)

    @contextmanager
    def keep() -> Iterator[None]:
        thread.start()
        time.sleep(1.5)
        assert thread.is_alive()  # it waits for the key
        monkeypatch.setenv("GOVHUB_PRIVACY_KEY", FRESH.decode())
        yield

    rekey(loaded.place, FRESH, keep)
    thread.join(60)

    assert failures == []
    assert_made_with(FRESH, loaded)


def test_readers_are_waited_for(loaded: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that read former pseudonyms must end before they change."""
    with psycopg.connect(loaded.settings.require("warehouse_url")) as build:
        build.execute("select count(*) from bronze.compras_gov__contratos")
        thread = threading.Timer(2.0, build.commit)
        started = time.monotonic()
        thread.start()

        change(loaded, monkeypatch)

        assert time.monotonic() - started > 2
    assert_made_with(FRESH, loaded)


@pytest.mark.timeout(900)
def test_history_goes_on_as_if_the_key_had_always_been_this_one(
    warehouse: Warehouse, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = warehouse.catalog.system("siape")
    usual = {resource.name for resource in usual_resources(warehouse.settings, system)}
    for resource in system.in_load_order():
        if resource.name in usual:
            ingest_resource(warehouse.place, "siape", resource.name)
    build = [
        "--quiet",
        "build",
        "--select",
        "+pessoa_identidade_hist",
        "--exclude-resource-type",
        "unit_test",
        "--exclude-resource-type",
        "test",
    ]
    run_dbt(warehouse.settings, build)
    versions = "select count(*) from silver_restrito.pessoa_identidade_hist"
    before = warehouse.one(versions)

    done = change(warehouse, monkeypatch)
    run_dbt(load_settings(), build)

    people = warehouse.rows("select pessoa_id, cpf from silver_restrito.pessoa_identidade where cpf is not null")
    assert done.unknown == 0
    assert len(people) > 10
    assert {row["pessoa_id"] for row in people} == {
        pseudonym(FRESH, "servidor", cpf_digits(row["cpf"]) or "") for row in people
    }
    assert warehouse.one(versions) == before
    assert warehouse.one(versions + " where dbt_valid_to is not null") == 0
