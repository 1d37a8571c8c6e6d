"""The ledger on terminals: no word of it is broken on 80 columns, and a wide one shows the ids of runs, too."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from govhub.cli import ingestion, output


@pytest.mark.parametrize("width", [80, 120])
def test_runs_are_read_without_broken_words(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(output, "console", Console(file=screen, width=width))
    row = {
        "started_at": datetime(2026, 11, 27, 11, 3, 11, tzinfo=UTC),
        "run_id": "20261127T110311-547af7ec",
        "system": "compras_gov",
        "resource": "contratos",
        "status": "sucesso",
        "rows_fetched": 1_234_567,
        "rows_inserted": 12_345,
        "rows_updated": 0,
        "rows_deleted": 0,
    }

    ingestion._print_ledger([row], width, with_system=True)

    told = screen.getvalue()
    assert {
        word for word in ("compras_gov/contratos", "sucesso", "1.234.567", "12.345", "recebidas") if word not in told
    } == set()
    assert "27/11 08:03" in told  # in Brasília, whatever the clock of this machine is set to
    assert (row["run_id"] in told) is (width == 120)
    assert "removidas" not in told  # there are none


def test_an_instant_is_told_in_the_time_of_brasilia() -> None:
    assert output.text(datetime(2026, 11, 27, 2, 3, 11, tzinfo=UTC)) == "26/11/2026 23:03:11"
