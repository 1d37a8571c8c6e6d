"""Credentials: what is asked for, what is sent, and what a failure tells without telling a secret."""

from __future__ import annotations

import asyncio
import base64
import ssl
import stat
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from govhub.catalog import SystemDeclaration
from govhub.catalog.formats import Access
from govhub.catalog.reading import read_system
from govhub.errors import ConfigurationError
from govhub.extraction import access
from govhub.extraction.access import Credentials, missing_credentials, tls_context
from govhub.extraction.answers import BadAnswer, PassingFault
from govhub.settings import CHECKOUT, SourceSettings
from govhub_simulator import certificates

SECRETS = {"username": "chave-secreta", "password": "segredo-plantado", "cpf": "00000000191", "ug": "290002"}
PARAMS = {"ug": "113601", "ano": "2026"}
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(scope="module")
def siafi() -> SystemDeclaration:
    return read_system(CHECKOUT / "sources" / "siafi.yaml")


@pytest.fixture
def credentials(siafi: SystemDeclaration) -> Credentials:
    return Credentials(siafi, siafi.gateway_auth, SourceSettings(**SECRETS), "https://gateway.exemplo/")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certificados")
    certificates.make(made)
    return made


def headers(credentials: Credentials, answer: Answer, times: int = 1) -> list[dict[str, str]]:
    async def ask() -> list[dict[str, str]]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            return list(await asyncio.gather(*(credentials.headers(client, PARAMS) for _ in range(times))))

    return asyncio.run(ask())


class Tokens:
    """A token service that numbers its tokens and keeps the requests."""

    def __init__(self, **more: Any) -> None:
        self.requests: list[httpx.Request] = []
        self._more = more

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, json={"access_token": f"ficha-{len(self.requests)}", **self._more})


def failure(credentials: Credentials, response: httpx.Response) -> BadAnswer:
    with pytest.raises(BadAnswer) as caught:
        headers(credentials, lambda _: response)
    assert not any(secret in str(caught.value) for secret in ("chave-secreta", "segredo-plantado", "00000000191"))
    assert caught.value.body == b""
    return caught.value


def test_the_token_is_asked_once_with_key_and_secret_and_x_credencial_is_encoded(credentials: Credentials) -> None:
    tokens = Tokens(expires_in=3600)

    sent = headers(credentials, tokens, times=5)

    [request] = tokens.requests
    assert str(request.url) == "https://gateway.exemplo/token"
    assert request.headers["authorization"] == "Basic " + base64.b64encode(b"chave-secreta:segredo-plantado").decode()
    assert request.content == b"grant_type=client_credentials"
    expected = base64.b64encode(b"00000000191.290002.SIAFI2026").decode()
    assert sent == [{"x-credencial": expected, "Authorization": "Bearer ficha-1"}] * 5


@pytest.mark.parametrize(
    ("life", "asked"),
    [(3600, 1), ("3600", 1), (0, 2), ("1", 2), (None, 1), ("logo", 1)],
    ids=["number", "text", "ended", "ended-as-text", "not-said", "nonsense"],
)
def test_a_token_is_renewed_before_it_ends(
    credentials: Credentials, monkeypatch: pytest.MonkeyPatch, life: object, asked: int
) -> None:
    tokens, clock = Tokens(expires_in=life), [1000.0]
    monkeypatch.setattr(access.time, "monotonic", lambda: clock[0])
    headers(credentials, tokens)
    clock[0] += 5

    [sent] = headers(credentials, tokens)

    assert (len(tokens.requests), sent["Authorization"]) == (asked, f"Bearer ficha-{asked}")


def test_a_refused_token_is_replaced_once(credentials: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(access.time, "monotonic", lambda: clock[0])
    tokens = Tokens()
    headers(credentials, tokens)

    assert credentials.forget_token("Bearer ficha-1")
    assert headers(credentials, tokens)[0]["Authorization"] == "Bearer ficha-2"
    assert credentials.forget_token("Bearer ficha-1"), "a late refusal of the old token asks again with the new one"
    assert headers(credentials, tokens)[0]["Authorization"] == "Bearer ficha-2"
    assert not credentials.forget_token("Bearer ficha-2")
    clock[0] += 600
    assert credentials.forget_token("Bearer ficha-2"), "a token that served for minutes may be replaced again"
    assert len(tokens.requests) == 2


def test_a_source_without_tokens_has_none_to_forget(siafi: SystemDeclaration) -> None:
    plain = Credentials(siafi, Access(), SourceSettings(), "https://exemplo")

    assert not plain.forget_token()
    assert not plain.forget_token("Bearer de-outro")


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(401, json={"error": "invalid_client", "error_description": "segredo-plantado"}),
        httpx.Response(200, json={"error": "invalid_client"}),
        httpx.Response(200, json={"access_token": None}),
        httpx.Response(400, text="<html>segredo-plantado</html>"),
    ],
    ids=["refused", "error-inside-200", "null-token", "html-refusal"],
)
def test_refused_credentials_stop_and_name_the_variables(credentials: Credentials, response: httpx.Response) -> None:
    error = failure(credentials, response)

    assert not isinstance(error, PassingFault)
    assert error.what == f"SIAFI recusou as credenciais (código {response.status_code}); nada foi pedido à fonte"
    assert error.todo == "Confira GOVHUB_SOURCE_SIAFI_USERNAME e GOVHUB_SOURCE_SIAFI_PASSWORD."


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (httpx.Response(503), "O serviço de autenticação de SIAFI respondeu com o código 503"),
        (httpx.Response(429), "O serviço de autenticação de SIAFI respondeu com o código 429"),
        (httpx.Response(200, text="<html>"), "O serviço de autenticação de SIAFI entregou algo que não é JSON"),
    ],
    ids=["down", "busy", "html"],
)
def test_a_token_service_in_trouble_is_asked_again(
    credentials: Credentials, response: httpx.Response, told: str
) -> None:
    error = failure(credentials, response)

    assert isinstance(error, PassingFault)
    assert error.what == told


def test_a_wrong_token_address_is_not_told_as_wrong_credentials(credentials: Credentials) -> None:
    error = failure(credentials, httpx.Response(404))

    assert "não foi encontrado (código 404)" in error.what
    assert "_GATEWAY_URL" in error.todo


@pytest.mark.parametrize(
    ("cause", "passing"),
    [(ssl.SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED"), False), (ConnectionRefusedError(), True)],
    ids=["tls", "network"],
)
def test_a_token_service_out_of_reach_passes_unless_tls_refuses(
    credentials: Credentials, cause: OSError, passing: bool
) -> None:
    def break_off(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("a conexão falhou") from cause

    with pytest.raises(BadAnswer) as caught:
        headers(credentials, break_off)

    assert isinstance(caught.value, PassingFault) is passing


def test_what_is_missing_is_named(siafi: SystemDeclaration) -> None:
    wanted = [f"GOVHUB_SOURCE_SIAFI_{name}" for name in ("USERNAME", "PASSWORD", "CPF", "UG")]

    assert missing_credentials(siafi, siafi.gateway_auth, SourceSettings()) == wanted
    assert missing_credentials(siafi, siafi.gateway_auth, SourceSettings(**SECRETS)) == []
    with pytest.raises(ConfigurationError, match="Faltam credenciais de SIAFI: GOVHUB_SOURCE_SIAFI_CPF, .*_CERT_FILE"):
        Credentials(siafi, siafi.auth, SourceSettings(), "https://exemplo")


def test_the_door_can_be_tried_without_knowing_the_year(credentials: Credentials) -> None:
    async def ask() -> dict[str, str]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(Tokens())) as client:
            return await credentials.headers(client, {})

    assert base64.b64decode(asyncio.run(ask())["x-credencial"]) == b"00000000191.290002.SIAFI"


def tls(folder: Path, **files: Path) -> None:
    given = {"cert_file": folder / "client.pem", "key_file": folder / "client.key", "ca_file": folder / "ca.pem"}
    tls_context(Access(client_certificate=True), SourceSettings(**{**given, **files}))


def test_a_good_certificate_is_taken(folder: Path) -> None:
    tls(folder)


@pytest.mark.parametrize(
    ("name", "wrong", "told"),
    [
        ("ca_file", "nenhum.pem", "A cadeia de certificados da fonte não pôde ser usada"),
        ("cert_file", "nenhum.pem", "O certificado da fonte não pôde ser usado"),
        ("key_file", "server.key", "O certificado da fonte não pôde ser usado"),
        ("cert_file", "client.key", "O certificado da fonte não pôde ser usado"),
    ],
    ids=["no-authority", "no-certificate", "key-of-another", "key-in-its-place"],
)
def test_a_file_that_cannot_be_used_is_named(folder: Path, name: str, wrong: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        tls(folder, **{name: folder / wrong})


def test_a_key_with_a_password_is_refused_instead_of_asking_at_the_terminal(folder: Path, tmp_path: Path) -> None:
    locked = tmp_path / "com_senha.key"
    command = ["openssl", "pkcs8", "-topk8", "-in", str(folder / "client.key"), "-out", str(locked)]
    subprocess.run([*command, "-passout", "pass:senha"], check=True)

    with pytest.raises(ConfigurationError, match="sem senha"):
        tls(folder, key_file=locked)


def test_an_expired_certificate_is_told_with_its_date(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = access.x509.load_pem_x509_certificate((folder / "client.pem").read_bytes()).not_valid_after_utc

    class Later(access.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return ends + timedelta(days=1)

    monkeypatch.setattr(access, "datetime", Later)
    with pytest.raises(ConfigurationError, match=f"O certificado da fonte venceu em {ends:%d/%m/%Y}"):
        tls(folder)


def test_the_keys_of_the_certificates_are_private_and_made_once(tmp_path: Path) -> None:
    certificates.make(tmp_path)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    certificates.make(tmp_path)

    assert sorted(made) == ["ca.pem", "client.key", "client.pem", "server.key", "server.pem"]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == made
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("client.key", "server.key")] == [0o600, 0o600]
    (tmp_path / "client.key").unlink()
    certificates.make(tmp_path)
    assert (tmp_path / "ca.pem").read_bytes() != made["ca.pem"], "all are made again, under one authority"
