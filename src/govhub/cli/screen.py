"""The screen of `govhub status`: what an operator sees first, in 80 columns. Colours repeat what words say."""

from __future__ import annotations

from datetime import datetime, timedelta

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from govhub.cli.output import text
from govhub.observation.figures import RecentRun
from govhub.observation.overview import Overview, SourceState, WarehouseState

_STATES = {
    "em_dia": Text("em dia", "green"),
    "atencao": Text("atenção", "yellow"),
    "atrasado": Text("atrasado", "bold red"),
    "nunca": Text("sem carga", "yellow"),
}
_STATUSES = {
    "sucesso": Text("sucesso", "green"),
    "sucesso_vazio": Text("sem linhas", "green"),
    "falha": Text("falha", "bold red"),
    "interrompida": Text("interrompida", "yellow"),
    "executando": Text("executando", "cyan"),
}
_MIN_FREE = 2 * 1024**3


def screen(found: Overview) -> RenderableType:
    """Return the whole screen."""
    parts: list[RenderableType] = [_summary(found), Text(), _sources(found)]
    waiting = [source for source in found.sources if not source.ready]
    parts += [_waiting(waiting)] if waiting else []
    failed = [source for source in found.sources if source.failed]
    parts += [_failures(source) for source in failed]
    if found.runs:
        parts += [Text(), _runs(found)]
    return Group(*parts)


def ago(then: datetime | None, now: datetime) -> str:
    """Return how long ago something was, in the largest unit that says enough."""
    return "–" if then is None else span(now - then)


def span(length: timedelta) -> str:
    """Return a length of time as people say it: 40 s, 12 min, 5 h, 3 dias."""
    seconds = max(0, int(length.total_seconds()))
    for unit, size, up_to in (("s", 1, 60), ("min", 60, 3600), ("h", 3600, 48 * 3600)):
        if seconds < up_to:
            return f"{seconds // size} {unit}"
    return f"{seconds // 86_400} dias"


def size(count: int) -> str:
    """Return bytes in the largest binary unit, with one decimal below ten."""
    amount, units = float(count), ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while amount >= 1024 and len(units) > 1:
        amount, units = amount / 1024, units[1:]
    digits = 1 if amount < 10 and units[0] != "bytes" else 0
    return f"{amount:.{digits}f} {units[0]}".replace(".", ",")


def _summary(found: Overview) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("Gov Hub BR", f"{found.version}, {text(found.generated_at)}")
    grid.add_row("Serviços", _services(found))
    grid.add_row("Warehouse", _warehouse(found.warehouse, found.generated_at))
    free = f"{size(found.disk.free_bytes)} livres de {size(found.disk.size_bytes)}, em {found.disk.path}"
    grid.add_row("Disco", Text(free, "bold red" if found.disk.free_bytes < _MIN_FREE else ""))
    return grid


def _services(found: Overview) -> Text:
    told = [
        Text(f"{item.name} no ar ({item.detail})", "green") if item.up else Text(f"{item.name} parado", "dim")
        for item in found.services
    ]
    return Text(", ").join(told)


def _warehouse(state: WarehouseState, now: datetime) -> Text:
    if not state.up:
        return Text(state.problem or "parado", "bold red")
    built = f"transformado há {ago(state.built_at, now)}" if state.built_at else "ainda não transformado"
    used = f"{state.connections} de {state.connections_limit} conexões"
    return Text(f"no ar ({state.server}), {size(state.size_bytes or 0)}, {used}, {built}", "green")


def _sources(found: Overview) -> Table:
    table = Table(title="Fontes", title_justify="left", pad_edge=False, padding=(0, 1, 0, 0), box=box.SIMPLE_HEAD)
    table.add_column("fonte", no_wrap=True)
    table.add_column("situação", no_wrap=True)
    for name in ("em dia", "dados há", "carga há", "linhas"):
        table.add_column(name, justify="right", no_wrap=True)
    for source in found.sources:
        table.add_row(
            source.system,
            _state(source, found.warehouse.up),
            f"{source.states['em_dia']} de {source.resources}" if source.ready and found.warehouse.up else "–",
            ago(source.oldest_data_at, found.generated_at),
            ago(source.last_run_at, found.generated_at),
            text(source.rows_received) if source.last_run_at else "–",
        )
    return table


def _state(source: SourceState, known: bool) -> Text:
    if not source.ready:
        return Text("sem agenda", "dim")
    if not known:
        return Text("não se sabe", "dim")
    if source.running:
        return Text("executando", "cyan")
    if source.failed:
        return Text("com falha", "bold red")
    return _STATES[source.state] if source.state else Text("–")


def _waiting(sources: list[SourceState]) -> Text:
    told = [f"{source.system} ({(source.reason or '').partition(':')[0]})" for source in sources]
    return Text(f"Sem agenda: {', '.join(told)}. O que falta: `govhub doctor`.", "dim")


def _failures(source: SourceState) -> Text:
    shown = ", ".join(source.failed[:5]) + (f" e mais {len(source.failed) - 5}" if len(source.failed) > 5 else "")
    return Text(
        f"{source.system}, recursos com falha: {shown}. Motivos: `govhub runs {source.system} --failed`.", "red"
    )


def _runs(found: Overview) -> Table:
    table = Table(title="Últimas execuções", title_justify="left", pad_edge=False, box=box.SIMPLE_HEAD)
    table.add_column("há", justify="right", no_wrap=True)
    table.add_column("recurso", overflow="fold")
    table.add_column("desfecho", no_wrap=True)
    for name in ("linhas", "duração"):
        table.add_column(name, justify="right", no_wrap=True)
    for run in found.runs:
        table.add_row(
            ago(run.started_at, found.generated_at),
            f"{run.system}/{run.resource}" + (" (refeito do lake)" if run.kind == "replay" else ""),
            _STATUSES[run.status],
            text(run.rows_fetched),
            _duration(run),
        )
    return table


def _duration(run: RecentRun) -> str:
    if run.duration_s is None:
        return "–"
    return "< 1 s" if run.duration_s < 1 else span(timedelta(seconds=run.duration_s))
