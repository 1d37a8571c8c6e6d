"""`govhub restore`: databases made aside, judged by the figures of the backup, and only then renamed into place.

Until the renaming, which is one transaction over all databases, nothing that is in use has changed; what was there
before is kept under another name unless told otherwise.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import Connection

from govhub.backup import cluster
from govhub.backup.figures import differences, object_counts, table_figures
from govhub.backup.manifest import DatabaseCopy, Manifest, Role
from govhub.backup.places import KEYS, SETTINGS, Database, databases_of, marks_of
from govhub.backup.programs import Programs, programs_for
from govhub.backup.store import BackupStore
from govhub.catalog import Catalog
from govhub.errors import ConfigurationError, InternalError
from govhub.lake.storage import Storage
from govhub.local.databases import prepare_databases
from govhub.local.processes import supervisor_runs
from govhub.settings import Settings
from govhub.warehouse.access import EXPECTED
from govhub.warehouse.address import require_postgresql
from govhub.warehouse.connection import connect
from govhub.warehouse.logins import credentials, role_of
from govhub.warehouse.setup import setup_warehouse

Tell = Callable[[str], None]
_WORK = "restore-work"
_SHOWN = 5
_UNTOLD_UNTIL = 15


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore left: rows per database, former databases kept, files of the lake, logins without a password.

    `configuration` is the folder with the backup's declarations, null when they are those of this installation.
    """

    rows: dict[str, int]
    former: tuple[str, ...]
    lake_files: int
    without_password: tuple[str, ...]
    configuration: Path | None


@dataclass(frozen=True, slots=True)
class _Pair:
    """A database of the backup and the one of this installation that it becomes."""

    copy: DatabaseCopy
    target: Database

    @property
    def aside(self) -> str:
        return f"{self.target.dbname}_restaurando"


def restore_backup(
    settings: Settings,
    catalog: Catalog,
    environ: Mapping[str, str],
    store: BackupStore,
    manifest: Manifest,
    *,
    tell: Tell,
    other_keys: bool = False,
    drop_former: bool = False,
) -> Restored:
    """Bring databases and lake back to what a backup holds. `environ` is the merged environment.

    Raises: GovhubError; databases in use are then as they were.
    """
    require_postgresql(settings.require("warehouse_url"))
    pairs = _pairs(manifest, environ)
    if not other_keys:
        check_keys(manifest, environ)
    superuser = cluster.superuser_url(settings, environ)
    with connect(superuser, autocommit=True, application="govhub restore") as connection, _workplace(settings) as work:
        _check_quiet(settings, connection, pairs)
        programs = _programs(settings, connection, manifest)
        before = cluster.present(connection, [pair.target.dbname for pair in pairs])
        without_password = _prepare_roles(settings, environ, superuser, connection, manifest)
        try:
            for pair in pairs:
                tell(f"Restaurando o banco {pair.target.dbname} ao lado do que está em uso…")
                _restore_aside(connection, superuser, store, programs, pair, work)
            tell("Completando o lake…")
            lake_files = _restore_lake(settings, store, manifest, work)
            _check_quiet(settings, connection, pairs)
            former = _swap(connection, pairs, set() if drop_former else before)
        finally:
            for pair in pairs:
                cluster.drop(connection, pair.aside)
        configuration = _restore_configuration(settings, store, manifest)
    setup_warehouse(settings, catalog)
    rows = {pair.target.dbname: pair.copy.rows for pair in pairs}
    return Restored(rows, former, lake_files, tuple(without_password), configuration)


def check_keys(manifest: Manifest, environ: Mapping[str, str]) -> None:
    """Make sure that this installation has the keys that the contents of a backup were written with.

    Raises: ConfigurationError naming the settings that differ.
    """
    here = marks_of(environ)
    needed = {KEYS[database.name] for database in manifest.databases}
    wrong = [
        name
        for name, marks in manifest.key_marks.items()
        if name in needed and not set(marks) <= set(here.get(name, ()))
    ]
    if wrong:
        raise ConfigurationError(
            f"A cópia foi feita com outro valor de {', '.join(sorted(wrong))}; nada foi restaurado",
            where=f"cópia {manifest.id}",
            todo="Ponha no .env o valor que está no cofre; só se ele se perdeu, use --other-keys (veja docs/copias.md).",
        )


def _pairs(manifest: Manifest, environ: Mapping[str, str]) -> list[_Pair]:
    here = {database.name: database for database in databases_of(environ)}
    missing = [SETTINGS[copy.name] for copy in manifest.databases if copy.name not in here]
    if missing:
        raise ConfigurationError(
            f"A cópia tem bancos cujo endereço falta aqui: {', '.join(missing)}",
            where=f"cópia {manifest.id}",
            todo="Defina-os no .env (`govhub init` cria os que faltam) e rode de novo.",
        )
    return [_Pair(copy, here[copy.name]) for copy in manifest.databases]


def _check_quiet(settings: Settings, connection: Connection[Any], pairs: list[_Pair]) -> None:
    """Refuse while anything uses the databases: its work would go on in the database that was put aside."""
    programs = cluster.connected(connection, [pair.target.dbname for pair in pairs])
    if supervisor_runs(settings.home):
        programs = ["govhub up", *programs]
    if programs:
        more = f" e mais {len(programs) - _SHOWN}" if len(programs) > _SHOWN else ""
        raise ConfigurationError(
            f"Há programas usando os bancos: {', '.join(programs[:_SHOWN])}{more}; nada foi trocado",
            todo="Encerre-os (`govhub down`, depois `govhub up --only warehouse`) e rode de novo.",
        )


def _programs(settings: Settings, connection: Connection[Any], manifest: Manifest) -> Programs:
    version = connection.info.server_version // 10_000
    if version < manifest.server_version:
        raise ConfigurationError(
            f"A cópia é de um PostgreSQL {manifest.server_version} e este servidor é o {version}",
            where=f"cópia {manifest.id}",
            todo="Restaure em um servidor da mesma versão ou mais novo.",
        )
    return programs_for(settings, max(version, manifest.program_version))


def _prepare_roles(
    settings: Settings,
    environ: Mapping[str, str],
    superuser: str,
    connection: Connection[Any],
    manifest: Manifest,
) -> list[str]:
    """Make every role that the dumps name; passwords are those of this installation's settings."""
    prepare_databases(superuser, [database.url for database in databases_of(environ)])
    created = cluster.complete_roles(connection, _roles(manifest))
    ours = {credentials(settings.require(name))[0] for name in ("warehouse_url", "bi_url")}
    return [login for login in created if login not in ours]


def _roles(manifest: Manifest) -> list[Role]:
    """Return the roles of a backup; until version 15 nothing said that govhub_admin may alter those that it made."""
    if manifest.server_version > _UNTOLD_UNTIL:
        return list(manifest.roles)
    made = tuple(
        role.name for role in manifest.roles if role_of(role.name) in EXPECTED or role.name.startswith("orgao_")
    )
    return [
        role.model_copy(update={"admin_of": made}) if role.name == "govhub_admin" else role for role in manifest.roles
    ]


def _restore_aside(
    connection: Connection[Any], superuser: str, store: BackupStore, programs: Programs, pair: _Pair, work: Path
) -> None:
    """Write one database aside and compare it with the backup.

    Raises: InternalError naming the tables that differ.
    """
    folder = work / pair.copy.name
    for file in pair.copy.files:
        store.fetch(file, folder / file.name.rpartition("/")[2])
    cluster.create_aside(connection, pair.aside, credentials(pair.target.url)[0])
    url = cluster.at(superuser, pair.aside)
    programs.restore(url, folder)
    shutil.rmtree(folder)
    with connect(url, application="govhub restore") as restored:
        wrong = differences(pair.copy.tables, table_figures(restored), pair.copy.objects, object_counts(restored))
        restored.rollback()
        restored.execute("analyze")
    if wrong:
        more = f" e mais {len(wrong) - _SHOWN}" if len(wrong) > _SHOWN else ""
        raise InternalError(
            f"O banco restaurado não é igual ao copiado: {'; '.join(wrong[:_SHOWN])}{more}; nada foi trocado",
            where=pair.target.dbname,
            todo="Confira a cópia com `govhub backup check` e tente de novo, ou use outra.",
        )


def _restore_lake(settings: Settings, store: BackupStore, manifest: Manifest, work: Path) -> int:
    """Bring back the files that the lake lacks; those it has are never touched. Return how many."""
    lake = Storage(settings.lake_url)
    here = set(lake.names("", ""))
    missing = [file for file in manifest.lake or () if file.name.removeprefix("lake/") not in here]
    aside = work / "lake-file"
    for file in missing:
        aside.unlink(missing_ok=True)
        store.fetch(file, aside)
        lake.write_file(file.name.removeprefix("lake/"), aside)
    return len(missing)


def _swap(connection: Connection[Any], pairs: list[_Pair], kept: set[str]) -> tuple[str, ...]:
    """Rename all databases into place; of those before them keep some, under the names that are returned."""
    at = f"{datetime.now(UTC):%Y%m%dt%H%M%S}"
    named = [(pair.target.dbname, pair.aside, f"{pair.target.dbname}_antes_{at}") for pair in pairs]
    cluster.swap(connection, named)
    for name, _, former in named:
        if name not in kept:
            cluster.drop(connection, former)
    return tuple(former for name, _, former in named if name in kept)


def _restore_configuration(settings: Settings, store: BackupStore, manifest: Manifest) -> Path | None:
    """Write the backup's declarations aside if they are not those of this installation; return where."""
    folder = settings.home / "restored" / manifest.id
    differ = False
    for file in manifest.configuration:
        store.fetch(file, folder / file.name)
        differ |= not _is_same(settings, file.name.removeprefix("configuracao/"), folder / file.name)
    if not differ:
        shutil.rmtree(folder, ignore_errors=True)
    return folder if differ else None


def _is_same(settings: Settings, name: str, restored: Path) -> bool:
    folder, _, file = name.rpartition("/")
    own = settings.sources_dir / file if folder else settings.project_dir / file
    here = settings.orgaos_file if name == "orgaos.yaml" else own
    return here.is_file() and here.read_bytes() == restored.read_bytes()


@contextmanager
def _workplace(settings: Settings) -> Iterator[Path]:
    folder = settings.home / _WORK
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield Path(tempfile.mkdtemp(dir=folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
