"""The register of erasures beside the lake, which a restored warehouse is compared with: `_eliminacoes/<id>.json`.

An erasure that no longer stands has a second file, `<id>.readmitida.json`: files are never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from govhub.lake.storage import Storage

_FOLDER = "_eliminacoes"
_NOTE, _LIFTED = ".json", ".readmitida.json"


def write_note(storage: Storage, erasure_id: str, erasure: Mapping[str, Any]) -> None:
    """Keep an erasure, unless it is kept already."""
    name = f"{_FOLDER}/{erasure_id}{_NOTE}"
    if name not in storage.names(_FOLDER, _NOTE):
        storage.write(name, orjson.dumps(erasure, option=orjson.OPT_INDENT_2))


def lift_notes(storage: Storage, erasure_ids: Iterable[str]) -> None:
    """Note that erasures stand no longer."""
    for erasure_id in erasure_ids:
        storage.write(f"{_FOLDER}/{erasure_id}{_LIFTED}", b"{}")


def standing_notes(storage: Storage) -> list[dict[str, Any]]:
    """Return the erasures that stand, oldest first."""
    names = storage.names(_FOLDER, _NOTE)
    lifted = {name.removesuffix(_LIFTED) for name in names if name.endswith(_LIFTED)}
    kept = [name for name in names if not name.endswith(_LIFTED) and name.removesuffix(_NOTE) not in lifted]
    return [orjson.loads(storage.read(name)) for name in kept]
