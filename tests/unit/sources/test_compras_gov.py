"""Compras.gov.br Contratos: what follows a contract, lists of whole units, and compressed answers."""

from __future__ import annotations

import csv
import zlib
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from govhub.catalog import SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.extraction.answers import Scope
from govhub.extraction.rows import RowReader
from govhub.settings import CHECKOUT
from govhub_simulator.bodies import units_of
from govhub_simulator.compras_gov import routes, unit_lists
from govhub_simulator.compras_gov.contracts import contract
from govhub_simulator.compras_gov.routes import CHILDREN
from govhub_simulator.world import Body, World

BODIES = (
    Body("DPU", "Defensoria Pública da União", ("290002",), siafi="29000"),
    Body("IPEA", "Instituto de Pesquisa Econômica Aplicada", ("113601", "113602"), siafi="11300"),
)
ALONE = World(42, 60, units_of(BODIES[:1]), 0, BODIES[:1])
WORLD = World(42, 300, units_of(BODIES), 0, BODIES)
FOLLOW_UP = ("prepostos", "ocorrencias", "arquivos", "publicacoes")
SCHEMAS = {"prepostos": "Prepostos", "ocorrencias": "Ocorrencias", "arquivos": "Arquivos"}


@pytest.fixture(scope="module")
def compras_gov() -> SystemDeclaration:
    return read_system(CHECKOUT / "sources" / "compras_gov.yaml")


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(routes.router)
    app.state.world = WORLD
    return TestClient(app)


def rows(world: World, child: str) -> list[tuple[int, dict[str, Any]]]:
    facts = [contract(world, index) for index in range(world.size) if world.exists(index)]
    return [(each.id, row) for each in facts for row in CHILDREN[child](world, each)]


def test_lists_of_the_country_and_second_views_are_read_only_when_asked(compras_gov: SystemDeclaration) -> None:
    asked = [name for name, resource in compras_gov.resources.items() if resource.on_request]

    assert asked == [
        "unidades",
        "orgaos",
        "contratos_orgao",
        "contratos_inativos_orgao",
        "empenhos_ug",
        "empenhos_ug_ano",
        "cronograma_ug",
    ]
    assert set(FOLLOW_UP) < set(compras_gov.resources) - set(asked)


@pytest.mark.parametrize("child", SCHEMAS)
def test_what_follows_a_contract_has_the_fields_of_the_service_s_specification(samples: Path, child: str) -> None:
    with (samples / "comprasnet" / "openapi_hom_serpro" / "schema_fields.csv").open(encoding="utf-8") as file:
        specified = [line[1] for line in csv.reader(file) if line[0] == SCHEMAS[child]]

    assert len(specified) >= 5
    assert list(rows(ALONE, child)[0][1]) == ["id", "contrato_id", *specified]


@pytest.mark.parametrize("child", FOLLOW_UP)
def test_what_follows_a_contract_is_read_with_its_declared_types_and_key(
    compras_gov: SystemDeclaration, child: str
) -> None:
    resource, sent = compras_gov.resources[child], rows(ALONE, child)
    pages = [RowReader(resource).read(Scope({"contrato_id": str(of)}), orjson.dumps([row])) for of, row in sent]
    read = [row for page in pages for row in page.table.to_pylist()]

    assert len(read) == len(sent) >= 10
    assert len({row["id"] for row in read}) == len(read)
    assert {page.unknown_fields for page in pages} == {frozenset()}
    assert [row["contrato_id"] for row in read] == [of for of, _ in sent]


def test_publications_name_a_term_and_not_the_contract() -> None:
    terms = {row["id"] for _, row in rows(WORLD, "historico")}
    publications = [row for _, row in rows(WORLD, "publicacoes")]

    assert all("contrato_id" not in row for row in publications)
    assert {row["contratohistorico_id"] for row in publications} == terms
    assert {row["status"] for row in publications} == {"PUBLICADO", "A PUBLICAR", "EVENTO DE RESCISÃO PUBLICADO"}


def test_the_oddities_of_what_follows_a_contract_are_there() -> None:
    occurrences = [row for _, row in rows(WORLD, "ocorrencias")]
    files = [row for _, row in rows(WORLD, "arquivos")]
    people = [row["usuario"] for _, row in rows(WORLD, "prepostos")] + [row["usuario"] for row in occurrences]

    assert {type(row["sequencial_documento"]) for row in files} == {int, str}
    assert {len(row["arquivos"]) for row in files} == {0, 1}
    assert {name for row in occurrences for part in row["arquivos"] for name in part} == {"arquivo_1", "arquivo_2"}
    assert all(row["numeroocorrencia"] in {None, row["numero"] - 1} for row in occurrences)
    assert {row["situacao"] for row in occurrences} == {"Pendente", "Conclusiva"}
    assert all(name.startswith("***.") for name in people)


def test_a_unit_s_notes_come_once_each_with_those_that_no_contract_declares() -> None:
    notes = list(unit_lists.commitments(WORLD, "113601"))
    declared = {
        row["numero"]
        for index in WORLD.indices("113601")
        for row in CHILDREN["empenhos"](WORLD, contract(WORLD, index))
        if row["unidade_gestora"] == "113601"
    }
    numbers = [note["numero"] for note in notes]

    assert len(numbers) == len(set(numbers))
    assert declared < set(numbers)
    assert {note["rpaliquidado"] for note in notes} == {"0,00"}
    by_year = [row for year in range(2015, 2028) for row in unit_lists.commitments(WORLD, "113601", str(year))]
    assert sorted(row["numero"] for row in by_year) == sorted(numbers)


def test_a_unit_s_schedule_adds_up_to_the_parcels_of_its_contracts() -> None:
    parcels = [
        row for index in WORLD.indices("290002") for row in CHILDREN["cronograma"](WORLD, contract(WORLD, index))
    ]
    months = unit_lists.schedule(WORLD, "290002")

    assert len({row["mesref"] for row in months}) == len(months) > 24
    assert sum(cents(row["valor"]) for row in months) == sum(cents(row["valor"]) for row in parcels)


def cents(text: str) -> int:
    return int(text.replace(".", "").replace(",", ""))


@pytest.mark.parametrize("state", ["", "inativo/"])
def test_a_body_s_contracts_are_those_of_its_units(client: TestClient, state: str) -> None:
    def ids(path: str) -> list[int]:
        return [row["id"] for row in client.get(f"/compras_gov/api/contrato/{state}{path}").json()]

    assert ids("orgao/11300") == ids("ug/113601") + ids("ug/113602")
    assert len(ids("orgao/11300")) > 20
    assert ids("orgao/99999") == []


def test_units_and_bodies_with_active_contracts_are_codes_with_their_zeros(client: TestClient) -> None:
    units = client.get("/compras_gov/api/contrato/unidades").json()
    bodies = client.get("/compras_gov/api/contrato/orgaos").json()

    assert units == [{"codigo": code} for code in ("113601", "113602", "290002")]
    assert bodies == [{"codigo": code} for code in ("11300", "29000")]


@pytest.mark.parametrize("path", ["contrato/ug/290002", "contrato/4000/historico", "contrato/4000/domicilio_bancario"])
def test_a_client_that_accepts_gzip_gets_the_same_bytes_compressed(client: TestClient, path: str) -> None:
    plain = client.get(f"/compras_gov/api/{path}", headers={"Accept-Encoding": "identity"})
    with client.stream("GET", f"/compras_gov/api/{path}", headers={"Accept-Encoding": "gzip"}) as compressed:
        raw = b"".join(compressed.iter_raw())

    assert "content-encoding" not in plain.headers
    assert compressed.headers["content-encoding"] == "gzip"
    assert compressed.status_code == plain.status_code
    assert zlib.decompress(raw, zlib.MAX_WBITS | 16) == plain.content
    if "ug" in path:
        assert len(raw) * 5 < len(plain.content)
