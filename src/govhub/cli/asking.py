"""A CPF as a command learns it: asked, or read from the standard input, and never shown."""

from __future__ import annotations

import sys

import typer

from govhub.errors import ConfigurationError
from govhub.privacy.identifiers import cpf_digits


def asked_cpf() -> str:
    """Return the digits of a CPF from the prompt or the standard input; never from the command line, which others see."""
    text = typer.prompt("CPF", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    digits = cpf_digits(str(text))
    if digits is None:
        raise ConfigurationError("O que foi lido não é um CPF", todo="Digite os 11 dígitos, com ou sem pontuação.")
    return digits
