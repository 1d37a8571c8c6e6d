"""Where a secret must not be: files, logs, process lists, git, container images. Each search returns what it found.

`python -m tests.secrecy` looks at the files that git tracks, as they are now (`make lint`); their history is a test's.
"""

from __future__ import annotations

import io
import math
import re
import subprocess
import sys
import tarfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote, unquote, urlsplit

_SECRET_NAME = re.compile(r"(PASSWORD|SECRET|TOKEN|_KEY)$")
_SHORTEST = 6
_CHUNK = 1 << 20

Values = Mapping[bytes, str]
"""Secret values by what they look like where they leak, and the name of the setting of each."""


def secret_values(environment: Mapping[str, str | None]) -> dict[bytes, str]:
    """Return the secrets of an environment: passwords, keys, tokens, and the passwords inside addresses."""
    found: dict[bytes, str] = {}
    for name, value in environment.items():
        if not value or not name.startswith(("GOVHUB_", "AIRFLOW_", "SUPERSET_")):
            continue
        inside = unquote(urlsplit(value).password or "") if "://" in value else ""
        parts = [inside] if inside else value.split(",") if _SECRET_NAME.search(name) else []
        for part in parts:
            if len(part) >= _SHORTEST:
                found |= {part.encode(): name, quote(part, safe="").encode(): name}
    return found


def in_bytes(content: bytes, values: Values) -> set[str]:
    """Return the names of the settings whose values are in a content."""
    return {name for value, name in values.items() if value in content}


def in_files(paths: Iterable[Path], values: Values) -> dict[str, set[str]]:
    """Return the names of the settings whose values are in files, by file; folders are searched to their bottom."""
    found = {}
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and not file.is_symlink():
                with file.open("rb") as opened:
                    names = _in_stream(opened, values)
                if names:
                    found[str(file)] = names
    return found


def _in_stream(stream: IO[bytes], values: Values) -> set[str]:
    """Search piece by piece, each with the end of the one before."""
    overlap, names, tail = max(map(len, values), default=1), set[str](), b""
    while piece := stream.read(_CHUNK):
        names |= in_bytes(tail + piece, values)
        tail = piece[-overlap:]
    return names


def in_processes(values: Values) -> dict[str, set[str]]:
    """Return the names of the settings whose values are in command lines now, by command."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = file.read_bytes()
        except OSError:
            continue
        if names := in_bytes(line, values):
            found[line.split(b"\0")[0].decode(errors="replace")] = names
    return found


@contextmanager
def watched_processes(values: Values) -> Iterator[dict[str, set[str]]]:
    """Look at every command line again and again until the block ends; yield what is found."""
    found: dict[str, set[str]] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            found.update(in_processes(values))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def in_image(archive: Path, values: Values) -> dict[str, set[str]]:
    """Return the names of the settings whose values are in an image that `docker save` or `podman save` wrote, by place.

    Looks into every layer, deleted files included, and into the configuration, which holds variables and the history of
    commands (`docker history`).
    """
    found: dict[str, set[str]] = {}
    with tarfile.open(archive) as image:
        for member in image:
            opened = image.extractfile(member) if member.isfile() else None
            if opened is not None:
                _in_member(member.name, opened, values, found)
    return found


def _in_member(name: str, opened: IO[bytes], values: Values, found: dict[str, set[str]]) -> None:
    """Search a layer, file by file as it is read, or a document."""
    head = opened.read(512)
    opened.seek(0)
    assert head[:4] != b"\x28\xb5\x2f\xfd", "layers compressed by zstd are not read; save the image with gzip or none"
    if head[:2] != b"\x1f\x8b" and head[257:262] != b"ustar":
        if names := _in_stream(opened, values):
            found[name] = names
        return
    with tarfile.open(fileobj=opened, mode="r|*") as layer:
        for member in layer:
            file = layer.extractfile(member) if member.isfile() else None
            if file is not None and (names := _in_stream(file, values)):
                found[f"{name}:{member.name}"] = names


# What looks like a secret, whoever it belongs to. The group is the value, where the form alone does not tell.
LOOKS = {
    "chave privada": re.compile(rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{20}"),
    "chave da AWS": re.compile(rb"\bAKIA[0-9A-Z]{16}\b"),
    "token do GitHub": re.compile(rb"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    "senha em endereço": re.compile(rb"[a-z][a-z0-9+]+://[\w.%-]+:([^\s:/@'\"{}$<>()]{8,})@"),
    "valor de segredo": re.compile(
        rb"(?i)(?:password|senha|secret|segredo|token|_key|chave)[\"']?[ \t]*[=:][ \t]*[\"']?([A-Za-z0-9+/_=-]{20,})"
    ),
}
# Made up for tests, and valid nowhere.
KNOWN = {
    "segredo-do-cliente-de-teste-0123456789",
    "segredo-dos-tokens-de-teste-0123456789",
    "senha-do-administrador-1",
}
_RANDOM_BITS = 3.5  # per character; words have less


def looks_secret(content: bytes) -> set[tuple[str, str]]:
    """Return what in a text looks like a secret: kind and value."""
    found = set()
    for kind, look in LOOKS.items():
        for match in look.finditer(content):
            value = match.group(match.lastindex or 0).decode(errors="replace")
            if not match.lastindex or _is_random(value):
                found.add((kind, value))
    return found


def _is_random(value: str) -> bool:
    counts = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return bits > _RANDOM_BITS and any(letter.isdigit() for letter in value) and any(map(str.isalpha, value))


def git_blobs(project: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and contents of every version of every file that git keeps, binary files excepted."""
    listed = _git(project, "rev-list", "--all", "--objects").decode().splitlines()
    paths = dict(line.split(" ", 1) for line in listed if " " in line)
    asked = "\n".join(paths) + "\n"
    answer = io.BytesIO(_git(project, "cat-file", "--batch", given=asked.encode()))
    while header := answer.readline():
        name, kind, size = header.decode().split()
        content = answer.read(int(size))
        answer.read(1)
        if kind == "blob" and b"\0" not in content[:8000]:
            yield paths[name], content


def tracked_files(project: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and contents of the files that git tracks, as they are on the disk, binary files excepted."""
    for name in filter(None, _git(project, "ls-files", "-z").decode().split("\0")):
        path = project / name
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content[:8000]:
                yield name, content


def main(project: Path) -> int:
    """Say where in the tracked files something looks like a secret, never what it is; return the exit status."""
    if not (project / ".git").exists():
        return 0  # an unpacked archive has no list of files
    found = [
        (name, kind, content[: content.find(value.encode())].count(b"\n") + 1)
        for name, content in tracked_files(project)
        for kind, value in sorted(looks_secret(content))
        if value not in KNOWN
    ]
    for name, kind, line in found:
        sys.stderr.write(
            f"{name}:{line}: parece um segredo ({kind}). Se é, troque-o e tire-o daqui; se foi inventado para um teste, ponha-o"
            " em KNOWN, em tests/secrecy.py.\n"
        )
    return 1 if found else 0


def _git(project: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = subprocess.run(["git", *arguments], cwd=project, input=given, capture_output=True, check=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
