"""Does a source answer, and does it let us in? One cheap question, for `govhub doctor`."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from govhub.catalog import SystemDeclaration
from govhub.catalog.formats import Access
from govhub.errors import ConfigurationError
from govhub.extraction.access import Credentials, http_client, missing_credentials
from govhub.extraction.answers import BadAnswer, PassingFault
from govhub.extraction.editions import channel_access, open_channel
from govhub.extraction.handshakes import causes, is_tls_refusal
from govhub.settings import SourceSettings

_TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a source answered, as a clause, and by how many seconds its clock is ahead of ours, where it tells the time."""

    told: str
    skew_s: float | None = None


def probe(system: SystemDeclaration, source: SourceSettings) -> Reply:
    """Return what the source answered.

    Raises: ConfigurationError naming the credentials that are missing and what each is; SourceError when the source does
        not answer or refuses us.
    """
    if system.protocol == "files":
        _require_all(system, channel_access(system, source), source)
        with open_channel(system, source):
            return Reply(f"{_host(source.base_url or system.base_url)} abriu a caixa ou pasta dos relatórios")
    said = [asyncio.run(_ask(system, system.auth, source, source.base_url or system.base_url, system.probe))]
    gateway = source.gateway_url or system.gateway_url
    if gateway and not missing_credentials(system, system.gateway_auth, source):
        said.append(asyncio.run(_ask(system, system.gateway_auth, source, gateway, "")))
    return Reply("; ".join(reply.told for reply in said), said[0].skew_s)


def _require_all(system: SystemDeclaration, access: Access, source: SourceSettings) -> None:
    missing = missing_credentials(system, access, source)
    if missing:
        prefix = f"GOVHUB_SOURCE_{system.name.upper()}_"
        named = [f"{name} ({access.needs[name.removeprefix(prefix).lower()]})" for name in missing]
        raise ConfigurationError(
            f"Faltam credenciais de {system.title}: {', '.join(named)}", todo="Defina-as no ambiente ou no .env."
        )


async def _ask(system: SystemDeclaration, access: Access, source: SourceSettings, base: str, path: str) -> Reply:
    _require_all(system, access, source)
    patience = system.politeness.model_copy(update={"timeout_s": _TIMEOUT_S})
    async with http_client(patience, access, source) as client:
        headers = await Credentials(system, access, source, base).headers(client, {})
        try:
            answer = await client.get(base.rstrip("/") + path, headers=headers)
        except httpx.InvalidURL as error:
            raise _unusable(system) from error
        except httpx.HTTPError as error:
            raise silence(error, _host(base), f"GOVHUB_SOURCE_{system.name.upper()}") from error
    if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise BadAnswer(f"{_host(base)} recusou as credenciais (código {answer.status_code})", todo="Renove-as.")
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise PassingFault(f"{_host(base)} respondeu com o código {answer.status_code}", todo="Tente mais tarde.")
    return Reply(f"{_host(base)} respondeu com o código {answer.status_code}", _skew_s(answer))


def silence(error: httpx.HTTPError, host: str, variables: str) -> BadAnswer:
    """Return why a server gave no answer at all; `variables` is the start of the names of the source's settings."""
    if isinstance(error, httpx.UnsupportedProtocol):
        return BadAnswer(f"O endereço de {host} não é http:// nem https://", todo=f"Corrija {variables}_BASE_URL.")
    if isinstance(error, httpx.TimeoutException):
        return PassingFault(
            f"{host} não respondeu em {_TIMEOUT_S:g} segundos",
            todo="Confira a rede e o firewall; depois, espere a fonte.",
        )
    refused = next((cause for cause in causes(error) if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if refused is not None:
        return BadAnswer(f"{host} {_certificate_trouble(refused)}", todo=_CERTIFICATE_TODO.format(variables=variables))
    if is_tls_refusal(error):
        return BadAnswer(
            f"{host} recusou a conexão segura",
            todo=f"Confira se o certificado de {variables}_CERT_FILE está autorizado.",
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes(error)):
        return PassingFault(f"O nome {host} não se resolve", todo=f"Confira o DNS e {variables}_BASE_URL.")
    return PassingFault(
        f"{host} não aceitou a conexão", todo=f"Confira a rede e {variables}_BASE_URL; depois, espere a fonte."
    )


def _certificate_trouble(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == _EXPIRED:
        return "apresentou um certificado vencido"
    if error.verify_code in _OTHER_NAME:
        return "apresentou o certificado de outro endereço"
    return "apresentou um certificado que esta máquina não reconhece"


_EXPIRED, _OTHER_NAME = (
    10,
    {62, 64},
)  # X509_V_ERR_CERT_HAS_EXPIRED; X509_V_ERR_HOSTNAME_MISMATCH and IP_ADDRESS_MISMATCH
_CERTIFICATE_TODO = "Confira o relógio desta máquina e a cadeia em {variables}_CA_FILE; se estão certos, avise a fonte."


def _unusable(system: SystemDeclaration) -> ConfigurationError:
    return ConfigurationError(
        "O endereço da fonte não pode ser usado",
        where=system.name,
        todo=f"Corrija GOVHUB_SOURCE_{system.name.upper()}_BASE_URL.",
    )


def _skew_s(answer: httpx.Response) -> float | None:
    """Return by how much a server's clock is ahead, to the second; null for an answer out of a cache, or without date."""
    if "age" in answer.headers or "date" not in answer.headers:
        return None
    try:
        then = parsedate_to_datetime(answer.headers["date"])
    except ValueError:
        return None
    return (then - datetime.now(UTC)).total_seconds() if then.tzinfo else None


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host or url
    except httpx.InvalidURL:
        return "A fonte"
