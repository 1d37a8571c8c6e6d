"""`govhub backup` (make one, `list`, `check`, `prune`) and `govhub restore`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from govhub.backup.checking import damaged_files
from govhub.backup.making import make_backup
from govhub.backup.manifest import Manifest
from govhub.backup.places import KEYS
from govhub.backup.restoring import check_keys, restore_backup
from govhub.backup.retention import drop_old_backups
from govhub.backup.store import BackupStore
from govhub.catalog import load_catalog
from govhub.cli.output import AsJson, console, print_json, print_table
from govhub.errors import ConfigurationError
from govhub.lake.erasure_notes import standing_notes
from govhub.lake.storage import Storage
from govhub.pipeline.reapplying import reapply
from govhub.pipeline.workplace import Workplace
from govhub.settings import Settings, load_settings, read_environment

app = typer.Typer(help="Cópias de segurança: bancos, lake e declarações.", invoke_without_command=True)

To = Annotated[
    str | None,
    typer.Option("--to", help="Pasta ou s3:// abfs:// gs://, no lugar de GOVHUB_BACKUP_URL.", metavar="LUGAR"),
]
From = Annotated[
    str | None,
    typer.Option("--from", help="Pasta ou s3:// abfs:// gs://, no lugar de GOVHUB_BACKUP_URL.", metavar="LUGAR"),
]
_MIB = 1024 * 1024


def register(root: typer.Typer) -> None:
    """Add the commands to the application."""
    root.add_typer(app, name="backup")
    root.command()(restore)


@app.callback()
def backup(context: typer.Context, to: To = None) -> None:
    """Copia bancos, lake e declarações; o que não mudou desde a cópia anterior não é gravado de novo."""
    if context.invoked_subcommand is not None:
        if to is not None:
            raise typer.BadParameter("--to é de `govhub backup`; os outros comandos têm --from")
        return
    settings = load_settings()
    store = _store(settings, to)
    made = make_backup(settings, read_environment(settings.project_dir), store, _tell)
    console.print(
        f"Cópia {made.id} feita em {store.place}: {len(made.databases)} banco(s), {_lake_text(made)};"
        f" {_mib(made.bytes)} ao todo, {_mib(made.bytes_added)} novos."
    )
    console.print(
        f"Os segredos não vão na cópia: guarde o .env em um cofre, à parte. Sem {', '.join(sorted(KEYS.values()))} o que"
        " depende deles não abre."
    )
    if to is None and store.place.startswith(str(settings.home)):
        console.print("A cópia está no mesmo disco que os dados: ponha GOVHUB_BACKUP_URL em outra máquina.")


@app.command(name="list")
def list_backups(place: From = None, as_json: AsJson = False) -> None:
    """Mostra as cópias que há, da mais antiga à mais nova."""
    store = _store(load_settings(), place)
    rows = [_row(store.read(backup_id)) for backup_id in store.ids()]
    if as_json:
        print_json(rows)
    else:
        print_table(
            f"Cópias em {store.place}", list(rows[0]) if rows else ["cópia"], [list(row.values()) for row in rows]
        )


@app.command()
def check(
    backup_id: Annotated[str | None, typer.Argument(metavar="[CÓPIA]", help="Sem nenhuma, a mais nova.")] = None,
    place: From = None,
) -> None:
    """Relê cada arquivo de uma cópia e confere sua soma de verificação."""
    settings = load_settings()
    store = _store(settings, place)
    manifest = store.read(backup_id) if backup_id else store.newest()
    damaged = damaged_files(settings, store, manifest)
    if damaged:
        names = ", ".join(file.name for file in damaged[:5])
        more = f" e mais {len(damaged) - 5}" if len(damaged) > 5 else ""
        raise ConfigurationError(
            f"{len(damaged)} de {len(manifest.files)} arquivos da cópia {manifest.id} estão danificados ou faltam:"
            f" {names}{more}",
            where=store.place,
            todo="Não conte com esta cópia: apague-os de objects/ e faça outra com `govhub backup`.",
        )
    console.print(f"A cópia {manifest.id} está íntegra: {len(manifest.files)} arquivos, {_mib(manifest.bytes)}.")


@app.command()
def prune() -> None:
    """Apaga as cópias mais antigas que GOVHUB_BACKUP_DAYS dias; a mais nova fica sempre."""
    dropped = drop_old_backups(load_settings())
    console.print(f"{len(dropped)} cópia(s) apagada(s)." if dropped else "Nenhuma cópia passou do prazo.")


def restore(
    backup_id: Annotated[str | None, typer.Argument(metavar="[CÓPIA]", help="Sem nenhuma, a mais nova.")] = None,
    place: From = None,
    yes: Annotated[bool, typer.Option("--yes", help="Restaura; sem isto, só mostra o que faria.")] = False,
    drop_former: Annotated[
        bool, typer.Option("--drop-former", help="Apaga os bancos de antes, que senão ficam com outro nome.")
    ] = False,
    other_keys: Annotated[
        bool, typer.Option("--other-keys", help="Aceita que as chaves da cópia se perderam (veja docs/copias.md).")
    ] = False,
) -> None:
    """Restaura bancos e lake de uma cópia, conferidos antes de entrar em uso; exige os serviços parados."""
    settings, environ = load_settings(), read_environment()
    catalog = load_catalog(settings)
    store = _store(settings, place)
    manifest = store.read(backup_id) if backup_id else store.newest()
    if not yes:
        if not other_keys:
            check_keys(manifest, environ)
        print_table(f"Cópia em {store.place}", list(_row(manifest)), [list(_row(manifest).values())])
        raise ConfigurationError(
            f"A cópia {manifest.id} tomaria o lugar dos bancos em uso; nada foi feito",
            todo="Se é isso que quer, rode de novo com --yes.",
        )
    done = restore_backup(
        settings, catalog, environ, store, manifest, tell=_tell, other_keys=other_keys, drop_former=drop_former
    )
    told = ", ".join(f"{name} ({rows:,} linhas)".replace(",", ".") for name, rows in done.rows.items())
    console.print(
        f"Cópia {manifest.id} restaurada e conferida: {told}; {done.lake_files} arquivo(s) devolvido(s) ao lake."
    )
    if done.former:
        console.print(f"Os bancos de antes ficaram como {', '.join(done.former)}.")
    if done.without_password:
        console.print(f"Estes logins ainda não têm senha: {', '.join(done.without_password)}.")
    if done.configuration:
        console.print(f"As declarações da cópia diferem das daqui; estão em {done.configuration}.")
    if standing_notes(Storage(settings.lake_url)):
        _erase_again(Workplace.of(settings, catalog))


def _erase_again(place: Workplace) -> None:
    """Take away again the people whom an older copy brought back.

    Raises: ConfigurationError saying what must be asked for again.
    """
    again = reapply(place)
    told = ", ".join(erasure.id for erasure, _ in again)
    console.print(f"{len(again)} eliminação(ões) de pessoas refeita(s) sobre a cópia: {told}.")


def _store(settings: Settings, place: str | None) -> BackupStore:
    return BackupStore(place or settings.backup_url)


def _tell(text: str) -> None:
    console.print(text, highlight=False)


def _row(manifest: Manifest) -> dict[str, Any]:
    return {
        "cópia": manifest.id,
        "feita em": manifest.finished_at,
        "bancos": ", ".join(database.name for database in manifest.databases),
        "linhas": sum(database.rows for database in manifest.databases),
        "arquivos do lake": None if manifest.lake is None else len(manifest.lake),
        "tamanho": _mib(manifest.bytes),
        "novos": _mib(manifest.bytes_added),
    }


def _lake_text(manifest: Manifest) -> str:
    return "sem o lake" if manifest.lake is None else f"{len(manifest.lake)} arquivo(s) do lake"


def _mib(size: int) -> str:
    return f"{size / _MIB:.1f} MiB".replace(".", ",")
