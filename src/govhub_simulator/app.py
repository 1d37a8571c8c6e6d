"""The application: the systems' routes, the admin's endpoints, and the layer that applies faults and counts."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI
from fastapi.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from govhub_simulator import paged
from govhub_simulator.faults import HTML_PAGE, Fault, Faults, spoil
from govhub_simulator.metrics import Metrics
from govhub_simulator.systems import ROUTERS
from govhub_simulator.world import World

_BEFORE = frozenset({"status", "timeout", "slow", "html"})
_BODY = frozenset(
    {
        "truncated",
        "wrong_type",
        "new_field",
        "object",
        "empty",
        "empty_list",
        "duplicate_rows",
        "conflicting_rows",
        "missing_rows",
        "wrong_total",
        "changed_row",
        "dropped_row",
        "disturbed_rows",
    }
)
_OK = 200
_OTHER = frozenset({"disconnect", "repeated_page"})


def create_app(world: World, faults: list[Fault] | None = None, latency_s: float = 0) -> FastAPI:
    """Return the application over a world; its state is what the admin endpoints change."""
    app = FastAPI(title="Simulador do Gov Hub BR", docs_url=None, redoc_url=None)
    app.state.world = world
    app.state.faults = Faults(list(faults or []))
    app.state.metrics = Metrics()
    app.state.latency_s = latency_s
    app.state.paged_total = 25
    app.state.last_body = {}
    for router in (*ROUTERS, paged.router):
        app.include_router(router)
    add_admin(app)
    app.add_middleware(Troublemaker, state=app.state)
    return app


class Troublemaker:
    """Counts what comes in, waits as long as the source would, and spoils what is to be spoiled."""

    def __init__(self, app: ASGIApp, state: Any) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/admin"):
            await self._app(scope, receive, send)
            return
        self._state.metrics.begin(scope["path"])
        try:
            await self._answer(scope, receive, send)
        finally:
            self._state.metrics.end()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, faults = scope["path"], self._state.faults
        if self._state.latency_s:
            await asyncio.sleep(self._state.latency_s)
        before = faults.take(path, _BEFORE)
        if before is not None and await _before(before, scope, receive, send):
            return
        # A request that was made to wait suffers nothing else: whoever gave up on it would not see the second fault.
        fault = None if before else faults.take(path, _BODY) or faults.take(path, _OTHER)
        if fault is None:
            await self._app(scope, receive, send)
            return
        body, status, kind = await _collect(self._app, scope, receive)
        if fault.kind == "disconnect":
            await _disconnect(body, send)
            return
        if fault.kind == "repeated_page":
            body = self._repeated(path, body)
        else:
            good, body = body, spoil(fault, body) if status == _OK else body
            if body == good:
                faults.give_back(fault)
        await Response(body, status, media_type=kind)(scope, receive, send)

    def _repeated(self, path: str, body: bytes) -> bytes:
        """Give the first page for every page asked."""
        first: bytes = self._state.last_body.setdefault(path, body)
        return first


async def _before(fault: Fault, scope: Scope, receive: Receive, send: Send) -> bool:
    """Apply a fault that needs no answer; tell whether the request is dealt with."""
    if fault.kind in {"timeout", "slow"}:
        await asyncio.sleep(fault.seconds)
        return False
    if fault.kind == "html":
        response = Response(HTML_PAGE, media_type="text/html")
    else:
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        response = Response(b'{"errors":"falha simulada"}', fault.status, headers, "application/json")
    await response(scope, receive, send)
    return True


async def _collect(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[bytes, int, str]:
    """Return body, status and content type of an answer, uncompressed."""
    parts: list[bytes] = []
    status, kind = 200, "application/json"

    async def keep(message: Message) -> None:
        nonlocal status, kind
        if message["type"] == "http.response.start":
            status = message["status"]
            kind = dict(message["headers"]).get(b"content-type", kind.encode()).decode()
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    await app({**scope, "headers": plain}, receive, keep)
    return b"".join(parts), status, kind


async def _disconnect(body: bytes, send: Send) -> None:
    """Promise a whole body and hang up in its middle."""
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    raise ConnectionAbortedError("falha simulada: conexão interrompida")


def add_admin(app: FastAPI) -> None:
    """Add the endpoints by which tests arm faults, read figures and let days pass."""

    @app.get("/admin/state")
    def state() -> dict[str, Any]:
        world: World = app.state.world
        return {
            "seed": world.seed,
            "scale": world.scale,
            "day": world.day,
            "today": world.today.isoformat(),
            "size": world.size,
        }

    @app.post("/admin/advance")
    def advance(days: int = 1) -> dict[str, Any]:
        app.state.world = app.state.world.advanced(days)
        return state()

    @app.get("/admin/faults")
    def list_faults() -> dict[str, Any]:
        return {"armed": [fault.model_dump() for fault in app.state.faults.armed], "struck": app.state.faults.struck}

    @app.post("/admin/faults")
    def add_fault(fault: Fault) -> dict[str, Any]:
        app.state.faults.armed.append(fault)
        return list_faults()

    @app.delete("/admin/faults")
    def clear_faults() -> dict[str, Any]:
        app.state.faults = Faults()
        app.state.last_body = {}
        return list_faults()

    @app.get("/admin/metrics")
    def metrics() -> dict[str, object]:
        report: dict[str, object] = app.state.metrics.report()
        return report

    @app.delete("/admin/metrics")
    def clear_metrics() -> dict[str, object]:
        app.state.metrics = Metrics()
        return metrics()

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}
