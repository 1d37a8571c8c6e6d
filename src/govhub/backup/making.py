"""`govhub backup`: databases, then lake, then local configuration, and the manifest last.

The lake comes after the warehouse: whatever bronze holds was in the lake before it (ADR 0002), so a restored lake never
lacks a run of the restored bronze. Secrets are not copied (ADR 0030).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from govhub.backup.figures import object_counts, roles_of, table_figures
from govhub.backup.locks import alone
from govhub.backup.manifest import DatabaseCopy, KeptFile, Manifest, Role
from govhub.backup.places import Database, databases_of, marks_of
from govhub.backup.programs import Programs, programs_for
from govhub.backup.snapshots import held_still
from govhub.backup.store import BackupStore
from govhub.errors import ConfigurationError
from govhub.lake.retention import lasting
from govhub.lake.storage import Storage
from govhub.settings import Settings
from govhub.warehouse.address import require_postgresql
from govhub.warehouse.connection import connect

Tell = Callable[[str], None]
_WORK = "backup-work"


class _Keeping:
    """Puts files into the store and counts the bytes that were not there yet."""

    def __init__(self, store: BackupStore) -> None:
        self._store = store
        self.bytes_added = 0

    def keep(self, name: str, source: Path) -> KeptFile:
        kept, is_new = self._store.keep(name, source)
        self.bytes_added += kept.bytes if is_new else 0
        return kept


def make_backup(settings: Settings, environ: Mapping[str, str], store: BackupStore, tell: Tell) -> Manifest:
    """Copy everything once; return the backup. `environ` is the merged environment, `tell` gets what begins.

    Raises: GovhubError; the backup then does not exist, and contents already kept are used by the next one.
    """
    require_postgresql(settings.require("warehouse_url"))
    databases = databases_of(environ)
    if not databases or databases[0].name != "warehouse":
        settings.require("warehouse_admin_url")
    started = datetime.now(UTC)
    warehouse = databases[0].url
    with alone(warehouse), _workplace(settings) as work:
        version, roles = _server(warehouse)
        programs = programs_for(settings, version)
        keeping = _Keeping(store)
        copies = []
        for database in databases:
            tell(f"Copiando o banco {database.dbname}…")
            copies.append(_copy_database(database, programs, keeping, work))
        lake = None
        if settings.backup_lake:
            tell("Copiando do lake o que ainda não foi copiado…")
            lake = _copy_lake(settings, store, keeping, work)
        manifest = Manifest(
            id=f"{started:%Y%m%dT%H%M%S-%f}",  # one at a time, so no two are equal
            started_at=started,
            finished_at=datetime.now(UTC),
            server_version=version,
            program_version=programs.version,
            roles=roles,
            databases=tuple(copies),
            lake=lake,
            configuration=tuple(keeping.keep(name, file) for name, file in _configuration(settings)),
            key_marks=marks_of(environ),
            bytes_added=keeping.bytes_added,
        )
        store.commit(manifest)
    return manifest


def _server(url: str) -> tuple[int, tuple[Role, ...]]:
    with connect(url, application="govhub backup") as connection:
        return connection.info.server_version // 10_000, roles_of(connection)


def _copy_database(database: Database, programs: Programs, keeping: _Keeping, work: Path) -> DatabaseCopy:
    """Dump one database and count it, side by side in the same snapshot."""
    folder = work / database.name
    with held_still(database.url) as still, ThreadPoolExecutor(max_workers=1) as pool:
        dump = pool.submit(programs.dump, database.url, still.snapshot, folder)
        objects = object_counts(still.connection)
        tables = table_figures(still.connection)
        dump.result()
    files = tuple(
        keeping.keep(f"{database.name}/{file.name}", file) for file in sorted(folder.iterdir()) if file.is_file()
    )
    shutil.rmtree(folder)
    return DatabaseCopy(name=database.name, files=files, tables=tables, objects=objects)


def _copy_lake(settings: Settings, store: BackupStore, keeping: _Keeping, work: Path) -> tuple[KeptFile, ...]:
    """Keep what the lake has and the newest backup has not: files of the lake never change, so a name is enough."""
    lake = Storage(settings.lake_url)
    newest = store.newest_readable()
    known = {file.name: file for file in (newest.lake or ())} if newest else {}
    kept = []
    for name in lasting(lake.names("", "")):
        file = known.get(f"lake/{name}")
        if file is None or not store.has(file):
            aside = work / "lake-file"
            aside.unlink(missing_ok=True)
            lake.fetch(name, aside, 0)
            file = keeping.keep(f"lake/{name}", aside)
        kept.append(file)
    return tuple(kept)


def _configuration(settings: Settings) -> list[tuple[str, Path]]:
    """Return the files that say what this installation serves; all else comes with the release."""
    files = [("orgaos.yaml", settings.orgaos_file), ("privacidade.yaml", settings.project_dir / "privacidade.yaml")]
    files += [(f"sources/{file.name}", file) for file in sorted(settings.sources_dir.glob("*.yaml"))]
    return [(f"configuracao/{name}", file) for name, file in files if file.is_file()]


@contextmanager
def _workplace(settings: Settings) -> Iterator[Path]:
    """Yield an empty folder of the home, for nobody else to read; what a killed backup left there goes first."""
    folder = settings.home / _WORK
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError(
            "A pasta de trabalho não aceita escrita",
            where=str(folder),
            todo="Confira a permissão, ou mude GOVHUB_HOME.",
        ) from error
    try:
        yield Path(tempfile.mkdtemp(dir=folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
