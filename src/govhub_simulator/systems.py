"""The simulated systems: their routes, and the settings by which a client reaches them."""

from __future__ import annotations

from fastapi import APIRouter

from govhub_simulator import compras_gov
from govhub_simulator.addresses import Addresses
from govhub_simulator.compras_gov import routes as compras_gov_routes

_SYSTEMS = (compras_gov,)
ROUTERS: tuple[APIRouter, ...] = (compras_gov_routes.router,)


def environment(at: Addresses) -> dict[str, str]:
    """Return the settings GOVHUB_SOURCE_* of a client of every simulated system."""
    return {name: value for system in _SYSTEMS for name, value in system.environment(at).items()}
