"""Data that earlier commits wrote, and declarations that change under data: nothing is lost, nothing is guessed.

The archives in `upgrades/` were made by the code of those commits; its README says how.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from govhub.catalog import Catalog, ResourceDeclaration, load_catalog
from govhub.errors import ConfigurationError
from govhub.local.databases import prepare_databases
from govhub.local.inspection import doctor
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import Request, Workplace, ingest_resource, replay_resource
from govhub.settings import load_settings
from govhub.warehouse.connection import connect
from govhub.warehouse.setup import check_warehouse, outdated, setup_warehouse
from govhub_simulator.server import Simulator

from .conftest import Warehouse, addresses
from .test_setup import with_other

ARCHIVES = {
    "primeira": {"contratos", "contratos_inativos", "empenhos", "terceirizados"},
    "dez_fontes": {"contratos", "contratos_inativos", "empenhos", "terceirizados", "orgaos_entidades"},
}
"""What each archive holds rows or runs of."""
MADE_OTHERWISE = {"_hash"}
"""Later commits leave pseudonyms out of the hash: rows that have a CPF are written once more."""


@pytest.fixture(params=ARCHIVES)
def earlier(
    request: pytest.FixtureRequest,
    postgres: EmbeddedPostgres,
    template: str,  # which makes the roles
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[Warehouse, set[str]]]:
    """The warehouse and the lake that an earlier commit left, as they were; today's code has not touched them."""
    environment = addresses(postgres, f"de_{request.param}") | {
        "GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env"),
        "GOVHUB_HOME": str(tmp_path / "home"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with tarfile.open(Path(__file__).parent / "upgrades" / f"{request.param}.tar.gz") as archive:
        archive.extractall(tmp_path / "home", filter="data")
    prepare_databases(postgres.superuser_url, [environment["GOVHUB_WAREHOUSE_ADMIN_URL"]])
    with psycopg.connect(environment["GOVHUB_WAREHOUSE_ADMIN_URL"]) as connection:
        connection.execute((tmp_path / "home" / "warehouse.sql").read_bytes())
        connection.execute(f"grant connect on database de_{request.param} to etl_user")  # no dump of schemas has it
    settings = load_settings()
    yield Warehouse(settings, load_catalog(settings), environment), ARCHIVES[request.param]
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute(f"drop database de_{request.param} with (force)")


def contents(warehouse: Warehouse, names: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows by resource; without what a load of the same contents may change."""
    systems = {name: "siorg" if name == "orgaos_entidades" else "compras_gov" for name in names}
    return {name: warehouse.contents(name, system) for name, system in systems.items()}


def system_of(name: str) -> str:
    return "siorg" if name == "orgaos_entidades" else "compras_gov"


def differing(rows: dict[str, list[dict[str, Any]]], others: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Return the columns in which any row is another; there are as many rows, of the same columns."""
    assert {name: len(some) for name, some in rows.items()} == {name: len(some) for name, some in others.items()}
    return {
        column
        for name, some in rows.items()
        for row, other in zip(some, others[name], strict=True)
        for column in row.keys() | other.keys()
        if row[column] != other[column]
    }


def test_a_warehouse_of_an_earlier_commit_is_told_upgraded_rebuilt_and_loaded(
    earlier: tuple[Warehouse, set[str]], simulator: Simulator
) -> None:
    warehouse, names = earlier
    before = contents(warehouse, names)
    assert min(len(rows) for rows in before.values()) > 0
    with pytest.raises(ConfigurationError, match="versão anterior.*Rode `govhub warehouse setup`"):
        check_warehouse(warehouse.settings, warehouse.catalog)

    setup_warehouse(warehouse.settings, warehouse.catalog)

    with connect(warehouse.settings.require("warehouse_url")) as connection:
        assert outdated(connection, warehouse.catalog) == []
    cells, excessive = check_warehouse(warehouse.settings, warehouse.catalog)
    assert ([cell for cell in cells if cell.expected != cell.found], excessive) == ([], [])
    assert contents(warehouse, names) == before

    for name in sorted(names):
        replay_resource(warehouse.place, system_of(name), name)
    assert differing(contents(warehouse, names), before) <= MADE_OTHERWISE

    for name in ("contratos", "contratos_inativos", "empenhos", "terceirizados"):
        run = ingest_resource(warehouse.place, "compras_gov", name, Request(allow_shrink=True, complete=True))
        live = warehouse.one(
            f"select count(*) from bronze.compras_gov__{name} where _run_id = %s or _deleted_at is null", run.run_id
        )
        assert run.status == "sucesso"
        assert run.rows_fetched - run.rows_duplicate <= live
    known = {row["id"] for row in before["contratos"]}
    assert known <= {row["id"] for row in warehouse.contents("contratos")}


def test_an_earlier_lake_is_read_under_a_declaration_that_was_renamed_and_widened(
    earlier: tuple[Warehouse, set[str]],
) -> None:
    warehouse, _ = earlier
    before = warehouse.contents("contratos")
    later = changed(warehouse, "contratos")

    done = setup_warehouse(warehouse.settings, later)

    assert "bronze.compras_gov__contratos: a coluna objeto passa a se chamar objeto_contrato" in done
    assert "bronze.compras_gov__contratos: num_parcelas passa de bigint a text" in done
    renamed = [
        {NEW_NAMES.get(name, name): value for name, value in row.items()}
        | {"num_parcelas": None if row["num_parcelas"] is None else str(row["num_parcelas"])}
        for row in before
    ]
    assert warehouse.contents("contratos") == renamed
    replay_resource(Workplace.of(warehouse.settings, later), "compras_gov", "contratos")
    assert differing({"": warehouse.contents("contratos")}, {"": renamed}) <= MADE_OTHERWISE


NEW_NAMES = {
    "objeto": "objeto_contrato",
    "fornecedor_cnpj_cpf_idgener": "fornecedor_documento",
    "fornecedor_cnpj_cpf_idgener_pseudonimo": "fornecedor_documento_pseudonimo",
    "fornecedor_cnpj_cpf_idgener_mascara": "fornecedor_documento_mascara",
}


def changed(warehouse: Warehouse, resource: str, **changes: object) -> Catalog:
    """Return the catalog in which `contratos` has two other names and a wider type."""
    declared = warehouse.catalog.resource("compras_gov", resource).model_dump(by_alias=True, mode="json")
    for field in declared["fields"]:
        if field["name"] in NEW_NAMES:
            field |= {"name": NEW_NAMES[field["name"]], "formerly": [field["name"]]}
        if field["name"] == "num_parcelas":
            field["type"] = "scalar"
    other = ResourceDeclaration.model_validate(declared | changes)
    return with_other(warehouse, **{name: getattr(other, name) for name in ("fields", "key")})


def test_rows_keep_their_hash_and_views_their_rows_when_names_and_types_change(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    asked = "select count(*), count(num_parcelas), max(objeto) from silver.resumo"
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as connection:
        connection.execute(
            "create view silver.parcelas as select id, objeto, num_parcelas from bronze.compras_gov__contratos;"
            "create view silver.resumo with (security_barrier=true) as select * from silver.parcelas"
        )
    before = warehouse.rows(asked)
    later = changed(warehouse, "contratos")
    place = Workplace.of(warehouse.settings, later)
    with pytest.raises(ConfigurationError, match="Rode `govhub warehouse setup`"):
        replay_resource(place, "compras_gov", "contratos")  # rows would go into columns of the former names
    assert any(
        one.what == "tabelas do warehouse" and not one.good and "`govhub warehouse setup`" in one.detail
        for one in doctor(warehouse.settings, later)
    )

    setup_warehouse(warehouse.settings, later)

    assert warehouse.rows(asked) == before
    assert warehouse.one("select pg_typeof(num_parcelas)::text from silver.resumo limit 1") == "text"
    owner = "select tableowner from (select viewowner as tableowner from pg_views where viewname = 'resumo') as v"
    assert warehouse.one(owner) == "etl_user"
    assert warehouse.one("select has_table_privilege('analista', 'silver.resumo', 'select')")
    run = ingest_resource(place, "compras_gov", "contratos", Request(complete=True))
    assert (run.rows_updated, run.rows_inserted, run.rows_unchanged) == (0, 0, before[0]["count"])
    assert setup_warehouse(warehouse.settings, later) == []


def test_a_table_with_another_key_is_refused_alone_and_made_anew_from_the_lake(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    for name in ("contratos", "contratos_inativos"):
        ingest_resource(warehouse.place, "compras_gov", name)
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as connection:
        connection.execute("create view silver.ids as select id, numero from bronze.compras_gov__contratos")
    before = warehouse.contents("contratos")
    other = with_other(warehouse, key=("id", "numero"))
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as connection:
        connection.execute("alter table bronze.compras_gov__contratos_inativos drop column objeto")

    with pytest.raises(ConfigurationError, match="A chave da tabela.*`govhub replay compras_gov contratos --recreate`"):
        setup_warehouse(warehouse.settings, other)

    column = "select count(objeto) from bronze.compras_gov__contratos_inativos"
    assert warehouse.one(column) == 0  # the other table was upgraded nevertheless
    place = Workplace.of(warehouse.settings, other)
    assert replay_resource(place, "compras_gov", "contratos", recreate=True).rows_inserted == len(before)
    assert warehouse.contents("contratos") == before
    assert warehouse.one("select count(*) from silver.ids") == len(before)
    setup_warehouse(warehouse.settings, other)
    cells, _ = check_warehouse(warehouse.settings, other)
    assert [cell for cell in cells if cell.expected != cell.found] == []


def test_a_table_whose_lake_does_not_fit_the_new_type_is_left_as_it_was(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    before = warehouse.contents("contratos")
    declared = warehouse.catalog.resource("compras_gov", "contratos").model_dump(by_alias=True, mode="json")
    next(field for field in declared["fields"] if field["name"] == "objeto")["type"] = "number"
    narrow = with_other(warehouse, fields=ResourceDeclaration.model_validate(declared).fields)

    with pytest.raises(ConfigurationError, match="Um valor não cabe no tipo que a declaração dá ao seu campo"):
        replay_resource(Workplace.of(warehouse.settings, narrow), "compras_gov", "contratos", recreate=True)

    assert warehouse.contents("contratos") == before
