"""Folders and object stores by URL: how each cloud is opened, how long it may take, and why it failed.

The clouds' own variables (AWS_*, AZURE_*, GOOGLE_*) are the only credentials; they may stand in the environment, in
`.env`, or in the secret file that NAME_FILE names. Their SDKs read nothing but the environment, so that is where what
`.env` says of them is put, at the moment when a URL of a cloud is opened.
"""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import fsspec

from govhub.errors import ConfigurationError, Kind
from govhub.settings import read_environment

PATIENCE_S = 60.0
TRIES = 5
_BYTES_PER_S = 1024 * 1024  # a slower line is taken for a dead one
_S3 = {"s3", "s3a"}
_AZURE = {"abfs", "abfss", "az"}
_GCS = {"gs", "gcs"}
_AZURE_SCOPE = "https://storage.azure.com/.default"
_QUIET = {"azure": logging.ERROR, "gcsfs": logging.CRITICAL}  # they tell at length what is told here in a sentence
_ALWAYS = {"max_concurrency": 4, "skip_instance_cache": True}  # pieces of 50 MiB in memory; credentials as of now
_ANSWER = {"connect": 5, "read": 15}  # seconds, for each of the tries of a request
_LENT = ("AWS_", "AZURE_", "GOOGLE_", "STORAGE_EMULATOR_HOST")
_PACKAGES = frozenset(
    {"adlfs", "aiobotocore", "aiohttp", "azure", "botocore", "gcsfs", "google", "msal", "requests", "s3fs", "urllib3"}
)
_WITHOUT_CREDENTIALS = frozenset(
    {
        "CredentialRetrievalError",
        "CredentialUnavailableError",
        "DefaultCredentialsError",
        "NoCredentialsError",
        "PartialCredentialsError",
        "ProfileNotFound",
    }
)
_REFUSED = frozenset({"ClientAuthenticationError", "RefreshError"})
_MISSING = frozenset({"ResourceNotFoundError", "NoSuchBucket"})
_SILENT = frozenset(
    {
        "ClientConnectionError",
        "ClientPayloadError",
        "EndpointConnectionError",
        "HTTPClientError",
        "RequestException",
        "ServiceRequestError",
        "ServiceResponseError",
        "TransportError",
    }
)
_NO_SPACE = frozenset({"InsufficientCapacity", "QuotaExceeded", "XMinioStorageFull"})


class StoreSilent(ConfigurationError):
    """An object store that does not answer now and may later: whoever called may try again, as with a source."""

    kind: Kind = "fonte"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a place failed, as a clause; what to do, as a sentence; whether it may pass by itself."""

    why: str
    todo: str
    passing: bool = False


FULL = Reason("acabou o espaço", "Libere espaço e rode o comando de novo.")


def is_remote(url: str) -> bool:
    """Tell whether a URL names an object store."""
    return _protocol(url) in _S3 | _AZURE | _GCS


def shown(url: str) -> str:
    """Return a URL as a message may show it: nothing before an @ that could be a key, no query."""
    plain = url.split("?")[0].rstrip("/")
    return plain if _protocol(url) in _AZURE else re.sub(r"//[^/@]*@", "//", plain)


def open_place(url: str) -> tuple[Any, str]:
    """Return the fsspec file system of a URL and the path below which everything lies.

    Raises: ConfigurationError for a key in the URL; what `reason_of` explains.
    """
    protocol = _protocol(url)
    if protocol in _S3 | _GCS and "@" in url:
        raise ConfigurationError(
            "O endereço não pode levar chave nem senha",
            where=shown(url),
            todo="Use as variáveis da nuvem, como AWS_ACCESS_KEY_ID e AWS_SECRET_ACCESS_KEY.",
        )
    if is_remote(url):
        _lend_environment()
        for logger, level in _QUIET.items():
            logging.getLogger(logger).setLevel(level)
    opened: tuple[Any, str] = fsspec.core.url_to_fs(url, **_options(protocol))
    if protocol in _S3:
        opened[0].retries = 1  # botocore tries again by itself; both together would take minutes
    if protocol in _AZURE and opened[0].sync_credential is not None:
        opened[0].sync_credential.get_token(_AZURE_SCOPE)  # else missing ones are tried again and again, a minute long
    return opened


def patience(size: int = 0) -> float:
    """Return how many seconds a request may take in all, tries included, that carries so many bytes."""
    return PATIENCE_S + size / _BYTES_PER_S


def reason_of(error: BaseException) -> Reason | None:
    """Return why a file system or cloud failed, null for an error that is neither's."""
    chain = list(_chain(error))
    if isinstance(error, ImportError):
        return Reason("falta a biblioteca desta nuvem", "Instale o extra correspondente: govhub[s3], [azure] ou [gcs].")
    if not any(isinstance(item, OSError) or _is_of_a_cloud(item) for item in chain):
        return None
    names = {base.__name__ for item in chain for base in type(item).__mro__} | {_code(item) for item in chain}
    statuses = {_status(item) for item in chain}
    if names & _NO_SPACE or any(getattr(item, "errno", None) in {errno.ENOSPC, errno.EDQUOT} for item in chain):
        return FULL
    if names & _WITHOUT_CREDENTIALS:
        return Reason("faltam as credenciais da nuvem", "Defina-as no ambiente ou no .env (veja docs/lake.md).")
    if names & _REFUSED or statuses & {401, 403} or any(_is_refusal(item) for item in chain):
        return Reason(
            "o acesso foi recusado", "Confira as credenciais e as permissões que docs/lake.md pede, ou as da pasta."
        )
    if names & _MISSING or 404 in statuses or any(isinstance(item, FileNotFoundError) for item in chain):
        return Reason("o lugar ou o arquivo não existe", "Confira o endereço e crie o bucket, contêiner ou pasta.")
    if names & _SILENT or any(_is_silence(item) for item in chain) or any(status >= 500 for status in statuses):
        return Reason(
            "o armazenamento não respondeu", "Confira a rede e se ele está no ar, e rode o comando de novo.", True
        )
    return Reason(f"o armazenamento recusou a operação ({type(error).__name__})", "Confira o endereço e a permissão.")


def failure(what: str, place: str, reason: Reason) -> ConfigurationError:
    """Return the sentence of a failure; one that may pass by itself is a StoreSilent."""
    kind = StoreSilent if reason.passing else ConfigurationError
    return kind(f"{what}: {reason.why}", where=place, todo=reason.todo)


def _protocol(url: str) -> str:
    return url.split("://", 1)[0] if "://" in url else "file"


def _options(protocol: str) -> dict[str, Any]:
    if protocol in _S3:
        # pauses between them grow to a few seconds; PATIENCE_S ends it all
        tries = {"mode": "standard", "total_max_attempts": TRIES}
        waits = {"connect_timeout": _ANSWER["connect"], "read_timeout": _ANSWER["read"]}
        return {"config_kwargs": {**waits, "retries": tries}, **_ALWAYS}
    if protocol in _AZURE:
        waits = {"connection_timeout": _ANSWER["connect"], "read_timeout": _ANSWER["read"]}
        return {**waits, **_ALWAYS}
    if protocol in _GCS:
        os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")  # asks for one more permission, by gRPC
        token = "anon" if os.environ.get("STORAGE_EMULATOR_HOST") else "google_default"
        return {"token": token, "skip_instance_cache": True}
    return {}


def _lend_environment() -> None:
    """Put the clouds' variables where their SDKs look; an empty one, as .env.example has, counts as absent."""
    for name, value in read_environment().items():
        if not name.startswith(_LENT):
            continue
        if value:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)


def _chain(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__


def _is_of_a_cloud(error: BaseException) -> bool:
    return any(base.__module__.split(".")[0] in _PACKAGES for base in type(error).__mro__)


def _code(error: BaseException) -> str:
    """Return the code of an answer of S3 or Azure, such as NoSuchBucket."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        return str(response.get("Error", {}).get("Code", ""))
    return str(getattr(error, "error_code", "") or "")


def _status(error: BaseException) -> int:
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    for name in ("status_code", "status", "code"):
        found = getattr(error, name, None)
        if isinstance(found, int) or (isinstance(found, str) and found.isdigit()):
            return int(found)
    return 0


def _is_refusal(error: BaseException) -> bool:
    return isinstance(error, PermissionError) or (isinstance(error, OSError) and str(error).startswith("Forbidden:"))


def _is_silence(error: BaseException) -> bool:
    return isinstance(error, TimeoutError | ConnectionError) or (
        isinstance(error, OSError)
        and error.errno in {errno.EBUSY, errno.EREMOTEIO, errno.ENETUNREACH, errno.EHOSTUNREACH}
    )
