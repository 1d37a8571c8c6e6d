"""Answers of Compras.gov made once by the simulator, and a server that only hands them out."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import orjson

from govhub_simulator.compras_gov.contracts import contract, wire
from govhub_simulator.compras_gov.routes import HOST
from govhub_simulator.server import free_port
from govhub_simulator.world import Unit, World

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
def served(folder: Path) -> Iterator[str]:
    """Serve a folder of answers as `/contrato/ug/{ug}` in a process of its own until the block ends; yield the address."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.answers", str(folder), str(port)])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server of answers did not start")


def _serve(folder: Path, port: int) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = (folder / f"{self.path.rsplit('/', 1)[1]}.json").read_bytes()
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
