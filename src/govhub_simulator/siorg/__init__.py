"""SIORG: the federal structure, its units and its posts."""

from __future__ import annotations

from govhub_simulator.addresses import Addresses


def environment(at: Addresses) -> dict[str, str]:
    """Return the settings by which the platform reaches this system."""
    return {"GOVHUB_SOURCE_SIORG_BASE_URL": f"{at.http}/siorg/doc"}
