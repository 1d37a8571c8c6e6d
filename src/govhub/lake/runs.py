"""One extraction of one resource as files: Parquet parts, the scopes read, and, last, the manifest.

<system>/<resource>/<yyyy>/<mm>/<dd>/<run_id>-00000.parquet
                                    /<run_id>-scopes.parquet
                                    /<run_id>.manifest.json     a run without it never existed
                                    /<run_id>-recusada.body     an answer that failed validation
                                    /<run_id>-original.*        a message or file as it arrived
                                    /<run_id>-andamento.parquet the scopes read so far, so that a killed run resumes

A run from which a person was erased is written again as `<run_id>r1-…`, `<run_id>r2-…` (`lake.redaction`).
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, ValidationError

from govhub.errors import InternalError
from govhub.lake.editions import MANIFEST, superseded
from govhub.lake.storage import Storage

_PART_BYTES = 16 * 1024 * 1024
_PART_ROWS = 50_000
_FEW_ROWS = 100
_AT_ONCE = 8
PROGRESS = "-andamento.parquet"
REFUSED = "-recusada.body"
_PROGRESS_S = 15.0
_SCOPES = pa.schema([("scope", pa.string()), ("rows", pa.int64()), ("cursor", pa.string())])


class StoredFile(BaseModel):
    """One file of a run and the proof that it is whole."""

    model_config = ConfigDict(frozen=True)

    name: str
    rows: int
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a complete run holds; `extracted_at` is the instant that its rows carry in bronze."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    system: str
    resource: str
    orgaos: tuple[str, ...]
    extracted_at: datetime
    parts: tuple[StoredFile, ...]
    scopes: StoredFile
    rows: int
    rows_announced: int | None
    pages: int
    requests: int
    retries: int
    bytes: int
    drift: tuple[str, ...]
    allow_shrink: bool


def run_folder(system: str, resource: str, at: datetime) -> str:
    """Return the folder of the runs of one day."""
    return f"{system}/{resource}/{at:%Y/%m/%d}"


class RunWriter:
    """Writes the parts of one run as pages arrive: while one part is written, in a thread, the next one gathers.

    At most two parts are in memory. What a part's writing raises comes out of the next call that needs it written.
    """

    def __init__(
        self,
        storage: Storage,
        folder: str,
        run_id: str,
        schema: pa.Schema,
        *,
        sift: Callable[[pa.Table], pa.Table] | None = None,
    ) -> None:
        self._storage = storage
        self._prefix = f"{folder}/{run_id}"
        self._schema = schema
        self._tables: list[pa.Table] = []
        self._pending_rows = 0
        self._pending_bytes = 0
        self._scopes: list[tuple[str, int, str | None]] = []
        self._flushed_at = time.monotonic()
        self._saved = 0
        self._sift = sift
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lake")
        self._writing: tuple[pa.Table, Future[StoredFile]] | None = None
        self.parts: list[StoredFile] = []
        self.rows = 0
        self.left_out = 0

    @property
    def manifest_name(self) -> str:
        """Name of the manifest that `commit` writes."""
        return self._prefix + MANIFEST

    def add(self, table: pa.Table) -> None:
        """Take one page, or what `sift` leaves of it; `left_out` counts the rest."""
        if self._sift is not None:
            whole, table = len(table), self._sift(table)
            self.left_out += whole - len(table)
        self.rows += len(table)
        if len(table):
            self._tables.append(table)
            self._pending_rows += len(table)
            self._pending_bytes += table.get_total_buffer_size()  # thirty times faster than nbytes
        if self._pending_rows >= _PART_ROWS or self._pending_bytes >= _PART_BYTES:
            self._flush()

    def add_scope(self, label: str, rows: int, cursor: str | None = None) -> None:
        """Record that a scope was read to its end, and write down now and then how far the run came."""
        self._scopes.append((label, rows, cursor))
        if time.monotonic() - self._flushed_at > _PROGRESS_S:
            self.save_progress()

    def save_progress(self) -> None:
        """Write what is pending, then the scopes whose rows are all written: a run killed later resumes from here."""
        self._flush()
        self._wait()
        self._storage.write(f"{self._prefix}-{self._saved:05d}{PROGRESS}", _parquet(self._scope_table()))
        self._saved += 1
        self._flushed_at = time.monotonic()

    def keep_original(self, path: Path, kind: str) -> None:
        """Keep a message or file as it arrived."""
        self._storage.write_file(f"{self._prefix}-original{kind}", path)

    def keep_refused(self, body: bytes) -> None:
        """Keep an answer that failed validation, for diagnosis."""
        self._storage.write(f"{self._prefix}{REFUSED}", body)

    def finish(self) -> tuple[tuple[StoredFile, ...], StoredFile]:
        """Write what is pending; return the parts and the file of scopes."""
        self._flush()
        self._wait()
        self._thread.shutdown()
        return tuple(self.parts), self._store(f"{self._prefix}-scopes.parquet", self._scope_table())

    def commit(self, manifest: Manifest) -> None:
        """Write the manifest: from here on the run exists."""
        self._storage.write(self.manifest_name, manifest.model_dump_json(indent=1).encode())

    def _scope_table(self) -> pa.Table:
        labels, rows, cursors = zip(*self._scopes, strict=True) if self._scopes else ((), (), ())
        return pa.table({"scope": list(labels), "rows": list(rows), "cursor": list(cursors)}, schema=_SCOPES)

    def _flush(self) -> None:
        if not self._tables:
            return
        table = pa.concat_tables(self._tables)
        if len(table) < _FEW_ROWS * len(self._tables):  # Parquet is slow on thousands of tiny chunks
            table = table.combine_chunks()
        self._wait()
        self._tables, self._pending_rows, self._pending_bytes = [], 0, 0
        name = f"{self._prefix}-{len(self.parts):05d}.parquet"
        self._writing = table, self._thread.submit(self._store, name, table)

    def _wait(self) -> None:
        """Return when every part handed over is written; one that could not be is pending again."""
        if self._writing is None:
            return
        (table, written), self._writing = self._writing, None
        try:
            self.parts.append(written.result())
        except BaseException:
            self._tables.insert(0, table)
            self._pending_rows += len(table)
            raise

    def _store(self, name: str, table: pa.Table) -> StoredFile:
        content = _parquet(table)
        self._storage.write(name, content)
        return StoredFile(name=name, rows=len(table), bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run that was interrupted: the scopes it read to their end, and where its rows are."""

    run_id: str
    scopes: pa.Table
    parts: tuple[str, ...]


def find_unfinished(storage: Storage, system: str, resource: str, since: datetime) -> Unfinished | None:
    """Return the newest run of a resource that began after `since` and never got its manifest, if no complete run is newer.

    Only the folders of the days since then are listed: an old lake costs no more than a young one.
    """
    days = (datetime.now(UTC).date() - since.date()).days + 1
    names = [
        name
        for day in range(days)
        for name in storage.names(run_folder(system, resource, since + timedelta(days=day)), "")
    ]
    newest = max((_run_of(name) for name in names if name.endswith(MANIFEST)), default="")
    saved = [
        name
        for name in names
        if name.endswith(PROGRESS) and (run := _run_of(name)) > newest and run[:15] >= f"{since:%Y%m%dT%H%M%S}"
    ]
    if not saved:
        return None
    last = max(saved)
    run_id = _run_of(last)
    parts = tuple(
        name for name in names if _run_of(name) == run_id and name.endswith(".parquet") and not name.endswith(PROGRESS)
    )
    return Unfinished(run_id, pq.read_table(io.BytesIO(storage.read(last))), parts)


def read_unfinished(storage: Storage, run: Unfinished) -> Iterator[pa.Table]:
    """Yield the rows of a run that was interrupted; rows of scopes that it did not finish are among them."""
    for name in run.parts:
        yield pq.read_table(io.BytesIO(storage.read(name)))


def _run_of(name: str) -> str:
    return "-".join(name.split("/")[-1].removesuffix(MANIFEST).split("-")[:2])


def _parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", compression_level=1)
    return buffer.getvalue()


def read_manifest(storage: Storage, name: str) -> Manifest:
    """Return one manifest.

    Raises: InternalError if it is not one.
    """
    try:
        return Manifest.model_validate_json(storage.read(name))
    except ValidationError as error:
        raise InternalError(
            "Um manifesto do lake está danificado", where=name, todo="Restaure-o da cópia de segurança."
        ) from error


def has_runs(storage: Storage, system: str, resource: str) -> bool:
    """Tell whether the lake holds a complete run of a resource, without reading any."""
    return bool(storage.names(f"{system}/{resource}", MANIFEST))


def manifest_names(storage: Storage, system: str, resource: str) -> list[str]:
    """Return the names of the manifests of a resource: one per complete run."""
    return storage.names(f"{system}/{resource}", MANIFEST)


def list_manifests(storage: Storage, system: str, resource: str) -> list[Manifest]:
    """Return the complete runs of a resource, in the order in which they were extracted."""
    return list(manifests_by_name(storage, system, resource).values())


def manifests_by_name(storage: Storage, system: str, resource: str) -> dict[str, Manifest]:
    """Return the complete runs of a resource by the names of their manifests, in the order in which they were extracted.

    Of a run that was redacted, what is left of it.
    """
    names = manifest_names(storage, system, resource)
    former = superseded(names)
    names = [name for name in names if name not in former]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:  # an object store takes tens of milliseconds for each
        manifests = list(pool.map(lambda name: read_manifest(storage, name), names))
    found = zip(names, manifests, strict=True)
    return dict(sorted(found, key=lambda item: (item[1].extracted_at, item[1].run_id)))


def read_parts(storage: Storage, manifest: Manifest) -> Iterator[pa.Table]:
    """Yield the parts of a run, each checked against its checksum.

    Raises: InternalError for a file that is not the one written.
    """
    for part in manifest.parts:
        yield _checked(storage, part)


def read_scopes(storage: Storage, manifest: Manifest) -> pa.Table:
    """Return the scopes that the run read to their end: columns `scope`, `rows`, `cursor`."""
    scopes = _checked(storage, manifest.scopes)
    if "cursor" not in scopes.column_names:  # runs of the first version
        scopes = scopes.append_column("cursor", pa.nulls(len(scopes), pa.string()))
    return scopes


def _checked(storage: Storage, file: StoredFile) -> pa.Table:
    content = storage.read(file.name)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise InternalError(
            "Um arquivo do lake não é o que foi gravado; nada foi carregado",
            where=file.name,
            todo="Restaure-o da cópia de segurança.",
        )
    return pq.read_table(io.BytesIO(content))
