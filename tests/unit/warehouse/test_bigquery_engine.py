"""What an address of BigQuery says, and what is written for it: types, values, credentials, faults."""

from __future__ import annotations

import builtins
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials

from govhub.catalog import load_catalog
from govhub.errors import ConfigurationError, WarehouseSilent
from govhub.settings import load_settings
from govhub.warehouse.address import address_of
from govhub.warehouse.connection import connect, server_of
from govhub.warehouse.engines import engine_of
from govhub.warehouse.engines.bigquery import BigQueryEngine
from govhub.warehouse.engines.bigquery.session import client_options, explained, session
from govhub.warehouse.engines.bigquery.tables import bigquery_type
from govhub.warehouse.engines.bigquery.values import filled, relation, written
from govhub.warehouse.engines.parquet import write_files
from govhub.warehouse.ledger import COLUMNS
from govhub.warehouse.profiles import dbt_variables
from govhub.warehouse.stage import Delivery

URL = "bigquery://govhub-dpu/southamerica-east1"


def test_bigquery_is_reached_by_project_and_location() -> None:
    assert isinstance(engine_of(URL), BigQueryEngine)
    assert server_of(URL) == "govhub-dpu"
    assert client_options(address_of(URL)) == {"project": "govhub-dpu", "location": "southamerica-east1"}


def test_only_an_endpoint_without_encryption_gets_no_credentials() -> None:
    local = client_options(address_of(f"{URL}?api_endpoint=http://127.0.0.1:9050"))
    assert isinstance(local["credentials"], AnonymousCredentials)
    assert local["client_options"] == {"api_endpoint": "http://127.0.0.1:9050"}
    assert "credentials" not in client_options(address_of(f"{URL}?api_endpoint=https://bigquery.exemplo"))


def test_a_file_of_credentials_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"credenciais não pôde ser lido: /nao/ha\.json"):
        client_options(address_of(f"{URL}?credentials_file=/nao/ha.json"))


@pytest.mark.parametrize("url", ["bigquery://projeto", "bigquery:///local", "bigquery://a:segredo-x@projeto/local"])
def test_an_incomplete_address_is_refused_and_a_password_not_told(url: str) -> None:
    with pytest.raises(ConfigurationError, match="A forma é bigquery://projeto/local") as refused:
        address_of(url)
    assert "segredo-x" not in str(refused.value)


def test_what_only_postgresql_offers_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(ConfigurationError, match="e o endereço configurado é do BigQuery"), connect(URL):
        raise AssertionError("never reached")


def test_without_the_client_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("google"):
            raise ImportError(name)
        return original(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigurationError, match=r'não está instalado.*"govhub\[bigquery\]"'), session(URL, "x"):
        raise AssertionError("never reached")


def test_the_client_is_imported_for_its_own_address_only() -> None:
    code = (
        "import sys; from govhub.warehouse.engines import engine_of;"
        f"engine_of('{URL}'); engine_of('postgresql://a:b@c/d');"
        "sys.exit(any(name.startswith('google.cloud.bigquery') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("options", "method"),
    [
        ("", "oauth"),
        ("?credentials_file=/segredos/chave.json", "service-account"),
        ("?api_endpoint=http://127.0.0.1:9050", "oauth-secrets"),
    ],
)
def test_dbt_is_told_project_location_and_how_to_enter(options: str, method: str) -> None:
    told = dbt_variables(URL + options)
    assert (told["GOVHUB_DBT_TARGET"], told["GOVHUB_DBT_PROJECT"]) == ("bigquery", "govhub-dpu")
    assert (told["GOVHUB_DBT_LOCATION"], told["GOVHUB_DBT_METHOD"]) == ("southamerica-east1", method)


def test_digits_of_numbers_are_kept_and_every_column_of_the_ledger_has_a_type() -> None:
    assert bigquery_type("numeric(18,2)") == "NUMERIC(18, 2)"
    assert bigquery_type("numeric(38,9)") == "NUMERIC(38, 9)"
    assert bigquery_type("numeric(38,2)") == "BIGNUMERIC(38, 2)"
    assert bigquery_type("numeric(18,10)") == "BIGNUMERIC(18, 10)"
    assert bigquery_type("numeric") == "BIGNUMERIC"
    assert all(bigquery_type(kind.split(" ")[0]) for kind in COLUMNS.values())


def test_values_are_written_so_that_none_ends_its_statement() -> None:
    assert written("d'água \\ \n") == r"'d\'água \\ \n'"
    assert written(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "timestamp '2026-01-02 03:04:05.000000+00:00'"
    assert [written(value) for value in (None, 3, 1.25, Decimal("0.0005"), ["a"])] == [
        "null", "3", "numeric '1.250'", "numeric '0.000'", "array<string>['a']",
    ]  # fmt: skip
    assert filled("a = %s", ["100%"]) == "a = '100%'"
    assert filled("a like '%s'", None) == "a like '%s'"
    assert relation(["a"], []).endswith("where false")
    with pytest.raises(TypeError, match="bytes"):
        written(b"x")


def test_a_fault_is_told_in_one_sentence_without_the_value_of_a_row() -> None:
    value = explained(exceptions.BadRequest("Invalid BIGNUMERIC value: 529.982.247-25"))
    assert isinstance(value, ConfigurationError)
    assert "529" not in str(value)
    assert isinstance(
        explained(exceptions.BadRequest("Transaction is aborted due to concurrent update")), WarehouseSilent
    )
    assert isinstance(explained(exceptions.ServiceUnavailable("x")), WarehouseSilent)
    assert "GOVHUB_WAREHOUSE_URL" not in str(explained(exceptions.Forbidden("x")))
    assert "govhub warehouse setup" in str(explained(exceptions.NotFound("Not found: Table x")))


@pytest.mark.parametrize(
    ("number", "is_kept"),
    [("1." + "1" * 38, True), ("1e-7", True), ("1." + "0" * 60, True), ("1." + "1" * 39, False), ("1e-39", False)],
)
def test_a_number_with_more_places_than_the_engine_keeps_is_refused(number: str, is_kept: bool, tmp_path: Path) -> None:
    catalog = load_catalog(load_settings(base={}), only="compras_dados_abertos")
    resource, name = next(
        (resource, field.name)
        for resource in catalog.system("compras_dados_abertos").resources.values()
        for field in resource.columns
        if field.type == "number" and not resource.order
    )
    numbers = {column.name: [number] for column in resource.columns if column.type == "number"}
    rows = pa.table({name: [number], **numbers, "_key": pa.array([1], pa.int64())})
    delivery = Delivery(
        resource,
        "r",
        datetime(2026, 1, 1, tzinfo=UTC),
        lambda: pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches()),
        1,
        pa.table({}),
        False,
    )
    if is_kept:
        assert len(write_files(delivery, tmp_path, file_bytes=None, scale=38, title="BigQuery")) == 1
    else:
        with pytest.raises(ConfigurationError, match=f"O campo {name} tem mais de 38 casas decimais, que o BigQuery"):
            write_files(delivery, tmp_path, file_bytes=None, scale=38, title="BigQuery")
