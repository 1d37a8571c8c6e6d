"""The endpoints of the API, over the world that the application holds."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from govhub_simulator.compras_dados_abertos import PREFIX
from govhub_simulator.compras_dados_abertos.answers import Refused, answer, refusal, table
from govhub_simulator.compras_dados_abertos.operations import CSV_ROUTES, OPERATIONS
from govhub_simulator.world import World

router = APIRouter(prefix=PREFIX)


@router.get("/{module}/{name}")
def ask(module: str, name: str, request: Request) -> Response:
    """Answer any route of the API; one that it does not have looks like a parameter that is missing."""
    world: World = request.app.state.world
    path, asked = f"/{module}/{name}", dict(request.query_params)
    try:
        if path in CSV_ROUTES:
            return table(world, OPERATIONS[CSV_ROUTES[path]], asked, request.headers.get("accept", ""))
        if path in OPERATIONS:
            return answer(world, OPERATIONS[path], asked)
    except Refused as failure:
        return refusal(failure)
    return refusal(Refused(404, "Resource not found"))
