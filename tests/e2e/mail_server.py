"""A mail server over real sockets, which keeps what it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from govhub_simulator.server import free_port


@dataclass(frozen=True, slots=True)
class Letter:
    """A message and whom it was really sent to."""

    to: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return next(part.get_content() for part in self.message.walk() if part.get_content_type() == "text/html")

    def files(self) -> dict[str | None, bytes]:
        """Return what is attached, by its name; pictures inside of the text too."""
        parts = [part for part in self.message.walk() if part.get_content_maintype() in {"image", "application"}]
        return {part.get_filename(): part.get_payload(decode=True) for part in parts}


class MailServer:
    """Takes every message for every address, but for those that it refuses."""

    def __init__(self) -> None:
        self.port = free_port()
        self.letters: list[Letter] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "SUPERSET_SMTP_HOST": "127.0.0.1",
            "SUPERSET_SMTP_PORT": str(self.port),
            "SUPERSET_SMTP_STARTTLS": "false",
            "SUPERSET_SMTP_FROM": "Gov Hub BR <paineis@govhub.example>",
        }

    def start(self) -> MailServer:
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("recusado@"):
            return "550 nao ha esta caixa"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(Letter(tuple(envelope.rcpt_tos), message))
        return "250 OK"
