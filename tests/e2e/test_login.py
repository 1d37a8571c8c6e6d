"""Login by OpenID Connect in a real browser, against a provider over real sockets."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .conftest import Stack
from .identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider
from .superset import Caller, datasets, served_with

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
CPF = "00000000191"
ROLES = {"paineis-dpu": ["Gestor", "Órgão DPU"], "paineis-analise": "Analista, Órgãos: todos"}
PEOPLE: dict[str, dict[str, Any]] = {
    "maria": {
        "sub": CPF, "email": "Maria@DPU.example", "email_verified": True, "name": "Maria da Silva",
        "realm_access": {"roles": ["paineis-dpu", "outra-coisa"]},
    },
    "joao": {"sub": "00000000272", "email": "joao@dpu.example", "email_verified": True, "name": "João", "realm_access": {"roles": []}},
    "sem_email": {"sub": "00000000353", "name": "Ana", "realm_access": {"roles": ["paineis-dpu"]}},
    "nao_verificada": {"sub": "00000000434", "email": "maria@dpu.example", "email_verified": False, "realm_access": {"roles": ["paineis-dpu"]}},
    "impostor": {"sub": "admin", "preferred_username": "Admin", "realm_access": {"roles": ["paineis-dpu"]}},
}  # fmt: skip


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    running = IdentityProvider(PEOPLE).start()
    yield running
    running.stop()


@contextmanager
def served(stack: Stack, provider: IdentityProvider, **settings: str) -> Iterator[str]:
    """Serve the stack's Superset at another port, with the provider's login."""
    login = {
        "SUPERSET_OIDC_ISSUER": provider.issuer,
        "SUPERSET_OIDC_CLIENT_ID": CLIENT_ID,
        "SUPERSET_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "SUPERSET_OIDC_ROLES_CLAIM": "realm_access.roles",
        "SUPERSET_OIDC_ROLES_MAP": json.dumps(ROLES),
    }
    with served_with(stack.environment | login | settings) as url:
        yield url


@pytest.fixture(scope="module")
def url(stack: Stack, provider: IdentityProvider) -> Iterator[str]:
    with served(stack, provider) as address:
        yield address


@pytest.fixture(scope="module")
def admin(stack: Stack) -> Iterator[Caller]:
    caller = Caller(stack.superset_url).login(
        stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"]
    )
    yield caller
    for user in users(caller).values():
        if user["username"].startswith("pessoa-") or "@" in user["username"]:
            caller.http.delete(f"/api/v1/security/users/{user['id']}", headers=caller.csrf())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "instale o pacote chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, provider: IdentityProvider) -> Iterator[Page]:
    context = browser.new_context(locale="pt-BR")
    provider.fault = ""
    yield context.new_page()
    provider.fault = ""
    context.close()


def users(admin: Caller) -> dict[str, dict[str, Any]]:
    listed = admin.http.get("/api/v1/security/users/?q=(page_size:100)").json()["result"]
    return {user["username"]: user for user in listed}


def enter(page: Page, url: str, person: str, onward: str = "") -> None:
    """Log in as somebody does: the button, the provider's form, and back."""
    page.goto(f"{url}/login/{onward}")
    page.locator("a[href*='/login/'], button").filter(has_text="conta").first.click()
    page.wait_for_url(lambda at: "/realms/teste/auth" in at)
    page.fill("input[name=person]", person)
    page.click("button")
    page.wait_for_url(lambda at: at.startswith(url))


def me(page: Page, url: str) -> dict[str, Any]:
    found: dict[str, Any] = page.request.get(f"{url}/api/v1/me/roles/").json()["result"]
    return found


def is_nobody(page: Page, url: str) -> bool:
    return bool(me(page, url).get("is_anonymous", True)) if page.request.get(f"{url}/api/v1/me/").ok else True


def test_a_person_enters_by_the_provider_with_the_roles_that_it_gives(
    page: Page, url: str, admin: Caller, provider: IdentityProvider
) -> None:
    enter(page, url, "maria")

    found = me(page, url)
    assert (found["username"], found["firstName" if "firstName" in found else "first_name"]) == (
        "maria@dpu.example",
        "Maria",
    )
    assert set(found["roles"]) == {"Gestor", "Órgão DPU"}
    number = datasets(admin)["contratos_resumo"]
    body = {"datasource": {"id": number, "type": "table"}, "queries": [{"columns": ["orgao_chave"], "metrics": []}]}
    rows = page.request.post(f"{url}/api/v1/chart/data", data=body).json()["result"][0]["data"]
    assert {row["orgao_chave"] for row in rows} == {"dpu"}
    assert provider.refused == []  # it checks the client's secret and PKCE
    assert CPF not in json.dumps(users(admin))


def test_roles_follow_the_provider_at_the_next_login(
    page: Page, url: str, admin: Caller, provider: IdentityProvider
) -> None:
    provider.people["maria"]["realm_access"] = {"roles": ["paineis-analise"]}
    enter(page, url, "maria")
    assert set(me(page, url)["roles"]) == {"Analista", "Órgãos: todos"}

    provider.people["maria"]["realm_access"] = {"roles": ["paineis-dpu"]}
    page.goto(f"{url}/logout/")
    enter(page, url, "maria")
    assert set(me(page, url)["roles"]) == {"Gestor", "Órgão DPU"}


def test_a_person_without_a_role_is_told_so_and_not_registered(page: Page, url: str, admin: Caller) -> None:
    enter(page, url, "joao")

    page.get_by_text("ainda não tem um perfil de acesso").first.wait_for(timeout=20_000)
    assert is_nobody(page, url)
    assert "joao@dpu.example" not in users(admin)


@pytest.mark.parametrize("person", ["sem_email", "nao_verificada"])
def test_without_a_verified_email_the_name_is_a_code_and_never_the_identifier(
    page: Page, url: str, admin: Caller, person: str
) -> None:
    enter(page, url, person)

    name = me(page, url)["username"]
    assert name.startswith("pessoa-")
    assert PEOPLE[person]["sub"] not in json.dumps(users(admin))
    assert users(admin)[name]["email"] == f"{name}@sem-email.invalid"


@pytest.mark.parametrize(
    "fault",
    [
        "assinatura", "sem assinatura", "assinatura com o segredo", "audiência", "audiência alheia, autorizada a nós",
        "emissor", "nonce", "vencida", "sem sub", "sem identidade", "metadados",
    ],
)  # fmt: skip
def test_an_identity_that_does_not_hold_lets_nobody_in(
    stack: Stack, page: Page, provider: IdentityProvider, url: str, fault: str
) -> None:
    provider.fault = fault
    if fault == "metadados":  # a server reads them once
        with served(stack, provider) as other:
            enter(page, other, "maria")
            assert is_nobody(page, other)
        return
    enter(page, url, "maria")

    page.get_by_text("não confirmou quem você é").first.wait_for(timeout=20_000)
    assert is_nobody(page, url)


def test_an_answer_that_nobody_asked_for_is_refused(page: Page, url: str, provider: IdentityProvider) -> None:
    provider.codes["roubado"] = {"person": "maria", "redirect_uri": f"{url}/oauth-authorized/oidc"}

    page.goto(f"{url}/oauth-authorized/oidc?code=roubado&state=inventado")

    assert is_nobody(page, url)
    assert "roubado" in provider.codes  # it was not even asked for
    assert page.request.get(f"{url}/oauth-authorized/outro?code=x&state=y").status == 404


def test_after_the_login_one_lands_where_one_wanted_but_never_elsewhere(page: Page, url: str) -> None:
    page.goto(f"{url}/login/oidc?next=https://outro.example/")
    page.fill("input[name=person]", "maria")
    page.click("button")
    page.wait_for_url(lambda at: at.startswith(url))
    assert "outro.example" not in page.url

    page.goto(f"{url}/logout/")
    page.goto(f"{url}/login/oidc?next=/superset/dashboard/contratos/")
    page.fill("input[name=person]", "maria")
    page.click("button")
    page.wait_for_url(lambda at: "/superset/dashboard/contratos/" in at)


def test_who_leaves_leaves_the_provider_too(page: Page, url: str, provider: IdentityProvider) -> None:
    enter(page, url, "maria")
    assert provider.logged_in == "maria"

    page.goto(f"{url}/logout/")

    assert provider.logged_in == ""
    assert provider.ended[-1]["client_id"] == CLIENT_ID
    assert provider.ended[-1]["post_logout_redirect_uri"].startswith(url)
    assert provider.ended[-1]["id_token_hint"].count(".") == 2
    assert page.url.startswith(url)
    assert is_nobody(page, url)


def test_passwords_open_nothing_where_people_enter_by_the_provider(page: Page, url: str, stack: Stack) -> None:
    login = {
        "username": stack.secrets["SUPERSET_ADMIN_USERNAME"],
        "password": stack.secrets["SUPERSET_ADMIN_PASSWORD"],
        "provider": "db",
    }
    assert httpx.post(f"{url}/api/v1/security/login", json=login).status_code in {400, 401}
    assert httpx.get(f"{url}/login/local").status_code == 404
    assert page.request.post(f"{url}/login/", form=login).status in {400, 404, 405}


def test_in_an_emergency_the_local_administrator_enters_and_no_provider_can_be_him(
    stack: Stack, page: Page, provider: IdentityProvider
) -> None:
    with served(stack, provider, SUPERSET_LOCAL_LOGIN="true", SUPERSET_OIDC_USERNAME_CLAIM="preferred_username") as url:
        enter(page, url, "impostor")
        assert is_nobody(page, url)

        page.goto(f"{url}/login/local")
        page.fill("input[name=username]", stack.secrets["SUPERSET_ADMIN_USERNAME"])
        page.fill("input[name=password]", "errada")
        page.click("button[type=submit]")
        assert page.get_by_text("Usuário ou senha incorretos.").is_visible()
        page.fill("input[name=username]", stack.secrets["SUPERSET_ADMIN_USERNAME"])
        page.fill("input[name=password]", stack.secrets["SUPERSET_ADMIN_PASSWORD"])
        page.click("button[type=submit]")
        page.wait_for_url(lambda at: "/login" not in at)
        assert me(page, url)["username"] == stack.secrets["SUPERSET_ADMIN_USERNAME"]
        assert "Admin" in me(page, url)["roles"]
