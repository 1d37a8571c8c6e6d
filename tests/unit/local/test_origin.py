"""Real and invented data never meet in one home."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.console import Console

from govhub.catalog import Catalog
from govhub.errors import ConfigurationError
from govhub.local.inspection import doctor
from govhub.local.origin import is_simulated, note_origin, start_command
from govhub.local.simulation import take_their_place
from govhub.local.stack import Part, up
from govhub.settings import load_settings


def test_a_home_of_the_demo_is_started_by_the_demo_alone(tmp_path: Path) -> None:
    note_origin(tmp_path, simulated=True)
    note_origin(tmp_path, simulated=True)

    assert (is_simulated(tmp_path), start_command(tmp_path)) == (True, "make demo")
    with pytest.raises(
        ConfigurationError, match=rf"inventados da demonstração.*{tmp_path}.*`make down`, apague esta pasta"
    ):
        note_origin(tmp_path, simulated=False)
    assert is_simulated(tmp_path)


def test_a_home_of_real_data_takes_no_demo(tmp_path: Path) -> None:
    note_origin(tmp_path, simulated=False)

    assert (is_simulated(tmp_path), start_command(tmp_path)) == (False, "govhub up")
    with pytest.raises(
        ConfigurationError, match=rf"guarda dados de verdade.*{tmp_path}.*GOVHUB_HOME e GOVHUB_ENV_FILE"
    ):
        note_origin(tmp_path, simulated=True)
    assert not is_simulated(tmp_path)


def test_a_home_of_before_the_note_may_be_either(tmp_path: Path) -> None:
    assert start_command(tmp_path) == "govhub up"
    note_origin(tmp_path, simulated=True)
    assert is_simulated(tmp_path)


@pytest.mark.parametrize("only", [None, Part.airflow])
def test_up_in_the_place_of_a_demo_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only: Part | None
) -> None:
    monkeypatch.setenv("GOVHUB_HOME", str(tmp_path / "casa"))
    monkeypatch.setenv("GOVHUB_ENV_FILE", str(tmp_path / ".env"))
    monkeypatch.setattr("govhub.local.preflight.check_ports", lambda *_: None)
    (tmp_path / "casa").mkdir()
    note_origin(tmp_path / "casa", simulated=True)

    with pytest.raises(ConfigurationError, match="nada foi iniciado"):
        up(demo=False, only=only, detach=True, console=Console(quiet=True))
    assert not (tmp_path / "casa" / "run").exists()
    assert not (tmp_path / "casa" / "postgres").exists()


def test_commands_in_a_home_of_the_demo_never_ask_the_sources_even_if_it_was_ended(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(base={"GOVHUB_HOME": str(tmp_path), "GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env")})
    note_origin(tmp_path, simulated=True)

    (finding,) = [finding for finding in doctor(settings, catalog) if finding.what == "fontes"]
    monkeypatch.setattr(os, "environ", dict(os.environ))
    take_their_place(settings, catalog)

    assert (finding.good, finding.detail) == (True, "são as do simulador, que está parado; `make demo` o inicia")
    for system in ("siorg", "compras_gov", "siafi", "transferegov_ted"):
        assert "://127.0.0.1:" in os.environ[f"GOVHUB_SOURCE_{system.upper()}_BASE_URL"]
