"""Reports that arrive by e-mail: messages of a mailbox, found by exact subject and, when configured, sender."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from imaplib import IMAP4
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlparse

from imap_tools import AND, BaseMailBox, MailBox, MailboxFolderSelectError, MailboxLoginError, MailMessage, UidRange
from imap_tools.errors import ImapToolsError
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from govhub.catalog import SystemDeclaration
from govhub.extraction.access import require, tls_context
from govhub.extraction.answers import BadAnswer, PassingFault
from govhub.extraction.arrivals import Edition
from govhub.settings import SourceSettings

T = TypeVar("T")
_HEADERS_AT_ONCE = 200
_FOR_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")  # refusals that may be over soon (RFC 5530)
_BROKEN = (ImapToolsError, IMAP4.error, OSError)


@contextmanager
def open_mailbox(system: SystemDeclaration, source: SourceSettings, url: str) -> Iterator[MailChannel]:
    """Open the mailbox of an imaps:// address, whose path is the folder.

    Raises: ConfigurationError for missing credentials, BadAnswer when they or the certificate are refused.
    """
    require(system, system.auth, source)
    channel = MailChannel(system, source, url)
    try:
        yield channel
    finally:
        channel.close()


class MailChannel:
    """One folder of a mailbox. A conversation that breaks is begun anew, as often as the declaration allows."""

    def __init__(self, system: SystemDeclaration, source: SourceSettings, url: str) -> None:
        parts = urlparse(url)
        self._system = system
        self._source = source
        self._host, self._port = parts.hostname or "", parts.port or 993
        self._folder = unquote(parts.path.strip("/")) or "INBOX"
        self._context = tls_context(system.auth, source)
        self._mailbox: BaseMailBox | None = None
        self._validity = self._trying(self._read_validity)

    def close(self) -> None:
        """End the conversation; what the server says to that does not matter."""
        mailbox, self._mailbox = self._mailbox, None
        if mailbox is not None:
            with suppress(*_BROKEN):
                mailbox.logout()

    def editions(self, subject: str, after: str | None) -> list[Edition]:
        """As in Channel. The cursor holds the mailbox's validity and the UID; another validity starts anew."""
        return self._trying(lambda mailbox: self._search(mailbox, subject, after))

    def fetch(self, edition: Edition, target: Path) -> None:
        """As in Channel: the whole message, as it was received."""
        target.write_bytes(self._trying(lambda mailbox: self._read(mailbox, edition)))

    def _search(self, mailbox: BaseMailBox, subject: str, after: str | None) -> list[Edition]:
        wanted: dict[str, object] = {"subject": subject}
        if self._source.sender:
            wanted["from_"] = self._source.sender
        if after is not None and after.startswith(f"{self._validity}:"):
            wanted["uid"] = UidRange(str(int(after.partition(":")[2]) + 1), "*")
        messages = mailbox.fetch(
            AND(**wanted),  # type: ignore[arg-type]
            charset="US-ASCII" if subject.isascii() else "UTF-8",
            headers_only=True,
            mark_seen=False,
            bulk=_HEADERS_AT_ONCE,
        )
        found = [self._edition(subject, message) for message in messages if self._is_wanted(subject, message)]
        # The range `n:*` always includes the last message, even if it is older than n.
        newer = [edition for edition in found if "uid" not in wanted or edition.cursor > str(after)]
        return _in_time(sorted(newer, key=lambda edition: edition.cursor))

    def _is_wanted(self, subject: str, message: MailMessage) -> bool:
        """Servers search for subjects and senders that contain a text; this asks for the same ones."""
        sender = self._source.sender
        same_subject = " ".join(message.subject.split()).casefold() == subject.casefold()
        return same_subject and (not sender or message.from_.casefold() == sender.casefold())

    def _edition(self, subject: str, message: MailMessage) -> Edition:
        at = message.date
        try:
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except OverflowError:  # the first or the last day of the calendar
            at = at.replace(tzinfo=UTC)
        cursor = f"{self._validity}:{int(message.uid or 0):010d}"
        return Edition(subject, cursor, str(message.uid), at, ".eml")

    def _read(self, mailbox: BaseMailBox, edition: Edition) -> bytes:
        answer = mailbox.client.uid("fetch", edition.name, "(BODY.PEEK[])")
        body = next((part[1] for part in answer[1] if isinstance(part, tuple)), None)
        if answer[0] != "OK" or not isinstance(body, bytes):
            raise PassingFault("Uma mensagem não pôde ser lida da caixa postal", where=edition.subject)
        return body

    def _read_validity(self, mailbox: BaseMailBox) -> str:
        return f"{mailbox.folder.status(self._folder, ['UIDVALIDITY'])['UIDVALIDITY']:010d}"

    def _trying(self, ask: Callable[[BaseMailBox], T]) -> T:
        politeness = self._system.politeness
        retrying = Retrying(
            retry=retry_if_exception_type(PassingFault),
            stop=stop_after_attempt(politeness.attempts),
            wait=wait_random_exponential(multiplier=0.5, max=politeness.wait_max_s),
            reraise=True,
        )
        try:
            answer: T = retrying(self._ask, ask)
        except PassingFault as fault:
            fault.what += f" ({politeness.attempts} tentativas)"
            raise
        return answer

    def _ask(self, ask: Callable[[BaseMailBox], T]) -> T:
        try:
            if self._mailbox is None:
                self._mailbox = self._connected()
            return ask(self._mailbox)
        except _BROKEN as error:
            self.close()
            raise PassingFault(
                "A conversa com a caixa postal foi interrompida",
                where=self._host,
                todo="Confira a rede; tente mais tarde.",
            ) from error
        except PassingFault:
            self.close()
            raise

    def _connected(self) -> BaseMailBox:
        try:
            mailbox = MailBox(
                self._host, self._port, timeout=self._system.politeness.timeout_s, ssl_context=self._context
            )
        except ssl.SSLCertVerificationError as error:
            raise BadAnswer(
                "A caixa postal não apresentou um certificado aceito",
                where=self._host,
                todo=f"Confira o endereço e {self._variable('CA_FILE')} (a cadeia do servidor, se não for pública).",
            ) from error
        try:
            self._log_in(mailbox)
        except BaseException:
            mailbox.client.shutdown()
            raise
        return mailbox

    def _log_in(self, mailbox: BaseMailBox) -> None:
        secret = self._source.revealed()
        try:
            mailbox.login(secret["username"], secret["password"], initial_folder=self._folder)
        except (MailboxLoginError, MailboxFolderSelectError) as error:
            if any(code in str(error.command_result) for code in _FOR_NOW):
                raise
            if isinstance(error, MailboxLoginError):
                raise BadAnswer(
                    "A caixa postal recusou o usuário ou a senha",
                    where=self._host,
                    todo=f"Confira {self._variable('USERNAME')} e {self._variable('PASSWORD')} (senha de aplicativo).",
                ) from error
            raise BadAnswer(
                f"A caixa postal não tem a pasta {self._folder}",
                where=self._host,
                todo=f"Confira a pasta no fim de {self._variable('BASE_URL')}.",
            ) from error

    def _variable(self, name: str) -> str:
        return f"GOVHUB_SOURCE_{self._system.name.upper()}_{name}"


def _in_time(editions: list[Edition]) -> list[Edition]:
    """Make the times of arrival follow the order of the UIDs: a message may carry any date."""
    latest = datetime.min.replace(tzinfo=UTC)
    found = []
    for edition in editions:
        latest = max(latest, edition.arrived_at)
        found.append(replace(edition, arrived_at=latest))
    return found
