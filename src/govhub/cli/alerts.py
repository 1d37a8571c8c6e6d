"""`govhub alerts`: who is told when the platform is not well, and of what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from govhub.alerts.checking import Checked
from govhub.alerts.checking import check as check_now
from govhub.alerts.problems import nature_of
from govhub.alerts.sending import send
from govhub.alerts.wording import trial
from govhub.catalog import load_catalog
from govhub.cli.output import AsJson, console, print_json, print_table
from govhub.settings import load_settings
from govhub.warehouse.alert_register import Alert, latest_alerts, open_alerts
from govhub.warehouse.connection import connect

app = typer.Typer(help="Avisos de falhas por e-mail e chat.", no_args_is_help=True)


@app.command()
def check(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Mostra a mensagem, sem enviar nem anotar nada.")] = False,
    as_json: AsJson = False,
) -> None:
    """Procura problemas e avisa, em uma só mensagem, dos que são novidade."""
    settings = load_settings()
    checked = check_now(settings, load_catalog(settings), dry_run=dry_run)
    if as_json:
        print_json(
            {
                "problemas": [asdict(problem) for problem in checked.problems],
                "mensagem": asdict(checked.message) if checked.message else None,
                "enviada": bool(checked.sent and checked.sent.taken),
                "retida": checked.held,
            }
        )
    else:
        _tell(checked, dry_run=dry_run)
    if checked.sent:
        checked.sent.raise_refusals()


def _tell(checked: Checked, *, dry_run: bool) -> None:
    if dry_run and checked.message:
        console.print(
            f"{checked.message.title}\n\n{checked.message.body}", markup=False, highlight=False, soft_wrap=True
        )
        return
    found = f"{len(checked.problems)} problema(s)"
    if checked.sent:
        console.print(f"{found}; mensagem enviada a {checked.sent.taken} endereço(s).")
    elif checked.held:
        console.print(f"{found}; mensagem não enviada: {checked.held}.")
    else:
        console.print(f"{found}; nada de novo a avisar.")


@app.command(name="list")
def list_(
    everything: Annotated[
        bool, typer.Option("--all", help="Também os que já acabaram, do mais novo ao mais antigo.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Quantos, com --all.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Mostra os problemas abertos, como a última verificação os deixou."""
    with connect(load_settings().require("warehouse_url")) as connection:
        alerts = latest_alerts(connection, limit) if everything else open_alerts(connection)
    if as_json:
        print_json([asdict(alert) for alert in alerts])
        return
    if not alerts:
        console.print("Nenhum problema aberto.")
        return
    print_table("Alertas", ["desde", "o que", "onde", "avisado em", "resolvido em"], map(_row, alerts))
    for alert in alerts:
        console.print(f"{alert.place}: {alert.what}", markup=False, highlight=False)


def _row(alert: Alert) -> list[object]:
    where = f"{alert.place} ({alert.item})" if alert.item else alert.place
    return [alert.since, nature_of(alert.kind).one, where, alert.sent_at, alert.resolved_at]


@app.command()
def test() -> None:
    """Envia uma mensagem de teste a cada endereço de GOVHUB_ALERT_URLS."""
    sent = send(load_settings(), trial())
    if sent.taken:
        console.print(f"Mensagem de teste aceita por {sent.taken} endereço(s).")
    sent.raise_refusals()
