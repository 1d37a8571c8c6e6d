"""What of the lake is worth a copy, and how files leave it: those of runs that never came to be, and whole runs."""

from __future__ import annotations

from datetime import datetime

from govhub.lake.editions import MANIFEST
from govhub.lake.runs import PROGRESS, REFUSED
from govhub.lake.storage import Storage


def sweep_incomplete(storage: Storage, system: str, resource: str, before: datetime) -> list[str]:
    """Delete files of runs that never got a manifest and are older than `before`; return their names.

    Answers kept for diagnosis stay.
    """
    names = storage.names(f"{system}/{resource}", "")
    complete = {name.split("/")[-1].removesuffix(MANIFEST) for name in names if name.endswith(MANIFEST)}
    stale = [
        name
        for name in names
        if name.endswith(".parquet") and _day(name) < f"{before:%Y/%m/%d}" and not _is_part_of(name, complete)
    ]
    for name in stale:
        storage.remove(name)
    return stale


def remove_run(storage: Storage, manifest_name: str) -> int:
    """Delete a run, its manifest first: should this be interrupted, the rest is swept as of a run that never existed.

    Return how many files.
    """
    prefix = manifest_name.removesuffix(MANIFEST)
    names = [name for name in storage.names(_folder(prefix), "") if name.startswith(f"{prefix}-")]
    for name in [manifest_name, *names]:
        storage.remove(name)
    return 1 + len(names)


def remove_refused(storage: Storage, system: str, resource: str, before: datetime) -> int:
    """Delete the refused answers of a resource that are older than `before`; return how many."""
    names = [name for name in storage.names(f"{system}/{resource}", REFUSED) if _day(name) < f"{before:%Y/%m/%d}"]
    for name in names:
        storage.remove(name)
    return len(names)


def lasting(names: list[str]) -> list[str]:
    """Return, of the names of a lake, those worth a copy: all but parts of runs that have no manifest (yet)."""
    complete = {
        (_folder(name), name.split("/")[-1].removesuffix(MANIFEST)) for name in names if name.endswith(MANIFEST)
    }
    runs: dict[str, set[str]] = {}
    for folder, run in complete:
        runs.setdefault(folder, set()).add(run)
    return [
        name
        for name in names
        if not name.split("/")[-1].startswith(".")
        and not name.endswith(PROGRESS)
        and (not name.endswith(".parquet") or _is_part_of(name, runs.get(_folder(name), set())))
    ]


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _is_part_of(name: str, runs: set[str]) -> bool:
    words = name.split("/")[-1].split("-")
    return any("-".join(words[:count]) in runs for count in range(1, len(words)))


def _day(name: str) -> str:
    return "/".join(name.split("/")[-4:-1])
