"""The one place where extraction, lake, privacy and warehouse meet: one resource, from source to bronze.

    ingest_resource    source -> lake (manifest last) -> bronze, with the ledger in the same transaction
    replay_resource    lake -> bronze, no source called

Kill it anywhere and run it again: a run without manifest never existed, a load without commit neither.
"""

from govhub.pipeline.ingestion import ingest_resource
from govhub.pipeline.replaying import replay_resource
from govhub.pipeline.request import Period, Request
from govhub.pipeline.workplace import Attempt, Progress, Workplace

__all__ = ["Attempt", "Period", "Progress", "Request", "Workplace", "ingest_resource", "replay_resource"]
