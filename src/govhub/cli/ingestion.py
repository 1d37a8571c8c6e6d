"""`govhub ingest`, `replay`, `runs`: from source to bronze, from lake to bronze, and the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from govhub.catalog import ResourceDeclaration, load_catalog
from govhub.cli.output import AsJson, console, print_json, print_table, tell
from govhub.errors import ConfigurationError, GovhubError, WarehouseSilent
from govhub.lake.runs import has_runs
from govhub.local.simulation import take_their_place
from govhub.moments import BRASILIA
from govhub.pipeline import Period, Request, Workplace, ingest_resource, replay_resource
from govhub.pipeline.readiness import usual_resources
from govhub.settings import load_settings
from govhub.warehouse.engines import engine_of
from govhub.warehouse.ledger import Run

System = Annotated[str, typer.Argument(help="Sistema de sources/, como compras_gov.", metavar="SISTEMA")]
Resources = Annotated[list[str] | None, typer.Argument(help="Recursos; sem nenhum, todos.", metavar="[RECURSO]…")]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Só nos recursos que a fonte filtra por período.")
]

_LEDGER = {
    "recebidas": "rows_fetched",
    "novas": "rows_inserted",
    "alteradas": "rows_updated",
    "removidas": "rows_deleted",
}
_WIDE = 120
_FIGURES = {
    "recurso": "resource",
    "situação": "status",
    "sem mudança": "scopes_unchanged",
    "recebidas": "rows_fetched",
    "repetidas": "rows_duplicate",
    "novas": "rows_inserted",
    "alteradas": "rows_updated",
    "iguais": "rows_unchanged",
    "removidas": "rows_deleted",
    "pedidos": "requests",
    "segundos": "duration_s",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(ingest)
    app.command()(replay)
    app.command()(runs)


def ingest(
    system: System,
    resources: Resources = None,
    since: Day = None,
    until: Day = None,
    orgao: Annotated[
        list[str] | None, typer.Option(help="Sigla de orgaos.yaml; pode repetir.", metavar="SIGLA")
    ] = None,
    allow_shrink: Annotated[bool, typer.Option(help="Aceita uma redução maior que o limite.")] = False,
    complete: Annotated[bool, typer.Option(help="Relê também o que não mudou desde a última carga.")] = False,
    as_json: AsJson = False,
) -> None:
    """Lê recursos da fonte e atualiza o bronze."""
    place = _workplace()
    take_their_place(place.settings, place.catalog)
    request = Request(tuple(orgao or ()), _period(since, until), complete, allow_shrink)
    place.catalog.bodies.selected(request.orgaos)
    names = resources or _usual(place, system)
    if request.period:
        names = _with_period(place, system, resources)

    def work(resource: ResourceDeclaration, progress: Callable[[int, int | None], None]) -> Run:
        return ingest_resource(place, system, resource.name, request, progress=progress)

    _run_all(place, system, names, work, as_json)


def _period(since: datetime | None, until: datetime | None) -> Period | None:
    if since and until and since > until:
        raise typer.BadParameter("--since não pode ser depois de --until")
    return Period(since.date() if since else None, until.date() if until else None) if since or until else None


def _usual(place: Workplace, system: str) -> list[str]:
    """Return what is read of a system when nothing is named."""
    return [resource.name for resource in usual_resources(place.settings, place.catalog.system(system))]


def _with_period(place: Workplace, system: str, named: list[str] | None) -> list[str]:
    """Return the resources of which a period can be asked: those named, or every usual one that has it."""
    chosen = [place.catalog.resource(system, name) for name in named or _usual(place, system)]
    whole = [resource.name for resource in chosen if not resource.has_period]
    if (named and whole) or len(whole) == len(chosen):
        raise typer.BadParameter(
            f"{', '.join(whole[:5])} de {system}: a fonte não filtra por período; retire --since e --until"
        )
    return [resource.name for resource in chosen if resource.has_period]


def replay(
    system: System,
    resources: Resources = None,
    run: Annotated[
        str | None, typer.Option(help="Carrega só esta execução, extraída e não carregada.", metavar="EXECUÇÃO")
    ] = None,
    recreate: Annotated[
        bool, typer.Option("--recreate", help="Refaz a própria tabela conforme a declaração de hoje (chave, tipos).")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Reconstrói o bronze a partir do lake, sem chamar a fonte."""
    if recreate and (run or not resources):
        raise typer.BadParameter("--recreate pede o nome de cada recurso e não combina com --run")
    if run and len(resources or []) != 1:
        raise typer.BadParameter("--run vale para um só recurso; informe qual")
    place = _workplace()
    _run_all(
        place,
        system,
        resources or _in_lake(place, system),
        lambda resource, _: replay_resource(place, system, resource.name, run_id=run, recreate=recreate),
        as_json,
    )


def runs(
    system: Annotated[str | None, typer.Argument(metavar="[SISTEMA]")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Só as que falharam ou foram interrompidas.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Quantas, da mais nova à mais antiga.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Mostra o livro de execuções (bronze._runs)."""
    settings = load_settings()
    if system:
        load_catalog(settings).system(system)
    with engine_of(settings.require("warehouse_url")).books("govhub runs") as books:
        rows = books.list_runs(system=system, failed=failed, limit=limit)
    if as_json:
        print_json(rows)
        return
    if not rows:
        console.print("Nenhuma execução falhou." if failed else "Nenhuma execução ainda.")
        return
    _print_ledger(rows, console.width, with_system=system is None)
    for row in rows:
        if row["error"]:
            console.print(f"{row['run_id']} {row['resource']}: {row['error']}", markup=False, highlight=False)


def _print_ledger(rows: list[dict[str, Any]], width: int, *, with_system: bool) -> None:
    """Write runs for a terminal of some columns.

    A run's id has no room on a narrow one; the sentence of a run that failed tells it whole. A figure that is zero in
    every row says nothing and is left out.
    """
    figures = {title: name for title, name in _LEDGER.items() if any(row[name] for row in rows)}
    shown = [
        [
            *([row["run_id"]] if width >= _WIDE else []),
            row["started_at"].astimezone(BRASILIA).strftime("%d/%m %H:%M"),
            f"{row['system']}/{row['resource']}" if with_system else row["resource"],
            row["status"],
            *(row[name] for name in figures.values()),
        ]
        for row in rows
    ]
    columns = [*(["execução"] if width >= _WIDE else []), "início", "recurso", "situação", *figures]
    print_table("Execuções", columns, shown)


def _in_lake(place: Workplace, system: str) -> list[str]:
    """Return the resources that were ever read: only those can be rebuilt."""
    names = list(place.catalog.system(system).resources)
    return [name for name in names if has_runs(place.storage, system, name)] or names


def _workplace() -> Workplace:
    settings = load_settings()
    return Workplace.of(settings, load_catalog(settings))


def _run_all(
    place: Workplace,
    system: str,
    names: list[str],
    work: Callable[[ResourceDeclaration, Callable[[int, int | None], None]], Run],
    as_json: bool,
) -> None:
    """Do the work for each resource, parents first; a failure stops its children, not the others."""
    declaration = place.catalog.system(system)
    wanted = {place.catalog.resource(system, name).name for name in names}
    chosen = [resource for resource in declaration.in_load_order() if resource.name in wanted]
    done: list[Run] = []
    failed: set[str] = set()
    told_by = f"Veja os motivos com `govhub runs {system} --failed`."
    for resource in chosen:
        if failed & set(resource.parents):
            failed.add(resource.name)
            continue
        try:
            done.append(_with_progress(resource, work, quiet=as_json))
        except GovhubError as error:
            failed.add(resource.name)
            tell(error)
            if isinstance(error, WarehouseSilent):  # the ledger is there, too
                told_by = "Siga a mensagem acima e repita o comando."
    if as_json:
        print_json([asdict(run) | {"duration_s": run.duration_s} for run in done])
    elif done:
        # figures that are zero in every row say nothing, and all of them do not fit a terminal of 80 columns
        shown = {title: name for title, name in _FIGURES.items() if any(getattr(run, name) for run in done)}
        print_table(declaration.title, list(shown), [[getattr(run, name) for name in shown.values()] for run in done])
    if failed:
        raise ConfigurationError(
            f"{len(failed)} de {len(chosen)} recursos de {system} não foram concluídos: {', '.join(sorted(failed))}",
            todo=told_by,
        )


def _with_progress(
    resource: ResourceDeclaration,
    work: Callable[[ResourceDeclaration, Callable[[int, int | None], None]], Run],
    *,
    quiet: bool,
) -> Run:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pedidos"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(resource.table, total=None)
        return work(resource, lambda finished, total: bar.update(task, completed=finished, total=total))
