"""The limit of bodies in Airflow's server, piece by piece; a real server is tried by tests/integration/test_airflow_login.py."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest

from govhub.settings import CHECKOUT


@pytest.fixture(scope="module")
def plugin() -> ModuleType:
    file = CHECKOUT / "deploy" / "airflow" / "plugins" / "bodies.py"
    spec = importlib.util.spec_from_file_location("bodies", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def read_all(_scope: Any, receive: Any, send: Any) -> None:
    """Answer 200 once the body was read, or 400 if that failed, as FastAPI does."""
    status = 200
    try:
        while (await receive()).get("more_body"):
            pass
    except Exception:  # noqa: BLE001 - as FastAPI does
        status = 400
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def answer(plugin: ModuleType, path: str, pieces: Iterable[int], announced: bytes | None = None) -> list[int]:
    """Return the statuses that a request of these pieces gets; `announced` is its content-length."""
    left = iter(pieces)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        size = next(left, None)
        return {"type": "http.request", "body": b"x" * (size or 0), "more_body": size is not None}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [] if announced is None else [(b"content-length", announced)]
    scope = {"type": "http", "path": path, "headers": headers}
    asyncio.run(plugin.BoundedBodies(read_all)(scope, receive, send))
    return [message["status"] for message in sent if message["type"] == "http.response.start"]


def test_a_body_is_read_up_to_its_limit_and_no_further(plugin: ModuleType) -> None:
    login, other = plugin.LOGIN_BYTES, plugin.OTHER_BYTES

    assert answer(plugin, "/auth/token", [login]) == [200]
    assert answer(plugin, "/auth/token", [login, 1]) == [413]
    assert answer(plugin, "/api/v2/pools", [login, 1]) == [200]
    assert answer(plugin, "/execution/xcoms/a", [other // 2, other // 2 + 1]) == [413]


@pytest.mark.parametrize("announced", [b"999999999999", b"-1", b"1e3", b""])
def test_an_announced_length_is_refused_unread(plugin: ModuleType, announced: bytes) -> None:
    def never() -> Iterable[int]:
        raise AssertionError("read")
        yield 0

    assert answer(plugin, "/api/v2/pools", never(), announced) == [413]
