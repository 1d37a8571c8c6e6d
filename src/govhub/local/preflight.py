"""What is checked before anything is half-done."""

from __future__ import annotations

import os
import shutil
import socket

import psutil

from govhub.errors import ConfigurationError
from govhub.settings import Settings

MIN_FREE_BYTES = 2 * 1024**3
PORT_SETTINGS = {
    "warehouse": "GOVHUB_POSTGRES_PORT",
    "airflow": "GOVHUB_AIRFLOW_PORT",
    "superset": "GOVHUB_SUPERSET_PORT",
    "simulator": "GOVHUB_SIMULATOR_PORT",
}


def port_of(settings: Settings, part: str) -> int:
    """Return the port of a part of the stack."""
    return {
        "warehouse": settings.postgres_port,
        "airflow": settings.airflow_port,
        "superset": settings.superset_port,
        "simulator": settings.simulator_port,
    }[part]


def _ports(settings: Settings, part: str) -> range:
    """Return every port of a part: the simulator has one each for HTTP, mutual TLS and mail, in a row."""
    first = port_of(settings, part)
    return range(first, first + (3 if part == "simulator" else 1))


def check_ports(settings: Settings, parts: list[str]) -> None:
    """Make sure that nobody else listens where the stack will.

    Raises: ConfigurationError naming the port, who holds it if that can be seen, and the setting to change.
    """
    for part, port in [(name, port) for name in parts for port in _ports(settings, name)]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise ConfigurationError(
                    f"A porta {port} já está em uso{_holder(port)}; nada foi iniciado",
                    todo=f"Encerre esse programa ou escolha outra em {PORT_SETTINGS[part]}.",
                ) from error


def check_disk(settings: Settings) -> None:
    """Make sure that the home can be written and has room.

    Raises: ConfigurationError naming the folder.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        (settings.home / "logs").mkdir(exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            "A pasta de trabalho não pôde ser criada",
            where=str(settings.home),
            todo="Confira a permissão, ou mude GOVHUB_HOME.",
        ) from error
    if not os.access(settings.home, os.W_OK):
        raise ConfigurationError(
            "A pasta de trabalho não aceita escrita",
            where=str(settings.home),
            todo="Confira a permissão, ou mude GOVHUB_HOME.",
        )
    free = shutil.disk_usage(settings.home).free
    if free < MIN_FREE_BYTES:
        raise ConfigurationError(
            f"Restam {free // 1024**2:,} MiB em disco e são precisos 2.048; nada foi iniciado".replace(",", "."),
            where=str(settings.home),
            todo="Libere espaço, ou mude GOVHUB_HOME.",
        )


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if (
                connection.laddr
                and connection.laddr.port == port
                and connection.status == psutil.CONN_LISTEN
                and connection.pid
            ):
                return f" pelo programa {psutil.Process(connection.pid).name()} (processo {connection.pid})"
    except psutil.Error:
        return ""
    return ""
