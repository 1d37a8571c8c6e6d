"""How a service recognises us: tokens, certificates and headers, taken from the settings and never logged."""

from __future__ import annotations

import asyncio
import base64
import functools
import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509

from govhub import __version__
from govhub.catalog.declaration import Politeness, SystemDeclaration
from govhub.catalog.formats import Access, OAuthToken
from govhub.errors import ConfigurationError
from govhub.extraction.answers import BadAnswer, PassingFault
from govhub.extraction.handshakes import is_tls_refusal
from govhub.settings import SourceSettings

_CONNECT_TIMEOUT_S = 30.0
_EARLY = 0.98  # of a token's life; the rest covers the way to the source
_TRIAL_S = 60.0  # a token that replaced a refused one and is refused so soon is not replaced again
_BUSY = frozenset({408, 425, 429})
_ENCODED = "x-credencial"  # the header whose value is sent in base64


class _Blank(dict[str, Any]):
    """Leaves out what a request does not know, such as the year where only the door is tried."""

    def __missing__(self, name: str) -> str:
        return ""


class Credentials:
    """The credentials of one source; the token is fetched when it is first needed and again before it ends."""

    def __init__(self, system: SystemDeclaration, access: Access, source: SourceSettings, base_url: str) -> None:
        self._system = system
        self._access = access
        self._source = source
        self._base_url = base_url
        self._lock = asyncio.Lock()
        self._token = ""
        self._since = 0.0
        self._ends = 0.0
        self._replaces_refused = False
        require(system, access, source)

    async def headers(self, client: httpx.AsyncClient, params: Mapping[str, str]) -> dict[str, str]:
        """Return the headers of a request.

        Raises: BadAnswer when the token is refused, PassingFault when its address does not answer.
        """
        known = _Blank({**params, "source": self._source.revealed()})
        headers = {name: value.format_map(known) for name, value in self._access.headers.items()}
        if _ENCODED in headers:
            headers[_ENCODED] = base64.b64encode(headers[_ENCODED].encode()).decode()
        if self._access.oauth is not None:
            headers["Authorization"] = f"Bearer {await self._valid_token(client, self._access.oauth)}"
        return headers

    def forget_token(self, used: str | None = None) -> bool:
        """Drop the token that was refused; tell whether asking again with another makes sense.

        `used` is the Authorization header of the refused request: where a newer token is there already, that one is
        kept, and one that has just replaced a refused token is not replaced again. Without `used` the token is dropped.
        """
        if used is not None and used != f"Bearer {self._token}":
            return self._access.oauth is not None
        fresh = self._replaces_refused and time.monotonic() - self._since < _TRIAL_S
        if not self._token or (used is not None and fresh):
            return False
        self._token, self._replaces_refused = "", True
        return True

    async def _valid_token(self, client: httpx.AsyncClient, oauth: OAuthToken) -> str:
        async with self._lock:
            if not self._token or time.monotonic() >= self._ends:
                self._replaces_refused = self._replaces_refused and not self._token
                self._token, life_s = await self._fetch(client, oauth)
                self._since = time.monotonic()
                self._ends = self._since + max(1.0, life_s * _EARLY)
            return self._token

    async def _fetch(self, client: httpx.AsyncClient, oauth: OAuthToken) -> tuple[str, float]:
        """Return a new token and its life in seconds; what the service said is told in no message."""
        secret, title = self._source.revealed(), self._system.title
        try:
            response = await client.post(
                self._base_url.rstrip("/") + oauth.path,
                data={"grant_type": "client_credentials"},
                auth=(secret.get("username", ""), secret.get("password", "")),
            )
        except httpx.TransportError as error:
            if is_tls_refusal(error):
                raise BadAnswer(
                    f"O serviço de autenticação de {title} recusou a conexão segura",
                    where=oauth.path,
                    todo="Confira se a cadeia de certificados (_CA_FILE) é a da fonte.",
                ) from error
            raise PassingFault(
                f"O serviço de autenticação de {title} não respondeu",
                where=oauth.path,
                todo="Confira a rede; se persistir, tente mais tarde.",
            ) from error
        status = response.status_code
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in _BUSY:
            raise PassingFault(
                f"O serviço de autenticação de {title} respondeu com o código {status}", where=oauth.path
            )
        answer = _object(response)
        if answer is None and status == httpx.codes.OK:
            raise PassingFault(f"O serviço de autenticação de {title} entregou algo que não é JSON", where=oauth.path)
        token = answer.get("access_token") if answer else None
        if status != httpx.codes.OK or not isinstance(token, str) or not token:
            raise self._no_token(oauth, status)
        return token, _life_s(answer, oauth)

    def _no_token(self, oauth: OAuthToken, status: int) -> BadAnswer:
        title = self._system.title
        if status == httpx.codes.NOT_FOUND:
            return BadAnswer(
                f"O serviço de autenticação de {title} não foi encontrado (código {status})",
                where=oauth.path,
                todo="Confira o endereço da fonte nas variáveis _BASE_URL ou _GATEWAY_URL.",
            )
        return BadAnswer(
            f"{title} recusou as credenciais (código {status}); nada foi pedido à fonte",
            where=oauth.path,
            todo=f"Confira {_variable(self._system, 'username')} e {_variable(self._system, 'password')}.",
        )


def _object(response: httpx.Response) -> dict[str, Any] | None:
    try:
        answer = response.json()
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _life_s(answer: Mapping[str, Any] | None, oauth: OAuthToken) -> float:
    """Return how long a token lives: what the service says, in number or text, but not above what was declared."""
    try:
        return min(float((answer or {}).get("expires_in", oauth.lifetime_s)), float(oauth.lifetime_s))
    except (TypeError, ValueError):
        return float(oauth.lifetime_s)


def require(system: SystemDeclaration, access: Access, source: SourceSettings) -> None:
    """Check that every credential that a source needs is set.

    Raises: ConfigurationError naming the variables that are missing and where access is asked for.
    """
    missing = missing_credentials(system, access, source)
    if missing:
        raise ConfigurationError(
            f"Faltam credenciais de {system.title}: {', '.join(missing)}",
            todo=f"Defina-as no ambiente ou no .env. Como obter o acesso: {system.access}.",
        )


def missing_credentials(system: SystemDeclaration, access: Access, source: SourceSettings) -> list[str]:
    """Return the names of the settings that a source needs and does not have."""
    given = source.revealed()
    return [_variable(system, name) for name in access.needs if not given.get(name)]


def http_client(politeness: Politeness, access: Access, source: SourceSettings) -> httpx.AsyncClient:
    """Return a client with the patience, the connections and the certificates of a source.

    Raises: ConfigurationError for a certificate or key that can't be used.
    """
    timeout = httpx.Timeout(politeness.timeout_s, connect=min(_CONNECT_TIMEOUT_S, politeness.timeout_s))
    limits = httpx.Limits(max_connections=politeness.concurrency, max_keepalive_connections=politeness.concurrency)
    return httpx.AsyncClient(
        timeout=timeout,
        limits=limits,
        headers={"User-Agent": f"GovHubBR/{__version__}"},
        verify=tls_context(access, source),
    )


def tls_context(access: Access, source: SourceSettings) -> ssl.SSLContext:
    """Return the TLS context of a source; servers are always verified.

    Raises: ConfigurationError for a file that can't be used, or a client certificate that has expired.
    """
    own_certificate = access.client_certificate and source.cert_file is not None
    if source.ca_file is None and not own_certificate:
        return _usual_context()
    context = ssl.create_default_context()
    if source.ca_file is not None:
        try:
            context.load_verify_locations(source.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                "A cadeia de certificados da fonte não pôde ser usada",
                where=str(source.ca_file),
                todo="Confira caminho, permissão e se o arquivo está em PEM (_CA_FILE da fonte).",
            ) from error
    if access.client_certificate and source.cert_file is not None:
        _load_client_certificate(context, source.cert_file, source.key_file)
    return context


@functools.cache
def _usual_context() -> ssl.SSLContext:
    """Return the context that trusts what the machine trusts; reading those authorities takes most of a small request."""
    return ssl.create_default_context()


def _load_client_certificate(context: ssl.SSLContext, cert_file: Path, key_file: Path | None) -> None:
    try:
        # the answer to OpenSSL's question for a password; without it a protected key would ask at the terminal
        context.load_cert_chain(cert_file, key_file, password=lambda: "")
        ends = x509.load_pem_x509_certificate(cert_file.read_bytes()).not_valid_after_utc
    except (OSError, ssl.SSLError, ValueError) as error:
        raise ConfigurationError(
            "O certificado da fonte não pôde ser usado",
            where=str(cert_file),
            todo="Confira caminho, permissão, se está em PEM, se a chave é a do certificado e se ela está sem senha "
            "(_CERT_FILE e _KEY_FILE da fonte).",
        ) from error
    if ends < datetime.now(UTC):
        raise ConfigurationError(
            f"O certificado da fonte venceu em {ends:%d/%m/%Y}",
            where=str(cert_file),
            todo="Renove-o e indique o arquivo novo em _CERT_FILE da fonte.",
        )


def _variable(system: SystemDeclaration, name: str) -> str:
    return f"GOVHUB_SOURCE_{system.name.upper()}_{name.upper()}"
