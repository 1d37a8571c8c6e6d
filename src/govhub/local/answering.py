"""Which parts of the stack answer where they should: one try of a connection each."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from govhub.observation.overview import Service
from govhub.settings import Settings

_ANSWER_S = 2


def services(settings: Settings) -> list[Service]:
    """Return which parts of the stack answer where they should, the warehouse apart: it is asked, not only reached."""
    airflow = urlsplit(settings.airflow_url)
    places = {
        "airflow": (airflow.hostname or "127.0.0.1", airflow.port or (443 if airflow.scheme == "https" else 80)),
        "superset": ("127.0.0.1", settings.superset_port),
        "simulator": ("127.0.0.1", settings.simulator_port),
        "metrics": ("127.0.0.1", settings.metrics_port),
    }
    return [_listening(name, *place) for name, place in places.items()]


def _listening(name: str, host: str, port: int) -> Service:
    try:
        with socket.create_connection((host, port), timeout=_ANSWER_S):
            return Service(name, True, f"{host}:{port}")
    except OSError:
        return Service(name, False, f"{host}:{port}")
