"""SIORG read over a real socket from the simulator: every resource gives rows, and every trap ends as it should."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response

from govhub.catalog import SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.extraction.answers import BadAnswer, Page, Scope, ScopeDone
from govhub.extraction.reading import ServiceReading
from govhub.settings import CHECKOUT, SourceSettings
from govhub_simulator.server import free_port
from govhub_simulator.siorg.routes import router
from govhub_simulator.world import Body, World

DPU = Body("DPU", "Defensoria Pública da União", ("290002",), siorg="260668")
IPEA = Body("IPEA", "Instituto de Pesquisa Econômica Aplicada", ("113601",), siorg="7")
WORLD = World(42, 60, (), 0, (DPU, IPEA))
ROOTS = [{"siorg": "260668"}, {"siorg": "7"}]


@dataclass(slots=True)
class Source:
    """A running SIORG and what reads it; `answer`, once set, is what it says to everything."""

    system: SystemDeclaration
    url: str
    app: FastAPI

    def read(self, resource: str, params: list[dict[str, str]]) -> tuple[list[dict[str, Any]], list[Page | ScopeDone]]:
        settings = SourceSettings(base_url=self.url, per_minute=60_000)
        reading = ServiceReading(self.system, self.system.resources[resource], settings)

        async def collect() -> list[Page | ScopeDone]:
            return [item async for item in reading.pages([Scope(each) for each in params])]

        items = asyncio.run(collect())
        return [row for item in items if isinstance(item, Page) for row in item.table.to_pylist()], items


@pytest.fixture(scope="module")
def running() -> Iterator[Source]:
    app = FastAPI()

    @app.middleware("http")
    async def other_answer(request: Any, call_next: Callable[[Any], Any]) -> Any:
        body = request.app.state.answer
        return await call_next(request) if body is None else Response(body, media_type="application/json")

    app.include_router(router)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    app.state.world, app.state.answer = WORLD, None
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield Source(read_system(CHECKOUT / "sources" / "siorg.yaml"), f"http://127.0.0.1:{port}/siorg/doc", app)
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture
def source(running: Source) -> Source:
    running.app.state.world, running.app.state.answer = WORLD, None
    return running


def scopes(source: Source, resource: str) -> list[dict[str, str]]:
    """The requests of a resource, parents' keys from the units themselves."""
    match source.system.resources[resource].request_params:
        case ("poder", "esfera"):
            return [{"poder": "1", "esfera": "1"}]
        case ("siorg",):
            return ROOTS
        case ("unidade",) if resource == "composicao_colegiado":
            return keys(source, "unidade", "id_unidade", lambda row: row["id_tipo_unidade"] == "unidade-colegiada")
        case ("unidade",):
            return keys(source, "unidade", "id_unidade", lambda _: True)
        case ("versao",):
            return keys(source, "versao", "versao_consulta", lambda _: True)
    return [{}]


def keys(source: Source, param: str, column: str, kept: Callable[[dict[str, Any]], bool]) -> list[dict[str, str]]:
    rows, _ = source.read("unidades", ROOTS)
    return [{param: value} for value in sorted({row[column] for row in rows if kept(row)})]


COUNTS = {
    "orgaos_entidades": 16,
    "unidades": 16,
    "instancias": 40,
    "cargos_funcoes": 204,
    "cargos_funcoes_denominacoes": 396,
    "unidades_enderecos": 16,
    "unidades_contatos": 6,
    "unidade_detalhe": 16,
    "filha": 14,
    "alteracoes": 11,
    "composicao_colegiado": 12,
    "poder": 3,
    "esfera": 3,
    "natureza_juridica": 4,
    "subnatureza_juridica": 2,
    "categoria_unidade": 3,
    "tipo_unidade": 5,
}


def test_every_declared_resource_is_read_here(source: Source) -> None:
    assert list(source.system.resources) == list(COUNTS)


@pytest.mark.parametrize("resource", COUNTS)
def test_every_resource_gives_its_rows_with_the_declared_columns_and_a_key_of_their_own(
    source: Source, resource: str
) -> None:
    declared = source.system.resources[resource]
    rows, items = source.read(resource, scopes(source, resource))

    assert len(rows) == COUNTS[resource]
    assert sum(item.rows for item in items if isinstance(item, ScopeDone)) == len(rows)
    key = [name for name in declared.key if name != declared.order]
    distinct = {tuple(row[name] for name in key) for row in rows}
    repeated = {"unidades_enderecos": 2, "composicao_colegiado": 2}.get(resource, 0)  # numbered by `ordem` at load
    assert len(rows) - len(distinct) == repeated
    assert all(row[name] is not None for row in rows for name in declared.key)
    unknown = {name for item in items if isinstance(item, Page) for name in item.unknown_fields}
    assert unknown - {"$element"} == set()


def test_units_are_keyed_by_code_whatever_the_scheme_and_know_who_was_asked(source: Source) -> None:
    rows, _ = source.read("unidades", ROOTS)

    codes = {row["id_unidade"] for row in rows}
    assert {row["id_unidade_pai"] for row in rows if row["id_unidade_pai"]} < codes
    assert {(row["siorg_consultado"], row["id_orgao_entidade"]) for row in rows} == {("260668", "260668"), ("7", "7")}
    roots = {row["id_unidade"]: row["id_tipo_unidade"] for row in rows if row["id_unidade_pai"] is None}
    assert roots == {"260668": "orgao", "7": "entidade"}
    assert {row["codigo_unidade"].partition(":")[0] for row in rows} == {"http", "https"}


def test_a_unit_without_posts_is_an_empty_scope_and_one_post_without_its_list_is_a_row(source: Source) -> None:
    (council,) = keys(source, "unidade", "id_unidade", lambda row: row["nome"].startswith("Comitê"))[:1]
    rows, items = source.read("instancias", [council])
    assert (rows, [item.rows for item in items if isinstance(item, ScopeDone)]) == ([], [0])

    source.app.state.answer = (
        b'{"servico":{"codigoErro":0},"unidade":{"codigoUnidade":7,"cargos":{"denominacao":"Presidente",'
        b'"funcao":"CCE 1 17","instancias":{"codigoInstancia":"700","nomeTitular":null}}}}'
    )
    (row,), _ = source.read("instancias", [{"unidade": "7"}])
    assert (row["id_unidade"], row["codigo_instancia"], row["funcao"]) == ("7", "700", "CCE 1 17")


def test_posts_of_another_unit_than_the_one_asked_are_refused(source: Source) -> None:
    source.app.state.answer = (
        b'{"servico":{"codigoErro":0},"unidade":{"codigoUnidade":"8","cargos":[{"denominacao":"Chefe",'
        b'"funcao":"FCE 1 07","instancias":[{"codigoInstancia":800}]}]}}'
    )
    with pytest.raises(BadAnswer, match="A fonte ignorou o filtro por unidade: 1 de 1 linhas são de outro"):
        source.read("instancias", [{"unidade": "7"}])


@pytest.mark.parametrize(
    ("resource", "params", "code"),
    [
        ("unidades", {"siorg": "999"}, 102),
        ("unidades", {"siorg": "400002"}, 104),
        ("instancias", {"unidade": "999"}, 102),
        ("composicao_colegiado", {"unidade": "7"}, 102),
        ("orgaos_entidades", {"poder": "2", "esfera": "1"}, 102),
        ("alteracoes", {"versao": "1.0"}, 103),
    ],
    ids=str,
)
def test_an_error_inside_a_good_answer_stops_the_load(
    source: Source, resource: str, params: dict[str, str], code: int
) -> None:
    with pytest.raises(BadAnswer, match=f"O SIORG respondeu com o erro {code} do serviço") as failure:
        source.read(resource, [params])
    assert b'"mensagem"' in failure.value.body


def test_a_good_answer_without_its_payload_is_an_error_and_not_an_empty_list(source: Source) -> None:
    source.app.state.answer = b'{"servico":{"codigoErro":0,"mensagem":"Processamento sem erros"}}'
    for resource in ("unidades", "orgaos_entidades", "cargos_funcoes"):
        with pytest.raises(BadAnswer, match="nada foi gravado"):
            source.read(resource, scopes_without_parents(source, resource))


def scopes_without_parents(source: Source, resource: str) -> list[dict[str, str]]:
    return [dict.fromkeys(source.system.resources[resource].request_params, "1")]


def test_a_week_later_what_moved_came_and_went_is_told(source: Source) -> None:
    before = {row["id_unidade"]: row for row in source.read("unidades", ROOTS)[0]}
    source.app.state.world = WORLD.advanced(7)
    after = {row["id_unidade"]: row for row in source.read("unidades", ROOTS)[0]}

    assert len(set(after) - set(before)) == 14
    assert len(set(before) - set(after)) == 2
    moved = [
        code for code in before if code in after and before[code]["id_unidade_pai"] != after[code]["id_unidade_pai"]
    ]
    assert len(moved) == 2
    assert all(after[code]["id_unidade_pai_anterior"] == before[code]["id_unidade_pai"] for code in moved)
