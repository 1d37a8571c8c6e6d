"""Headers, cookies, and how often one address may ask, of the real Superset."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from .conftest import Stack
from .superset import Caller, datasets, served_with, token

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests


def policy(answer: httpx.Response) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


def wrong(url: str, username: str) -> int:
    login = {"username": username, "password": "errada", "provider": "db"}
    return httpx.post(f"{url}/api/v1/security/login", json=login, timeout=30).status_code


def test_pages_load_nothing_from_elsewhere_and_are_framed_by_nobody(stack: Stack) -> None:
    answer = httpx.get(f"{stack.superset_url}/login/")

    sources = {source for listed in policy(answer).values() for source in listed}
    assert {source for source in sources if not source.startswith("'")} == {"blob:", "data:"}
    assert "'unsafe-eval'" not in sources
    assert policy(answer)["frame-ancestors"] == ["'self'"]
    assert policy(answer)["form-action"] == ["'self'"]
    assert "'unsafe-inline'" not in policy(answer)["script-src"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert (
        "access-control-allow-origin"
        not in httpx.get(f"{stack.superset_url}/api/v1/dashboard/", headers={"Origin": "https://outro.example"}).headers
    )


def test_the_session_is_out_of_reach_of_scripts_and_other_sites(stack: Stack) -> None:
    cookie = httpx.get(f"{stack.superset_url}/login/").headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # the demo is served without TLS


def test_wrong_passwords_are_counted_by_name_and_right_ones_are_not(stack: Stack) -> None:
    url = stack.superset_url
    assert [wrong(url, "quem_nao_existe") for _ in range(10)] == [401] * 10

    answer = httpx.post(
        f"{url}/api/v1/security/login", json={"username": "QUEM_nao_existe", "password": "x", "provider": "db"}
    )
    assert answer.status_code == 429
    assert answer.json()["errors"][0]["message"].startswith("Muitos pedidos em pouco tempo.")
    form = Caller(url)
    page = form.http.post("/login/", data={"username": "outra_pessoa", "password": "x"}, follow_redirects=False)
    assert page.status_code in {302, 400}  # another name is another count
    admin = stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"]
    assert all(token(url, *admin) for _ in range(12))


def test_behind_tls_cookies_are_secure_and_the_proxy_says_who_asks(stack: Stack) -> None:
    settings = {
        "SUPERSET_HTTPS": "true",
        "SUPERSET_RATE_LIMIT": "30 per minute",
        "SUPERSET_PUBLIC_RATE_LIMIT": "5 per minute",
    }
    with served_with(stack.environment | settings) as url:
        through = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "paineis.orgao.gov.br",
            "X-Forwarded-For": "198.51.100.7",
        }
        answer = httpx.get(f"{url}/login/", headers=through)
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        onward = httpx.get(f"{url}/superset/dashboard/contratos/", headers=through)
        assert onward.headers["location"].startswith(("/", "https://paineis.orgao.gov.br/"))

        number = datasets(Caller(stack.superset_url).login(
            stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"]
        ))["saude_dos_dados"]  # fmt: skip
        body = {"datasource": {"id": number, "type": "table"}, "queries": [{"columns": ["fonte"], "metrics": []}]}
        asked = [httpx.post(f"{url}/api/v1/chart/data", json=body, headers=through).status_code for _ in range(6)]
        assert asked == [200] * 5 + [429]
        other = {**through, "X-Forwarded-For": "198.51.100.8"}
        assert httpx.post(f"{url}/api/v1/chart/data", json=body, headers=other).status_code == 200
        assert {httpx.get(f"{url}/api/v1/me/", headers=other).status_code for _ in range(30)} == {200, 429}
        assert httpx.get(f"{url}/health", headers=other).status_code == 200


def test_a_key_that_can_be_guessed_is_refused(stack: Stack) -> None:
    with (
        pytest.raises(AssertionError, match="Superset ended"),
        served_with(stack.environment | {"SUPERSET_SECRET_KEY": "curta"}),
    ):
        pass


def test_a_password_that_is_easily_guessed_is_refused(stack: Stack) -> None:
    admin = Caller(stack.superset_url).login(
        stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"]
    )
    body = {
        "username": "senha_fraca", "first_name": "Senha", "last_name": "Fraca", "email": "fraca@teste.example",
        "active": True, "roles": [1], "password": "curta-1",
    }  # fmt: skip
    refused = admin.http.post("/api/v1/security/users/", json=body, headers=admin.csrf())
    assert refused.status_code == 400
    assert "pelo menos 12 caracteres" in refused.text
    listed = admin.http.get("/api/v1/security/users/?q=(page_size:100)").json()["result"]
    assert "senha_fraca" not in {user["username"] for user in listed}


def test_abuse_by_many_at_once_stops_nobody(stack: Stack) -> None:
    """Fifty clients of one address with tokens that do not hold, wrong passwords and bodies of 20 MB; then all as before."""
    with served_with(stack.environment | {"SUPERSET_PROXIES": "1"}) as url:
        right = token(url, stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"])
        header, claims, signature = right.split(".")
        tokens = [f"{header}.{claims}.{signature[::-1]}", f"{header}.{claims}", "x" * 4000, "a.b.c"]

        def abuse(number: int) -> list[int]:
            wrong = {"Authorization": f"Bearer {tokens[number % 4]}", "X-Forwarded-For": "198.51.100.7"}
            with httpx.Client(base_url=url, timeout=120, headers=wrong) as client:
                seen = [client.get("/api/v1/dashboard/").status_code, client.get("/api/v1/me/").status_code]
                login = {"username": f"quem_{number}", "password": "errada", "provider": "db"}
                seen.append(client.post("/api/v1/security/login", json=login).status_code)
                if number % 10 == 0:
                    huge = {**login, "username": "x" * 20_000_000}
                    seen.append(client.post("/api/v1/security/login", json=huge).status_code)
                    seen.append(client.post("/api/v1/chart/data", json=huge).status_code)
                return seen

        began = time.monotonic()
        with ThreadPoolExecutor(max_workers=50) as people:
            seen = {status for answers in people.map(abuse, range(50)) for status in answers}
        assert time.monotonic() - began < 180
        assert {401, 413} <= seen
        assert max(seen) < 500
        answer = httpx.get(f"{url}/api/v1/me/", headers={"Authorization": f"Bearer {right}"}, timeout=60)
        assert answer.status_code == 200
        assert answer.json()["result"]["username"] == stack.secrets["SUPERSET_ADMIN_USERNAME"]


def test_a_database_of_superset_that_is_away_is_told_without_its_password(stack: Stack) -> None:
    away = "postgresql://superset:senha-que-ninguem-deve-ler@127.0.0.1:9/superset"

    refused = replace(stack, environment=stack.environment | {"SUPERSET_METADATA_URL": away}).govhub(
        "dashboards", "apply", check=False
    )

    assert refused.returncode == 1
    assert "o banco do Superset não aceita conexões" in " ".join(refused.stderr.split())
    log = (stack.home / "logs" / "superset-bootstrap.log").read_text(encoding="utf-8")
    assert "127.0.0.1:9" in log
    assert "senha-que-ninguem-deve-ler" not in log + refused.stderr + refused.stdout
