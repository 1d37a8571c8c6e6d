"""The lake: a run without manifest never existed, a file is whole or absent, and damage is noticed."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from govhub.errors import ConfigurationError, InternalError
from govhub.lake import runs
from govhub.lake.retention import sweep_incomplete
from govhub.lake.runs import (
    Manifest,
    RunWriter,
    find_unfinished,
    list_manifests,
    read_parts,
    read_scopes,
    read_unfinished,
    run_folder,
)
from govhub.lake.storage import Storage

SCHEMA = pa.schema([("id", pa.int64())])
AT = datetime(2026, 11, 1, tzinfo=UTC)


def write_run(storage: Storage, run_id: str, ids: list[int], *, commit: bool = True) -> RunWriter:
    writer = RunWriter(storage, run_folder("s", "r", AT), run_id, SCHEMA)
    writer.add(pa.table({"id": ids}, schema=SCHEMA))
    writer.add_scope("ug=1", len(ids))
    parts, scopes = writer.finish()
    if commit:
        writer.commit(
            Manifest(
                run_id=run_id, system="s", resource="r", orgaos=("A",), extracted_at=AT, parts=parts, scopes=scopes, rows=len(ids),
                rows_announced=None, pages=1, requests=1, retries=0, bytes=1, drift=(), allow_shrink=False,
            )
        )  # fmt: skip
    return writer


def test_only_runs_with_a_manifest_exist_and_they_read_back_whole(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    write_run(storage, "a", [1, 2, 3])
    write_run(storage, "b", [4], commit=False)

    (manifest,) = list_manifests(storage, "s", "r")
    assert [part.column("id").to_pylist() for part in read_parts(storage, manifest)] == [[1, 2, 3]]
    assert read_scopes(storage, manifest).to_pylist() == [{"scope": "ug=1", "rows": 3, "cursor": None}]
    assert (tmp_path / "s/r/2026/11/01/a-00000.parquet").exists()


def test_a_damaged_part_stops_the_load(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    write_run(storage, "a", [1])
    file = tmp_path / "s/r/2026/11/01/a-00000.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"x")

    with pytest.raises(InternalError, match="não é o que foi gravado"):
        list(read_parts(storage, list_manifests(storage, "s", "r")[0]))


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ConfigurationError, match="Acabou o espaço em disco do lake; nada foi gravado"):
        Storage(str(tmp_path)).write("pasta/arquivo", b"conteudo")
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_sweeping_removes_old_unfinished_runs_and_nothing_else(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    write_run(storage, "a", [1])
    write_run(storage, "b", [2], commit=False).keep_refused(b"<html>")

    assert sweep_incomplete(storage, "s", "r", AT) == []
    removed = sweep_incomplete(storage, "s", "r", AT + timedelta(days=1))

    assert len(removed) == 2
    assert {file.name for file in tmp_path.rglob("*") if file.is_file()} == {
        "a-00000.parquet", "a-scopes.parquet", "a.manifest.json", "b-recusada.body",
    }  # fmt: skip


def test_the_same_lake_works_on_an_object_store_backend() -> None:
    storage = Storage("memory://lake-de-teste")
    write_run(storage, "a", [7])

    (manifest,) = list_manifests(storage, "s", "r")
    assert [part.column("id").to_pylist() for part in read_parts(storage, manifest)] == [[7]]


def test_a_part_that_could_not_be_written_is_written_with_what_came_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part fails beside the reading; a run that is to be resumed must not lack it."""
    monkeypatch.setattr(runs, "_PART_ROWS", 2)
    storage = Storage(str(tmp_path))
    write, failures = storage.write, iter([ConfigurationError("O disco está cheio")])

    def fails_once(name: str, content: bytes) -> None:
        error = next(failures, None)
        if error is not None:
            raise error
        write(name, content)

    monkeypatch.setattr(storage, "write", fails_once)
    now = datetime.now(UTC)
    writer = RunWriter(storage, run_folder("s", "r", now), f"{now:%Y%m%dT%H%M%S}-0a0a0a0a", SCHEMA)
    writer.add(pa.table({"id": [1, 2]}, schema=SCHEMA))
    with pytest.raises(ConfigurationError, match="cheio"):
        writer.add(pa.table({"id": [3, 4]}, schema=SCHEMA))
    writer.add_scope("ug=1", 4)

    writer.save_progress()

    unfinished = find_unfinished(storage, "s", "r", now - timedelta(hours=1))
    assert unfinished is not None
    assert [row for table in read_unfinished(storage, unfinished) for row in table.column("id").to_pylist()] == [
        1,
        2,
        3,
        4,
    ]
    assert unfinished.scopes.column("scope").to_pylist() == ["ug=1"]
