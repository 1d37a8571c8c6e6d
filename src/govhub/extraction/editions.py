"""Where reports arrive: a mailbox, a folder or an object-storage prefix, or the portal's own export.

Each arrival is an edition of a report. Editions newer than the last one loaded are taken oldest first, so that a day
without a run is caught up and a revised figure replaces the older one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from govhub.catalog import SystemDeclaration
from govhub.catalog.formats import Access
from govhub.extraction.arrivals import Channel, Edition
from govhub.extraction.export import ACCESS, open_export
from govhub.extraction.folder import FolderChannel
from govhub.extraction.mailbox import open_mailbox
from govhub.settings import SourceSettings

__all__ = ["Channel", "Edition", "channel_access", "open_channel"]

_PORTAL = ("http://", "https://")


@contextmanager
def open_channel(system: SystemDeclaration, source: SourceSettings) -> Iterator[Channel]:
    """Open the channel that the base address of a source names: imaps://, https:// or a folder.

    Raises: ConfigurationError for missing credentials, BadAnswer or PassingFault when the place does not answer.
    """
    url = _url(system, source)
    if url.startswith("imaps://"):
        with open_mailbox(system, source, url) as mailbox:
            yield mailbox
    elif url.startswith(_PORTAL):
        with open_export(system, source, url) as export:
            yield export
    else:
        yield FolderChannel(system, url)


def channel_access(system: SystemDeclaration, source: SourceSettings) -> Access:
    """Return what the channel of a source asks for: a mailbox what is declared, the portal CPF and password, a folder nothing."""
    url = _url(system, source)
    if url.startswith("imaps://"):
        return system.auth
    return ACCESS if url.startswith(_PORTAL) else Access()


def _url(system: SystemDeclaration, source: SourceSettings) -> str:
    return source.base_url or system.base_url
