"""A run of the lake as the loader takes it: pseudonyms, masks and hashes made on the way, one part at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from govhub.catalog import ResourceDeclaration
from govhub.catalog.fields import IDENTIFIER_SUFFIXES
from govhub.extraction.rows import bronze_schema
from govhub.lake import runs as lake
from govhub.pipeline.workplace import Workplace
from govhub.privacy import identifiers
from govhub.warehouse.ahead import ahead
from govhub.warehouse.stage import Delivery
from govhub.warehouse.staging import align, with_hash, with_key_number


def delivery_of(place: Workplace, resource: ResourceDeclaration, manifest: lake.Manifest) -> Delivery:
    """Return a run for the loader; each opening reads its parts from the lake, one by one."""
    schema = _prepared(bronze_schema(resource).empty_table(), resource, place.privacy_key).schema

    def batches() -> Iterator[pa.RecordBatch]:
        for part in lake.read_parts(place.storage, manifest):
            yield from _prepared(part, resource, place.privacy_key).to_batches()

    return Delivery(
        resource=resource,
        run_id=manifest.run_id,
        extracted_at=manifest.extracted_at,
        open=lambda: pa.RecordBatchReader.from_batches(schema, ahead(batches())),
        rows=manifest.rows,
        scopes=lake.read_scopes(place.storage, manifest),
        allow_shrink=manifest.allow_shrink,
    )


def _prepared(part: pa.Table, resource: ResourceDeclaration, privacy_key: bytes) -> pa.Table:
    """Return a lake part in staging columns: declared, pseudonyms and masks, `_scope`, `_extras`, `_hash`, `_key`."""
    table = with_hash(align(part, resource))  # of what the source said: another key changes no row
    position = len(resource.columns)
    pseudonym, mask = IDENTIFIER_SUFFIXES
    for field in resource.identifiers:
        values = table.column(field.name)
        pseudonyms = identifiers.pseudonym_column(values, privacy_key, field.context or "")
        table = table.add_column(position, field.name + pseudonym, pseudonyms)
        table = table.add_column(position + 1, field.name + mask, identifiers.mask_column(values))
        position += 2
    return with_key_number(table, resource.key_without_order)
