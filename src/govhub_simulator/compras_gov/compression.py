"""Answers in gzip for clients that accept it, as the real service gives them."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from fastapi.routing import APIRoute

_FASTEST, _GZIP = 1, zlib.MAX_WBITS | 16
_HEADERS = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}


class GzipRoute(APIRoute):
    """A route whose answers are compressed when the client accepts it; equal answers give equal bytes."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route, compression included."""
        answer = super().get_route_handler()

        async def handler(request: Request) -> Response:
            response = await answer(request)
            return _compressed(response) if _is_wanted(request) else response

        return handler


def _is_wanted(request: Request) -> bool:
    """Faults spoil the plain answer, so that none is compressed while any is armed."""
    faults = getattr(request.app.state, "faults", None)
    return "gzip" in request.headers.get("accept-encoding", "") and not (faults and faults.armed)


def _compressed(response: Response) -> Response:
    if isinstance(response, StreamingResponse):
        pieces = _deflated(response.body_iterator)
        return StreamingResponse(pieces, response.status_code, _HEADERS, media_type=response.media_type)
    squeezer = zlib.compressobj(_FASTEST, zlib.DEFLATED, _GZIP)
    body = squeezer.compress(response.body) + squeezer.flush()
    return Response(body, response.status_code, _HEADERS, media_type=response.media_type)


async def _deflated(pieces: AsyncIterable[str | bytes | memoryview]) -> AsyncIterator[bytes]:
    squeezer = zlib.compressobj(_FASTEST, zlib.DEFLATED, _GZIP)
    async for piece in pieces:
        yield squeezer.compress(piece.encode() if isinstance(piece, str) else piece)
    yield squeezer.flush()
