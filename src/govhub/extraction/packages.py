"""What an original holds: a message its attachment, a ZIP its tables; each table a stream that is never wholly in memory.

Nothing of a package is written to disk and no name inside it is used as a path. What it unpacks to is bounded.
"""

from __future__ import annotations

import email
import email.policy
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from govhub.extraction.answers import BadAnswer

MAX_UNPACKED_BYTES = 4 * 1024**3
_BUFFER_BYTES = 1 << 20
_START_BYTES = 1024
_TABLES = (".csv", ".txt", ".xlsx")
_ZIP_TYPES = frozenset({"application/zip", "application/x-zip-compressed", "application/x-zip"})
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True)
class Member:
    """One table of an original: its name, and what opens it as a binary stream, from the beginning each time."""

    name: str
    open: Callable[[], IO[bytes]]


@contextmanager
def members(path: Path, kind: str) -> Iterator[list[Member]]:
    """Open the tables that an original holds; `kind` is the extension that says what it is.

    Raises: BadAnswer for a message or package without tables, and for one damaged, encrypted or too large.
    """
    with ExitStack() as stack:
        if kind == ".eml":
            yield _attached(path, stack)
        elif kind == ".zip":
            yield _packed(stack.enter_context(path.open("rb")), path.name, stack)
        else:
            yield [Member(path.name, lambda: path.open("rb"))]


def is_html(start: bytes) -> bool:
    """Tell whether a content begins as a page of the portal does: `<`, whatever the encoding."""
    return start.replace(b"\0", b"").lstrip(b"\xef\xbb\xff\xfe\xbf \t\r\n")[:1] == b"<"


def html_instead(name: str) -> BadAnswer:
    """Return the error for a page where a report should be."""
    return BadAnswer(
        "Veio uma página HTML no lugar do relatório; nada foi gravado",
        where=name,
        todo="Entre no portal e confira se o relatório abre e se o envio não falhou.",
    )


def is_table(name: str) -> bool:
    """Tell whether a file name is that of a table; the shadow files of some archivers are not."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.suffix.lower() in _TABLES and not path.name.startswith(".") and "__MACOSX" not in path.parts


def check_unpacked(archive: zipfile.ZipFile, limit: int, name: str) -> None:
    """Refuse a package that unpacks to more than `limit` bytes; no member gives more than its directory says.

    Raises: BadAnswer.
    """
    size = sum(info.file_size for info in archive.infolist())
    if size > limit:
        raise BadAnswer(
            f"O arquivo compactado do relatório abriria em {size // 1024**2} MB, mais que o limite de {limit // 1024**2} MB; "
            "nada foi gravado",
            where=name,
            todo="Confira se o anexo é mesmo o relatório; se for, reduza o filtro dele no portal.",
        )


def _attached(path: Path, stack: ExitStack) -> list[Member]:
    with path.open("rb") as stream:
        message = email.message_from_binary_file(stream, policy=email.policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    for part in parts:
        name = part.get_filename() or ""
        if name.lower().endswith(".zip") or (not is_table(name) and part.get_content_type() in _ZIP_TYPES):
            return _packed(io.BytesIO(_content(part)), name, stack)
    tables = [(name, _content(part)) for part in parts if is_table(name := part.get_filename() or "")]
    if not tables:
        raise BadAnswer(
            "A mensagem não traz o relatório anexado (ZIP, CSV ou XLSX); nada foi gravado",
            todo="Confira no portal se o envio inclui o relatório como anexo compactado.",
        )
    return [Member(name, partial(io.BytesIO, body)) for name, body in tables]


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _packed(stream: IO[bytes], name: str, stack: ExitStack) -> list[Member]:
    start = stream.read(_START_BYTES)
    stream.seek(0)
    if is_html(start):
        raise html_instead(name)
    try:
        archive = stack.enter_context(zipfile.ZipFile(stream))
    except _DAMAGE as error:
        raise _damaged(name) from error
    tables = [info for info in archive.infolist() if is_table(info.filename)]
    if not tables:
        raise BadAnswer(
            "O arquivo ZIP não traz nenhum CSV ou XLSX; nada foi gravado",
            where=name,
            todo="Confira no portal o formato em que o relatório é enviado.",
        )
    if any(info.flag_bits & 1 for info in tables):
        raise BadAnswer(
            "O arquivo ZIP do relatório exige senha; nada foi gravado",
            where=name,
            todo="Tire a senha do envio agendado no portal.",
        )
    if any(info.compress_type not in _METHODS for info in tables):
        raise BadAnswer(
            "O arquivo ZIP do relatório usa uma compressão que não é a comum (deflate); nada foi gravado",
            where=name,
            todo="Gere o ZIP de novo com a compressão comum.",
        )
    check_unpacked(archive, MAX_UNPACKED_BYTES, name)
    return [Member(PurePosixPath(info.filename).name, partial(_unpacked, archive, info)) for info in tables]


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    return io.BufferedReader(_Unpacking(archive, info), _BUFFER_BYTES)


class _Unpacking(io.RawIOBase):
    """The content of one member, unpacked as it is read; damage on the way is told as what it is."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._name = PurePosixPath(info.filename).name
        try:
            self._stream = archive.open(info)
        except _DAMAGE as error:
            raise _damaged(self._name) from error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            content = self._stream.read(len(buffer))
        except _DAMAGE as error:
            raise _damaged(self._name) from error
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


def _damaged(name: str) -> BadAnswer:
    return BadAnswer(
        "O arquivo ZIP do relatório está truncado ou danificado; nada foi gravado",
        where=name,
        todo="Peça o envio de novo no portal; o original está guardado junto da execução.",
    )
