"""The lake as a folder tree on any fsspec backend (local, S3/MinIO, ADLS, GCS).

A file is written whole or not at all: object stores do so by nature, on a local disk it is written
aside, flushed, and renamed.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

from govhub.errors import ConfigurationError, GovhubError


class Storage:
    """Named byte blobs below the root of the lake."""

    def __init__(self, url: str) -> None:
        try:
            self._fs, self._root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(
                "O endereço do lake não pôde ser aberto",
                where="GOVHUB_LAKE_URL",
                todo="Use uma pasta ou s3:// abfs:// gs://, com o extra correspondente instalado (s3, azure ou gcs).",
            ) from error
        self._is_local = isinstance(self._fs, LocalFileSystem)

    def write(self, name: str, content: bytes) -> None:
        """Store a blob under a name not used before.

        Raises: ConfigurationError for a full disk or a folder that can't be written; nothing is left behind.
        """
        try:
            if self._is_local:
                self._write_local(Path(self._root) / name, content)
            else:
                self._fs.pipe_file(self._path(name), content)
        except OSError as error:
            raise _unwritable(error) from error

    def write_file(self, name: str, source: Path) -> None:
        """Store a local file under a name not used before, piece by piece.

        Raises: as `write`.
        """
        try:
            if self._is_local:
                path = Path(self._root) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                aside = path.with_name(f".{path.name}.{uuid4().hex}")
                try:
                    shutil.copyfile(source, aside)
                    aside.rename(path)
                except OSError:
                    aside.unlink(missing_ok=True)
                    raise
            else:
                self._fs.put_file(str(source), self._path(name))
        except OSError as error:
            raise _unwritable(error) from error

    def read(self, name: str) -> bytes:
        """Return a blob.

        Raises: ConfigurationError if it is not there or can't be read.
        """
        try:
            content: bytes = self._fs.cat_file(self._path(name))
        except OSError as error:
            raise ConfigurationError(
                "Um arquivo do lake não pôde ser lido", where=name, todo="Confira GOVHUB_LAKE_URL e restaure o arquivo."
            ) from error
        return content

    def names(self, prefix: str, suffix: str) -> list[str]:
        """Return the names below a folder that end with a suffix, sorted."""
        self._fs.invalidate_cache()
        root = self._path(prefix)
        if not self._fs.exists(root):
            return []
        start = len(self._path(""))
        return sorted(path[start:] for path in self._fs.find(root) if path.endswith(suffix))

    def remove(self, name: str) -> None:
        """Delete a blob that never became part of a run."""
        self._fs.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

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


def _unwritable(error: OSError) -> GovhubError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return ConfigurationError(
            "Acabou o espaço em disco do lake; nada foi gravado",
            where="GOVHUB_LAKE_URL",
            todo="Libere espaço e rode o comando de novo.",
        )
    return ConfigurationError(
        "O lake não pôde ser gravado; nada foi gravado",
        where="GOVHUB_LAKE_URL",
        todo="Confira o endereço e a permissão de escrita.",
    )
