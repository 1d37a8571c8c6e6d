"""`govhub privacy erase` and `readmit`: a person taken out of what may be erased, and let in again."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from govhub.catalog import load_catalog, read_purposes
from govhub.catalog.purposes import Purpose
from govhub.cli.asking import asked_cpf
from govhub.cli.erasure_report import Kept, Report, report_text
from govhub.cli.output import AsJson, console, json_text, print_json
from govhub.errors import ConfigurationError
from govhub.pipeline.erasing import count_reach, erasable, erase, people_of
from govhub.pipeline.reapplying import readmit
from govhub.pipeline.tracing import pseudonyms_of, trace_in_warehouse
from govhub.pipeline.workplace import Workplace
from govhub.settings import Settings, load_settings
from govhub.warehouse.erasures import Erasure
from govhub.warehouse.keymark import key_mark

_CPF = re.compile(r"(?<![\d./-])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\d/])")


def register(app: typer.Typer) -> None:
    """Add the commands to `govhub privacy`."""
    app.command(name="erase")(erase_person)
    app.command(name="readmit")(readmit_person)


def erase_person(
    requested_by: Annotated[
        str, typer.Option("--requested-by", help="Quem pede: o titular, ou quem o representa; sem CPF.", metavar="QUEM")
    ] = "",
    reason: Annotated[
        str, typer.Option(help="Por quê: número do processo, base da decisão; sem CPF.", metavar="TEXTO")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Elimina; sem isto, só mostra o que seria eliminado.")] = False,
    report_file: Annotated[
        Path | None,
        typer.Option("--report", help="Grava o relatório: JSON se termina em .json, ou texto.", metavar="ARQUIVO"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Elimina uma pessoa do que privacidade.yaml manda apagar: bronze, silver e históricos, gold, lake; diz o que fica e por quê.

    O CPF é perguntado, ou lido da entrada, e não se mostra. O que a lei manda guardar ou publicar é conservado.
    """
    if yes and not (requested_by.strip() and reason.strip()):
        raise typer.BadParameter("com --yes diga quem pede e por quê: --requested-by e --reason")
    if _CPF.search(requested_by) or _CPF.search(reason):
        raise typer.BadParameter("--requested-by e --reason ficam no registro e no relatório: escreva-os sem CPF")
    settings = load_settings()
    place = Workplace.of(settings, load_catalog(settings))
    purposes = purposes_of(settings)
    systems = erasable(place, purposes)
    if not systems:
        raise ConfigurationError(
            "Nenhum sistema de privacidade.yaml tem 'eliminacao: apaga'; não há o que eliminar",
            todo="O encarregado decide, sistema por sistema, em privacidade.yaml.",
        )
    digits = asked_cpf()
    now = datetime.now(UTC)
    people = people_of(place, systems, digits)
    erasure = Erasure(
        id=f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}",
        requested_by=requested_by.strip(),
        reason=reason.strip(),
        executed_by=user(),
        erased_at=now,
        systems=systems,
        key_mark=key_mark(place.privacy_key),
        pseudonyms=tuple(sorted(people.pseudonyms)),
        counts={},
    )
    reached = erase(place, people, erasure) if yes else count_reach(place, systems, people)
    report = Report(
        erasure=erasure,
        done=yes,
        reached=reached,
        kept=_kept(place, purposes, systems, digits),
        backups_until=now + timedelta(days=settings.backup_days),
    )
    if report_file is not None:
        text = json_text(report.as_dict()) if report_file.suffix == ".json" else report_text(report)
        report_file.write_text(text + "\n", encoding="utf-8")
    if as_json:
        print_json(report.as_dict())
    else:
        console.print(report_text(report), markup=False, highlight=False, soft_wrap=True)


def readmit_person() -> None:
    """Deixa que as próximas cargas tragam de novo uma pessoa eliminada, como a que volta ao órgão; o CPF é perguntado."""
    settings = load_settings()
    place = Workplace.of(settings, load_catalog(settings))
    lifted = readmit(place, people_of(place, erasable(place, purposes_of(settings)), asked_cpf()))
    if not lifted:
        raise ConfigurationError("Nenhuma eliminação em vigor é dessa pessoa; nada mudou")
    console.print(f"As próximas cargas voltam a trazer a pessoa (eliminação {', '.join(lifted)}).")


def user() -> str:
    """Return who runs the command, as the machine knows them; in a container that may be a number only."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())


def purposes_of(settings: Settings) -> Mapping[str, Purpose]:
    file = settings.project_dir / "privacidade.yaml"
    if not file.exists():
        raise ConfigurationError(
            "Falta privacidade.yaml, que diz o que pode ser eliminado; nada mudou",
            where=str(file),
            todo="Escreva-o como o modelo do repositório.",
        )
    return read_purposes(file)


def _kept(place: Workplace, purposes: Mapping[str, Purpose], systems: tuple[str, ...], digits: str) -> tuple[Kept, ...]:
    """Return what stays of the person in bronze, and why."""
    tables = {each.table: system for system in place.catalog.systems.values() for each in system.resources.values()}
    kept = []
    for trace in trace_in_warehouse(place, pseudonyms_of(place, digits)):
        system = tables.get(trace.place.removeprefix("bronze.")) if trace.layer == "bronze" else None
        if system is None or system.name in systems:
            continue
        purpose = purposes.get(system.name)
        basis = purpose.base_legal if purpose else ()
        kept.append(Kept(trace.place, trace.rows, trace.columns, basis, purpose.guarda if purpose else None))
    return tuple(kept)
