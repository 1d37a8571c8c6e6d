"""Reports that are laid into a folder or under an object-storage prefix, by hand or by another system."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import fsspec

from govhub.catalog import SystemDeclaration
from govhub.errors import ConfigurationError
from govhub.extraction.answers import PassingFault
from govhub.extraction.arrivals import Edition

KINDS = frozenset({".zip", ".csv", ".txt", ".xlsx", ".eml"})
_DATED = re.compile(
    r"(?:[._ -]+(?:\d{8}|\d{4}-\d{2}-\d{2}|\d{2}[-.]\d{2}[-.]\d{4})(?:[T_ -]?\d{2}[-_h]?\d{2}(?:[-_]?\d{2})?)?)?"
    r"(?:[ _-]?\(\d+\))?",
    re.IGNORECASE,
)


class FolderChannel:
    """Files of a folder or an object-storage prefix: the subject, perhaps a date, and an extension."""

    def __init__(self, system: SystemDeclaration, url: str) -> None:
        try:
            self._fs, root = fsspec.core.url_to_fs(url)
            self._fs.invalidate_cache()
            self._names = self._fs.find(root) if self._fs.exists(root) else None
        except (ImportError, ValueError, OSError) as error:
            raise ConfigurationError(
                f"A pasta de {system.title} não pôde ser aberta",
                where=_without_secret(url),
                todo="Confira o endereço e a permissão.",
            ) from error
        if self._names is None:
            raise ConfigurationError(
                f"A pasta de {system.title} não existe",
                where=_without_secret(url),
                todo=f"Confira GOVHUB_SOURCE_{system.name.upper()}_BASE_URL.",
            )

    def editions(self, subject: str, after: str | None) -> list[Edition]:
        """As in Channel; the cursor holds the time of the file's last change and its name."""
        found = []
        for name in self._names or []:
            path = Path(name)
            if path.suffix.lower() not in KINDS or not is_named(path.stem, subject):
                continue
            at = self._changed_at(name)
            cursor = f"{at:%Y-%m-%dT%H:%M:%S.%f}|{path.name}"
            if after is None or cursor > after:
                found.append(Edition(subject, cursor, name, at, path.suffix.lower()))
        return sorted(found, key=lambda edition: edition.cursor)

    def _changed_at(self, name: str) -> datetime:
        at: datetime = self._fs.modified(name)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)

    def fetch(self, edition: Edition, target: Path) -> None:
        """As in Channel."""
        try:
            self._fs.get_file(edition.name, str(target))
        except OSError as error:
            raise PassingFault(
                "Um arquivo da pasta não pôde ser lido", where=Path(edition.name).name, todo="Confira a permissão."
            ) from error


def is_named(stem: str, subject: str) -> bool:
    """Tell whether a file name without extension is a subject, with or without a date and the (1) of a download.

    A subject that begins with another one is not that other one.
    """
    name, wanted = stem.strip().casefold(), subject.strip().casefold()
    return name.startswith(wanted) and _DATED.fullmatch(name, len(wanted)) is not None


def _without_secret(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//", url)
