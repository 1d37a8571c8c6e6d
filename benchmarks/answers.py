"""Answers of Compras.gov made once by the simulator, and a server that only hands them out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import orjson

from govhub_simulator.compras_gov.contracts import contract, wire
from govhub_simulator.compras_gov.routes import HOST
from govhub_simulator.compras_gov.world import Unit, World

_SHARE = 1000


def write_answers(folder: Path, contracts: int) -> dict[str, Path]:
    """Write one file per unit, a thousand contracts each; return them by unit."""
    units = tuple(
        Unit(f"{700000 + n:06d}", "UG", "UNIDADE GESTORA DE TESTE", "29000", "ORGAO DE TESTE")
        for n in range(contracts // _SHARE)
    )
    world = World(1, contracts, units)
    files = {}
    for position, unit in enumerate(units):
        rows = [wire(contract(world, index), HOST) for index in range(position, contracts, len(units))]
        files[unit.codigo] = folder / f"{unit.codigo}.json"
        files[unit.codigo].write_bytes(orjson.dumps(rows))
    return files


@contextmanager
def served(files: dict[str, Path]) -> Iterator[str]:
    """Serve the files as `/contrato/ug/{ug}` until the block ends; yield the base address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = files[self.path.rsplit("/", 1)[1]].read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
