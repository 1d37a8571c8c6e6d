"""`python -m govhub_simulator`: serve the simulated systems."""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from govhub_simulator import certificates
from govhub_simulator.addresses import Addresses
from govhub_simulator.app import create_app
from govhub_simulator.bodies import read_bodies, units_of
from govhub_simulator.faults import read_faults
from govhub_simulator.systems import environment
from govhub_simulator.tesouro_gerencial.imap import mailbox
from govhub_simulator.world import World


def main() -> None:
    """Parse the command line and serve until stopped, or only say how a client reaches the systems."""
    parser = argparse.ArgumentParser(prog="govhub_simulator", description="Simulador dos sistemas estruturantes.")
    parser.add_argument("--port", type=int, default=8900, help="HTTP; as duas seguintes são TLS e IMAP")
    parser.add_argument("--scale", type=int, default=300, help="quantos contratos há no dia 0")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--day", type=int, default=0, help="dias simulados desde o início")
    parser.add_argument("--faults", type=Path, help="lista de falhas, em YAML ou JSON")
    parser.add_argument("--orgaos-file", type=Path, help="orgaos.yaml, de onde vêm as unidades gestoras")
    parser.add_argument("--latency-ms", type=float, default=0, help="demora de toda resposta")
    parser.add_argument("--files", type=Path, required=True, help="pasta dos certificados que o simulador faz")
    parser.add_argument("--environment", action="store_true", help="só escreve, em JSON, as variáveis de quem o usa")
    parser.add_argument("--name", default="127.0.0.1", help="nome pelo qual é alcançado")
    parser.add_argument("--listen", default="127.0.0.1", help="endereço em que atende")
    options = parser.parse_args()
    at = Addresses(options.port, options.files.resolve(), options.name)
    certificates.make(at.files, at.host)
    if options.environment:
        print(json.dumps(environment(at), indent=1))  # noqa: T201 - the answer of this command
        return
    bodies = read_bodies(options.orgaos_file)
    world = World(options.seed, options.scale, units_of(bodies), options.day, bodies)
    faults = read_faults(options.faults) if options.faults else []
    asyncio.run(_serve(create_app(world, faults, options.latency_ms / 1000), at, options.listen))


async def _serve(app: FastAPI, at: Addresses, listen: str) -> None:
    """Serve until a signal ends the first listener."""
    plain = uvicorn.Server(uvicorn.Config(app, host=listen, port=at.port, log_level="warning", access_log=False))
    secure = uvicorn.Server(
        uvicorn.Config(
            app,
            host=listen,
            port=at.tls_port,
            log_level="warning",
            access_log=False,
            ssl_certfile=at.files / "server.pem",
            ssl_keyfile=at.files / "server.key",
            ssl_ca_certs=str(at.files / "ca.pem"),
            ssl_cert_reqs=ssl.CERT_REQUIRED,
        )
    )
    async with mailbox(app.state, at.files, at.imap_port, listen):
        behind = asyncio.create_task(secure.serve())
        try:
            await plain.serve()
        finally:
            secure.should_exit = True
            await behind


if __name__ == "__main__":
    main()
