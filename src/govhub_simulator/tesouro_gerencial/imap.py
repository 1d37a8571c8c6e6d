"""The mailbox's server: IMAP4rev1 over TLS, as far as a client that only reads needs it.

RFC822.SIZE is an estimate unless the whole message is asked for too, as some real servers answer it: a message is
written only when it is read.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from govhub_simulator import certificates
from govhub_simulator.faults import HTML_PAGE, Fault
from govhub_simulator.tesouro_gerencial.criteria import Criteria, tokens, wanted_uids
from govhub_simulator.tesouro_gerencial.mailbox import (
    PASSWORD,
    UIDVALIDITY,
    USERNAME,
    Envelope,
    attachment,
    envelopes,
    message,
)

FAULT_PATH = "/tesouro_gerencial/imap"
_CAPABILITIES = "IMAP4rev1 LITERAL+ UIDPLUS UNSELECT ID"
_LINE_BYTES = 65_536
_ESTIMATED_BYTES = 40_000
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}$")
_TALK = frozenset({"disconnect", "slow", "timeout", "status"})
_CONTENT = frozenset({"truncated", "html", "empty"})
_FAULTY = frozenset({"SELECT", "EXAMINE", "STATUS", "SEARCH", "FETCH"})


@asynccontextmanager
async def mailbox(
    app_state: Any, folder_of_certificates: Path, port: int, listen: str = "127.0.0.1"
) -> AsyncIterator[asyncio.Server]:
    """Listen, on the loopback unless told otherwise, and end every conversation at the end.

    Certificates are made if they are missing.
    """
    certificates.make(folder_of_certificates)
    context: ssl.SSLContext = certificates.server_context(folder_of_certificates, client_required=False)
    conversations: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await _Conversation(app_state, reader, writer).hold()
        writer.close()
        with suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(converse(reader, writer))
        conversations.add(task)
        task.add_done_callback(conversations.discard)

    server = await asyncio.start_server(accept, listen, port, ssl=context, limit=_LINE_BYTES)
    try:
        yield server
    finally:
        server.close()
        for task in conversations:
            task.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)


class _Refused(Exception):
    """A command that is answered with NO or BAD; the text says which."""


class _Conversation:
    """One connection, from greeting to farewell."""

    def __init__(self, state: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._state = state
        self._reader = reader
        self._writer = writer
        self._is_known = False
        self._is_selected = False
        self._over = False

    async def hold(self) -> None:
        """Answer commands until the client leaves."""
        self._write(f"* OK [CAPABILITY {_CAPABILITIES}] Caixa postal simulada")
        while not self._over:
            await self._writer.drain()
            command = await self._command()
            if command is None:
                return
            self._state.metrics.begin(FAULT_PATH)
            try:
                await self._answer(*command)
            finally:
                self._state.metrics.end()
        await self._writer.drain()

    async def _command(self) -> tuple[str, str, list[str]] | None:
        """Read a command with its literals; null when the client hung up."""
        line = (await self._reader.readline()).rstrip(b"\r\n")
        while (literal := _LITERAL.search(line)) is not None:
            if not literal[2]:
                self._write("+ Ready")
                await self._writer.drain()
            content = await self._reader.readexactly(int(literal[1]))
            quoted = content.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            line = line[: literal.start()] + b'"' + quoted + b'"' + (await self._reader.readline()).rstrip(b"\r\n")
        found = tokens(line.decode("utf-8", "replace"))
        if not line:
            return None
        if len(found) < 2:
            return (found[0] if found else "*"), "", []
        return found[0], found[1].upper(), found[2:]

    async def _answer(self, tag: str, name: str, words: list[str]) -> None:
        by_uid = name == "UID" and bool(words)
        if by_uid:
            name, words = words[0].upper(), words[1:]
        try:
            if name in _FAULTY:
                await self._trouble()
            action = getattr(self, f"_do_{name.lower()}", None)
            if action is None:
                raise _Refused(f"BAD Unknown command {name}")
            if name not in {"CAPABILITY", "LOGIN", "LOGOUT", "NOOP", "ID"} and not self._is_known:
                raise _Refused("NO Log in first")
            if name == "FETCH":
                await self._write_ahead(words, by_uid)
            action(words, by_uid)
        except _Refused as refusal:
            self._write(f"{tag} {refusal}")
            return
        self._write(f"{tag} OK {name} completed")

    async def _trouble(self) -> None:
        fault = self._state.faults.take(FAULT_PATH, _TALK)
        if fault is None:
            return
        if fault.kind == "disconnect":
            self._writer.transport.abort()
            raise ConnectionAbortedError("falha simulada: conexão interrompida")
        if fault.kind == "status":
            raise _Refused("NO [UNAVAILABLE] Falha simulada")
        await asyncio.sleep(fault.seconds)

    def _write(self, line: str) -> None:
        self._writer.write(line.encode() + b"\r\n")

    def _messages(self) -> list[Envelope]:
        return envelopes(self._state.world)

    def _do_capability(self, _words: list[str], _by_uid: bool) -> None:
        self._write(f"* CAPABILITY {_CAPABILITIES}")

    def _do_id(self, _words: list[str], _by_uid: bool) -> None:
        self._write("* ID NIL")

    def _do_noop(self, _words: list[str], _by_uid: bool) -> None:
        if self._is_selected:
            self._write(f"* {len(self._messages())} EXISTS")

    def _do_login(self, words: list[str], _by_uid: bool) -> None:
        if words != [USERNAME, PASSWORD]:
            raise _Refused("NO [AUTHENTICATIONFAILED] Invalid credentials")
        self._is_known = True

    def _do_logout(self, _words: list[str], _by_uid: bool) -> None:
        self._write("* BYE Até logo")
        self._over = True

    def _do_select(self, words: list[str], _by_uid: bool) -> None:
        self._require_inbox(words)
        held = self._messages()
        self._is_selected = True
        self._write("* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)")
        self._write(f"* {len(held)} EXISTS")
        self._write("* 0 RECENT")
        self._write(f"* OK [UIDVALIDITY {UIDVALIDITY}] UIDs valid")
        self._write(f"* OK [UIDNEXT {held[-1].uid + 1}] Predicted next UID")

    _do_examine = _do_select

    def _do_status(self, words: list[str], _by_uid: bool) -> None:
        self._require_inbox(words)
        held = self._messages()
        known = {
            "MESSAGES": len(held),
            "RECENT": 0,
            "UIDNEXT": held[-1].uid + 1,
            "UIDVALIDITY": UIDVALIDITY,
            "UNSEEN": 0,
        }
        asked = [word.upper() for word in words[1:] if word not in {"(", ")"}]
        values = " ".join(f"{name} {known[name]}" for name in asked if name in known)
        self._write(f'* STATUS "INBOX" ({values})')

    def _do_list(self, _words: list[str], _by_uid: bool) -> None:
        self._write('* LIST (\\HasNoChildren) "/" "INBOX"')

    def _do_close(self, _words: list[str], _by_uid: bool) -> None:
        self._is_selected = False

    _do_unselect = _do_close

    def _require_inbox(self, words: Sequence[str]) -> None:
        if not words or words[0].upper() != "INBOX":
            raise _Refused("NO [NONEXISTENT] Unknown mailbox")

    def _require_selected(self) -> list[Envelope]:
        if not self._is_selected:
            raise _Refused("BAD No mailbox selected")
        return self._messages()

    def _do_search(self, words: list[str], by_uid: bool) -> None:
        held = self._require_selected()
        try:
            criteria = Criteria(words, held)
        except ValueError as error:
            raise _Refused(f"BAD {error}") from error
        found = [
            str(envelope.uid if by_uid else place) for place, envelope in enumerate(held, 1) if criteria.match(envelope)
        ]
        self._write(" ".join(["* SEARCH", *found]))

    async def _write_ahead(self, words: list[str], by_uid: bool) -> None:
        """Write the messages that are asked for in a thread: a large one would hold up every other client."""
        if not any(word.upper() in {"BODY[]", "BODY.PEEK[]", "RFC822"} for word in words):
            return
        for _, envelope in self._wanted(words, by_uid):
            if envelope.report is not None:
                await asyncio.to_thread(attachment, self._state.world, envelope)

    def _wanted(self, words: list[str], by_uid: bool) -> list[tuple[int, Envelope]]:
        held = list(enumerate(self._require_selected(), 1))
        wanted = wanted_uids(words[0], [envelope.uid if by_uid else place for place, envelope in held])
        return [(place, envelope) for place, envelope in held if (envelope.uid if by_uid else place) in wanted]

    def _do_fetch(self, words: list[str], by_uid: bool) -> None:
        asked = [word.upper() for word in words[1:] if word not in {"(", ")"}]
        if by_uid and "UID" not in asked:
            asked.append("UID")
        for place, envelope in self._wanted(words, by_uid):
            self._fetch(place, envelope, asked)

    def _fetch(self, place: int, envelope: Envelope, asked: list[str]) -> None:
        """Write what was asked of one message; the literal comes last, as clients like it."""
        body = next((word for word in asked if word.startswith(("BODY", "RFC822")) and word != "RFC822.SIZE"), None)
        content = None
        if body is not None:
            content = envelope.headers if "HEADER" in body else self._whole(envelope)
        size = len(content) if content is not None and body and "HEADER" not in body else _ESTIMATED_BYTES
        known = {"UID": f"UID {envelope.uid}", "FLAGS": "FLAGS ()", "RFC822.SIZE": f"RFC822.SIZE {size}"}
        known["INTERNALDATE"] = f'INTERNALDATE "{envelope.sent_at:%d-%b-%Y %H:%M:%S %z}"'
        items = " ".join(known[word] for word in asked if word in known)
        if content is None or body is None:
            self._write(f"* {place} FETCH ({items})")
            return
        name = body.replace(".PEEK", "")
        self._writer.write(f"* {place} FETCH ({items} {name} {{{len(content)}}}\r\n".encode() + content + b")\r\n")

    def _whole(self, envelope: Envelope) -> bytes:
        if envelope.report is None:
            return message(envelope, None)
        fault: Fault | None = self._state.faults.take(FAULT_PATH, _CONTENT)
        if fault is not None and fault.kind == "empty":
            return message(envelope, None)
        if fault is not None and fault.kind == "html":
            return message(envelope, HTML_PAGE, html=True)
        content = attachment(self._state.world, envelope)
        return message(envelope, content[: len(content) * 2 // 3] if fault is not None else content)
