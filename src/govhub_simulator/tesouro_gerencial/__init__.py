"""Tesouro Gerencial: scheduled reports in a mailbox, in a folder, or exported by the portal's task interface."""

from __future__ import annotations

from govhub_simulator.addresses import Addresses
from govhub_simulator.tesouro_gerencial.mailbox import PASSWORD, SENDER, USERNAME


def environment(at: Addresses) -> dict[str, str]:
    """Return the settings by which the platform reaches the mailbox."""
    prefix = "GOVHUB_SOURCE_TESOURO_GERENCIAL"
    return {
        f"{prefix}_BASE_URL": f"imaps://{at.host}:{at.imap_port}/INBOX",
        f"{prefix}_USERNAME": USERNAME,
        f"{prefix}_PASSWORD": PASSWORD,
        f"{prefix}_SENDER": SENDER,
        f"{prefix}_CA_FILE": str(at.files / "ca.pem"),
    }
