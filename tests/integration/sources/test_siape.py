"""SIAPE read over a real socket from the simulator: every table has rows, and every trap ends as it should."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.loops import BodyLoop, ParentKeys, YearsLoop
from govhub.catalog.reading import read_system
from govhub.errors import ConfigurationError
from govhub.extraction.answers import BadAnswer, Page, PassingFault, Scope, ScopeDone
from govhub.extraction.reading import ServiceReading
from govhub.extraction.rows import bronze_schema
from govhub.settings import CHECKOUT, SourceSettings
from govhub_simulator.addresses import Addresses
from govhub_simulator.server import free_port
from govhub_simulator.siape import environment
from govhub_simulator.siape.population import cpf_of
from govhub_simulator.siape.routes import SERVICE, router
from govhub_simulator.world import Body, World

DPU = Body("DPU", "Defensoria Pública da União", ("290002",), "1234", "29000", "29000")
MGI = Body("MGI", "Ministério da Gestão", ("201013",), "2981", "20113", "20113")
WORLD = World(42, 60, (), 0, (DPU, MGI))
SYSTEM = read_system(CHECKOUT / "sources" / "siape.yaml")
YEARS = ("2025", "2026")
RESOURCES = [resource.name for resource in SYSTEM.in_load_order()]
WITHOUT_BODY = {"obter_versao", "get_pensionista"}


@dataclass(slots=True)
class Source:
    """A running SIAPE and what reads it; the question numbered `revoke_at` ends every token that is out."""

    url: str
    settings: dict[str, Any]
    app: FastAPI
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pages: dict[str, list[Page]] = field(default_factory=dict)
    revoke_at: int = 0

    def reading(self, resource: str, system: SystemDeclaration = SYSTEM, **settings: Any) -> ServiceReading:
        return ServiceReading(system, system.resources[resource], SourceSettings(**{**self.settings, **settings}))

    def read(self, resource: str, scopes: list[Scope], **settings: Any) -> tuple[list[dict[str, Any]], ServiceReading]:
        reading = self.reading(resource, **settings)
        items = collect(reading, scopes)
        assert sum(isinstance(item, ScopeDone) for item in items) == len(scopes)
        self.pages[resource] = [item for item in items if isinstance(item, Page)]
        return [row for page in self.pages[resource] for row in page.table.to_pylist()], reading

    def table(self, resource: str) -> list[dict[str, Any]]:
        """The rows of a resource, its parents read before it as the pipeline does."""
        if resource not in self.tables:
            self.tables[resource], _ = self.read(resource, self.scopes(SYSTEM.resources[resource]))
        return self.tables[resource]

    def scopes(self, resource: ResourceDeclaration) -> list[Scope]:
        parts: list[list[dict[str, str]]] = []
        for loop in resource.per:
            if isinstance(loop, BodyLoop):
                parts.append([{loop.param: body.siape} for body in WORLD.bodies])
            elif isinstance(loop, YearsLoop):
                parts.append([{loop.param: year} for year in YEARS])
            elif isinstance(loop, ParentKeys):
                rows = [row for parent in loop.parents for row in self.table(parent)]
                wanted = [row for row in rows if all(row[name] == value for name, value in loop.where.items())]
                keys = {tuple(row[column] for column in loop.columns.values()) for row in wanted}
                parts.append([dict(zip(loop.columns, key, strict=True)) for key in sorted(keys)])
        return [Scope({name: value for each in found for name, value in each.items()}) for found in product(*parts)]


def collect(reading: ServiceReading, scopes: list[Scope]) -> list[Page | ScopeDone]:
    async def run() -> list[Page | ScopeDone]:
        return [item async for item in reading.pages(scopes)]

    return asyncio.run(run())


@pytest.fixture(scope="module")
def running() -> Iterator[Source]:
    app, port = FastAPI(), free_port()

    given = environment(Addresses(port, Path()))
    settings = {name.removeprefix("GOVHUB_SOURCE_SIAPE_").lower(): value for name, value in given.items()}
    source = Source(f"http://127.0.0.1:{port}/siape", {**settings, "per_minute": 60_000}, app)

    @app.middleware("http")
    async def trouble(request: Any, call_next: Callable[[Any], Any]) -> Any:
        if not request.url.path.endswith(SERVICE) or request.method != "POST":
            return await call_next(request)
        source.revoke_at -= 1
        if source.revoke_at == 0:
            app.state.siape_door.revoked_before_s = time.time()
        return await call_next(request) if app.state.answer is None else app.state.answer()

    app.include_router(router)
    app.state.world, app.state.answer = WORLD, None
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    (thread := threading.Thread(target=server.run, daemon=True)).start()
    while not server.started:
        time.sleep(0.02)
    yield source
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def siape(running: Source) -> Iterator[Source]:
    yield running
    running.app.state.answer = None
    running.app.state.world = WORLD
    httpx.put(f"{running.url}/admin", params={"token_lifetime_s": 3600, "mainframe_failures": 0}).raise_for_status()


def person(number: int = 0, body: Body = DPU) -> Scope:
    return Scope({"cod_orgao": body.siape, "cpf": cpf_of(WORLD.seed, number)})


@pytest.mark.parametrize("name", RESOURCES)
def test_a_table_has_rows_of_the_declared_types_and_a_key_that_tells_them_apart(siape: Source, name: str) -> None:
    resource, rows = SYSTEM.resources[name], siape.table(name)
    assert len(rows) >= (1 if name == "obter_versao" else 3)
    assert name in WITHOUT_BODY or any(DPU.siape in row["_scope"] for row in rows)
    keys = Counter(tuple(row[part] for part in resource.key if part != resource.order) for row in rows)
    assert resource.order or max(keys.values()) == 1
    assert all(row[part] is not None for row in rows for part in resource.key)
    for page in siape.pages[name]:
        assert page.table.schema == bronze_schema(resource)
        assert page.unknown_fields == frozenset()


def test_every_bond_of_a_person_is_a_row(siape: Source) -> None:
    bonds = Counter(
        row["cpf"] for row in siape.table("consulta_dados_funcionais") if row["_scope"].startswith("cod_orgao=29000")
    )
    assert {1, 2, 3} <= set(bonds.values())


def test_a_person_of_two_units_or_two_bodies_is_asked_once_per_body(siape: Source) -> None:
    listed = siape.table("lista_servidores")
    asked = siape.scopes(SYSTEM.resources["consulta_dados_pessoais"])
    people, pairs = {row["cpf"] for row in listed}, {(row["cod_orgao"], row["cpf"]) for row in listed}
    assert len(people) == 60 < len(asked) == len(pairs) < len(listed)


def test_every_rubric_is_a_row_also_the_same_one_twice(siape: Source) -> None:
    rows = siape.table("consulta_dados_financeiros")
    loans = Counter(row["matricula"] for row in rows if row["cod_rubrica"] == "34009")
    assert set(loans.values()) == {2}
    assert {row["mes_ano_pagamento"] for row in rows} == {"OUT2026"}
    assert {row["indicador_rd"] for row in rows} == {"R", "D"}


def test_two_leaves_that_start_on_the_same_day_are_two_rows_and_zeros_stay_as_they_came(siape: Source) -> None:
    rows = siape.table("consulta_dados_afastamento_historico")
    starts = Counter((row["cpf"], row["ano"], row["data_ini"]) for row in rows if row["especie"] == "ocorrencia")
    assert 2 in starts.values()
    assert {row["especie"] for row in rows} == {"ferias", "ocorrencia", "ocorrencia_cpf", "reclusao_cpf", "lpa"}
    vacations = [row for row in rows if row["especie"] == "ferias"]
    assert {row["data_inicio_ferias_interrompidas"] for row in vacations} == {"00000000"}


def test_a_dependant_is_not_mixed_with_the_servant(siape: Source) -> None:
    rows = siape.table("consulta_dados_dependentes")
    assert all(row["cpf"] != row["cpf_servidor"] for row in rows)
    assert "" in {row["cpf"] for row in rows}  # a child without CPF
    benefits = siape.table("consulta_dados_dependentes_beneficios")
    assert {(row["matricula"], row["nome"]) for row in benefits} <= {(row["matricula"], row["nome"]) for row in rows}


def test_lone_ampersands_and_control_characters_are_repaired(siape: Source) -> None:
    siape.app.state.world = World(42, 3000, (), 0, (DPU,))
    asked = [Scope({"cod_orgao": "29000", "cod_uorg": f"{number:09d}"}) for number in range(3002, 3100, 5)]
    rows, _ = siape.read("dados_uorg", asked)
    assert Counter(row["nome_uorg"] for row in rows) == {"DIVISAO DE PAGAMENTO & BENEFICIOS": 20}


def test_a_person_without_data_is_an_empty_scope(siape: Source) -> None:
    listed, found = siape.scopes(SYSTEM.resources["consulta_dados_pessoais"]), siape.table("consulta_dados_pessoais")
    assert len(found) == len(listed) - 4
    rows, reading = siape.read("consulta_dados_pessoais", [Scope({"cod_orgao": "29000", "cpf": "11144477735"})])
    assert (rows, reading.effort.retries) == ([], 0)


@pytest.mark.parametrize("concurrency", [1, 6])
def test_a_token_that_ends_in_the_middle_is_renewed_once_and_nobody_is_lost(siape: Source, concurrency: int) -> None:
    whole = siape.table("consulta_dados_pessoais")
    scopes = siape.scopes(SYSTEM.resources["consulta_dados_pessoais"])
    siape.revoke_at = 20
    rows, reading = siape.read("consulta_dados_pessoais", scopes, concurrency=concurrency)
    assert sorted(row["cpf"] for row in rows) == sorted(row["cpf"] for row in whole)
    assert 1 <= reading.effort.retries <= concurrency


def test_a_mainframe_that_is_away_for_a_moment_is_asked_again(siape: Source) -> None:
    httpx.put(f"{siape.url}/admin", params={"mainframe_failures": 2})
    rows, reading = siape.read("consulta_dados_pessoais", [person()])
    assert (len(rows), reading.effort.retries) == (1, 2)


@pytest.mark.parametrize(
    ("scope", "settings"),
    [(person(), {"system_password": "outra"}), (Scope({"cod_orgao": "029000", "cpf": cpf_of(42, 0)}), {})],
    ids=["password", "leading zero in the code of the body"],
)
def test_t44_a_refusal_with_the_code_of_no_data_fails_the_scope(
    siape: Source, scope: Scope, settings: dict[str, str]
) -> None:
    with pytest.raises(BadAnswer, match="recusou a consulta consultaDadosPessoais") as failure:
        siape.read("consulta_dados_pessoais", [scope], **settings)
    assert not isinstance(failure.value, PassingFault)
    assert scope.params["cpf"] not in str(failure.value)


@pytest.mark.parametrize(
    ("settings", "error", "what"),
    [
        ({"password": "outra-senha"}, BadAnswer, "recusou as credenciais.*GOVHUB_SOURCE_SIAPE_PASSWORD"),
        ({"cpf": "11144477735"}, BadAnswer, "código 403"),
        ({"system_password": None}, ConfigurationError, "GOVHUB_SOURCE_SIAPE_SYSTEM_PASSWORD"),
    ],
    ids=["gateway", "user not authorised", "missing"],
)
def test_a_wrong_or_missing_credential_stops_and_is_named_but_not_shown(
    siape: Source, settings: dict[str, Any], error: type[Exception], what: str
) -> None:
    with pytest.raises(error, match=what) as failure:
        siape.read("consulta_dados_pessoais", [person()], **settings)
    assert "outra-senha" not in str(failure.value)


@pytest.mark.parametrize(
    ("body", "status", "what"),
    [
        (b"", 200, "resposta vazia"),
        (b"muitas consultas", 429, "código 429"),
        (b"<html/>", 503, "código 503"),
    ],
    ids=["empty", "too many", "unavailable"],
)
def test_an_answer_that_is_none_is_retried_and_then_fails(siape: Source, body: bytes, status: int, what: str) -> None:
    siape.app.state.answer = lambda: Response(body, status, media_type="text/xml")
    patient = SYSTEM.politeness.model_copy(update={"attempts": 2, "wait_max_s": 0.01})
    reading = siape.reading("consulta_dados_pessoais", SYSTEM.model_copy(update={"politeness": patient}))
    with pytest.raises(PassingFault, match=what):
        collect(reading, [person()])
    assert reading.effort.retries == 1


@pytest.mark.parametrize(
    ("file", "resource", "scope", "expected"),
    [
        ("listaUorgs.xml", "lista_uorgs", {"cod_orgao": "20113"}, [
            {"codigo": "000000001", "data_ultima_transacao": "02012024", "nome": "GABINETE DO MINISTRO"},
            {"codigo": "000003000", "data_ultima_transacao": "15072025", "nome": "COORDENACAO GERAL DE ADMINISTRACAO"},
            {"codigo": "000003001", "data_ultima_transacao": "15072025", "nome": "DIVISAO DE PAGAMENTO & BENEFICIOS"},
        ]),
        ("listaServidores.xml", "lista_servidores", {"cod_orgao": "20113", "cod_uorg": "000003000"}, [
            {"cod_orgao": "20113", "cod_uorg": "000003000", "cpf": "00000000191", "data_ultima_transacao": "10012026"},
            {"cod_orgao": "20113", "cod_uorg": "000003000", "cpf": "00000000272", "data_ultima_transacao": "05022026"},
        ]),
        ("dadosUorg.xml", "dados_uorg", {"cod_orgao": "20113", "cod_uorg": "000003000"}, [
            {"cod_siorg": "2981", "cod_unidade_siafi": "201013", "cod_uorg_pai": "000000001", "cnpj_upag": None,
             "cpf_titular_autoridade_uorg": "00000000191", "telefone": "006133330000000000"},
        ]),
        ("consultaDadosPessoais.xml", "consulta_dados_pessoais", {"cod_orgao": "20113", "cpf": "00000000191"}, [
            {"cpf": "00000000191", "nome": "MARIA FICTICIA DA SILVA", "data_nascimento": "15031990", "nome_pais": None},
        ]),
        ("consultaDadosFuncionais_2vinculos.xml", "consulta_dados_funcionais", {"cod_orgao": "20113", "cpf": "00000000191"}, [
            {"cpf": "00000000191", "matricula_siape": "2510012", "cod_sit_funcional": "01", "participa_pgd": "sim"},
            {"cpf": "00000000191", "matricula_siape": "1999999", "cod_sit_funcional": "02", "data_ocorr_exclusao": "31122014"},
        ]),
        ("fault_0002.xml", "consulta_dados_uorg", {"cod_orgao": "20113", "cpf": "00000000191"}, []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_answers_in_the_real_form_become_the_declared_rows(
    siape: Source, samples: Path, file: str, resource: str, scope: dict[str, str], expected: list[dict[str, Any]]
) -> None:
    body = (samples / "siape" / "synthetic" / file).read_bytes()
    siape.app.state.answer = lambda: Response(body, media_type="text/xml")
    real = samples / "siape" / "ConsultaSIAPE.wsdl"
    rows, _ = siape.read(resource, [Scope(scope)], wsdl_file=real)
    assert [{name: row[name] for name in wanted} for row, wanted in zip(rows, expected, strict=True)] == expected
    assert all(page.unknown_fields == frozenset() for page in siape.pages[resource])
