"""Compras.gov.br Contratos: contracts and everything that hangs on them."""

from govhub_simulator.addresses import Addresses


def environment(at: Addresses) -> dict[str, str]:
    """Return the settings by which a client reaches it."""
    return {"GOVHUB_SOURCE_COMPRAS_GOV_BASE_URL": f"{at.http}/compras_gov/api"}
