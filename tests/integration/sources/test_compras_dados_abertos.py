"""Dados Abertos Compras.gov.br read over a real socket: every resource gives rows, and every trap ends as it should."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.loops import BodyLoop, ParentKeys, ValuesLoop, WindowLoop, YearsLoop
from govhub.catalog.reading import read_system
from govhub.extraction.answers import BadAnswer, Page, Scope
from govhub.extraction.reading import ServiceReading
from govhub.settings import CHECKOUT, SourceSettings
from govhub_simulator.bodies import units_of
from govhub_simulator.compras_dados_abertos.routes import router
from govhub_simulator.compras_gov.contracts import contract, wire
from govhub_simulator.randomness import add_months
from govhub_simulator.server import free_port
from govhub_simulator.world import Body, World

DPU = Body("DPU", "Defensoria Pública da União", ("290002",), "260668", "29000", "29000")
WORLD = World(42, 60, units_of((DPU,)), 0, (DPU,))
CODES = {"ug": "290002", "siafi": "29000"}
ONE_ROW = {"uasg", "orgao", "indicador_consolidado"}
Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Source:
    """The running API, what reads it, and what was read so far."""

    system: SystemDeclaration
    url: str
    _known: dict[str, Rows] = field(default_factory=dict)

    def pages(self, resource: ResourceDeclaration, scopes: list[dict[str, str]]) -> list[Page]:
        settings = SourceSettings(base_url=self.url, per_minute=600_000, concurrency=4)
        reading = ServiceReading(self.system, resource, settings)

        async def collect() -> list[Page]:
            return [item async for item in reading.pages(map(Scope, scopes)) if isinstance(item, Page)]

        return asyncio.run(collect())

    def rows(self, name: str) -> Rows:
        """Read a resource as a day's load does, parents first."""
        if name not in self._known:
            resource = self.system.resources[name]
            pages = self.pages(resource, self.scopes(resource))
            unknown = {field for page in pages for field in page.unknown_fields}
            assert unknown == ({"2026-11-01"} if name == "indicador_consolidado" else set())
            self._known[name] = [row for page in pages for row in page.table.to_pylist()]
        return self._known[name]

    def scopes(self, resource: ResourceDeclaration) -> list[dict[str, str]]:
        steps = [self._steps(loop) for loop in resource.per]
        return [{name: value for step in way for name, value in step.items()} for way in product(*steps)]

    def _steps(self, loop: Any) -> list[dict[str, str]]:
        match loop:
            case BodyLoop():
                return [{loop.param: CODES[loop.body]}]
            case ValuesLoop():
                return [{loop.param: value} for value in loop.values]
            case YearsLoop():
                return [{loop.param: str(WORLD.today.year - back)} for back in range(loop.years)]
            case WindowLoop():
                months = [add_months(WORLD.today, back) for back in range(-loop.history, loop.ahead + 1)]
                return [{loop.start: str(day), loop.end: str(_last_day(day))} for day in months]
            case ParentKeys():
                rows = [row for parent in loop.parents for row in self.rows(parent)]
                kept = [row for row in rows if all(row[name] == value for name, value in loop.where.items())]
                keys = {tuple(str(row[column]) for column in loop.columns.values()) for row in kept}
                return [dict(zip(loop.columns, key, strict=True)) for key in sorted(keys)]
        raise AssertionError(loop)

    def get(self, path: str, accept: str = "application/json", **params: Any) -> httpx.Response:
        return httpx.get(self.url + path, params=params, headers={"Accept": accept})


def _last_day(first: date) -> date:
    return date.fromordinal(add_months(first, 1).toordinal() - 1)


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    app = FastAPI()
    app.include_router(router)
    app.state.world = WORLD
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    declared = read_system(CHECKOUT / "sources" / "compras_dados_abertos.yaml")
    yield Source(declared, f"http://127.0.0.1:{port}/compras_dados_abertos")
    server.should_exit = True
    thread.join(timeout=10)


RESOURCES = list(read_system(CHECKOUT / "sources" / "compras_dados_abertos.yaml").resources)


@pytest.mark.parametrize("name", RESOURCES)
def test_every_resource_gives_rows_whose_key_is_unique(source: Source, name: str) -> None:
    resource, rows = source.system.resources[name], source.rows(name)

    assert len(rows) == 1 if name in ONE_ROW else len(rows) >= 3
    if resource.order or name == "natureza_despesa_material":
        return  # rows that are equal in the key: numbered, or dropped, at the warehouse
    keys = [tuple(row[column] for column in resource.key) for row in rows]
    assert len(set(keys)) == len(keys)


def test_a_misspelt_filter_that_brings_the_whole_country_is_an_error(source: Source) -> None:
    ata = source.system.resources["ata"]
    params = {name.replace("codigoUnidade", "unidade"): value for name, value in ata.params.items()}
    assert params.keys() - ata.params.keys() == {"unidadeGerenciadora"}
    wrong = ata.model_copy(update={"params": params})

    scope = next(each for each in source.scopes(ata) if any("52121" in str(row) for row in _minutes(source, each)))
    with pytest.raises(BadAnswer, match="A fonte ignorou o filtro por ug: "):
        source.pages(wrong, [scope])


def _minutes(source: Source, scope: dict[str, str]) -> Rows:
    bounds = {"dataVigenciaInicialMin": scope["inicio"], "dataVigenciaInicialMax": scope["fim"]}
    rows: Rows = source.get("/modulo-arp/1_consultarARP", tamanhoPagina=500, **bounds).json().get("resultado", [])
    return rows


def test_a_missing_mandatory_parameter_is_an_error_and_never_no_data(source: Source) -> None:
    resource = source.system.resources["uasg_nacional"].model_copy(update={"params": {}})

    with pytest.raises(BadAnswer, match="recusou o pedido com o código 404"):
        source.pages(resource, [{"status": "true"}])


def test_an_empty_answer_lacks_the_array_and_reads_as_no_rows(source: Source) -> None:
    nothing = source.get("/modulo-uasg/1_consultarUasg", codigoUasg="999999", statusUasg="true")
    assert nothing.json() == {"totalRegistros": 0, "totalPaginas": 0, "paginasRestantes": 0}

    pages = source.pages(source.system.resources["uasg"], [{"ug": "999999", "status": "true"}])

    assert [len(page.table) for page in pages] == [0]


def test_an_identifier_of_the_wrong_kind_gives_an_empty_list(source: Source) -> None:
    answer = source.get("/modulo-arp/1.1_consultarARP_Id", numeroControlePncpAta="29000205900012025")

    assert answer.json()["resultado"] == []


def test_pages_of_the_servers_own_size_are_followed_to_the_announced_end(source: Source) -> None:
    first = source.get("/modulo-uasg/1_consultarUasg", statusUasg="true").json()
    assert first["totalPaginas"] >= 2

    pages = source.pages(source.system.resources["uasg_nacional"], [{"status": "true"}])

    assert len(pages) == first["totalPaginas"]
    assert sum(len(page.table) for page in pages) == first["totalRegistros"]


def test_both_states_together_make_the_register(source: Source) -> None:
    states = [row["status_uasg"] for row in source.rows("uasg_nacional")]

    assert states.count(True) + states.count(False) == len(states)
    assert min(states.count(True), states.count(False)) > 0


def test_a_result_is_announced_or_null_and_never_denied(source: Source) -> None:
    rows = source.rows("contratacao_item")
    window = {"dataInclusaoPncpInicial": "2024-01-01", "dataInclusaoPncpFinal": "2026-12-31", "temResultado": "false"}

    assert {row["tem_resultado"] for row in rows} == {True, None}
    path = "/modulo-contratacoes/2_consultarItensContratacoes_PNCP_14133"
    assert source.get(path, **window).json()["totalRegistros"] == 0


def test_the_number_of_a_purchase_in_price_research_joins_once_padded(source: Source) -> None:
    numbers = [row["id_compra"] for row in source.rows("preco_material")]
    ours = {row["id_compra"] for row in source.rows("contratacao")}

    assert {type(number) for number in numbers} == {int}
    assert ours & {f"{number:017d}" for number in numbers}


def test_an_item_that_is_excluded_and_valid_keeps_both_rows(source: Source) -> None:
    for name, rest in (("ata_item", 6), ("contrato_item", 4)):
        keys = [tuple(row[column] for column in source.system.resources[name].key) for row in source.rows(name)]
        without_exclusion = [key[:rest] for key in keys]
        assert len(set(without_exclusion)) < len(set(keys)) == len(keys)


def test_balance_and_adhesion_rows_carry_what_only_the_request_knew(source: Source) -> None:
    minutes = {(row["numero_ata_registro_preco"], row["codigo_unidade_gerenciadora"]) for row in source.rows("ata")}

    assert {(row["numero_ata"], row["unidade_gerenciadora"]) for row in source.rows("ata_saldo_item")} == minutes
    assert {row["numero_item"] for row in source.rows("ata_adesao_item")} == {"00001"}


def test_contracts_agree_with_compras_gov_by_unit_number_and_supplier(source: Source) -> None:
    here = {
        (row["codigo_unidade_gestora_origem_contrato"], row["numero_contrato"], row["ni_fornecedor"]): row[
            "valor_global"
        ]
        for row in source.rows("contrato")
    }
    there = {}
    for index in range(WORLD.size):
        text = wire(contract(WORLD, index), "")
        supplier = text["fornecedor"]["cnpj_cpf_idgener"]
        digits = supplier if supplier.startswith("EX") else "".join(filter(str.isdigit, supplier))
        amount = text["valor_global"].replace(".", "").replace(",", ".")
        there[(text["contratante"]["orgao_origem"]["unidade_gestora_origem"]["codigo"], text["numero"], digits)] = (
            amount
        )
    both = here.keys() & there.keys()

    assert len(both) == 58
    assert {key: float(here[key]) for key in both} == {key: float(there[key]) for key in both}
    assert len(there.keys() - here.keys()) == 2  # unknown here
    assert len(here.keys() - there.keys()) == 2  # second suppliers of the same number
    assert len({key[:2] for key in here}) == len(here) - 2


def test_dates_keep_whichever_separator_was_sent(source: Source) -> None:
    starts = [row["data_vigencia_inicial"] for row in source.rows("contrato")]

    assert {start[10] for start in starts} == {"T", " "}


def test_legacy_amounts_stay_text_and_units_stay_numbers(source: Source) -> None:
    auction = source.rows("legado_pregao")[0]

    assert auction["valor_estimado_total"].count(".") == 1
    assert isinstance(auction["co_uasg"], int)
    assert {row["dt_alteracao"][-1] == "Z" for row in source.rows("legado_pregao")} == {True, False}


def test_a_plan_item_planned_twice_gives_two_equal_keys_for_the_warehouse_to_number(source: Source) -> None:
    resource = source.system.resources["pgc_detalhe"]
    keys = [tuple(row[column] for column in resource.key) for row in source.rows("pgc_detalhe")]

    assert len(keys) - len(set(keys)) == 2
    assert {row["ordem"] for row in source.rows("pgc_detalhe")} == {1}


def test_plan_totals_are_the_sum_of_the_plan(source: Source) -> None:
    totals = {row["ano"]: float(row["valor_total_estimado"]) for row in source.rows("pgc_agregacao")}
    items = [row for row in source.rows("pgc_detalhe") if row["ano_pca_projeto_compra"] == 2026]

    assert totals[2026] == pytest.approx(sum(float(row["valor_total_item"]) for row in items))


def test_the_cpf_of_a_supplier_never_becomes_part_of_a_request(source: Source) -> None:
    asked = {scope["cnpj"] for scope in source.scopes(source.system.resources["fornecedor"])}
    winners = {row["ni_fornecedor"] for row in source.rows("contratacao_resultado")}

    assert {len(document) for document in winners} >= {11, 14}
    assert {document for document in asked if len(document) == 11} == set()
