"""The gateway's addresses: the token, the service with its WSDL, and a door for tests."""

from __future__ import annotations

import time
import zlib
from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from govhub_simulator.siape import gateway, service
from govhub_simulator.siape.envelope import MAINFRAME, Fault, answer_body, fault_body
from govhub_simulator.siape.wsdl import wsdl
from govhub_simulator.world import World

router = APIRouter(prefix="/siape")
SERVICE = "/api-consulta-siape/v1/consulta-siape"
_CARELESS_EVERY = 9  # one answer in so many is XML that must be repaired first


@router.post("/oauth2/jwt-token/")
async def token(request: Request) -> Response:
    """Issue a token for the credentials of the body."""
    form = (await request.body()).decode("utf-8", "replace")
    if not gateway.basic_auth_accepted(request.headers.get("authorization", "")):
        return JSONResponse({"error": "invalid_client"}, 401)
    if "grant_type=client_credentials" not in form:
        return JSONResponse({"error": "unsupported_grant_type"}, 400)
    door = _door(request)
    lifetime = {"expires_in": door.token_lifetime_s} if door.tells_lifetime else {}
    return JSONResponse({"access_token": gateway.new_token(), **lifetime})


@router.get(SERVICE)
def description(request: Request) -> Response:
    """Serve the WSDL, under the same conditions as the service."""
    refused = gateway.refusal(request.headers, _door(request), has_body=False)
    if refused is not None:
        return JSONResponse({"mensagem": refused[1]}, refused[0])
    if "wsdl" not in request.query_params:
        return JSONResponse({"mensagem": "Método não permitido"}, 405)
    return Response(wsdl(str(request.url.replace(query=""))), media_type="text/xml")


@router.post(SERVICE)
async def ask(request: Request) -> Response:
    """Answer one SOAP question."""
    door = _door(request)
    body = await request.body()
    refused = gateway.refusal(request.headers, door, has_body=True)
    if refused is not None:
        return JSONResponse({"mensagem": refused[1]}, refused[0])
    world: World = request.app.state.world
    try:
        if door.mainframe_failures > 0:
            door.mainframe_failures -= 1
            raise Fault(MAINFRAME)
        operation, params = service.parse(body)
        out = service.answer(world, operation, params)
    except Fault as fault:
        return Response(fault_body(fault), fault.status, media_type="text/xml")
    asked = "/".join([operation, *(value for name, value in params.items() if name != "senha")])
    careless = zlib.crc32(asked.encode()) % _CARELESS_EVERY == 0
    return Response(answer_body(operation, out, careless=careless), media_type="text/xml")


@router.put("/admin")
def change(
    request: Request,
    token_lifetime_s: float | None = None,
    mainframe_failures: int | None = None,
    *,
    revoke: bool = False,
) -> Response:
    """Let tests shorten the life of tokens, end those that are out, and make the mainframe fail."""
    door = _door(request)
    if token_lifetime_s is not None:
        door.token_lifetime_s = token_lifetime_s
    if mainframe_failures is not None:
        door.mainframe_failures = mainframe_failures
    if revoke:
        door.revoked_before_s = time.time()
    return JSONResponse(asdict(door))


def _door(request: Request) -> gateway.Door:
    """Return the door of this application, opened when it is first needed."""
    state = request.app.state
    if not hasattr(state, "siape_door"):
        state.siape_door = gateway.Door()
    door: gateway.Door = state.siape_door
    return door
