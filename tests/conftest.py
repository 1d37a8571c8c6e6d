"""Shared by all tests: the checkout, the shipped catalog, and the captured payloads where a machine has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from govhub.catalog import Catalog, load_catalog
from govhub.settings import CHECKOUT, load_settings

SAMPLES = CHECKOUT.parent / "shared" / "samples"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(load_settings(base={}))


@pytest.fixture(scope="session")
def samples() -> Path:
    if not SAMPLES.is_dir():
        pytest.skip("esta máquina não tem as respostas capturadas em ../shared/samples")
    return SAMPLES
