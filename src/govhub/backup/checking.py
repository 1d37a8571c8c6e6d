"""`govhub backup check`: every content of a backup is read again and compared with its checksum."""

from __future__ import annotations

import tempfile
from pathlib import Path

from govhub.backup.manifest import KeptFile, Manifest
from govhub.backup.store import BackupStore
from govhub.errors import ConfigurationError
from govhub.settings import Settings


def damaged_files(settings: Settings, store: BackupStore, manifest: Manifest) -> list[KeptFile]:
    """Return the files of a backup that are missing or are not what was kept.

    Raises: ConfigurationError if the place does not answer at all.
    """
    damaged: list[KeptFile] = []
    seen: set[str] = set()
    settings.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.home) as folder:
        aside = Path(folder) / "content"
        for file in manifest.files:
            if file.sha256 in seen:
                continue
            seen.add(file.sha256)
            if not store.has(file):
                damaged.append(file)
                continue
            try:
                store.fetch(file, aside)
            except ConfigurationError as error:
                if error.kind == "fonte":  # silence, not damage
                    raise
                damaged.append(file)
            aside.unlink(missing_ok=True)
    return damaged
