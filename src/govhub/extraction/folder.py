"""Reports that are laid into a folder or under an object-storage prefix, by hand or by another system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fsspec.asyn import AsyncFileSystem

from govhub.catalog import SystemDeclaration
from govhub.clouds import Reason, failure, open_place, patience, reason_of, shown
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
        self._system, self._place = system, shown(url)
        with self._telling():
            self._fs, root = open_place(url)
            self._limit = {"timeout": patience()} if isinstance(self._fs, AsyncFileSystem) else {}
            self._fs.invalidate_cache()
            exists = self._fs.exists(root, **self._limit)
            self._names = self._fs.find(root, **self._limit) if exists else None
        if self._names is None:
            raise ConfigurationError(
                f"A pasta de {system.title} não existe",
                where=self._place,
                todo=f"Confira GOVHUB_SOURCE_{system.name.upper()}_BASE_URL.",
            )

    def editions(self, subject: str, after: str | None) -> list[Edition]:
        """As in Channel; the cursor holds the time of the file's last change and its name."""
        found = []
        for name in self._names or []:
            path = Path(name)
            if path.suffix.lower() not in KINDS or not is_named(path.stem, subject):
                continue
            with self._telling():
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
            self._fs.get_file(edition.name, str(target), **self._transfer(edition.name))
        except Exception as error:
            if reason_of(error) is None:
                raise
            raise PassingFault(
                "Um arquivo da pasta não pôde ser lido", where=Path(edition.name).name, todo="Confira a permissão."
            ) from error

    def _transfer(self, name: str) -> dict[str, float]:
        return {"timeout": patience(self._fs.size(name, **self._limit))} if self._limit else {}

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn a failure of the folder or the object store into its sentence."""
        try:
            yield
        except ConfigurationError:
            raise
        except Exception as error:
            reason = reason_of(error)
            if reason is None and not isinstance(error, ValueError):
                raise
            reason = reason or Reason("o endereço não é válido", "Confira o endereço e as variáveis da nuvem.")
            raise failure(f"A pasta de {self._system.title} não pôde ser aberta", self._place, reason) from error


def is_named(stem: str, subject: str) -> bool:
    """Tell whether a file name without extension is a subject, with or without a date and the (1) of a download.

    A subject that begins with another one is not that other one.
    """
    name, wanted = stem.strip().casefold(), subject.strip().casefold()
    return name.startswith(wanted) and _DATED.fullmatch(name, len(wanted)) is not None
