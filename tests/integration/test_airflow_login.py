"""Airflow with accounts: its own server over a real database, a real provider of identities, roles that hold."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from govhub.errors import ConfigurationError
from govhub.local.airflow import airflow_commands, make_administrator, prepare_airflow, run_airflow
from govhub.local.airflow_environment import airflow_environment
from govhub.local.airflow_watch import AirflowWatch
from govhub.local.databases import prepare_databases
from govhub.local.postgres import EmbeddedPostgres
from govhub.observation.exposition import Orchestrator
from govhub.settings import Settings, load_settings
from govhub_simulator.server import free_port
from tests.e2e.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("airflow")]
PASSWORD = "senha-do-administrador-1"
PEOPLE: dict[str, dict[str, Any]] = {
    "ana": {"sub": "00000000191", "email": "ana@orgao.example", "email_verified": True, "name": "Ana Lima", "groups": ["operacao"]},
    "rui": {"sub": "00000000272", "email": "rui@orgao.example", "email_verified": True, "name": "Rui", "groups": ["leitura"]},
    "eva": {"sub": "00000000353", "email": "eva@orgao.example", "email_verified": True, "name": "Eva", "groups": ["outra coisa"]},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    url: str
    provider: IdentityProvider
    settings: Settings
    variables: dict[str, str]
    secrets: dict[str, str]

    def enter(self, person: str) -> httpx.Client:
        """Log in as a browser does; the client holds what the browser would."""
        self.provider.fault = ""
        return self.follow(person)

    def follow(self, person: str) -> httpx.Client:
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=60)
        page = client.get("/auth/login/", params={"next": self.url})
        if "/realms/teste/auth" not in str(page.url):
            assert "conta institucional" in page.text, page.text[:2000]
            page = client.get("/auth/login/conta institucional", params={"next": self.url})
        assert "/realms/teste/auth" in str(page.url), page.url
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.text))
        client.post(str(page.url).split("?")[0], data={**fields, "person": person})
        token = client.cookies.get("_token")
        if token:
            client.headers["Authorization"] = f"Bearer {token}"
        return client


@pytest.fixture(scope="module")
def server(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("airflow")
    (folder / "logs").mkdir()
    provider = IdentityProvider(PEOPLE).start()
    port = free_port()
    metadata = f"postgresql+psycopg2://airflow_login:senha-airflow@127.0.0.1:{postgres.port}/airflow_login"
    prepare_databases(postgres.superuser_url, [metadata])
    secrets = {
        "AIRFLOW_METADATA_URL": metadata,
        "AIRFLOW_FERNET_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
        "AIRFLOW_JWT_SECRET": "segredo-dos-tokens-de-teste-0123456789",
        "AIRFLOW_ADMIN_USERNAME": "admin",
        "AIRFLOW_ADMIN_PASSWORD": PASSWORD,
        "AIRFLOW_OIDC_ISSUER": provider.issuer,
        "AIRFLOW_OIDC_CLIENT_ID": CLIENT_ID,
        "AIRFLOW_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "AIRFLOW_OIDC_ROLES_CLAIM": "groups",
        "AIRFLOW_OIDC_ROLES_MAP": json.dumps({"operacao": "Op", "leitura": ["Viewer"]}),
    }
    told = {
        "GOVHUB_HOME": str(folder),
        "GOVHUB_AIRFLOW_PORT": str(port),
        "GOVHUB_AIRFLOW_LOGIN": "fab",
        "AIRFLOW__FAB__CACHE_TTL": "1",
        "GOVHUB_ENV_FILE": str(folder / "nenhum.env"),
    }
    settings = load_settings(base=told)
    variables = airflow_environment(settings, secrets)
    prepare_airflow(settings, variables, secrets)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "GOVHUB_"))}
    with (folder / "api.log").open("w") as log:
        process = subprocess.Popen(
            airflow_commands()["airflow-api"],
            env=clean | told | variables,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, folder / "api.log")
        yield Server(url, provider, settings, variables, secrets)
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=30)
        provider.stop()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            if httpx.get(f"{url}/api/v2/version", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise AssertionError(log.read_text()[-3000:])


def may(client: httpx.Client) -> tuple[bool, bool, bool]:
    """Return whether somebody may see DAGs, make a pool, and see the configuration."""
    sees = client.get("/api/v2/dags").status_code
    pool = {"name": f"prova{time.monotonic_ns()}", "slots": 1, "include_deferred": False}
    makes = client.post("/api/v2/pools", json=pool).status_code
    return sees == 200, makes == 201, client.get("/api/v2/connections").status_code == 200


def test_the_administrator_takes_a_token_for_programs_with_his_password(server: Server) -> None:
    told = {"username": "admin", "password": PASSWORD}
    token = httpx.post(f"{server.url}/auth/token", json=told, timeout=60).raise_for_status().json()["access_token"]

    assert (
        may(httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=60)) == (True,) * 3
    )
    wrong = httpx.post(f"{server.url}/auth/token", json={**told, "password": "outra"}, timeout=60)
    assert wrong.status_code == 401


def administrator(server: Server) -> dict[str, str]:
    """Return the header by which the administrator's programs are known."""
    told = {"username": "admin", "password": PASSWORD}
    token = httpx.post(f"{server.url}/auth/token", json=told, timeout=60).raise_for_status().json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def test_a_password_that_is_easily_guessed_is_refused_by_every_door(server: Server) -> None:
    with pytest.raises(ConfigurationError, match="O administrador do Airflow não pôde ser criado"):
        make_administrator(server.settings, server.variables, server.secrets | {"AIRFLOW_ADMIN_PASSWORD": "curta-1"})
    log = server.settings.home / "logs" / "airflow-administrator.log"
    assert "AIRFLOW_ADMIN_PASSWORD não serve. A senha precisa de pelo menos 12 caracteres" in log.read_text("utf-8")
    assert "curta-1" not in log.read_text("utf-8")
    person = [
        "--username",
        "bia",
        "--firstname",
        "Bia",
        "--lastname",
        "Sá",
        "--role",
        "Viewer",
        "--email",
        "bia@orgao.example",
    ]
    with pytest.raises(ConfigurationError, match="O Airflow recusou `users create`"):
        run_airflow(server.variables, ["users", "create", *person, "--password", "aaaaaaaaaaaaaaaa"])
    assert administrator(server)  # his password is what it was


def forged(token: str) -> list[str]:
    """Return tokens that look like one that holds, and do not hold."""
    header, claims, signature = token.split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return [f"{header}.{claims}.{signature[::-1]}", f"{unsigned}.{claims}.", f"{header}.{claims}", "x" * 4000, "a.b.c"]


def test_abuse_by_many_at_once_stops_nobody(server: Server) -> None:
    """Fifty clients, some with bodies of 20 MB, whether their length is told or not: no failure, and all as before."""
    admin = administrator(server)
    tokens = forged(admin["Authorization"].removeprefix("Bearer "))

    def pieces() -> Iterator[bytes]:
        yield b'{"username": "'
        for _ in range(20):
            yield b"x" * 1_000_000

    def abuse(number: int) -> list[tuple[str, int]]:
        with httpx.Client(base_url=server.url, timeout=120) as client:
            wrong = {"Authorization": f"Bearer {tokens[number % len(tokens)]}"}
            pool = {"name": f"abuso{number}", "slots": 1, "include_deferred": False}
            seen = [
                ("read", client.get("/api/v2/dags", headers=wrong).status_code),
                ("write", client.post("/api/v2/pools", headers=wrong, json=pool).status_code),
            ]
            if number % 5 == 0:
                login = {"username": "admin", "password": str(number)}
                seen.append(("password", client.post("/auth/token", json=login).status_code))
            if number % 10 == 1:
                huge = {"username": "x" * 20_000_000, "password": "y"}
                seen.append(("huge", client.post("/auth/token", json=huge).status_code))
                seen.append(("huge, with a token", client.post("/api/v2/pools", headers=admin, json=huge).status_code))
            if number % 10 == 2:
                seen.append(("endless", _posted_in_pieces(client, pieces())))
            seen.append(("right", client.get("/api/v2/pools", headers=admin).status_code))
            return seen

    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=50) as people:
        seen = Counter(answer for answers in people.map(abuse, range(50)) for answer in answers)
    assert time.monotonic() - began < 120
    assert seen == {
        ("read", 403): 50, ("write", 403): 50, ("password", 401): 10, ("huge", 413): 5, ("huge, with a token", 413): 5,
        ("endless", 413): 5, ("right", 200): 50,
    }  # fmt: skip
    began = time.monotonic()
    pools = httpx.get(f"{server.url}/api/v2/pools", headers=admin, timeout=60).raise_for_status().json()["pools"]
    assert time.monotonic() - began < 10
    assert not [pool["name"] for pool in pools if pool["name"].startswith("abuso")]


def _posted_in_pieces(client: httpx.Client, pieces: Iterator[bytes]) -> int:
    """Post a body whose length is not told; a server that hangs up half-way has refused it."""
    try:
        return client.post("/auth/token", content=pieces, headers={"Content-Type": "application/json"}).status_code
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        return 413


def test_nobody_sees_anything_without_logging_in(server: Server) -> None:
    assert may(httpx.Client(base_url=server.url, timeout=60)) == (False, False, False)


def test_a_person_enters_by_the_provider_with_the_role_of_his_group(server: Server) -> None:
    assert may(server.enter("ana")) == (True, True, True)
    assert may(server.enter("rui")) == (True, False, False)


def test_a_person_without_a_group_of_ours_stays_out(server: Server) -> None:
    assert may(server.enter("eva")) == (False, False, False)


@pytest.mark.parametrize("fault", ["assinatura", "sem assinatura", "audiência", "emissor", "nonce", "vencida"])
def test_an_identity_that_the_provider_does_not_answer_for_is_refused(server: Server, fault: str) -> None:
    server.provider.fault = fault

    assert may(server.follow("ana")) == (False, False, False)


def test_roles_follow_the_provider_at_each_login(server: Server) -> None:
    assert may(server.enter("rui")) == (True, False, False)
    PEOPLE["rui"]["groups"] = ["operacao"]
    try:
        entered = server.enter("rui")
        time.sleep(1.5)  # what a server knows of a person is kept for AIRFLOW__FAB__CACHE_TTL seconds
        assert may(entered) == (True, True, True)
    finally:
        PEOPLE["rui"]["groups"] = ["leitura"]


def test_whoever_watches_sees_the_pools_with_a_password_and_health_without_one(server: Server) -> None:
    settings = load_settings(base={"GOVHUB_AIRFLOW_URL": server.url})
    account = {"AIRFLOW_ADMIN_USERNAME": "admin", "AIRFLOW_ADMIN_PASSWORD": PASSWORD}

    watch = AirflowWatch(settings, account)
    seen, again = watch.look(), watch.look()
    (default,) = [pool for pool in seen.pools if pool.name == "default_pool"]
    assert (default.limit, default.slots["running"], default.slots["open"]) == (128, 0, 128)
    assert seen.components == {"metadatabase": True, "scheduler": False, "triggerer": False, "dag_processor": False}
    assert again == seen

    assert AirflowWatch(settings, {}).look().pools == ()
    assert AirflowWatch(settings, account | {"AIRFLOW_ADMIN_PASSWORD": "outra"}).look() == Orchestrator(seen.components)
    gone = load_settings(base={"GOVHUB_AIRFLOW_URL": f"http://127.0.0.1:{free_port()}"})
    assert set(AirflowWatch(gone, account).look().components.values()) == {False}
