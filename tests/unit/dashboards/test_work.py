"""What goes on beside Superset outlives a database that is away, says so, and leaves a sign of life."""

from __future__ import annotations

from pathlib import Path

from govhub.dashboards.work import HEARTBEAT, work
from govhub.settings import load_settings


def test_a_database_that_is_away_is_told_in_each_round_and_ends_nothing(tmp_path: Path) -> None:
    settings = load_settings(
        base={
            "GOVHUB_HOME": str(tmp_path),
            "GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env"),
            "GOVHUB_BI_URL": "postgresql://bi_user:senha@127.0.0.1:1/govhub",
        }
    )
    told: list[str] = []

    work(settings, told.append, rounds=2, poll_s=0)

    assert len(told) == 2
    assert all("não respondeu" in sentence and "senha" not in sentence for sentence in told)
    assert (tmp_path / "superset" / HEARTBEAT).exists()
