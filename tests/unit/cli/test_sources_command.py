"""`govhub sources new` and `check`: a first file that holds, for every protocol, and derived files that follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from govhub.catalog import read_system
from govhub.catalog.export import new_source_text
from govhub.cli.root import app
from govhub.errors import ConfigurationError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOVHUB_SOURCES_DIR", str(tmp_path / "fontes"))
    monkeypatch.setenv("GOVHUB_ENV_FILE", str(tmp_path / "nenhum.env"))
    return tmp_path / "fontes"


def new(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["sources", "new", *arguments])


@pytest.mark.parametrize("protocol", ["rest", "soap", "files"])
def test_the_first_file_of_every_protocol_holds(folder: Path, protocol: str) -> None:
    result = new("frota", "--protocol", protocol)

    system = read_system(folder / "frota.yaml")
    assert result.exit_code == 0, result.output
    assert (system.name, system.title, system.protocol) == ("frota", "Frota", protocol)
    assert "como-adicionar-uma-fonte.md" in result.output


@pytest.mark.parametrize("title", ["Frota", "Frota: veículos # 1", "no", "123", "- x -", 'A "frota"', "Nome\\n", "{a}"])
def test_any_title_is_kept_as_it_was_given(folder: Path, title: str) -> None:
    assert new("frota", "--title", f"{title} … ", "--base-url", "http://127.0.0.1:8901/x").exit_code == 0

    system = read_system(folder / "frota.yaml")
    assert system.title == f"{title} …"
    assert system.base_url == "http://127.0.0.1:8901/x"


@pytest.mark.parametrize("title", ["no", "null", "1234", "2024-01-01"])
def test_a_title_that_yaml_would_take_for_something_else_stays_text(title: str) -> None:
    assert f'title: "{title}"\n' in new_source_text("frota", title=title)


@pytest.mark.parametrize("name", ["Frota", "../frota", "frota-nova", "1frota", "fró"])
def test_a_name_that_cannot_be_a_table_is_wrong_usage_and_writes_nothing(folder: Path, name: str) -> None:
    assert new(name).exit_code == 2
    assert not folder.exists()


def test_an_address_that_does_not_hold_leaves_no_file_behind(folder: Path) -> None:
    result = new("frota", "--base-url", "ftp://exemplo.gov.br")

    assert isinstance(result.exception, ConfigurationError)
    assert "chave base_url" in str(result.exception)
    assert list(folder.iterdir()) == []


def test_a_source_that_exists_is_not_overwritten(folder: Path) -> None:
    new("frota")
    before = (folder / "frota.yaml").read_text()

    result = new("frota", "--title", "Outra")

    assert isinstance(result.exception, ConfigurationError)
    assert (folder / "frota.yaml").read_text() == before


def test_the_derived_files_of_the_checkout_follow_its_declarations() -> None:
    assert CliRunner().invoke(app, ["sources", "check"]).exit_code == 0


def test_a_derived_file_that_is_missing_is_named(folder: Path) -> None:
    new("frota")

    result = CliRunner().invoke(app, ["sources", "check"])

    assert isinstance(result.exception, ConfigurationError)
    assert "schema.json" in str(result.exception)
    assert "sources check --write" in str(result.exception)
