"""The endpoints of the API, over the world that the application holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from govhub_simulator.compras_gov import follow_up, money_flow, terms, unit_lists
from govhub_simulator.compras_gov.compression import GzipRoute
from govhub_simulator.compras_gov.contracts import Contract, contract, wire
from govhub_simulator.world import FIRST_ID, World

HOST = "https://contratos.comprasnet.gov.br/api"
router = APIRouter(prefix="/compras_gov/api", route_class=GzipRoute)
_BATCH = 200

Children = Callable[[World, Contract], list[dict[str, Any]]]

CHILDREN: dict[str, Children] = {
    "historico": lambda _, facts: terms.history(facts),
    "empenhos": lambda _, facts: money_flow.commitments(facts),
    "cronograma": lambda _, facts: terms.schedule(facts),
    "faturas": lambda _, facts: money_flow.invoices(facts),
    "itens": lambda _, facts: terms.items(facts),
    "garantias": lambda _, facts: terms.guarantees(facts),
    "responsaveis": lambda world, facts: terms.people_in_charge(world.seed, facts),
    "terceirizados": lambda world, facts: terms.outsourced(world.seed, facts),
    "despesas_acessorias": lambda _, facts: terms.accessory_expenses(facts),
    "prepostos": lambda world, facts: follow_up.representatives(world.seed, facts),
    "ocorrencias": lambda world, facts: follow_up.occurrences(world.seed, facts),
    "arquivos": lambda _, facts: follow_up.files(facts),
    "publicacoes": lambda _, facts: follow_up.publications(facts),
}


@router.get("/contrato/unidades")
def units(request: Request) -> Response:
    """List the units that have active contracts."""
    return _codes({unit.codigo for unit in _world(request).units})


@router.get("/contrato/orgaos")
def bodies(request: Request) -> Response:
    """List the bodies that have active contracts."""
    return _codes({unit.orgao_codigo for unit in _world(request).units})


@router.get("/contrato/ug/{ug}")
def active(ug: str, request: Request) -> Response:
    """List the active contracts of a unit; unknown units look like empty ones."""
    return _contracts(_world(request), ug, inactive=False)


@router.get("/contrato/inativo/ug/{ug}")
def inactive(ug: str, request: Request) -> Response:
    """List the inactive contracts of a unit."""
    return _contracts(_world(request), ug, inactive=True)


@router.get("/contrato/orgao/{orgao}")
def active_of_body(orgao: str, request: Request) -> Response:
    """List the active contracts of all units of a body."""
    return _contracts_of_body(_world(request), orgao, inactive=False)


@router.get("/contrato/inativo/orgao/{orgao}")
def inactive_of_body(orgao: str, request: Request) -> Response:
    """List the inactive contracts of all units of a body."""
    return _contracts_of_body(_world(request), orgao, inactive=True)


@router.get("/empenho/ug/{ug}")
def commitments(ug: str, request: Request) -> Response:
    """List the notes of commitment of a unit, also those without contract."""
    return _listed(unit_lists.commitments(_world(request), ug))


@router.get("/empenho/ano/{year}/ug/{ug}")
def commitments_of_year(year: str, ug: str, request: Request) -> Response:
    """List the notes of commitment of a unit and a year."""
    return _listed(unit_lists.commitments(_world(request), ug, year))


@router.get("/cronograma/ug/{ug}")
def schedule(ug: str, request: Request) -> Response:
    """List the parcels of a unit, added up by month."""
    return _json(unit_lists.schedule(_world(request), ug))


@router.get("/contrato/{contract_id}/domicilio_bancario")
def bank(contract_id: int) -> Response:
    """Answer as the real one does: there is never any."""
    return JSONResponse({"error": f"Domicílio bancário não encontrado para o contrato {contract_id}"}, 404)


@router.get("/contrato/{contract_id}/{child}")
def children(contract_id: int, child: str, request: Request) -> Response:
    """List what hangs on a contract."""
    world = _world(request)
    index, rest = divmod(contract_id - FIRST_ID, 3)
    if child not in CHILDREN:
        return JSONResponse({"error": "Rota não encontrada"}, 404)
    if rest or not world.exists(index):
        return _json([])
    return _json(CHILDREN[child](world, contract(world, index)))


def contract_rows(world: World, ug: str, *, inactive: bool) -> Iterator[dict[str, Any]]:
    """Yield the contracts of a unit in one of the two lists, in wire form."""
    for index in world.indices(ug):
        facts = contract(world, index)
        if facts.inactive == inactive or (facts.in_both_lists and not inactive):
            yield wire(facts, HOST)


def _contracts(world: World, ug: str, *, inactive: bool) -> Response:
    return _listed(contract_rows(world, ug, inactive=inactive))


def _contracts_of_body(world: World, orgao: str, *, inactive: bool) -> Response:
    units = [unit.codigo for unit in world.units if unit.orgao_codigo == orgao]
    return _listed(row for ug in units for row in contract_rows(world, ug, inactive=inactive))


def _codes(codes: set[str]) -> Response:
    return _json([{"codigo": code} for code in sorted(codes)])


def _listed(rows: Iterator[dict[str, Any]]) -> Response:
    return StreamingResponse(_array(rows), media_type="application/json")


def _array(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """Write a JSON array piece by piece, so that a large unit never stands in memory."""
    buffer = bytearray(b"[")
    for count, row in enumerate(rows):
        if count:
            buffer += b","
        buffer += orjson.dumps(row)
        if count % _BATCH == _BATCH - 1:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer) + b"]"


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _json(rows: Any) -> Response:
    return Response(orjson.dumps(rows), media_type="application/json")
