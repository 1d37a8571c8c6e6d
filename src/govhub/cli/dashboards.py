"""`govhub dashboards`: what people see, kept as code."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from govhub.cli.output import console, errors, text
from govhub.cli.running import run
from govhub.dashboards import apply_dashboards, check_dashboards
from govhub.dashboards.capture import capture_questions, outdated_questions
from govhub.dashboards.controls import capture_controls
from govhub.dashboards.datasets import generated_datasets
from govhub.dashboards.export import export_dashboards
from govhub.dashboards.reports import send_reports
from govhub.dashboards.server import superset_command
from govhub.dashboards.warm import WARM_SECONDS, warm_dashboards
from govhub.dashboards.work import work as work_on
from govhub.settings import load_settings

app = typer.Typer(help="Painéis do Superset, mantidos como código.", no_args_is_help=True)


@app.command()
def apply() -> None:
    """Leva os painéis de dashboards/ ao Superset; pode repetir à vontade."""
    apply_dashboards(load_settings())
    console.print("Painéis aplicados.")


@app.command()
def generate() -> None:
    """Regrava os conjuntos de dados a partir dos contratos do dbt e de dashboards/metrics/."""
    files = generated_datasets(load_settings().project_dir)
    for path, content in files.items():
        path.write_text(content, encoding="utf-8")
    console.print(f"{len(files)} conjuntos de dados regravados.")


@app.command()
def check() -> None:
    """Confere os painéis contra os contratos da camada gold, sem banco de dados."""
    settings = load_settings()
    charts = check_dashboards(settings.project_dir)
    console.print(f"{charts} gráficos conferidos contra a camada gold: tudo certo.")
    outdated = outdated_questions(settings.project_dir)
    if outdated:
        console.print(
            f"{len(outdated)} consultas mudaram depois da última captura e não serão aquecidas no cache "
            "(`govhub dashboards capture`)."
        )


@app.command()
def export(
    slugs: Annotated[list[str] | None, typer.Argument(help="Só estes painéis, pelo endereço.")] = None,
) -> None:
    """Leva a dashboards/assets o que foi mudado no navegador, e nada mais; confira com `git diff`."""
    settings = load_settings()
    done = export_dashboards(settings, slugs or [])
    for word, files in (("Mudou", done.changed), ("Novo", done.made)):
        for file in files:
            console.print(f"{word}: dashboards/assets/{file}", markup=False, highlight=False, soft_wrap=True)
    if not done.changed and not done.made:
        console.print("Nada mudou: os arquivos já dizem o que o Superset tem.")
    for sentence in done.told:
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    if done.changed or done.made:
        check_dashboards(settings.project_dir)


@app.command()
def capture(
    slugs: Annotated[list[str] | None, typer.Argument(help="Só estes painéis, pelo endereço.")] = None,
    controls: Annotated[
        bool, typer.Option("--controls", help="Em vez das consultas, guarda o que o editor acrescenta aos gráficos.")
    ] = False,
) -> None:
    """Abre os painéis em um navegador e guarda o que eles consultam, para `warm`; o Superset deve estar no ar."""
    if controls:
        console.print(f"{capture_controls(load_settings())} gráficos abertos no editor.")
        return
    for slug, questions in capture_questions(load_settings(), slugs or []).items():
        console.print(f"{slug}: {questions} consultas.")


@app.command()
def warm(
    seconds: Annotated[float, typer.Option(help="Quantos segundos no máximo.")] = WARM_SECONDS,
) -> None:
    """Esquece as respostas antigas dos painéis e guarda no cache as que se pedem ao abri-los."""
    done = warm_dashboards(load_settings(), seconds)
    console.print(
        f"{text(done.asked)} consultas de {text(done.readers)} perfis de leitura em {text(done.seconds)} segundos; "
        f"{text(done.refused)} fora da permissão de quem lê, {text(done.left_out)} não feitas, "
        f"{text(len(done.failed))} com erro."
    )
    for failure in done.failed[:10]:
        console.print(f"Com erro: {failure}", markup=False, highlight=False)


@app.command()
def reports(
    names: Annotated[
        list[str] | None, typer.Argument(help="Só estes relatórios, pelo nome, já e fora da hora.")
    ] = None,
) -> None:
    """Envia por e-mail os relatórios agendados cuja hora chegou desde o último envio, e termina."""
    done = send_reports(load_settings(), names or [])
    if done.busy:
        console.print("Outro envio está em andamento; nada a fazer.")
    elif not done.failed or done.sent:
        console.print(f"{text(len(done.sent))} relatório(s) enviado(s).")
    for sentence in done.failed:
        errors.print(sentence, style="bold red", markup=False, highlight=False, soft_wrap=True)
    if done.failed:
        raise typer.Exit(1)


@app.command()
def serve() -> None:
    """Serve o Superset até ser encerrado, como em um contêiner."""
    command, variables = superset_command(load_settings())
    os.execvpe(command[0], command, {**os.environ, **variables})  # noqa: S606 - it takes over this process


@app.command()
def work() -> None:
    """Mantém o cache pronto depois de cada transformação e envia os relatórios, onde o Superset tem servidor próprio."""
    work_on(load_settings(), lambda sentence: console.print(sentence, markup=False, highlight=False, soft_wrap=True))


if __name__ == "__main__":  # where only Superset is installed
    run(app)
