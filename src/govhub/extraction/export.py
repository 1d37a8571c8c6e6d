"""Reports that are asked for: the portal's task interface.

CPF and password travel in its addresses, so none is ever logged or told, and the HTTP client's own log is kept quiet.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from govhub.catalog import SystemDeclaration
from govhub.catalog.formats import Access
from govhub.errors import ConfigurationError
from govhub.extraction.access import require, tls_context
from govhub.extraction.answers import BadAnswer, PassingFault
from govhub.extraction.arrivals import Edition
from govhub.extraction.packages import is_html
from govhub.extraction.politeness import refusal
from govhub.moments import BRASILIA
from govhub.settings import SourceSettings

ACCESS = Access(needs={"cpf": "CPF de quem tem acesso ao portal", "password": "Senha do portal"})
_CHUNK_BYTES = 1 << 20
_START_BYTES = 1024


@contextmanager
def open_export(system: SystemDeclaration, source: SourceSettings, url: str) -> Iterator[ExportChannel]:
    """Log in at the task interface of an https:// address, and out again.

    Raises: ConfigurationError for missing credentials, BadAnswer when they are refused.
    """
    require(system, ACCESS, source)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes whole addresses
    with httpx.Client(timeout=system.politeness.timeout_s, verify=tls_context(system.auth, source)) as client:
        channel = ExportChannel(system, source, url, client)
        channel.log_in()
        try:
            yield channel
        finally:
            channel.log_out()


class ExportChannel:
    """One session of the portal; every report is exported at most once a day."""

    def __init__(self, system: SystemDeclaration, source: SourceSettings, url: str, client: httpx.Client) -> None:
        self._system = system
        self._source = source
        self._url = url
        self._client = client
        self._session = ""
        pairs = (part.partition("=") for part in (source.reports or "").split(";"))
        self._reports = {subject.strip(): number.strip() for subject, _, number in pairs if number.strip()}

    def log_in(self) -> None:
        """Begin the session.

        Raises: BadAnswer when CPF or password are refused.
        """
        secret = self._source.revealed()
        answer = self._ask(
            taskId="senhaMstrSSOTask",
            taskEnv="xhr",
            taskContentType="json",
            cpf=secret["cpf"],
            token="",
            server="",
            project="TESOURO GERENCIAL - DES",
            senha=secret["password"],
            novaSenha="",
        )
        try:
            session = answer.json()["sessionState"]
        except (ValueError, KeyError, TypeError):
            session = None
        if not isinstance(session, str) or not session:
            raise BadAnswer(
                f"O {self._system.title} recusou o CPF ou a senha",
                todo=f"Confira {self._variable('CPF')} e {self._variable('PASSWORD')}; a senha do portal vence.",
            )
        self._session = session

    def log_out(self) -> None:
        """End the session; what the portal says to that does not matter."""
        with suppress(BadAnswer):
            self._ask(taskId="logout", sessionState=self._session)

    def editions(self, subject: str, after: str | None) -> list[Edition]:
        """As in Channel: one edition a day, of Brasília."""
        if subject not in self._reports:
            raise ConfigurationError(
                f"Falta o identificador do relatório {subject}",
                todo=f"Inclua {subject}=IDENTIFICADOR em {self._variable('REPORTS')} (separe os relatórios com ;).",
            )
        now = datetime.now(UTC)
        cursor = f"{now.astimezone(BRASILIA):%Y-%m-%d}"
        is_newer = after is None or cursor > after
        return [Edition(subject, cursor, self._reports[subject], now, ".csv")] if is_newer else []

    def fetch(self, edition: Edition, target: Path) -> None:
        """As in Channel."""
        answer = self._ask(
            target,
            taskId="exportReport",
            taskEnv="juil_iframe",
            taskContent="json",
            expandPageBy="True",
            executionMode="4",
            plainTextDelimiter=",",
            sessionState=self._session,
            reportID=edition.name,
            valuePromptAnswers="",
        )
        with target.open("rb") as stream:
            start = stream.read(_START_BYTES)
        if is_html(start) or "text/html" in answer.headers.get("content-type", ""):
            raise BadAnswer(
                f"O {self._system.title} entregou uma página HTML no lugar do relatório",
                where=edition.subject,
                todo=f"A sessão expirou ou a senha mudou: entre no portal e atualize {self._variable('PASSWORD')}.",
            )

    def _ask(self, target: Path | None = None, **params: str) -> httpx.Response:
        politeness = self._system.politeness
        retrying = Retrying(
            retry=retry_if_exception_type(PassingFault),
            stop=stop_after_attempt(politeness.attempts),
            wait=wait_random_exponential(multiplier=0.5, max=politeness.wait_max_s),
            reraise=True,
        )
        return retrying(self._once, target, params)

    def _once(self, target: Path | None, params: dict[str, str]) -> httpx.Response:
        try:
            with self._client.stream("GET", self._url, params=params) as answer:
                if target is None or answer.status_code != httpx.codes.OK:
                    answer.read()
                failure = refusal(answer, self._system.title)
                if failure is not None:
                    raise failure
                if target is not None:
                    with target.open("wb") as file:
                        for chunk in answer.iter_bytes(_CHUNK_BYTES):
                            file.write(chunk)
                return answer
        except httpx.TransportError as error:
            # The error's own text holds the address; only its kind is told.
            raise PassingFault(
                f"A conexão com o {self._system.title} falhou ({type(error).__name__})", todo="Tente mais tarde."
            ) from None

    def _variable(self, name: str) -> str:
        return f"GOVHUB_SOURCE_{self._system.name.upper()}_{name}"
