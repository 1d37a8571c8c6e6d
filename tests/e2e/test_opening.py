"""What Superset does otherwise here so that pages open sooner, and what must stay true for all that."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg
import pytest

from .conftest import Stack
from .superset import Caller, datasets

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests

DATASETS = "/api/v1/dashboard/contratos/datasets"
DATASET = "contratos_resumo"


@pytest.fixture
def admin(stack: Stack) -> Caller:
    return Caller(stack.superset_url).login(
        stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"]
    )


def in_metadata(stack: Stack, statement: str) -> list[tuple[object, ...]]:
    """Ask or change Superset's own database."""
    with psycopg.connect(stack.secrets["SUPERSET_METADATA_URL"].replace("+psycopg2", "")) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def until(holds: Callable[[], bool]) -> bool:
    """Wait for something that happens right after an answer has left."""
    deadline = time.monotonic() + 20
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_what_people_did_is_noted_with_who_and_what_once_each(stack: Stack, admin: Caller) -> None:
    asked = (
        "select count(*) from logs join ab_user as u on u.id = logs.user_id where action ='DashboardRestApi.get_datasets'"
        f" and u.username = '{stack.secrets['SUPERSET_ADMIN_USERNAME']}' and logs.json::jsonb ->> 'path' = '{DATASETS}'"
    )
    before = in_metadata(stack, asked)[0][0]

    for _ in range(3):
        admin.http.get(DATASETS).raise_for_status()

    assert until(lambda: in_metadata(stack, asked)[0][0] == int(str(before)) + 3)


def test_a_dashboard_tells_of_its_datasets_as_they_are_now(stack: Stack, admin: Caller) -> None:
    number = datasets(admin)[DATASET]

    def told() -> object:
        found = admin.http.get(DATASETS).raise_for_status().json()["result"]
        return next(dataset["cache_timeout"] for dataset in found if dataset["id"] == number)

    assert told() == told() is None

    in_metadata(stack, f"update tables set cache_timeout = 77, changed_on = localtimestamp where id = {number}")
    try:
        assert told() == 77
    finally:
        in_metadata(stack, f"update tables set cache_timeout = null, changed_on = localtimestamp where id = {number}")
    assert told() is None


def test_the_names_behind_a_chart_stay_with_the_person_who_asked(stack: Stack, admin: Caller) -> None:
    answer = admin.http.get(f"/api/v1/dataset/{datasets(admin)[DATASET]}/drill_info/").raise_for_status()

    assert "private" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]
    assert "set-cookie" not in answer.headers, "a cookie that changes with each answer would never find what was kept"
