"""The gateway's door: who is let in, and for how long. Tokens say when they were issued, so none is remembered."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass

USERNAME, PASSWORD = "orgao-simulado", "senha-do-gateway"
AUTHORISED_CPF = "00000000191"
SYSTEM_CODE, SYSTEM_NAME, SYSTEM_PASSWORD = "GOVHUB", "GOV HUB BR", "s&nha<do>sistema"
_SALT = "simulador-siape"
_XML_TYPES = frozenset({"application/xml", "text/xml"})


@dataclass(slots=True)
class Door:
    """What tests may change: how long tokens live, whether they say so, how many answers the mainframe fails next.

    Tokens issued before `revoked_before_s` are no longer good, whatever their age.
    """

    token_lifetime_s: float = 3600
    tells_lifetime: bool = False
    mainframe_failures: int = 0
    revoked_before_s: float = 0


def basic_auth_accepted(header: str) -> bool:
    """Tell whether an Authorization header carries the credentials of the body."""
    expected = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
    return header == f"Basic {expected}"


def new_token(now_s: float | None = None) -> str:
    """Return a token that is good from now on."""
    issued = f"{now_s if now_s is not None else time.time():.6f}"
    return f"{issued}-{_seal(issued)}"


def refusal(headers: Mapping[str, str], door: Door, *, has_body: bool) -> tuple[int, str] | None:
    """Return status and message for headers that the gateway does not let through, null for good ones."""
    kind, _, token = headers.get("authorization", "").partition(" ")
    issued, _, seal = token.rpartition("-")
    if kind != "Bearer" or not issued or seal != _seal(issued):
        return 401, "Token inválido"
    if time.time() - float(issued) >= door.token_lifetime_s or float(issued) < door.revoked_before_s:
        return 401, "Token expirado"
    user = headers.get("x-cpf-usuario", "")
    if len(user) != 11 or not user.isdigit():
        return 400, "Informe o cabeçalho x-cpf-usuario com 11 dígitos"
    if user != AUTHORISED_CPF:
        return 403, "Usuário não autorizado"
    content = headers.get("content-type", "").partition(";")[0].strip().lower()
    if has_body and content not in _XML_TYPES:
        return 415, "Tipo de conteúdo não aceito"
    return None


def _seal(issued: str) -> str:
    return hashlib.blake2b(f"{_SALT}/{issued}".encode(), digest_size=12).hexdigest()
