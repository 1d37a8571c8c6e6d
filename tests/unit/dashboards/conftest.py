"""A project of one's own, and what Superset holds of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govhub.settings import CHECKOUT, Settings

from .held import Held, held_project


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    source = CHECKOUT / "dashboards"
    shutil.copytree(source / "assets", tmp_path / "dashboards" / "assets")
    shutil.copy(source / "controls.json", tmp_path / "dashboards")
    return Settings(project_dir=tmp_path, home=tmp_path / "home")


@pytest.fixture
def held(settings: Settings) -> Held:
    return held_project(settings.project_dir)
