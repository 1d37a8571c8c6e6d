"""`.env`: complete, private, never overwritten; `.env.example`: everything there is."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values

from govhub.local.environment import init, write_secrets
from govhub.settings import CHECKOUT, Settings, SourceSettings, load_settings, read_environment


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GOVHUB_ENV_FILE", str(tmp_path / ".env"))
    return load_settings(tmp_path)


def test_init_writes_fresh_secrets_that_only_their_owner_reads(settings: Settings, tmp_path: Path) -> None:
    added = init(settings)
    values = dotenv_values(tmp_path / ".env")

    assert len(added) == len(values) == 14
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    passwords = [str(values[name]) for name in values if name.endswith(("PASSWORD", "KEY", "SECRET"))]
    assert len(set(passwords)) == len(passwords) == 7
    assert all(len(password) >= 24 for password in passwords)


def test_secrets_for_containers_are_files_in_a_folder_of_their_owner(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "segredos"
    (tmp_path / "outro").mkdir()
    folder.mkdir()
    (folder / "GOVHUB_PRIVACY_KEY").write_text("a minha", encoding="utf-8")

    added = write_secrets(settings, folder)

    assert "GOVHUB_PRIVACY_KEY" not in added
    assert (folder / "GOVHUB_PRIVACY_KEY").read_text(encoding="utf-8") == "a minha"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {file.name for file in folder.iterdir()} == {"GOVHUB_PRIVACY_KEY", *added}
    assert write_secrets(settings, folder) == []
    secrets = read_environment(tmp_path, {"GOVHUB_SECRETS_DIR": str(folder)})
    assert secrets["GOVHUB_REDIS_URL"].startswith("redis://:")
    values = [secrets[name] for name in added if not name.endswith("USERNAME")]
    assert len(set(values)) == len(values) == 12


def test_init_keeps_what_is_there_and_adds_what_is_missing(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "GOVHUB_PRIVACY_KEY=a minha\n# comentário\nAIRFLOW_ADMIN_PASSWORD=\n", encoding="utf-8"
    )

    added = init(settings)

    assert dotenv_values(tmp_path / ".env")["GOVHUB_PRIVACY_KEY"] == "a minha"
    assert "GOVHUB_PRIVACY_KEY" not in added
    assert dotenv_values(tmp_path / ".env")["AIRFLOW_ADMIN_PASSWORD"]
    assert init(settings) == []


def test_the_example_names_every_setting_and_init_writes_only_named_ones(settings: Settings, tmp_path: Path) -> None:
    example = set(dotenv_values(CHECKOUT / ".env.example"))
    wanted = {f"GOVHUB_{name.upper()}" for name in Settings.model_fields if name != "project_dir"}
    unnamed = [
        name
        for name in SourceSettings.model_fields
        if not any(re.fullmatch(rf"GOVHUB_SOURCE_[A-Z_]+_{name.upper()}", known) for known in example)
    ]

    assert wanted <= example
    assert unnamed == []
    assert set(init(settings)) <= example


def test_the_example_names_every_setting_of_the_dashboards() -> None:
    example = set(dotenv_values(CHECKOUT / ".env.example"))
    given_by_the_platform = {"SUPERSET_HOME", "SUPERSET_CONFIG_PATH"}
    only_for_tests = {"SUPERSET_RATE_LIMITED"}
    read: set[str] = set()
    for file in (CHECKOUT / "dashboards").glob("*.py"):
        read |= set(re.findall(r'"((?:SUPERSET|GOVHUB_DASHBOARDS)_[A-Z_]+)"', file.read_text(encoding="utf-8")))

    assert len(read) > 25
    assert read - given_by_the_platform - only_for_tests <= example


def test_the_example_names_every_variable_of_a_cloud_that_the_docs_name() -> None:
    example = set(dotenv_values(CHECKOUT / ".env.example"))
    named = set(
        re.findall(r"`((?:AWS|AZURE|GOOGLE)_[A-Z_]+)`", (CHECKOUT / "docs" / "lake.md").read_text(encoding="utf-8"))
    )

    assert len(named) > 12
    assert {name.removesuffix("_FILE") for name in named} <= example
