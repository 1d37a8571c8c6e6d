"""One answer of a source that is not declared yet: asked once, held to what every answer is held to."""

from __future__ import annotations

import ssl
from typing import Any

import httpx
import orjson

from govhub import __version__
from govhub.errors import ConfigurationError
from govhub.extraction.answers import BadAnswer
from govhub.extraction.politeness import json_body
from govhub.extraction.probing import silence

_TIMEOUT_S = 20.0
_MAX_BYTES = 32 * 1024**2


def sample(address: str, title: str, variables: str, headers: dict[str, str]) -> Any:
    """Return the JSON that an address answers with, asked once.

    `variables` is the start of the names of the source's settings, for what messages say; `headers` may hold a secret,
    which no message does.
    Raises: SourceError or ConfigurationError; nothing was written anywhere.
    """
    context = ssl.create_default_context()
    headers = {"User-Agent": f"GovHubBR/{__version__}", "Accept": "application/json", **headers}
    try:
        with (
            httpx.Client(timeout=_TIMEOUT_S, verify=context, headers=headers) as client,
            client.stream("GET", address) as answer,
        ):
            body = _bounded(answer)
    except httpx.InvalidURL as error:
        raise ConfigurationError(
            "O endereço não pode ser usado; nada foi escrito", where=title, todo="Confira --base-url e --path."
        ) from error
    except httpx.HTTPError as error:
        raise silence(error, httpx.URL(address).host, variables) from error
    whole = httpx.Response(answer.status_code, headers=_kind(answer), content=body, request=answer.request)
    try:
        return orjson.loads(json_body(whole, title))
    except orjson.JSONDecodeError as error:
        raise BadAnswer(f"O {title} entregou uma resposta truncada ou malformada; nada foi escrito") from error


def _bounded(answer: httpx.Response) -> bytes:
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > _MAX_BYTES:
            raise BadAnswer(
                f"A resposta passa de {_MAX_BYTES // 1024**2} MB; nada foi escrito",
                todo="Peça menos linhas, com os parâmetros de página da fonte no endereço.",
            )
    return bytes(body)


def _kind(answer: httpx.Response) -> dict[str, str]:
    """Return the headers that still hold for a body that was decoded."""
    return {name: answer.headers[name] for name in ("content-type", "retry-after") if name in answer.headers}
