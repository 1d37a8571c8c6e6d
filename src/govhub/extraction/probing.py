"""Does a source answer, and does it let us in? One cheap question, for `govhub doctor`."""

from __future__ import annotations

import asyncio

import httpx

from govhub.catalog import SystemDeclaration
from govhub.catalog.formats import Access
from govhub.errors import ConfigurationError
from govhub.extraction.access import Credentials, http_client, missing_credentials
from govhub.extraction.answers import BadAnswer, PassingFault
from govhub.extraction.editions import channel_access, open_channel
from govhub.settings import SourceSettings

_TIMEOUT_S = 15.0


def probe(system: SystemDeclaration, source: SourceSettings) -> str:
    """Return what the source answered, in a clause.

    Raises: ConfigurationError naming the credentials that are missing and what each is; SourceError when the source does
        not answer or refuses us.
    """
    if system.protocol == "files":
        _require_all(system, channel_access(system, source), source)
        with open_channel(system, source):
            return f"{_host(source.base_url or system.base_url)} abriu a caixa ou pasta dos relatórios"
    said = [asyncio.run(_ask(system, system.auth, source, source.base_url or system.base_url, system.probe))]
    gateway = source.gateway_url or system.gateway_url
    if gateway and not missing_credentials(system, system.gateway_auth, source):
        said.append(asyncio.run(_ask(system, system.gateway_auth, source, gateway, "")))
    return "; ".join(said)


def _require_all(system: SystemDeclaration, access: Access, source: SourceSettings) -> None:
    missing = missing_credentials(system, access, source)
    if missing:
        prefix = f"GOVHUB_SOURCE_{system.name.upper()}_"
        named = [f"{name} ({access.needs[name.removeprefix(prefix).lower()]})" for name in missing]
        raise ConfigurationError(
            f"Faltam credenciais de {system.title}: {', '.join(named)}", todo="Defina-as no ambiente ou no .env."
        )


async def _ask(system: SystemDeclaration, access: Access, source: SourceSettings, base: str, path: str) -> str:
    _require_all(system, access, source)
    patience = system.politeness.model_copy(update={"timeout_s": _TIMEOUT_S})
    async with http_client(patience, access, source) as client:
        headers = await Credentials(system, access, source, base).headers(client, {})
        try:
            answer = await client.get(base.rstrip("/") + path, headers=headers)
        except httpx.HTTPError as error:
            raise PassingFault(
                f"{_host(base)} não respondeu",
                todo=f"Confira a rede, os certificados e GOVHUB_SOURCE_{system.name.upper()}_BASE_URL.",
            ) from error
    if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise BadAnswer(f"{_host(base)} recusou as credenciais (código {answer.status_code})", todo="Renove-as.")
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise PassingFault(f"{_host(base)} respondeu com o código {answer.status_code}", todo="Tente mais tarde.")
    return f"{_host(base)} respondeu com o código {answer.status_code}"


def _host(url: str) -> str:
    return httpx.URL(url).host or url
