"""The declaration against the API's own description of its routes, and the simulator's promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from govhub.catalog import ResourceDeclaration
from govhub.catalog.loops import BodyLoop
from govhub.catalog.reading import read_system
from govhub.settings import CHECKOUT
from govhub_simulator.addresses import Addresses
from govhub_simulator.bodies import units_of
from govhub_simulator.compras_dados_abertos import environment
from govhub_simulator.compras_dados_abertos.operations import CSV_ROUTES, OPERATIONS
from govhub_simulator.compras_dados_abertos.routes import router
from govhub_simulator.world import Body, World

SYSTEM = read_system(CHECKOUT / "sources" / "compras_dados_abertos.yaml")
DPU = Body("DPU", "Defensoria Pública da União", ("290002",), "260668", "29000", "29000")
WORLD = World(42, 60, units_of((DPU,)), 0, (DPU,))
PREFIX = "/compras_dados_abertos"
Parameters = dict[str, dict[str, dict[str, Any]]]

each_resource = pytest.mark.parametrize("resource", SYSTEM.resources.values(), ids=list(SYSTEM.resources))


@pytest.fixture(scope="session")
def documented(samples: Path) -> Parameters:
    """Parameters by route, from the OpenAPI document of 2026."""
    file = samples / "compras_dadosabertos" / "openapi_params_compras-mcp-0.4.0.json"
    paths: Parameters = json.loads(file.read_text(encoding="utf-8"))["paths"]
    return paths


@pytest.fixture
def client() -> TestClient:
    return client_of(WORLD)


def client_of(world: World) -> TestClient:
    app = FastAPI()
    app.include_router(router)
    app.state.world = world
    return TestClient(app)


def asked_names(resource: ResourceDeclaration) -> set[str]:
    """Names of every query parameter that a resource's requests carry."""
    pages = resource.paging.page_number
    paging = {pages.page_param, pages.size_param} - {None} if pages else set()
    return {*resource.params, *(name for name in paging if name)}


@each_resource
def test_a_request_carries_only_documented_parameters(resource: ResourceDeclaration, documented: Parameters) -> None:
    """The API ignores a misspelt filter and answers with the whole country."""
    assert asked_names(resource) <= documented[resource.path].keys()


@each_resource
def test_a_request_carries_every_mandatory_parameter(resource: ResourceDeclaration, documented: Parameters) -> None:
    mandatory = {name for name, rule in documented[resource.path].items() if rule["obrigatorio"]}

    assert mandatory <= asked_names(resource)


@each_resource
def test_a_fixed_value_is_one_that_the_parameter_allows(resource: ResourceDeclaration, documented: Parameters) -> None:
    allowed = {name: rule["enum"] for name, rule in documented[resource.path].items() if rule["enum"]}
    fixed = {name: value for name, value in resource.params.items() if name in allowed and "{" not in value}

    assert {name for name, value in fixed.items() if value not in allowed[name]} == set()


@each_resource
def test_the_largest_page_is_asked_for_where_the_client_may_choose(
    resource: ResourceDeclaration, documented: Parameters
) -> None:
    pages = resource.paging.page_number
    size = pages.size if pages else None

    assert size == (500 if "tamanhoPagina" in documented[resource.path] else None)


def test_what_is_read_every_day_is_asked_for_the_body_alone() -> None:
    usual = [resource for resource in SYSTEM.resources.values() if not resource.on_request]
    without_body = {
        resource.name
        for resource in usual
        if not resource.parents and not any(isinstance(loop, BodyLoop) for loop in resource.per)
    }

    assert len(usual) == 13
    assert without_body == set()
    assert {parent for resource in usual for parent in resource.parents} <= {resource.name for resource in usual}


def test_every_field_that_may_hold_a_cpf_gets_a_pseudonym_in_the_right_context() -> None:
    found = {
        (field.source, field.context)
        for resource in SYSTEM.resources.values()
        for field in resource.fields
        if field.identifier or "cpf" in field.name.replace("cnpj_cpf", "")
    }

    officials = {"nu_cpf_resp_decl_disp", "nu_cpf_resp_ratificacao", "nu_cpf_resp_publicacao"}
    suppliers = {
        "niFornecedor",
        "codFornecedor",
        "fornecedor",
        "fornecedor_vencedor",
        "cpf",
        "cpf_vencedor",
        "nu_cpf_vencedor",
    }
    assert found == {(name, "servidor") for name in officials} | {(name, "fornecedor") for name in suppliers}


def test_amounts_are_numbers_and_never_part_of_a_key() -> None:
    keys = {column for resource in SYSTEM.resources.values() for column in resource.key}

    assert {column for column in keys if column.startswith(("valor", "vr_", "preco", "quantidade"))} == set()


def test_the_simulator_knows_the_parameters_of_every_open_route(documented: Parameters) -> None:
    open_routes = {
        path: rules for path, rules in documented.items() if path.startswith("/modulo-") and "ocds" not in path
    }
    simulated = {path: OPERATIONS[CSV_ROUTES.get(path, path)] for path in open_routes}
    pages = {"pagina", "tamanhoPagina"}

    assert len(open_routes) == 68
    assert {path: route.params - pages for path, route in simulated.items()} == {
        path: rules.keys() - pages for path, rules in open_routes.items()
    }
    mandatory = {
        path: {name for name, rule in rules.items() if rule["obrigatorio"]} for path, rules in open_routes.items()
    }
    assert {path: route.required for path, route in simulated.items() if path not in CSV_ROUTES} == {
        path: names for path, names in mandatory.items() if path not in CSV_ROUTES
    }


def test_the_same_world_gives_the_same_bytes_in_any_order() -> None:
    window = {"dataInclusaoPncpInicial": "2026-08-01", "dataInclusaoPncpFinal": "2026-10-31"}
    requests = {
        "/modulo-contratacoes/2_consultarItensContratacoes_PNCP_14133": window,
        "/modulo-fornecedor/1_consultarFornecedor": {"ativo": "true", "tamanhoPagina": "50"},
    }

    def bodies(seed: int, order: list[str]) -> dict[str, bytes]:
        client = client_of(World(seed, 60, units_of((DPU,)), 0, (DPU,)))
        return {path: client.get(PREFIX + path, params=requests[path]).content for path in order}

    first, other = bodies(42, list(requests)), bodies(43, list(requests))
    assert first == bodies(42, list(requests)[::-1])
    assert {path: len(json.loads(body)["resultado"]) for path, body in first.items()} == dict(
        zip(requests, (10, 50), strict=True)
    )
    assert [path for path in requests if first[path] == other[path]] == []


def test_a_day_brings_contracts_and_changes_few_rows() -> None:
    window = {"codigoOrgao": "29000", "tamanhoPagina": 500}
    bounds = {"dataVigenciaInicialMin": "2026-05-01", "dataVigenciaInicialMax": "2026-12-31"}

    def contracts(day: int) -> dict[str, Any]:
        answer = client_of(WORLD.advanced(day)).get(
            f"{PREFIX}/modulo-contratos/1_consultarContratos", params=window | bounds
        )
        return {row["numeroContrato"] + row["niFornecedor"]: row for row in answer.json()["resultado"]}

    first, second = contracts(0), contracts(1)

    assert len(second.keys() - first.keys()) == 1
    assert first.keys() <= second.keys()
    assert {key for key, row in first.items() if row != second[key]} == set()


def test_a_contract_deleted_at_its_source_stays_here_marked_as_excluded() -> None:
    client = client_of(World(42, 300, units_of((DPU,)), 20, (DPU,)))
    rows = []
    for year in range(2021, 2027):
        bounds = {"dataVigenciaInicialMin": f"{year}-01-01", "dataVigenciaInicialMax": f"{year}-12-31"}
        answer = client.get(
            f"{PREFIX}/modulo-contratos/1_consultarContratos",
            params={"codigoOrgao": "29000", "tamanhoPagina": 500, **bounds},
        )
        rows += answer.json()["resultado"]

    excluded = [row for row in rows if row["contratoExcluido"]]

    assert len(excluded) == 3
    assert all(row["dataHoraExclusao"] for row in excluded)
    assert {row["dataHoraExclusao"] for row in rows if not row["contratoExcluido"]} == {None}


def test_the_platform_is_told_where_the_simulated_api_is(tmp_path: Path) -> None:
    assert environment(Addresses(8900, tmp_path)) == {
        "GOVHUB_SOURCE_COMPRAS_DADOS_ABERTOS_BASE_URL": "http://127.0.0.1:8900/compras_dados_abertos",
        "GOVHUB_SOURCE_COMPRAS_DADOS_ABERTOS_PER_MINUTE": "60000",
    }


def test_a_csv_route_answers_whoever_takes_anything(client: TestClient) -> None:
    answer = client.get(
        f"{PREFIX}/modulo-uasg/1.1_consultarUasg_CSV",
        params={"statusUasg": "true", "codigoUasg": "290002"},
        headers={"Accept": "*/*"},
    )

    assert answer.headers["content-type"].startswith("text/csv")
    assert [line.split(";")[0] for line in answer.text.splitlines()] == ["codigoUasg", "290002"]


@pytest.mark.parametrize(
    ("path", "params", "status", "message"),
    [
        ("/modulo-uasg/1_consultarUasg", {}, 404, "Resource not found"),
        ("/modulo-uasg/9_naoExiste", {}, 404, "Resource not found"),
        ("/modulo-uasg/1_consultarUasg", {"statusUasg": "talvez"}, 500, "Failed to convert value"),
        (
            "/modulo-material/4_consultarItemMaterial",
            {"tamanhoPagina": 9},
            400,
            "tamanhoPagina deve estar entre 10 e 500",
        ),
        (
            "/modulo-material/4_consultarItemMaterial",
            {"tamanhoPagina": 501},
            400,
            "tamanhoPagina deve estar entre 10 e 500",
        ),
        (
            "/modulo-pgc/2_consultarPgcDetalheCatalogo",
            {"anoPcaProjetoCompra": 2026, "codigo": 1, "tipo": "X"},
            500,
            "Failed",
        ),
        ("/modulo-uasg/1.1_consultarUasg_CSV", {"statusUasg": "true"}, 500, "No acceptable representation"),
        (
            "/modulo-legado/1_consultarLicitacao",
            {"data_publicacao_inicial": "2021-01-01", "data_publicacao_final": "2021-12-31", "uasg": 290002},
            400,
            "Could not resolve attribute 'uasg'",
        ),
        (
            "/modulo-contratos/1_consultarContratos",
            {"codigoOrgao": 29000, "dataVigenciaInicialMin": "2024-01-01", "dataVigenciaInicialMax": "2025-01-01"},
            400,
            "não pode passar de 365 dias",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("/") else None,
)
def test_the_source_refuses_in_its_own_words(
    client: TestClient, path: str, params: dict[str, Any], status: int, message: str
) -> None:
    answer = client.get(PREFIX + path, params=params, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["statusCode"]) == (status, status)
    assert message in answer.json()["message"]
