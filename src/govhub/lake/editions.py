"""The names of a run's manifest: as it was first written, and of each edition from which people were erased since. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

MANIFEST = ".manifest.json"
_EDITION = re.compile(r"(?:r(\d+))?$")


def edition_of(prefix: str) -> tuple[str, int]:
    """Return the prefix of a run as it was first written, and how often it was redacted since."""
    found = _EDITION.search(prefix)
    assert found is not None
    return prefix[: found.start()], int(found[1] or 0)


def superseded(names: Iterable[str]) -> dict[str, str]:
    """Return, of the manifests of a resource, those whose run was redacted since, each with the one that counts now."""
    editions: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        run, edition = edition_of(name.removesuffix(MANIFEST))
        editions.setdefault(run, []).append((edition, name))
    return {name: max(found)[1] for found in editions.values() for _, name in found if name != max(found)[1]}


def former_names(names: Iterable[str]) -> dict[str, str]:
    """Return every name that the manifest of a redacted run had before, there or not, with the one that counts now."""
    known = list(names)
    former = superseded(known)
    found: dict[str, str] = {}
    for name in known:
        run, edition = edition_of(name.removesuffix(MANIFEST))
        if name not in former and edition:
            found |= {f"{run}{f'r{earlier}' if earlier else ''}{MANIFEST}": name for earlier in range(edition)}
    return found
