"""A run of the lake written again with fewer rows, beside the former one, and the former one taken away.

No file is changed: a redacted run has other names, `<run_id>r1-00000.parquet` and so on, and the same run id in its
manifest. While both are there the redacted one counts (`lake.runs.list_manifests`), so that an erasure that was
interrupted is neither half visible nor lost: asking for it again ends it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.parquet as pq

from govhub.lake.editions import MANIFEST, edition_of
from govhub.lake.runs import Manifest, StoredFile
from govhub.lake.storage import Storage


def write_redacted(
    storage: Storage, former: str, manifest: Manifest, parts: Iterable[pa.Table], scopes: pa.Table
) -> str:
    """Write a run again, one part at a time and its manifest last; return the name of that.

    `former` is the name of its manifest so far.
    """
    prefix = _following(former.removesuffix(MANIFEST))
    stored = tuple(
        _store(storage, f"{prefix}-{number:05d}.parquet", part)
        for number, part in enumerate(part for part in parts if len(part))
    )
    kept = manifest.model_copy(
        update={
            "parts": stored,
            "scopes": _store(storage, f"{prefix}-scopes.parquet", scopes),
            "rows": sum(file.rows for file in stored),
        }
    )
    storage.write(prefix + MANIFEST, kept.model_dump_json(indent=1).encode())
    return prefix + MANIFEST


def _following(prefix: str) -> str:
    run, edition = edition_of(prefix)
    return f"{run}r{edition + 1}"


def _store(storage: Storage, name: str, table: pa.Table) -> StoredFile:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", compression_level=1)
    content = buffer.getvalue()
    storage.write(name, content)
    return StoredFile(name=name, rows=len(table), bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
