"""Who sees what, over the real Superset: role × dashboard × dataset, by session, by token, and without logging in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from govhub.dashboards.access import ANALYST, BODY_COLUMN, CITIZEN, EVERY_BODY, MANAGER, dashboards_datasets, read_plan
from govhub.dashboards.contracts import read_products
from govhub.dashboards.datasets import dataset_uuid
from govhub.settings import CHECKOUT, load_settings

from .conftest import Stack
from .superset import PASSWORD, Caller, datasets, make_user, token

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests

# Who: the roles, and the bodies whose rows are theirs; null for all that there are.
PEOPLE: dict[str, tuple[list[str], set[str] | None]] = {
    "gestora_dpu": ([MANAGER, "Órgão DPU"], {"dpu"}),
    "gestor_central": ([MANAGER, EVERY_BODY], None),
    "gestora_sem_orgao": ([MANAGER], set()),
    "analista_dpu_ipea": ([ANALYST, "Órgão DPU", "Órgão IPEA"], {"dpu", "ipea"}),
    "sem_perfil": (["Órgão DPU"], set()),
}
SHARED = "todos"
UNIDENTIFIED = "nao_identificado"
PRODUCTS = read_products(CHECKOUT)
BODIES = {"dpu", "ipea", "mgi", "minc", "mir"}


class People:
    """Everybody, by name: with a session, with a token, and nobody in particular."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.superset_url
        self.admin = Caller(self.url).login(
            stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"]
        )
        self.numbers = datasets(self.admin)
        for name, (roles, _) in PEOPLE.items():
            make_user(self.admin, name, roles)
        self.callers = {f"{name}, sessão": Caller(self.url).login(name, PASSWORD) for name in PEOPLE}
        self.callers |= {f"{name}, token": Caller(self.url, token(self.url, name)) for name in PEOPLE}
        self.anonymous = Caller(self.url)


@pytest.fixture(scope="module")
def people(stack: Stack) -> Iterator[People]:
    everybody = People(stack)
    yield everybody
    for user in everybody.admin.http.get("/api/v1/security/users/?q=(page_size:100)").json()["result"]:
        if user["username"] in PEOPLE:
            everybody.admin.http.delete(f"/api/v1/security/users/{user['id']}", headers=everybody.admin.csrf())


@pytest.fixture(scope="module")
def in_gold(stack: Stack) -> dict[str, set[str]]:
    """Return the bodies that each product of gold has rows of."""
    found = {}
    with psycopg.connect(stack.secrets["GOVHUB_BI_URL"]) as connection:
        for name, product in PRODUCTS.items():
            if BODY_COLUMN in product.column_names:
                rows = connection.execute(f"select distinct {BODY_COLUMN} from gold.{name}").fetchall()
                found[name] = {str(row[0]) for row in rows}
    return found


@pytest.mark.parametrize("product", sorted(PRODUCTS))
def test_each_person_sees_the_rows_of_his_bodies_and_no_other(
    people: People, in_gold: dict[str, set[str]], product: str
) -> None:
    number = people.numbers[product]
    if product not in in_gold:
        answers = {
            who: caller.ask(number, columns=["coluna"], metrics=[], row_limit=1).status
            for who, caller in people.callers.items()
        }
        assert {
            who: status for who, status in answers.items() if not who.startswith("sem_perfil") and status != 200
        } == {}
        return
    for who, caller in people.callers.items():
        name = who.split(",")[0]
        answer = caller.ask(number, columns=[BODY_COLUMN], metrics=[], row_limit=1000)
        if name == "sem_perfil":
            assert answer.status == 403, who
            continue
        theirs = PEOPLE[name][1]
        expected = in_gold[product] if theirs is None else in_gold[product] & (theirs | {SHARED})
        assert (answer.status, {row[BODY_COLUMN] for row in answer.rows}) == (200, expected), (who, answer.message)


@pytest.mark.parametrize("product", sorted(PRODUCTS))
def test_the_public_sees_the_bodies_served_in_public_products_and_nothing_else(
    people: People, in_gold: dict[str, set[str]], product: str
) -> None:
    column = BODY_COLUMN if product in in_gold else "coluna"
    answer = people.anonymous.ask(people.numbers[product], columns=[column], metrics=[], row_limit=1000)

    if not PRODUCTS[product].public:
        assert (answer.status, answer.message) == (403, "Este conjunto de dados não é público.")
        return
    assert answer.status == 200
    if product in in_gold:
        assert {row[column] for row in answer.rows} == in_gold[product] - {UNIDENTIFIED}


def test_a_token_that_does_not_hold_is_nobody(people: People) -> None:
    forged = Caller(people.url, token(people.url, "gestor_central") + "x")

    closed = forged.ask(people.numbers["contratos_resumo"], columns=[BODY_COLUMN], metrics=[])
    public = forged.ask(people.numbers["orcamento_resumo_anual"], columns=[BODY_COLUMN], metrics=[])

    assert closed.status in {401, 403}
    assert public.status == 200  # as anybody may
    assert forged.http.get("/api/v1/dataset/").status_code in {401, 422}


def test_answers_in_the_cache_are_not_shared_by_people_of_different_bodies(people: People) -> None:
    number = people.numbers["contratos_resumo"]
    body = {
        "datasource": {"id": number, "type": "table"},
        "queries": [{"columns": [BODY_COLUMN], "metrics": [], "row_limit": 999}],
    }
    seen = {
        who: {
            row[BODY_COLUMN]
            for row in people.callers[who].http.post("/api/v1/chart/data", json=body).json()["result"][0]["data"]
        }
        for who in ("gestor_central, sessão", "gestora_dpu, sessão", "gestora_dpu, token", "analista_dpu_ipea, token")
    }

    assert seen["gestora_dpu, sessão"] == seen["gestora_dpu, token"] == {"dpu"}
    assert seen["analista_dpu_ipea, token"] == {"dpu", "ipea"}
    assert len(seen["gestor_central, sessão"]) > 3


@pytest.mark.parametrize("slug", sorted(dashboards_datasets(CHECKOUT)))
def test_a_dashboard_opens_for_those_who_may_read_all_that_it_shows(people: People, slug: str) -> None:
    uuid, used = dashboards_datasets(CHECKOUT)[slug]
    public = used <= {dataset_uuid(name) for name, product in PRODUCTS.items() if product.public}
    for who, caller in people.callers.items():
        opened = caller.http.get(f"/api/v1/dashboard/{slug}").status_code
        assert opened in ({403, 404} if who.startswith("sem_perfil") else {200}), (who, uuid)
    opened = people.anonymous.http.get(f"/api/v1/dashboard/{slug}").status_code
    assert opened == 200 if public else opened in {401, 403, 404}, slug
    page = people.anonymous.http.get(f"/superset/dashboard/{slug}/", follow_redirects=False)
    assert page.status_code == (200 if public else 302)


@pytest.mark.parametrize("slug", sorted(dashboards_datasets(CHECKOUT)))
def test_no_chart_of_a_dashboard_is_refused_to_a_person_who_may_open_it(people: People, slug: str) -> None:
    asking = {who: caller for who, caller in people.callers.items() if "sem_perfil" not in who}
    roles = read_plan(load_settings())["dashboards"][dashboards_datasets(CHECKOUT)[slug][0]]
    assert {MANAGER, ANALYST} <= set(roles)
    if people.anonymous.http.get(f"/api/v1/dashboard/{slug}").status_code == 200:
        asking["anônimo"] = people.anonymous
    shown = people.admin.http.get(f"/api/v1/dashboard/{slug}/datasets").json()["result"]
    assert shown
    for who, caller in asking.items():
        for dataset in shown:
            column = PRODUCTS[dataset["table_name"]].columns[0].name
            answer = caller.ask(dataset["id"], columns=[column], metrics=[], row_limit=1)
            assert answer.status == 200, (who, dataset["table_name"], answer.message)


def test_only_listed_roles_read_anything(people: People) -> None:
    listed = {
        role["name"] for role in people.admin.http.get("/api/v1/security/roles/?q=(page_size:100)").json()["result"]
    }
    plan = read_plan(load_settings())

    assert set(plan["roles"]) - {CITIZEN} <= listed
    assert {f"Órgão {sigla}" for sigla in ("DPU", "IPEA", "MGI", "MinC", "MIR")} <= listed
    bound = people.admin.http.get("/api/v1/rowlevelsecurity/?q=(page_size:100)").json()["result"]
    base = next(rule for rule in bound if rule["filter_type"] == "Base")
    assert (base["clause"], base["roles"]) == ("orgao_chave = 'todos'", [])


def test_an_administrator_without_bodies_sees_rows_of_none(people: People) -> None:
    make_user(people.admin, "outro_admin", ["Admin"])
    other = Caller(people.url).login("outro_admin", PASSWORD)

    assert other.bodies(people.numbers["contratos_resumo"]) == set()
    assert other.bodies(people.numbers["saude_dos_dados"]) == {SHARED}
    assert people.admin.bodies(people.numbers["contratos_resumo"]) == BODIES - {"mir"}
    found: list[dict[str, Any]] = people.admin.http.get("/api/v1/security/users/?q=(page_size:100)").json()["result"]
    number = next(user["id"] for user in found if user["username"] == "outro_admin")
    assert people.admin.http.delete(f"/api/v1/security/users/{number}", headers=people.admin.csrf()).status_code == 200


def test_the_public_finds_only_charts_of_public_products(people: People) -> None:
    listed = people.anonymous.http.get("/api/v1/chart/?q=(page_size:100)").json()["result"]
    shown = {chart["datasource_name_text"].removeprefix("gold.") for chart in listed}

    assert shown <= {name for name, product in PRODUCTS.items() if product.public}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/dataset/", "/api/v1/database/", "/api/v1/security/users/", "/api/v1/rowlevelsecurity/", "/api/v1/log/",
        "/api/v1/query/", "/api/v1/saved_query/", "/api/v1/sqllab/", "/api/v1/report/", "/swagger/v1", "/sqllab/",
        "/explore/", "/tablemodelview/list/", "/api/v1/security/csrf_token/", "/api/v1/dashboard/export/",
    ],
)  # fmt: skip
def test_the_public_finds_every_other_door_closed(people: People, path: str) -> None:
    answer: httpx.Response = people.anonymous.http.get(path, follow_redirects=False)

    assert answer.status_code in {302, 401, 403, 404}, answer.text[:200]
    if answer.status_code == 302:
        assert "/login" in answer.headers["location"]


def test_readers_come_in_at_the_overview_and_builders_at_supersets_own_page(people: People) -> None:
    overview = "/superset/dashboard/visao-geral/"
    for path in ("/", "/superset/welcome/"):
        reader = people.callers["gestora_dpu, sessão"].http.get(path)
        assert (reader.status_code, reader.headers["location"]) == (302, overview)
    assert people.admin.http.get("/superset/welcome/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/superset/welcome/"])
def test_who_did_not_log_in_finds_the_public_dashboards(people: People, path: str) -> None:
    page = people.anonymous.http.get(path)
    found = set(re.findall(r'href="/superset/dashboard/([^/"]+)/"', page.text))

    public = {
        slug
        for slug in dashboards_datasets(CHECKOUT)
        if people.anonymous.http.get(f"/api/v1/dashboard/{slug}").is_success
    }
    assert found == public
    assert {"saude-dos-dados", "dicionario"} <= found
    assert '<a href="/login/">Entrar</a>' in page.text
    assert page.headers["cache-control"] == "no-store"  # who logs in finds another page there


def test_pages_say_which_language_they_speak(people: People) -> None:
    for page in ("/", "/login/", "/superset/dashboard/pessoas/"):
        assert '<html lang="pt-BR">' in people.anonymous.http.get(page, follow_redirects=True).text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nao-existe", 404, "Página não encontrada"),
        ("/superset/dashboard/99999/", 404, "Página não encontrada"),
        ("/sqllab/", 403, "Sem acesso"),
    ],
)
def test_a_page_that_cannot_be_shown_says_why_in_portuguese(people: People, path: str, status: int, words: str) -> None:
    manager = people.callers["gestora_dpu, sessão"].http
    page = manager.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    program = manager.get(path, headers={"Accept": "application/json"})

    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in page.text
    assert '<html lang="pt-BR">' in page.text
    assert (program.status_code, program.headers["content-type"].split(";")[0]) == (status, "application/json")


def test_the_server_speaks_by_our_texts_where_the_shipped_one_is_a_guess(people: People) -> None:
    answer = people.callers["gestora_dpu, sessão"].http.get("/api/v1/time_range/?q='xx : yy'")

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Período inesperado: ")  # the guess is «Intervalo de tempo inesperado»
