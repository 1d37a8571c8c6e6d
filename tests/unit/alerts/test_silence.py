"""When nothing is sent, in the time of Brasília."""

from __future__ import annotations

from datetime import datetime

import pytest

from govhub.alerts.silence import is_silent, read_windows
from govhub.errors import ConfigurationError
from govhub.moments import BRASILIA


@pytest.mark.parametrize(
    ("text", "moment", "silent"),
    [
        ("22:00-07:00", "2026-11-25 23:10", True),
        ("22:00-07:00", "2026-11-25 06:59", True),
        ("22:00-07:00", "2026-11-25 07:00", False),
        ("sab-dom", "2026-11-28 00:00", True),
        ("sáb-dom", "2026-11-29 23:59", True),
        ("sab-dom", "2026-11-30 00:00", False),
        ("seg-sex 12:00-13:00", "2026-11-25 12:30", True),
        ("seg-sex 12:00-13:00", "2026-11-28 12:30", False),
        ("sex 22:00-07:00", "2026-11-28 06:00", True),
        ("sex 22:00-07:00", "2026-11-29 06:00", False),
        ("sex-seg", "2026-11-30 08:00", True),
        ("2026-12-24T18:00/2026-12-26T08:00", "2026-12-25 10:00", True),
        ("2026-12-24T18:00/2026-12-26T08:00", "2026-12-26 08:00", False),
        ("22:00-23:00, 12:00-13:00", "2026-11-25 12:00", True),
        ("", "2026-11-25 12:00", False),
    ],
)
def test_a_window_holds_what_it_says(text: str, moment: str, silent: bool) -> None:
    assert is_silent(read_windows(text), datetime.fromisoformat(moment).replace(tzinfo=BRASILIA)) is silent


@pytest.mark.parametrize("text", ["de noite", "25:00-26:00", "2026-12-26/2026-12-24", "seg-feira", "22:00"])
def test_what_is_no_window_is_named_with_examples(text: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_windows(f"22:00-07:00, {text}")

    assert f"«{text}» não é um período de silêncio (GOVHUB_ALERT_SILENCE). Escreva como 22:00-07:00" in str(
        refused.value
    )
