"""SIAPE's answers made once by the simulator, and a lean server that hands each out after the latency of the source.

python -m benchmarks.siape_server PORT PEOPLE LATENCY_MS

Requests are read and checked as the simulator does it, token included; only its framework is left out, which would
cost more than the source's latency allows on one core.
"""

from __future__ import annotations

import asyncio
import json
import sys
import zlib
from http import HTTPStatus

from govhub_simulator.siape import gateway, service
from govhub_simulator.siape.envelope import Fault, answer_body, fault_body
from govhub_simulator.siape.wsdl import wsdl
from govhub_simulator.world import Body, World

BODY = Body("BENCH", "Órgão de teste", ("700001",), "1234", "70000", "70000")
_CARELESS_EVERY = 9  # as the simulator does it: one answer in so many must be repaired first

Answer = tuple[int, bytes]


class Answers:
    """What the service says to each question; one asked before is not made again."""

    def __init__(self, people: int) -> None:
        self._world = World(1, people, (), bodies=(BODY,))
        self._known: dict[tuple[str, ...], Answer] = {}

    def to(self, body: bytes) -> Answer:
        """Return status and body of the answer to a request."""
        try:
            operation, params = service.parse(body)
        except Fault as fault:
            return fault.status, fault_body(fault)
        asked = (operation, *params.values())
        if asked not in self._known:
            self._known[asked] = self._made(operation, params)
        return self._known[asked]

    def _made(self, operation: str, params: dict[str, str]) -> Answer:
        asked = "/".join([operation, *(value for name, value in params.items() if name != "senha")])
        try:
            out = service.answer(self._world, operation, params)
        except Fault as fault:
            return fault.status, fault_body(fault)
        return 200, answer_body(operation, out, careless=zlib.crc32(asked.encode()) % _CARELESS_EVERY == 0)


class Conversation(asyncio.Protocol):
    """One connection of HTTP/1.1, kept open from request to request."""

    def __init__(self, answers: Answers, latency_s: float) -> None:
        self._answers = answers
        self._latency_s = latency_s
        self._door = gateway.Door()
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, rest = self._received.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            length = int(headers.get("content-length", "0"))
            if len(rest) < length:
                return
            self._received = rest[length:]
            method, target, _ = first.split(" ")
            status, body = self._answer(method, target, headers, rest[:length])
            asyncio.get_running_loop().call_later(self._latency_s, self._send, status, body)

    def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        if "/oauth2/" in target:
            if not gateway.basic_auth_accepted(headers.get("authorization", "")):
                return 401, b'{"error":"invalid_client"}'
            return 200, json.dumps({"access_token": gateway.new_token()}).encode()
        refused = gateway.refusal(headers, self._door, has_body=method == "POST")
        if refused is not None:
            return refused[0], refused[1].encode()
        return self._answers.to(body) if method == "POST" else (200, wsdl(f"http://{headers['host']}{target}"))

    def _send(self, status: int, body: bytes) -> None:
        kind = "application/json" if body.startswith(b"{") else "text/xml"
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


async def _serve(port: int, people: int, latency_s: float) -> None:
    answers = Answers(people)
    server = await asyncio.get_running_loop().create_server(lambda: Conversation(answers, latency_s), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 1000))
