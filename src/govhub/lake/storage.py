"""The lake as a folder tree on any fsspec backend (local, S3/MinIO, ADLS, GCS).

A file is written whole or not at all: object stores show an object when its upload is complete (of several pieces,
when the list of pieces is confirmed), on a local disk it is written aside, flushed, and renamed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from fsspec.asyn import AsyncFileSystem
from fsspec.implementations.local import LocalFileSystem

from govhub.clouds import FULL, failure, open_place, patience, reason_of, shown
from govhub.errors import ConfigurationError


class Storage:
    """Named byte blobs below the root of the lake, or of what else is kept the same way.

    `noun` (masculine) and `setting` are what messages call it and where its address comes from.

    Every method raises ConfigurationError when the place fails (its subclass StoreSilent when it does not answer, after
    about a minute at most); messages never hold a credential.
    """

    def __init__(self, url: str, *, noun: str = "lake", setting: str = "GOVHUB_LAKE_URL") -> None:
        self._place, self._noun = shown(url), noun
        self._unwritten, self._unread = f"O {noun} não pôde ser gravado", f"Um arquivo do {noun} não pôde ser lido"
        try:
            with self._telling(f"O {noun} não pôde ser aberto", ""):
                self._fs, self._root = open_place(url)
        except ValueError as error:
            raise ConfigurationError(
                f"O endereço do {noun} não pôde ser aberto",
                where=setting,
                todo="Use uma pasta ou s3:// abfs:// gs://, com as variáveis da nuvem definidas (veja docs/lake.md).",
            ) from error
        self._is_local = isinstance(self._fs, LocalFileSystem)

    @property
    def place(self) -> str:
        """Where the lake lies, as a message may show it."""
        return self._place

    def write(self, name: str, content: bytes) -> None:
        """Store a blob under a name not used before; on failure nothing is left behind under it."""
        with self._telling(self._unwritten, ""):
            if self._is_local:
                self._write_local(Path(self._root) / name, content)
            else:
                self._fs.pipe_file(self._path(name), content, **self._bounded(len(content)))

    def write_file(self, name: str, source: Path) -> None:
        """Store a local file under a name not used before, piece by piece; on failure nothing is left under it."""
        with self._telling(self._unwritten, ""):
            if self._is_local:
                self._copy_local(Path(self._root) / name, source)
            else:
                self._fs.put_file(str(source), self._path(name), **self._bounded(source.stat().st_size))

    def read(self, name: str) -> bytes:
        """Return a blob."""
        with self._telling(self._unread, name):
            content: bytes = self._fs.cat_file(self._path(name), **self._bounded(0))
        return content

    def fetch(self, name: str, target: Path, size: int) -> None:
        """Copy a blob of so many bytes into a local file, piece by piece."""
        with self._telling(self._unread, name):
            self._fs.get_file(self._path(name), str(target), **self._bounded(size))

    def names(self, prefix: str, suffix: str) -> list[str]:
        """Return the names below a folder that end with a suffix, sorted; none for a folder that is not there.

        A bucket or container that is not there is an error: an empty lake and a wrong address are not the same.
        """
        self._fs.invalidate_cache()
        start = len(self._path(""))
        with self._telling(f"O {self._noun} não pôde ser consultado", prefix):
            try:
                found = self._fs.find(self._path(prefix), **self._bounded(0))
            except FileNotFoundError:
                found = []
            if not found and isinstance(self._fs, AsyncFileSystem):
                self._fs.ls(self._root.split("/")[0], detail=False, **self._bounded(0))
        return sorted(path[start:] for path in found if path.endswith(suffix))

    def remove(self, name: str) -> None:
        """Delete a blob that never became part of a run."""
        with self._telling(f"Um arquivo do {self._noun} não pôde ser apagado", name):
            self._fs.rm_file(self._path(name), **self._bounded(0))

    def check(self) -> None:
        """Write, read, list and delete one small blob, so that a permission that is missing shows before a run.

        A local folder that is not there yet is left to the first run, whose user may be another.
        """
        if self._is_local and not Path(self._root).exists():
            return
        folder, content = "_conferencia", uuid4().hex.encode()
        name = f"{folder}/{content.decode()}"
        self.write(name, content)
        try:
            if self.read(name) != content or name not in self.names(folder, ""):
                raise ConfigurationError(
                    f"O {self._noun} não devolveu o que foi gravado", where=self._place, todo="Confira o armazenamento."
                )
        finally:
            self.remove(name)
        if self._is_local:
            (Path(self._root) / folder).rmdir()

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def _bounded(self, size: int) -> dict[str, Any]:
        """Return the limit of a call, which fsspec takes for the whole of it; local disks need none."""
        return {"timeout": patience(size)} if isinstance(self._fs, AsyncFileSystem) else {}

    @contextmanager
    def _telling(self, what: str, name: str) -> Iterator[None]:
        """Turn a failure of the place into its sentence."""
        try:
            yield
        except ConfigurationError:
            raise
        except Exception as error:
            reason = reason_of(error)
            if reason is None:
                raise
            if reason is FULL:
                raise ConfigurationError(
                    f"Acabou o espaço em disco do {self._noun}; nada foi gravado", where=self._place, todo=reason.todo
                ) from error
            raise failure(what, f"{self._place}/{name}" if name else self._place, reason) from error

    def _write_local(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            with aside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise

    def _copy_local(self, path: Path, source: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            with source.open("rb") as content, aside.open("xb") as file:
                shutil.copyfileobj(content, file, 1024 * 1024)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise
