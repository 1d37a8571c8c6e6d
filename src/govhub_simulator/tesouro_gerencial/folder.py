"""The reports as files of a folder, as someone lays them there who saves the attachments of the messages."""

from __future__ import annotations

import os
from pathlib import Path

from govhub_simulator.tesouro_gerencial.mailbox import attachment, envelopes
from govhub_simulator.world import World


def write_folder(world: World, folder: Path) -> list[Path]:
    """Write one ZIP per message that the mailbox holds today, with the time at which the message was sent."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for envelope in envelopes(world):
        if envelope.report is None:
            continue
        file = folder / f"{envelope.subject}_{envelope.sent_at:%Y%m%d_%H%M%S}.zip"
        file.write_bytes(attachment(world, envelope))
        os.utime(file, (envelope.sent_at.timestamp(), envelope.sent_at.timestamp()))
        written.append(file)
    return written
