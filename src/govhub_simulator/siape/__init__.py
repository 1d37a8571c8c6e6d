"""SIAPE: the federal personnel behind the ConectaGov gateway, one SOAP question per person and operation."""

from __future__ import annotations

from govhub_simulator.addresses import Addresses
from govhub_simulator.siape.gateway import AUTHORISED_CPF, PASSWORD, SYSTEM_CODE, SYSTEM_NAME, SYSTEM_PASSWORD, USERNAME


def environment(at: Addresses) -> dict[str, str]:
    """Return the settings by which the platform reaches this system."""
    prefix = "GOVHUB_SOURCE_SIAPE_"
    return {
        f"{prefix}BASE_URL": f"{at.http}/siape",
        f"{prefix}USERNAME": USERNAME,
        f"{prefix}PASSWORD": PASSWORD,
        f"{prefix}CPF": AUTHORISED_CPF,
        f"{prefix}SYSTEM_CODE": SYSTEM_CODE,
        f"{prefix}SYSTEM_NAME": SYSTEM_NAME,
        f"{prefix}SYSTEM_PASSWORD": SYSTEM_PASSWORD,
    }
