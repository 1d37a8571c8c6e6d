"""The simulated systems: their routes, and the settings by which a client reaches them."""

from __future__ import annotations

from fastapi import APIRouter

from govhub_simulator import compras_dados_abertos, compras_gov, siafi, siape, siorg, tesouro_gerencial, transferegov
from govhub_simulator.addresses import Addresses
from govhub_simulator.compras_dados_abertos import routes as compras_dados_abertos_routes
from govhub_simulator.compras_gov import routes as compras_gov_routes
from govhub_simulator.siafi import routes as siafi_routes
from govhub_simulator.siape import routes as siape_routes
from govhub_simulator.siorg import routes as siorg_routes
from govhub_simulator.tesouro_gerencial import routes as tesouro_gerencial_routes
from govhub_simulator.transferegov import routes as transferegov_routes

_SYSTEMS = (compras_gov, compras_dados_abertos, transferegov, siorg, siape, siafi, tesouro_gerencial)
ROUTERS: tuple[APIRouter, ...] = (
    compras_gov_routes.router,
    compras_dados_abertos_routes.router,
    transferegov_routes.router,
    siorg_routes.router,
    siape_routes.router,
    siafi_routes.router,
    tesouro_gerencial_routes.router,
)


def environment(at: Addresses) -> dict[str, str]:
    """Return the settings GOVHUB_SOURCE_* of a client of every simulated system."""
    return {name: value for system in _SYSTEMS for name, value in system.environment(at).items()}
