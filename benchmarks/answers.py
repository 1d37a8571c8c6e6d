"""Answers of REST services made once by the simulator, and a server that only hands them out.

An answer lies in a file that is named after its request: the last part of the path, then the values of the query in
the order of their names.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, islice
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import orjson

from govhub_simulator.compras_gov.contracts import contract, wire
from govhub_simulator.compras_gov.routes import HOST
from govhub_simulator.server import free_port
from govhub_simulator.transferegov import ted
from govhub_simulator.transferegov.plans import plan, recipient_of
from govhub_simulator.world import Body, Unit, World

_CONTRACTS_PER_UNIT = 1000
_LAST_LOAD = {"data_ultima_atualizacao": "2026-11-01T00:00:00"}


def write_contracts(folder: Path, contracts: int) -> dict[str, Path]:
    """Write one file of contracts per unit, a thousand each; return them by unit."""
    units = tuple(
        Unit(f"{700000 + n:06d}", "UG", "UNIDADE GESTORA DE TESTE", "29000", "ORGAO DE TESTE")
        for n in range(contracts // _CONTRACTS_PER_UNIT)
    )
    world = World(1, contracts, units)
    files = {}
    for position, unit in enumerate(units):
        rows = [wire(contract(world, index), HOST) for index in range(position, contracts, len(units))]
        files[unit.codigo] = folder / f"{unit.codigo}.json"
        files[unit.codigo].write_bytes(orjson.dumps(rows))
    return files


def write_plans(folder: Path, body: Body, plans: int, page_size: int) -> list[Path]:
    """Write the pages of the TED plans that the UGs of a body receive, and when the source was last loaded."""
    world = World(1, plans * 10, (), bodies=(body,))
    received: dict[str, list[ted.Row]] = {ug: [] for ug in body.ugs}
    own = (index for index in count() if recipient_of(world, index).ug in received)
    for index in islice(own, plans):
        found = plan(world, index)
        received[found.recipient.ug] += ted.OF_PLAN["planos-acao"](found)
    (folder / "data-atualizacao.json").write_bytes(orjson.dumps(_LAST_LOAD))
    return [
        file for ug, rows in received.items() for file in _write_pages(folder, "planos-acao", int(ug), rows, page_size)
    ]


def _write_pages(folder: Path, name: str, ug: int, rows: list[ted.Row], size: int) -> Iterator[Path]:
    for start in range(0, len(rows), size):
        page = start // size + 1
        file = folder / f"{name}_{page}_{size}_{ug}.json"
        envelope = {
            "data": rows[start : start + size],
            "total_pages": -(-len(rows) // size),
            "total_items": len(rows),
            "page_number": page,
            "page_size": size,
        }
        file.write_bytes(orjson.dumps(envelope))
        yield file


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder of answers in a process of its own until the block ends; yield the address."""
    port = free_port()
    with process("benchmarks.answers", str(folder), str(port), port=port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def process(module: str, *arguments: str, port: int) -> Iterator[None]:
    """Run a server of ours until the block ends; it is there once its port answers.

    Raises: RuntimeError when it does not start.
    """
    server = subprocess.Popen([sys.executable, "-m", module, *arguments])
    try:
        _wait(server, port)
        yield
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the server of answers did not start")


def _serve(folder: Path, port: int) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            values = [value for _, value in sorted(parse_qsl(asked.query))]
            body = (folder / f"{'_'.join([asked.path.rsplit('/', 1)[1], *values])}.json").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]))
