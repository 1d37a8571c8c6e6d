"""`govhub init`, `up`, `down`, `status`, `doctor`, `simulator`: the stack on one machine."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from govhub.catalog import load_catalog
from govhub.cli.output import AsJson, console, print_json, print_table
from govhub.cli.screen import screen
from govhub.cli.sources import derived_files
from govhub.errors import ConfigurationError, GovhubError
from govhub.local import answering, environment, inspection
from govhub.local import stack as local
from govhub.local.simulation import take_their_place
from govhub.local.stack import Part
from govhub.observation.overview import overview
from govhub.settings import load_settings, read_environment


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (init, doctor, status, up, down, simulator):
        app.command()(command)


def init(
    secrets_dir: Annotated[
        Path | None, typer.Option(help="Em vez do .env, um arquivo por segredo nesta pasta, para contêineres.")
    ] = None,
) -> None:
    """Escreve no .env, com senhas novas e aleatórias, o que ainda falta nele."""
    if secrets_dir is not None:
        added = environment.write_secrets(load_settings(), secrets_dir)
        console.print(f"{len(added)} segredo(s) acrescentado(s)." if added else "A pasta de segredos já está completa.")
        return
    added = environment.init(load_settings())
    console.print(f"{len(added)} variável(is) acrescentada(s) ao .env." if added else "O .env já está completo.")


def doctor(as_json: AsJson = False) -> None:
    """Confere configuração, máquina, warehouse, lake, serviços e fontes, e diz de cada falha o que fazer; nada é mudado."""
    try:
        settings = load_settings()
    except GovhubError as error:  # nothing can be looked at without them, and this is what is wrong
        findings = [inspection.Finding("configuração", False, str(error))]
    else:
        findings = inspection.doctor(settings) + derived_files(settings)
    _report("Diagnóstico", findings, as_json)


def status(as_json: AsJson = False) -> None:
    """Mostra em uma tela serviços, warehouse, disco, frescor de cada fonte e últimas execuções."""
    settings = load_settings()
    catalog = load_catalog(settings)
    take_their_place(settings, catalog)
    found = overview(settings, catalog, answering.services(settings))
    if as_json:
        print_json(asdict(found))
    else:
        console.print(screen(found))


def up(
    only: Annotated[Part | None, typer.Option(help="Só esta parte.")] = None,
    detach: Annotated[bool, typer.Option("--detach", help="Devolve o terminal quando tudo estiver pronto.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="Com o simulador no lugar das fontes.")] = False,
) -> None:
    """Inicia a plataforma, carrega as fontes e mostra onde entrar."""
    local.up(demo=demo, only=only, detach=detach, console=console)


def down() -> None:
    """Encerra tudo o que `govhub up` iniciou."""
    local.down(load_settings(), read_environment())
    console.print("Plataforma encerrada.")


def simulator(
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    scale: Annotated[int, typer.Option(min=1, help="Quantos contratos há no primeiro dia.")] = 300,
    seed: Annotated[int, typer.Option()] = 42,
    faults: Annotated[Path | None, typer.Option(help="Lista de falhas, em YAML ou JSON.")] = None,
) -> None:
    """Serve o simulador das fontes até Ctrl-C."""
    settings = load_settings()
    command = [sys.executable, "-m", "govhub_simulator", "--port", str(port or settings.simulator_port)]
    command += ["--files", str(settings.home / "simulator")]
    command += ["--scale", str(scale), "--seed", str(seed), "--orgaos-file", str(settings.orgaos_file)]
    command += ["--faults", str(faults)] if faults else []
    os.execv(sys.executable, command)  # noqa: S606 - the simulator takes over this process, signals included


def _report(title: str, findings: list[inspection.Finding], as_json: bool) -> None:
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_table(title, ("o quê", "bem", "detalhe"), [(f.what, f.good, f.detail) for f in findings])
    bad = [finding.what for finding in findings if not finding.good]
    if bad:
        raise ConfigurationError(
            f"{len(bad)} item(ns) precisam de atenção: {', '.join(bad)}", todo="Siga o detalhe de cada um."
        )
