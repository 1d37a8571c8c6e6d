"""Where a secret is kept (a line of `.env`, or a file of its own) and how it is replaced: whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

from govhub.errors import ConfigurationError
from govhub.settings import SECRETS_DIR, Settings

_PLAIN = re.compile(r"[\w@%+=:,./?&~-]*")


@dataclass(frozen=True, slots=True)
class Place:
    """The file that holds a secret, alone or as a line `NAME=value`."""

    name: str
    file: Path
    is_line: bool

    def text_with(self, value: str) -> str:
        """Return the whole file with another value."""
        if not self.is_line:
            return value
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        ours = re.compile(rf"\s*(export\s+)?{re.escape(self.name)}\s*=")
        kept = [line for line in lines if not ours.match(line)]
        at = next((number for number, line in enumerate(lines) if ours.match(line)), len(kept))
        text = "\n".join([*kept[:at], f"{self.name}={_quoted(value)}", *kept[at:]]) + "\n"
        if dotenv_values(stream=StringIO(text)).get(self.name) != value:
            raise ConfigurationError(
                f"O valor de {self.name} não cabe em uma linha do .env",
                where=str(self.file),
                todo=f"Guarde-o em um arquivo e aponte-o com {self.name}_FILE.",
            )
        return text


def place_of(settings: Settings, name: str, environ: Mapping[str, str] | None = None) -> Place:
    """Return where a secret is kept.

    Raises: ConfigurationError if it is a variable of the environment, which no command can change.
    """
    environ = os.environ if environ is None else environ
    dotenv = Path(environ.get("GOVHUB_ENV_FILE", settings.project_dir / ".env"))
    if environ.get(name):
        raise ConfigurationError(
            f"{name} vem de uma variável do ambiente, que este comando não pode trocar",
            todo=f"Guarde-o no .env ou em um arquivo ({name}_FILE), ou peça o valor novo em uma pasta com --to.",
        )
    lines = dotenv_values(dotenv) if dotenv.exists() else {}
    named = environ.get(f"{name}_FILE") or lines.get(f"{name}_FILE")
    if named:
        return Place(name, Path(named), is_line=False)
    in_folder = Path(environ.get("GOVHUB_SECRETS_DIR", SECRETS_DIR)) / name
    return Place(name, in_folder, is_line=False) if in_folder.is_file() else Place(name, dotenv, is_line=True)


@contextmanager
def replacing(place: Place, value: str) -> Iterator[None]:
    """Put a new value into its place; should the block fail, the former one is put back.

    Nobody ever reads half of it. The file keeps mode and owner.
    Raises: ConfigurationError, before anything is changed, if the place can't be written.
    """
    try:
        former = place.file.read_text(encoding="utf-8") if place.file.exists() else None
        text = place.text_with(value)
    except OSError as error:
        raise _unwritable(place) from error
    _write(place, text)
    try:
        yield
    except BaseException:
        if former is None:
            place.file.unlink(missing_ok=True)
        else:
            _write(place, former)
        raise


def _write(place: Place, text: str) -> None:
    try:
        if place.is_line or not place.file.exists():
            _rename_into(place.file, text)
        else:
            _overwrite(place.file, text)
    except OSError as error:
        raise _unwritable(place) from error


def _rename_into(file: Path, text: str) -> None:
    """Write a draft and rename it, with mode and owner of what it replaces."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = file.stat() if file.exists() else None
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="utf-8")
        if known is not None:
            if os.geteuid() == 0:
                os.chown(draft, known.st_uid, known.st_gid)
            draft.chmod(known.st_mode & 0o777)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.rename(file)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _overwrite(file: Path, text: str) -> None:
    """Write into the same file, which containers may have mounted by itself, in one go.

    Blank lines cover the end of a longer former value; whoever reads a secret strips them.
    """
    known = file.stat()
    content = text.encode()
    file.chmod(known.st_mode & 0o777 | 0o200)
    try:
        with file.open("r+b", buffering=0) as opened:
            opened.write(content + b"\n" * max(0, known.st_size - len(content)))
            opened.truncate(len(content))
            os.fsync(opened.fileno())
    finally:
        file.chmod(known.st_mode & 0o777)


def _unwritable(place: Place) -> ConfigurationError:
    return ConfigurationError(
        f"O lugar de {place.name} não pôde ser gravado; nada mudou",
        where=str(place.file),
        todo="Confira a permissão da pasta, ou peça o valor novo em uma pasta com --to.",
    )


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
