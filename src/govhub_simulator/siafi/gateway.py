"""The Serpro gateway (API Integra SIAFI): a token by client credentials, then credit notes in JSON."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from govhub_simulator.siafi.messages import USER
from govhub_simulator.siafi.transfers import credit_note
from govhub_simulator.world import World

KEY, SECRET = "chave-integra-siafi", "segredo-do-simulador"
_LIFE_S = 3600
router = APIRouter(prefix="/gateway")


@router.post("/token")
async def token(request: Request) -> JSONResponse:
    """Give a token for key and secret by HTTP Basic."""
    given = request.headers.get("authorization", "")
    form = parse_qs((await request.body()).decode())
    if given != "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode():
        return JSONResponse({"error": "invalid_client", "error_description": "Client Authentication failed."}, 401)
    if form.get("grant_type") != ["client_credentials"]:
        return JSONResponse({"error": "unsupported_grant_type"}, 400)
    return JSONResponse({"access_token": _current(request), "token_type": "Bearer", "expires_in": _LIFE_S})


@router.post("/expirar")
def expire(request: Request) -> dict[str, int]:
    """End every token that was given."""
    request.app.state.siafi_token = _serial(request) + 1
    return {"emissao": _serial(request)}


@router.get("/api-integra-siafi/api/v2/nota-credito/{ug}/{gestao}/{ano}/{numero}")
def nota_credito(ug: str, gestao: str, ano: int, numero: str, request: Request) -> JSONResponse:
    """Return one credit note."""
    if request.headers.get("authorization") != f"Bearer {_current(request)}":
        return JSONResponse({"error": "invalid_token"}, 401)
    if not _is_known(request.headers.get("x-credencial", ""), ano):
        return JSONResponse({"error": "x-credencial invalida"}, 403)
    world: World = request.app.state.world
    found: dict[str, Any] | None = credit_note(world, ug, gestao, ano, int(numero)) if numero.isdigit() else None
    return JSONResponse(found) if found else JSONResponse({"mensagem": "Nota de credito nao encontrada"}, 404)


def _is_known(credential: str, year: int) -> bool:
    try:
        text = base64.b64decode(credential, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return re.fullmatch(rf"{USER}\.\d{{6}}\.SIAFI{year}", text) is not None


def _serial(request: Request) -> int:
    serial: int = getattr(request.app.state, "siafi_token", 0)
    return serial


def _current(request: Request) -> str:
    return hashlib.sha256(f"{SECRET}/{_serial(request)}".encode()).hexdigest()[:32]
