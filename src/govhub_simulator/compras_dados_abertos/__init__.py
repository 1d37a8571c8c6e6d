"""Dados Abertos Compras.gov.br: the purchases of the simulated country, as the public API publishes them.

Contracts and their purchases are those of the simulated Compras.gov.br Contratos, so that both sources can be matched
by unit of origin, number with year and supplier; some exist on one side only.
"""

from govhub_simulator.addresses import Addresses

PREFIX = "/compras_dados_abertos"


def environment(at: Addresses) -> dict[str, str]:
    """Return the settings by which the platform reaches the simulated API, which bears any pace."""
    return {
        "GOVHUB_SOURCE_COMPRAS_DADOS_ABERTOS_BASE_URL": at.http + PREFIX,
        "GOVHUB_SOURCE_COMPRAS_DADOS_ABERTOS_PER_MINUTE": "60000",
    }
