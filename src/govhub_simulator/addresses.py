"""Where the simulator listens, and what a client needs to be let in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Addresses:
    """The listeners: HTTP on `port`, the same routes behind mutual TLS on the next port, IMAP over TLS on the one after.

    `files` is the folder of the certificates that the simulator makes: `ca.pem`, `client.pem`, `client.key`; `host` is the
    name or address by which clients reach it.
    """

    port: int
    files: Path
    host: str = "127.0.0.1"

    @property
    def http(self) -> str:
        """Address of the plain listener."""
        return f"http://{self.host}:{self.port}"

    @property
    def tls(self) -> str:
        """Address of the listener that asks for a client certificate."""
        return f"https://{self.host}:{self.tls_port}"

    @property
    def tls_port(self) -> int:
        """Port of the listener that asks for a client certificate."""
        return self.port + 1

    @property
    def imap_port(self) -> int:
        """Port of the mailbox."""
        return self.port + 2
