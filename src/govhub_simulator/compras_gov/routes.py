"""The endpoints of the API, over the world that the application holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from govhub_simulator.compras_gov import money_flow, terms
from govhub_simulator.compras_gov.contracts import Contract, contract, wire
from govhub_simulator.compras_gov.world import FIRST_ID, World

HOST = "https://contratos.comprasnet.gov.br/api"
router = APIRouter(prefix="/compras_gov/api")
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
}


@router.get("/contrato/unidades")
def units(request: Request) -> Response:
    """List the units that have active contracts."""
    return _json(sorted({unit.codigo for unit in _world(request).units}))


@router.get("/contrato/orgaos")
def bodies(request: Request) -> Response:
    """List the bodies that have active contracts."""
    return _json(sorted({unit.orgao_codigo for unit in _world(request).units}))


@router.get("/contrato/ug/{ug}")
def active(ug: str, request: Request) -> Response:
    """List the active contracts of a unit; unknown units look like empty ones."""
    return _contracts(_world(request), ug, inactive=False)


@router.get("/contrato/inativo/ug/{ug}")
def inactive(ug: str, request: Request) -> Response:
    """List the inactive contracts of a unit."""
    return _contracts(_world(request), ug, inactive=True)


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
    return StreamingResponse(_array(contract_rows(world, ug, inactive=inactive)), media_type="application/json")


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
