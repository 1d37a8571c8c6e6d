"""TransfereGov read over a socket: every resource gives rows, and every trap of the API ends as it should."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyarrow as pa
import pytest
import uvicorn
from fastapi import FastAPI

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.extraction.answers import BadAnswer, Page, Scope, ScopeDone
from govhub.extraction.reading import ServiceReading
from govhub.settings import CHECKOUT, SourceSettings
from govhub_simulator.addresses import Addresses
from govhub_simulator.bodies import units_of
from govhub_simulator.server import free_port
from govhub_simulator.transferegov import environment
from govhub_simulator.transferegov.routes import router
from govhub_simulator.world import Body, World

DPU = Body("DPU", "Defensoria Pública da União", ("290002",), siorg="260668")
IPEA = Body("IPEA", "Instituto de Pesquisa Econômica Aplicada", ("113601",), siorg="7")
CODES = {"ug": ("290002", "113601"), "sigla": ("DPU", "IPEA"), "siorg": ("260668", "7")}
NAMES = ("ted", "fundoafundo", "especiais", "parcerias")


@dataclass
class Source:
    """The simulated source at its address, and what the platform reads from it."""

    url: str
    app: FastAPI
    systems: dict[str, SystemDeclaration] = field(default_factory=dict)

    def reading(self, name: str, resource: ResourceDeclaration) -> ServiceReading:
        settings = SourceSettings(base_url=f"{self.url}/{name}", per_minute=600_000)
        return ServiceReading(self.systems[name], resource, settings)

    def read(self, name: str, resource: ResourceDeclaration, scopes: Sequence[Scope]) -> list[Page | ScopeDone]:
        async def collect() -> list[Page | ScopeDone]:
            return [item async for item in self.reading(name, resource).pages(scopes)]

        return asyncio.run(collect())

    def get(self, path: str, **params: Any) -> httpx.Response:
        return httpx.get(f"{self.url}/{path}", params=params, timeout=30)

    def everything(self, name: str) -> dict[str, pa.Table]:
        """Read every resource of a module, parents first."""
        found: dict[str, pa.Table] = {}
        for resource in self.systems[name].in_load_order():
            pages = [item for item in self.read(name, resource, scopes(resource, found)) if isinstance(item, Page)]
            assert not {unknown for page in pages for unknown in page.unknown_fields} - {"$element"}
            found[resource.name] = pa.concat_tables([page.table for page in pages])
        return found


def scopes(resource: ResourceDeclaration, found: dict[str, pa.Table]) -> list[Scope]:
    """The requests that the pipeline makes, from what was read of the parents."""
    loop = resource.parent_loop
    if loop is None:
        params = resource.request_params
        return [Scope({params[0]: code}) for code in CODES[params[0]]] if params else [Scope({})]
    ((param, column),) = loop.columns.items()
    keys = {str(key) for name in loop.parents for key in found[name].column(column).to_pylist()}
    members = [Scope({param: key}) for key in sorted(keys)]
    if loop.batch is None:
        return members
    groups = [tuple(members[start : start + loop.batch]) for start in range(0, len(members), loop.batch)]
    return [Scope({param: ",".join(member.params[param] for member in group)}, members=group) for group in groups]


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    app, port = FastAPI(), free_port()
    app.state.world = World(42, 60, units_of((DPU, IPEA)), bodies=(DPU, IPEA))
    app.include_router(router)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    systems = {name: read_system(CHECKOUT / "sources" / f"transferegov_{name}.yaml") for name in NAMES}
    yield Source(f"http://127.0.0.1:{port}/transferegov", app, systems)
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="module")
def ted(source: Source) -> dict[str, pa.Table]:
    return source.everything("ted")


@pytest.mark.parametrize("name", NAMES)
def test_every_resource_gives_rows_with_unique_keys(source: Source, name: str) -> None:
    found = source.everything(name)

    assert found.keys() == source.systems[name].resources.keys()
    for resource in source.systems[name].resources.values():
        table = found[resource.name]
        assert len(table) >= 3, resource.name
        keys = [tuple(row.values()) for row in table.select(resource.key).to_pylist()]
        repeated = len(keys) - len(set(keys))
        assert repeated == (len(keys) // 3 if resource.order else 0), resource.name
        assert not [column for column in table.column_names[:-2] if table.column(column).null_count == len(table)]


def test_a_body_reads_what_it_sends_and_what_it_receives(ted: dict[str, pa.Table]) -> None:
    sent, received = ted["planos_acao"], ted["planos_acao_recebidos"]
    plans = {*sent.column("id_plano_acao").to_pylist(), *received.column("id_plano_acao").to_pylist()}

    assert set(ted["programas"].column("unidade_gestora_descentralizadora").to_pylist()) == {290002, 113601}
    assert set(received.column("unidade_descentralizada_gestora").to_pylist()) == {290002, 113601}
    senders = set(ted["programas_recebidos"].column("unidade_gestora_descentralizadora").to_pylist())
    assert senders - {290002, 113601}
    assert set(ted["notas_credito"].column("id_plano_acao").to_pylist()) <= plans
    assert len(plans) == len(set(ted["planos_acao_metas"].column("id_plano_acao").to_pylist()))


def test_each_row_of_a_batch_is_kept_under_its_own_parent(ted: dict[str, pa.Table]) -> None:
    rows = ted["eventos"].select(["id_nota", "_scope"]).to_pylist()

    assert len(rows) > 150
    assert all(row["_scope"] == f"id_nota={row['id_nota']}" for row in rows)


def test_a_missing_object_leaves_its_columns_null(ted: dict[str, pa.Table]) -> None:
    rows = ted["termos_execucao"].to_pylist()
    drafts = [row for row in rows if row["tx_situacao_termo"] == "Minuta"]

    assert drafts
    assert {row["link_termo_execucao_tx_link"] for row in drafts} == {None}
    assert all(row["link_termo_execucao_tx_link"] for row in rows if row not in drafts)


def test_masked_banks_and_textual_ids_load_as_text(source: Source) -> None:
    especiais, fundos = source.everything("especiais"), source.everything("fundoafundo")

    agencies = set(
        especiais["gestao_financeira_lancamentos"].column("codigo_agencia_favorecido_gestao_financeira").to_pylist()
    )
    assert "***" in agencies
    assert [agency for agency in agencies if agency and agency.isdigit()]
    plans = {str(plan) for plan in fundos["planos_acao"].column("id_plano_acao").to_pylist()}
    assert set(fundos["relatorios_gestao"].column("id_plano_acao").to_pylist()) == plans
    assert fundos["relatorios_gestao"].schema.field("id_plano_acao").type == pa.string()


def test_a_misspelt_filter_that_the_source_ignores_is_noticed(source: Source) -> None:
    resource = source.systems["ted"].resources["notas_credito"]
    misspelt = resource.model_copy(update={"params": {"id_plano": "{id_plano_acao}"}})

    with pytest.raises(BadAnswer, match="A fonte ignorou o filtro por id_plano_acao"):
        source.read("ted", misspelt, [Scope({"id_plano_acao": "10001"})])


def test_a_page_larger_than_the_limit_stops_the_reading(source: Source) -> None:
    resource = source.systems["especiais"].resources["meta"]
    paging = resource.paging.model_copy(update={"page_number": resource.paging.rule.model_copy(update={"size": 1000})})

    with pytest.raises(BadAnswer, match="recusou o pedido com o código 422"):
        source.read("especiais", resource.model_copy(update={"paging": paging}), [Scope({})])


@pytest.mark.parametrize(
    ("name", "limit"), [("ted", 1000), ("fundoafundo", 1000), ("especiais", 200), ("parcerias", 200)]
)
def test_the_page_limit_differs_by_module(source: Source, name: str, limit: int) -> None:
    path = f"{name}{source.systems[name].in_load_order()[0].path}"

    assert source.get(path, tamanho_da_pagina=limit).status_code == 200
    refused = source.get(path, tamanho_da_pagina=limit + 1)
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["query", "tamanho_da_pagina"]


def test_every_page_is_read_until_the_announced_end(source: Source) -> None:
    items = source.read("especiais", source.systems["especiais"].resources["meta"], [Scope({})])

    assert [len(item.table) for item in items if isinstance(item, Page)] == [200, 40]
    assert [(item.rows, item.rows_announced) for item in items if isinstance(item, ScopeDone)] == [(240, 240)]


def test_nothing_for_a_filter_is_an_empty_answer_and_no_error(source: Source) -> None:
    answer = source.get("ted/programas", unidade_gestora_descentralizadora=999999).json()
    items = source.read("ted", source.systems["ted"].resources["programas"], [Scope({"ug": "999999"})])

    assert answer == {"data": [], "total_pages": 0, "total_items": 0, "page_number": 1, "page_size": 200}
    assert [(item.rows, item.rows_announced) for item in items if isinstance(item, ScopeDone)] == [(0, 0)]


def test_lists_are_taken_only_where_documented(source: Source) -> None:
    both = source.get("ted/planos-acao", id_plano_acao="10001,10002").json()
    many = source.get("especiais/devolucao-especiais", id_devolucao=",".join(map(str, range(101))))

    assert [row["id_plano_acao"] for row in both["data"]] == [10001, 10002]
    assert source.get("especiais/planos-acao-especiais", id_programa="1,2").status_code == 422
    assert source.get("ted/planos-acao", sigla_unidade_descentralizada="DPU,IPEA").json()["total_items"] == 0
    assert (many.status_code, source.get("ted/eventos", id_nota="a").status_code) == (400, 400)
    assert "máximo de valores possíveis" in many.json()["detail"]


def test_a_repeated_parameter_keeps_its_last_value_and_an_unknown_one_is_ignored(source: Source) -> None:
    last = httpx.get(f"{source.url}/ted/planos-acao?id_plano_acao=10001&id_plano_acao=10003").json()
    ignored = source.get("ted/planos-acao", plano=10001).json()

    assert [row["id_plano_acao"] for row in last["data"]] == [10003]
    assert ignored["total_items"] > 50


def test_the_respelled_path_is_a_configuration_error(source: Source) -> None:
    old = source.systems["especiais"].resources["meta"].model_copy(update={"path": "/meta_especiais"})

    with pytest.raises(BadAnswer, match="recusou o pedido com o código 404"):
        source.read("especiais", old, [Scope({})])


@pytest.mark.parametrize("name", NAMES)
def test_the_sign_of_change_moves_with_the_day_and_with_nothing_else(source: Source, name: str) -> None:
    reading = source.reading(name, source.systems[name].in_load_order()[0])
    before, again = asyncio.run(reading.sign()), asyncio.run(reading.sign())
    source.app.state.world = source.app.state.world.advanced(1)
    after = asyncio.run(reading.sign())
    source.app.state.world = source.app.state.world.advanced(-1)

    assert before == again
    assert (before, after) == ("2026-11-01T00:00:00", "2026-11-02T00:00:00")


def test_the_environment_points_each_module_at_its_own_address(source: Source) -> None:
    settings = environment(Addresses(port=int(source.url.split(":")[2].split("/")[0]), files=CHECKOUT))

    assert settings == {f"GOVHUB_SOURCE_TRANSFEREGOV_{name.upper()}_BASE_URL": f"{source.url}/{name}" for name in NAMES}
