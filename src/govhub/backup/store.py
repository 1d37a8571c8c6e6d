"""Where backups lie: contents under their own SHA-256, each once, and a manifest per backup that names them.

objects/<2 hex>/<sha256>            a content, whoever needs it
manifests/<id>-<16 hex>.json        a backup; the digits are those of its own SHA-256

So every backup is whole by itself, and yet only what changed is written: tables whose rows stayed, and files of the
lake that an earlier backup has, are there already. Any of them may be dropped without the others noticing.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import ValidationError

from govhub.backup.manifest import KeptFile, Manifest
from govhub.clouds import is_remote
from govhub.errors import ConfigurationError, GovhubError
from govhub.lake.storage import Storage

_MANIFESTS, _OBJECTS = "manifests", "objects"


class BackupStore:
    """Backups on any place that can hold a lake."""

    def __init__(self, url: str) -> None:
        if "://" not in url:
            _make_private(Path(url))
        self._storage = Storage(url, noun="depósito de cópias", setting="GOVHUB_BACKUP_URL")
        self._is_remote = is_remote(url)
        self._known: set[str] | None = None

    @property
    def place(self) -> str:
        """Where it lies, as a message may show it."""
        return self._storage.place

    def keep(self, name: str, source: Path) -> tuple[KeptFile, bool]:
        """Keep a local file; return it, and whether its content is new here."""
        with source.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        kept = KeptFile(name=name, bytes=source.stat().st_size, sha256=digest)
        if self.has(kept):
            return kept, False
        self._storage.write_file(_object(digest), source)
        self._contents().add(digest)
        return kept, True

    def has(self, file: KeptFile) -> bool:
        """Tell whether a content is here."""
        return file.sha256 in self._contents()

    def fetch(self, file: KeptFile, target: Path) -> None:
        """Copy a content into a local file, and make sure that it is what was kept.

        Raises: ConfigurationError naming the file, if it is missing or damaged; `target` must then not be used.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        self._storage.fetch(_object(file.sha256), target, file.bytes)
        with target.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
        if found != file.sha256:
            raise ConfigurationError(
                "Um arquivo da cópia não é o que foi gravado",
                where=f"{file.name}, {self.place}/{_object(file.sha256)}",
                todo="Apague-o e faça outra cópia, ou use uma cópia anterior (`govhub backup list`).",
            )

    def commit(self, manifest: Manifest) -> None:
        """Write the manifest: from here on the backup exists."""
        content = manifest.model_dump_json(indent=1).encode()
        self._storage.write(f"{_MANIFESTS}/{manifest.id}-{_short(content)}.json", content)

    def ids(self) -> list[str]:
        """Return every backup, oldest first."""
        return [_id_of(name) for name in self._manifest_names()]

    def read(self, backup_id: str) -> Manifest:
        """Return one backup.

        Raises: ConfigurationError if there is none of that name, or its manifest is damaged.
        """
        names = [name for name in self._manifest_names() if _id_of(name) == backup_id]
        if not names:
            raise ConfigurationError(
                f"Não há a cópia {backup_id}", where=self.place, todo="Veja as que existem com `govhub backup list`."
            )
        content = self._storage.read(names[0])
        try:
            if not names[0].endswith(f"-{_short(content)}.json"):
                raise ValueError(names[0])
            return Manifest.model_validate_json(content)
        except (ValidationError, ValueError) as error:
            raise ConfigurationError(
                f"O manifesto da cópia {backup_id} está danificado",
                where=f"{self.place}/{names[0]}",
                todo="Use outra cópia (`govhub backup list`).",
            ) from error

    def newest(self) -> Manifest:
        """Return the newest backup.

        Raises: ConfigurationError if there is none.
        """
        ids = self.ids()
        if not ids:
            raise ConfigurationError(
                "Não há nenhuma cópia",
                where=self.place,
                todo="Faça uma com `govhub backup`, ou confira GOVHUB_BACKUP_URL.",
            )
        return self.read(ids[-1])

    def newest_readable(self) -> Manifest | None:
        """Return the newest backup whose manifest is whole, null if there is none."""
        for backup_id in reversed(self.ids()):
            try:
                return self.read(backup_id)
            except GovhubError:
                continue
        return None

    def drop(self, backup_id: str) -> None:
        """Make a backup not exist any more; its contents stay until `sweep`."""
        for name in self._manifest_names():
            if _id_of(name) == backup_id:
                self._storage.remove(name)

    def sweep(self) -> int:
        """Delete contents that no backup needs; return how many. The caller makes sure that none is being made.

        Raises: ConfigurationError, with nothing deleted, if a manifest is damaged: what it needs is not known.
        """
        needed = {file.sha256 for backup_id in self.ids() for file in self.read(backup_id).files}
        names = self._storage.names(_OBJECTS, "")
        unneeded = [name for name in names if name.rpartition("/")[2] not in needed]
        for name in unneeded:
            self._storage.remove(name)
        self._known = None
        return len(unneeded)

    def _contents(self) -> set[str]:
        if self._known is None:
            self._known = {name.rpartition("/")[2] for name in self._storage.names(_OBJECTS, "")}
        return self._known

    def _manifest_names(self) -> list[str]:
        return [
            name for name in self._storage.names(_MANIFESTS, ".json") if not name.rpartition("/")[2].startswith(".")
        ]


def _object(digest: str) -> str:
    return f"{_OBJECTS}/{digest[:2]}/{digest}"


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _id_of(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".json").rpartition("-")[0]


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError(
            "O depósito de cópias não pôde ser criado",
            where=str(folder),
            todo="Confira a permissão da pasta, ou mude GOVHUB_BACKUP_URL.",
        ) from error
