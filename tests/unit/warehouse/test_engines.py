"""Which engine an address names, what dbt is told of it, and what is refused."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

from govhub.errors import ConfigurationError
from govhub.warehouse.address import address_of, engine_name
from govhub.warehouse.connection import connect, server_of
from govhub.warehouse.engines import engine_of
from govhub.warehouse.engines.postgresql import PostgresEngine
from govhub.warehouse.engines.snowflake import SnowflakeEngine
from govhub.warehouse.engines.snowflake.session import connection_options, session
from govhub.warehouse.engines.snowflake.tables import snowflake_type
from govhub.warehouse.ledger import COLUMNS
from govhub.warehouse.profiles import dbt_variables

URL = "snowflake://etl_user:s%40nha@xy12345.sa-east-1/GOVHUB?warehouse=CARGA&role=ETL_USER"


@pytest.mark.parametrize("url", ["postgresql://a:b@c/d", "postgres://a:b@c/d", "host=c dbname=d"])
def test_postgresql_is_named_by_its_schemes_and_by_none(url: str) -> None:
    assert engine_name(url) == "postgresql"
    assert isinstance(engine_of(url), PostgresEngine)


def test_snowflake_is_reached_by_account_database_warehouse_and_role() -> None:
    assert isinstance(engine_of(URL), SnowflakeEngine)
    assert server_of(URL) == "xy12345.sa-east-1"
    options = connection_options(address_of(URL), "govhub test")
    assert {name: options[name] for name in ("account", "user", "password", "database", "warehouse", "role")} == {
        "account": "xy12345.sa-east-1",
        "user": "etl_user",
        "password": "s@nha",
        "database": "GOVHUB",
        "warehouse": "CARGA",
        "role": "ETL_USER",
    }


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("redshift://a:b@c/d", "A carga em redshift ainda não existe (GOVHUB_WAREHOUSE_URL)."),
        ("mysql://a:b@c/d", "«mysql» não é um armazém conhecido (GOVHUB_WAREHOUSE_URL)."),
    ],
)
def test_an_engine_that_is_not_built_is_refused_with_what_to_write_instead(url: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        engine_of(url)
    assert (
        str(refused.value)
        == f"{sentence} Use um endereço postgresql://, snowflake:// ou bigquery:// (veja docs/armazens.md)."
    )


@pytest.mark.parametrize(
    "url", ["snowflake://conta/GOVHUB", "snowflake://a:segredo-x@conta", "snowflake://a:segredo-x@/B"]
)
def test_an_incomplete_address_is_refused_and_its_password_not_told(url: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"endereço do armazém está incompleto .*usuario:senha@conta/BANCO"
    ) as refused:
        address_of(url)
    assert "segredo-x" not in str(refused.value)


def test_what_only_postgresql_offers_is_refused_before_anything_is_asked() -> None:
    with (
        pytest.raises(
            ConfigurationError, match="só existe com o armazém em PostgreSQL, e o endereço configurado é do Snowflake"
        ),
        connect(URL),
    ):
        raise AssertionError("never reached")


def test_without_the_connector_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("snowflake"):
            raise ImportError(name)
        return original(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with (
        pytest.raises(ConfigurationError, match=r'não está instalado.*"govhub\[snowflake\]"'),
        session(URL, "govhub test"),
    ):
        raise AssertionError("never reached")


def test_dbt_is_told_the_target_and_nothing_of_another_engine() -> None:
    there = dbt_variables(URL)
    assert (there["GOVHUB_DBT_TARGET"], there["GOVHUB_DBT_ACCOUNT"], there["GOVHUB_DBT_HOST"]) == (
        "snowflake",
        "xy12345.sa-east-1",
        "",
    )
    assert there["GOVHUB_DBT_PROTOCOL"] == "https"
    here = dbt_variables("postgresql://etl_user:x@banco:5433/govhub")
    assert (here["GOVHUB_DBT_TARGET"], here["GOVHUB_DBT_HOST"], here["GOVHUB_DBT_PORT"]) == (
        "postgres",
        "banco",
        "5433",
    )


def test_digits_of_numbers_are_kept_and_every_column_of_the_ledger_has_a_type() -> None:
    assert snowflake_type("numeric(18,2)") == "NUMBER(18,2)"
    assert snowflake_type("numeric") == "NUMBER(38,12)"
    kinds = {kind.split(" ")[0] for kind in COLUMNS.values()}
    assert "text[]" in kinds
    assert all(snowflake_type(kind) for kind in kinds)
