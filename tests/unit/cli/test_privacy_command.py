"""`govhub privacy report`: what it asks for, and that it never repeats it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from govhub.cli.privacy import app
from govhub.errors import ConfigurationError


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
