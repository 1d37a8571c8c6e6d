"""The references of settings and commands follow their sources, and say everything that there is."""

from __future__ import annotations

import pytest
import typer
from pydantic import SecretStr

from govhub.cli.reference import commands_page, is_secret, settings_page, unexplained, variables
from govhub.cli.root import app
from govhub.settings import CHECKOUT, Settings

EXAMPLE = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
_OWN = {"project_dir"}  # where the code is, never a variable


@pytest.mark.parametrize(
    ("page", "text"), [("configuracao.md", settings_page(EXAMPLE)), ("comandos.md", commands_page(app))]
)
def test_the_page_is_what_would_be_written_today(page: str, text: str) -> None:
    assert (CHECKOUT / "docs" / page).read_text(encoding="utf-8") == text


def test_every_variable_is_explained() -> None:
    assert unexplained(EXAMPLE) == []


def test_every_setting_is_a_variable_of_the_example_with_its_default() -> None:
    example = variables(EXAMPLE)
    declared = {name: info.default for name, info in Settings.model_fields.items() if name not in _OWN}

    assert [name for name in declared if f"GOVHUB_{name.upper()}" not in example] == []
    shown = {name: example[f"GOVHUB_{name.upper()}"] for name in declared}
    assert {name: value for name, value in shown.items() if "SENHA" not in value} == {
        name: "" if default in (None, ()) else str(default).lower() if isinstance(default, bool) else str(default)
        for name, default in declared.items()
        if "SENHA" not in shown[name]
    }


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("GOVHUB_PRIVACY_KEY", True),
        ("GOVHUB_ORGAOS", False),
        ("GOVHUB_SOURCE_SIAPE_CPF", True),
        ("GOVHUB_SOURCE_SIAFI_KEY_FILE", False),
        ("GOVHUB_SOURCE_SIAFI_SYSTEM_PASSWORD", True),
        ("SUPERSET_OIDC_CLIENT_SECRET", True),
        ("SUPERSET_SESSION_HOURS", False),
        ("AWS_ACCESS_KEY_ID", True),
    ],
)
def test_secrets_are_told_from_the_rest(name: str, secret: bool) -> None:
    assert is_secret(name) is secret


def test_no_setting_that_is_a_secret_is_shown_as_none() -> None:
    held = [name for name, info in Settings.model_fields.items() if SecretStr.__name__ in str(info.annotation)]

    assert len(held) >= 5
    assert all(is_secret(f"GOVHUB_{name.upper()}") for name in held)


def test_a_command_is_shown_with_its_parameters() -> None:
    one = typer.Typer()

    @one.callback()
    def root() -> None: ...

    @one.command()
    def carregar(fonte: str, limite: int = typer.Option(3, help="Quantas | linhas.")) -> None:
        """Carrega uma fonte."""

    page = commands_page(one)

    assert "## `govhub carregar`\n\nCarrega uma fonte." in page
    assert "govhub carregar [OPÇÕES] fonte" in page
    assert r"Quantas \| linhas. Padrão: `3`." in page


def test_comments_are_joined_grouped_and_made_safe_for_a_table() -> None:
    page = settings_page(
        "# Tudo.\n\n# --- Lugares\n# Uma nota.\n# A pasta de a|b\n# e <c>.\nGOVHUB_A=1\nGOVHUB_B=\n# Outra.\n# GOVHUB_C=\n"
    )

    assert "## Lugares\n\nUma nota.\n\n| variável" in page
    assert r"| `GOVHUB_A`<br>`GOVHUB_B` | A pasta de a\|b e &lt;c>. | `1`<br>– | –<br>– | a plataforma |" in page
    assert "| `GOVHUB_C` | Outra. |" in page
