"""`govhub secrets rotate`, `retire` and `list`: new values for secrets, and the end of the former ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govhub.cli.output import AsJson, console, print_json, print_table
from govhub.errors import ConfigurationError
from govhub.local.places import place_of
from govhub.local.rotation import ROTATIONS, retire, rotate
from govhub.settings import load_settings, read_environment

app = typer.Typer(help="Segredos: onde estão, como se trocam.", no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="[NOME]…", help="Como GOVHUB_WAREHOUSE_URL.")]


@app.command(name="rotate")
def rotate_secrets(
    names: Names = None,
    everything: Annotated[bool, typer.Option("--all", help="Todos os segredos em uso.")] = False,
    to: Annotated[
        Path | None, typer.Option(help="Grava os valores novos nesta pasta, um arquivo por segredo, para um cofre.")
    ] = None,
) -> None:
    """Troca segredos sem parar nada: o valor anterior continua valendo até `govhub secrets retire`."""
    if bool(names) == everything:
        raise typer.BadParameter("informe os nomes ou --all")
    settings = load_settings()
    outcomes = rotate(settings, names or _in_use(), to)
    print_table(
        "Segredos trocados",
        ("segredo", "valor novo em", "passa a valer"),
        [(outcome.name, outcome.place, outcome.used) for outcome in outcomes],
    )
    if any(outcome.to_retire for outcome in outcomes):
        console.print("Depois de reiniciar, encerre os valores anteriores com `govhub secrets retire`.")


@app.command(name="retire")
def retire_secrets(names: Names = None) -> None:
    """Encerra os valores anteriores dos segredos trocados; recusa enquanto algum programa os usa."""
    ended = retire(load_settings(), names or list(ROTATIONS))
    console.print(f"Valores anteriores encerrados: {', '.join(ended)}." if ended else "Nenhum valor anterior valia.")


@app.command(name="list")
def list_secrets(as_json: AsJson = False) -> None:
    """Mostra que segredos há e onde cada um está; nunca os valores."""
    settings, known = load_settings(), read_environment()
    rows = []
    for name in ROTATIONS:
        try:
            where = str(place_of(settings, name).file) if known.get(name) else ""
        except ConfigurationError:
            where = "ambiente"
        rows.append({"segredo": name, "definido": bool(known.get(name)), "onde": where})
    if as_json:
        print_json(rows)
    else:
        print_table("Segredos", ("segredo", "definido", "onde"), [tuple(row.values()) for row in rows])


def _in_use() -> list[str]:
    known = read_environment()
    return [name for name in ROTATIONS if known.get(name)]
