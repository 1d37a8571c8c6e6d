"""No request with a body larger than anything needs is read to its end: ASGI middleware for Airflow, which bounds no body.

Not left to a proxy, because a server of one machine may have none, and the login asks for no account.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LOGIN_BYTES = 64 * 1024  # what somebody without an account may send: names, passwords, forms of roles
OTHER_BYTES = 16 * 1024 * 1024  # results that tasks hand on, the largest of all
_REFUSAL = '{"detail":"O corpo do pedido é grande demais."}'.encode()


class _TooLarge(Exception):
    pass


class BoundedBodies:
    """ASGI middleware that answers 413 as soon as a body is announced to be, or turns out to be, larger than its limit."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = LOGIN_BYTES if scope["path"].startswith("/auth/") else OTHER_BYTES
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not announced.isdigit() or int(announced) > limit:
            await _refuse(send)
            return
        arrived, refused = 0, False

        async def bounded() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > limit:
                raise _TooLarge
            return message

        async def replaced(message: Message) -> None:
            # Whoever reads the body may make an answer of its own of the error.
            nonlocal refused
            if arrived > limit and not refused and message["type"] == "http.response.start":
                refused = True
                await _refuse(send)
            elif not refused:
                await send(message)

        try:
            await self.app(scope, bounded, replaced)
        except _TooLarge:
            if not refused:
                await _refuse(send)


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSAL})
