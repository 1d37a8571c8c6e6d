"""`govhub privacy`: what it asks for, and that it never repeats it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from govhub.catalog import load_catalog
from govhub.catalog.purposes import Purpose
from govhub.cli.privacy import app
from govhub.errors import ConfigurationError
from govhub.pipeline.erasing import erasable
from govhub.pipeline.workplace import Workplace
from govhub.settings import load_settings


@pytest.fixture(autouse=True)
def configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVHUB_WAREHOUSE_URL", "postgresql://etl_user@127.0.0.1:1/nada")
    monkeypatch.setenv("GOVHUB_PRIVACY_KEY", "chave-de-teste")


@pytest.mark.parametrize("text", ["", "123", "12.345.678/0001-95", "Fulano de Tal"])
def test_what_is_no_cpf_is_refused_and_not_repeated(text: str) -> None:
    result = CliRunner().invoke(app, ["report"], input=f"{text}\n")

    assert isinstance(result.exception, ConfigurationError)
    assert "não é um CPF" in str(result.exception)
    assert not text or text not in str(result.exception) + result.output


def test_a_cpf_is_not_in_what_is_said_when_the_warehouse_is_away() -> None:
    result = CliRunner().invoke(app, ["report"], input="123.456.789-09\n")

    assert isinstance(result.exception, ConfigurationError)
    assert "789" not in str(result.exception) + result.output


@pytest.mark.parametrize("arguments", [["--pseudonym", "curto"], ["--pseudonym", "A" * 26, "--lake"], ["12345678909"]])
def test_wrong_usage_is_told(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["report", *arguments]).exit_code == 2


@pytest.mark.parametrize("arguments", [[], ["--requested-by", "A titular"], ["--requested-by", "A", "--reason", " "]])
def test_an_erasure_without_who_asks_and_why_is_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["erase", "--yes", *arguments], input="123.456.789-09\n")

    assert result.exit_code == 2
    assert "quem pede e por quê" in result.output


@pytest.mark.parametrize("reason", ["CPF 123.456.789-09", "de 12345678909"])
def test_a_cpf_is_refused_in_what_the_register_keeps(reason: str) -> None:
    assert CliRunner().invoke(app, ["erase", "--reason", reason], input="123.456.789-09\n").exit_code == 2


def test_the_number_of_a_file_is_no_cpf() -> None:
    result = CliRunner().invoke(app, ["erase", "--reason", "Processo 08038.000001/2026-11"], input="123\n")

    assert "não é um CPF" in str(result.exception)


def test_a_system_that_comes_as_files_is_not_erased_from() -> None:
    settings = load_settings()
    catalog = load_catalog(settings)
    purpose = Purpose(finalidade="Acompanhar", base_legal=("LGPD, art. 7º",), guarda="Um ano", eliminacao="apaga")

    with pytest.raises(ConfigurationError, match="chega em arquivos"):
        erasable(Workplace.of(settings, catalog), {"tesouro_gerencial": purpose})
