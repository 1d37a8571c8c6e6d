"""TransfereGov: the modules TED, Fundo a Fundo, Transferências Especiais and Gestão de Parcerias of the public API.

`plans` holds the TEDs themselves, without contradiction between plan, notes and programming, for other systems
(Tesouro Gerencial, SIAFI) to tell the same notes.
"""

from __future__ import annotations

from govhub_simulator.addresses import Addresses

MODULES = ("ted", "fundoafundo", "especiais", "parcerias")


def environment(at: Addresses) -> dict[str, str]:
    """Return the settings by which the platform reaches the four modules."""
    return {f"GOVHUB_SOURCE_TRANSFEREGOV_{name.upper()}_BASE_URL": f"{at.http}/transferegov/{name}" for name in MODULES}
