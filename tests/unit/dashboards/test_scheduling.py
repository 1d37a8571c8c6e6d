"""When reports are due, and what may be scheduled at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

from govhub.settings import CHECKOUT

SAO_PAULO = "America/Sao_Paulo"  # UTC-3
MONDAY_8 = "0 8 * * 1"
MAIL = {"type": "Email", "recipient_config_json": {"target": "chefia@teste.example"}}


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, ModuleType]]:
    folder = str(CHECKOUT / "dashboards")
    sys.path.insert(0, folder)
    try:
        import due
        import scheduling

        yield {"due": due, "scheduling": scheduling}
    finally:
        sys.path.remove(folder)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "now", "wanted"),
    [
        ("2026-11-20 12:00", "2026-11-23 10:59", None),  # before Monday, 8 o'clock in Brasília
        ("2026-11-20 12:00", "2026-11-23 11:01", "2026-11-23 11:00"),
        ("2026-11-23 11:02", "2026-11-23 11:10", None),  # was sent
        ("2026-11-23 11:00", "2026-11-23 11:10", None),
        ("2026-11-02 11:02", "2026-11-25 00:00", "2026-11-23 11:00"),  # three Mondays passed: the last one, once
        ("2026-11-23 15:00", "2026-11-23 16:00", None),  # made after that day's time
    ],
)
def test_a_report_is_due_once_after_its_time_in_its_own_time_zone(
    modules: dict[str, ModuleType], since: str, now: str, wanted: str | None
) -> None:
    assert modules["due"].due_at(MONDAY_8, SAO_PAULO, at(since), at(now)) == (wanted and at(wanted))


def test_a_day_that_never_comes_is_never_due(modules: dict[str, ModuleType]) -> None:
    assert modules["due"].due_at("0 0 30 2 *", SAO_PAULO, at("2026-01-01 00:00"), at("2026-11-23 00:00")) is None


@pytest.mark.parametrize(
    "body",
    [
        {"type": "Alert", "recipients": [MAIL]},
        {"sql": "select cpf from gold.servidores", "recipients": [MAIL]},
        {"database": 1},
        {"type": "Report", "recipients": [MAIL, {"type": "Webhook"}]},
        {"type": "Report", "recipients": [{"type": "Slack"}]},
        {"type": "Report", "recipients": ["chefia@teste.example"]},
        {"type": "Report", "recipients": {"type": "Email"}},
    ],
)
def test_alerts_and_other_ways_than_mail_are_no_plain_reports(
    modules: dict[str, ModuleType], body: dict[str, Any]
) -> None:
    assert not modules["scheduling"].is_plain_report(body)


@pytest.mark.parametrize(
    "body", [{"type": "Report", "recipients": [MAIL]}, {"active": False}, {"sql": "", "database": None}]
)
def test_reports_by_mail_and_changes_of_them_are(modules: dict[str, ModuleType], body: dict[str, Any]) -> None:
    assert modules["scheduling"].is_plain_report(body)
