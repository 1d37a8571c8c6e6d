"""Retry-After in both its forms, and paths without secrets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from govhub.extraction.politeness import path, retry_after_s


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        ("Sun, 01 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Nov 2026 11:00:00 GMT", 0.0),
        ("logo", None),
        ("²", None),
        ("1 Jan 99999999999999999999 00:00", None),
        (None, None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, datetime(2026, 11, 1, 12, tzinfo=UTC)) == seconds


def test_messages_show_the_path_and_neither_host_nor_query() -> None:
    assert path("https://usuario:senha@host/api/contrato/1?token=segredo") == "/api/contrato/1"
