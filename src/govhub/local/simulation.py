"""The simulator in the place of every source: how it is started, and what its clients are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import psutil

from govhub.catalog import Catalog
from govhub.errors import InternalError
from govhub.local.origin import is_simulated
from govhub.local.processes import marked_processes
from govhub.settings import Settings

SCALE = 300
_SEED = 42
_LOOPBACK = "127.0.0.1"
# What is read on request elsewhere and people's dashboards need; the people of the simulator are invented.
RESOURCES = {
    "siape": (
        "consulta_dados_afastamento_historico",
        "consulta_dados_escolares",
        "consulta_dados_pessoais_sensiveis",
    )
}


def simulator_command(settings: Settings, scale: int = SCALE) -> list[str]:
    """Return the command that serves the simulator."""
    command = [*_program(settings), "--listen", settings.listen]
    return [*command, "--scale", str(scale), "--seed", str(_SEED), "--orgaos-file", str(settings.orgaos_file)]


def simulated_sources(settings: Settings, catalog: Catalog) -> dict[str, str]:
    """Return the settings that put the simulator in the place of every source.

    It bears more requests than the government does, and is asked for more.
    Raises: InternalError when the simulator does not say how it is reached.
    """
    said = subprocess.run([*_program(settings), "--environment"], capture_output=True, text=True, check=False)
    if said.returncode:
        raise InternalError("O simulador não disse como é alcançado", todo="Veja o motivo com `govhub simulator`.")
    settings_of_sources: dict[str, str] = json.loads(said.stdout)
    for name in catalog.systems:
        settings_of_sources[f"GOVHUB_SOURCE_{name.upper()}_PER_MINUTE"] = "60000"
        settings_of_sources[f"GOVHUB_SOURCE_{name.upper()}_CONCURRENCY"] = "8"
    for name, resources in RESOURCES.items():
        settings_of_sources[f"GOVHUB_SOURCE_{name.upper()}_RESOURCES"] = ",".join(resources)
    return settings_of_sources


def take_their_place(settings: Settings, catalog: Catalog) -> None:
    """Let this process see the sources as the stack does: as the simulator, where that stands in for them, even if ended."""
    if settings.simulator_host or is_simulated(settings.home) or simulator_runs(settings):
        os.environ.update(simulated_sources(settings, catalog))


def simulator_runs(settings: Settings) -> bool:
    """Tell whether the stack of this home runs a simulator now."""
    return any(_is_simulator(process) for process in marked_processes(settings.home))


def _is_simulator(process: psutil.Process) -> bool:
    try:
        return "govhub_simulator" in process.cmdline()
    except psutil.Error:
        return False


def _program(settings: Settings) -> list[str]:
    command = [sys.executable, "-m", "govhub_simulator", "--port", str(settings.simulator_port)]
    return [*command, "--files", str(settings.home / "simulator"), "--name", settings.simulator_host or _LOOPBACK]
