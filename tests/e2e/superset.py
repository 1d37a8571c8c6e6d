"""Superset over HTTP, as people and programs reach it: by session, by token, or without logging in."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from govhub_simulator.server import free_port

_SERVER = (
    "import os; from govhub.dashboards.server import superset_command; from govhub.settings import load_settings;"
    "command, given = superset_command(load_settings()); os.execvpe(command[0], command, {**os.environ, **given})"
)
PASSWORD = "senha-de-teste-123"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back of a question: the status, the rows, and what was said."""

    status: int
    rows: list[dict[str, Any]]
    message: str


class Caller:
    """Somebody who asks."""

    def __init__(self, url: str, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx.Client(base_url=url, timeout=60, headers={"Referer": url, **headers})

    def login(self, username: str, password: str) -> Caller:
        """Log in by the form, as a browser does."""
        page = self.http.get("/login/").text
        csrf = page.split('name="csrf_token"')[-1].split('value="')[1].split('"')[0] if "csrf_token" in page else ""
        answer = self.http.post(
            "/login/", data={"username": username, "password": password, "csrf_token": csrf}, follow_redirects=False
        )
        assert "/login" not in answer.headers.get("location", "/login"), "login was refused"
        return self

    def csrf(self) -> dict[str, str]:
        """Return the header that changes need."""
        return {"X-CSRFToken": self.http.get("/api/v1/security/csrf_token/").json()["result"]}

    def ask(self, dataset: int, **query: Any) -> Answer:
        """Ask a dataset as a chart does."""
        form = query.pop("form_data", {})
        body = {"datasource": {"id": dataset, "type": "table"}, "queries": [query], "form_data": form, "force": True}
        return _answer(self.http.post("/api/v1/chart/data", json=body))

    def bodies(self, dataset: int) -> set[str]:
        """Return the bodies whose rows are shown; none when the dataset is refused."""
        answer = self.ask(dataset, columns=["orgao_chave"], metrics=[], row_limit=1000)
        return {str(row["orgao_chave"]) for row in answer.rows}

    def sql(self, text: str) -> Answer:
        """Ask in the SQL Lab."""
        body = {"database_id": 1, "sql": text, "schema": "gold", "catalog": "govhub", "runAsync": False}
        answer = self.http.post("/api/v1/sqllab/execute/", json=body, headers=self.csrf())
        if answer.status_code == 200:
            return Answer(200, answer.json()["data"], "")
        return Answer(answer.status_code, [], answer.text)


@contextmanager
def served_with(environment: Mapping[str, str]) -> Iterator[str]:
    """Serve a stack's Superset once more, at another port and with other settings."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        env={**environment, "GOVHUB_SUPERSET_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 180
        while not _answers(url):
            assert process.poll() is None, "Superset ended"
            assert time.monotonic() < deadline, "Superset did not start"
            time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=3).status_code == 200
    except httpx.HTTPError:
        return False


def token(url: str, username: str, password: str = PASSWORD) -> str:
    """Return the token of a program."""
    login = {"username": username, "password": password, "provider": "db"}
    return str(
        httpx.post(f"{url}/api/v1/security/login", json=login, timeout=30).raise_for_status().json()["access_token"]
    )


def make_user(admin: Caller, username: str, roles: list[str]) -> None:
    """Make a person with these roles, or give them to who is there."""
    listed = admin.http.get("/api/v1/security/roles/?q=(page_size:100)").json()["result"]
    known = {role["name"]: role["id"] for role in listed}
    body = {
        "username": username,
        "first_name": username,
        "last_name": "Teste",
        "email": f"{username}@teste.example",
        "active": True,
        "roles": [known[role] for role in roles],
        "password": PASSWORD,
    }
    found = admin.http.get(f"/api/v1/security/users/?q=(filters:!((col:username,opr:eq,value:{username})))").json()
    for user in found["result"]:
        admin.http.delete(f"/api/v1/security/users/{user['id']}", headers=admin.csrf()).raise_for_status()
    made = admin.http.post("/api/v1/security/users/", json=body, headers=admin.csrf())
    assert made.status_code == 201, made.text


def datasets(admin: Caller) -> dict[str, int]:
    """Return the number of each dataset of gold."""
    listed = admin.http.get("/api/v1/dataset/?q=(page_size:200)").json()["result"]
    return {entry["table_name"]: entry["id"] for entry in listed if entry["schema"] == "gold"}


def _answer(response: httpx.Response) -> Answer:
    try:
        body = response.json()
    except ValueError:
        return Answer(response.status_code, [], response.text[:300])
    if response.status_code == 200:
        return Answer(200, body["result"][0]["data"], "")
    said = body.get("message") or (body.get("errors") or [{}])[0].get("message", "")
    return Answer(response.status_code, [], str(said))
