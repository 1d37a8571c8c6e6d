"""The endpoints of the four modules: one path a table, in one envelope, and the date of the last load."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from govhub_simulator.transferegov import generic, ted_pages
from govhub_simulator.transferegov.filters import Refused, read_query
from govhub_simulator.transferegov.schema import MODULES
from govhub_simulator.world import World

router = APIRouter(prefix="/transferegov")


@router.get("/{module_name}/data-atualizacao")
def last_load(module_name: str, request: Request) -> Response:
    """Tell when the module was last loaded: at the beginning of the day."""
    if module_name not in MODULES:
        return _not_found()
    day = datetime.combine(_world(request).today, time())
    return _json({"data_ultima_atualizacao": day.isoformat()})


@router.get("/{module_name}/{path}")
def rows(module_name: str, path: str, request: Request) -> Response:
    """Return one page of a table; of a repeated parameter the last value counts."""
    module = MODULES.get(module_name)
    table = module.tables.get(path) if module is not None else None
    if module is None or table is None or path == "etapas":
        return _not_found()
    try:
        query = read_query(module, table, dict(request.query_params))
    except Refused as refusal:
        return _json(refusal.body, refusal.status)
    if module.name == "ted":
        total, found = ted_pages.page(_world(request), path, query)
    else:
        total, found = generic.page(_world(request), module, table, query)
    return _json(
        {
            "data": found,
            "total_pages": -(-total // query.size),
            "total_items": total,
            "page_number": query.page,
            "page_size": query.size,
        }
    )


def _not_found() -> Response:
    return _json({"detail": "Not Found"}, 404)


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
