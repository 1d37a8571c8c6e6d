"""`python -m govhub_simulator`: serve the simulated systems."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from govhub_simulator.app import create_app
from govhub_simulator.bodies import read_units
from govhub_simulator.compras_gov.world import World
from govhub_simulator.faults import read_faults


def main() -> None:
    """Parse the command line and serve until stopped."""
    parser = argparse.ArgumentParser(prog="govhub_simulator", description="Simulador dos sistemas estruturantes.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--scale", type=int, default=300, help="quantos contratos há no dia 0")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--day", type=int, default=0, help="dias simulados desde o início")
    parser.add_argument("--faults", type=Path, help="lista de falhas, em YAML ou JSON")
    parser.add_argument("--orgaos-file", type=Path, help="orgaos.yaml, de onde vêm as unidades gestoras")
    parser.add_argument("--latency-ms", type=float, default=0, help="demora de toda resposta")
    options = parser.parse_args()
    world = World(options.seed, options.scale, read_units(options.orgaos_file), options.day)
    faults = read_faults(options.faults) if options.faults else []
    app = create_app(world, faults, options.latency_ms / 1000)
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
