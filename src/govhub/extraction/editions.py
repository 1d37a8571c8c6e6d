"""Where reports arrive: a mailbox, a folder or an object-storage prefix, or the portal's own export.

Each arrival is an edition of a report. Editions newer than the last one loaded are taken oldest first, so that a day
without a run is caught up and a revised figure replaces the older one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from govhub.catalog import SystemDeclaration
from govhub.extraction.arrivals import Channel, Edition
from govhub.extraction.export import open_export
from govhub.extraction.folder import FolderChannel
from govhub.extraction.mailbox import open_mailbox
from govhub.settings import SourceSettings

__all__ = ["Channel", "Edition", "open_channel"]


@contextmanager
def open_channel(system: SystemDeclaration, source: SourceSettings) -> Iterator[Channel]:
    """Open the channel that the base address of a source names: imaps://, https:// or a folder.

    Raises: ConfigurationError for missing credentials, BadAnswer or PassingFault when the place does not answer.
    """
    url = source.base_url or system.base_url
    if url.startswith("imaps://"):
        with open_mailbox(system, source, url) as mailbox:
            yield mailbox
    elif url.startswith(("http://", "https://")):
        with open_export(system, source, url) as export:
            yield export
    else:
        yield FolderChannel(system, url)
