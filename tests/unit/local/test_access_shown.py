"""What `govhub up` says last: addresses and passwords that can be clicked and copied from 80 columns."""

from __future__ import annotations

import io

from rich.console import Console

from govhub.local.walk import print_access
from govhub.settings import load_settings


def test_no_address_and_no_password_is_broken_on_80_columns() -> None:
    screen = io.StringIO()
    secrets = {
        "SUPERSET_ADMIN_USERNAME": "admin",
        "SUPERSET_ADMIN_PASSWORD": "a" * 24,
        "AIRFLOW_ADMIN_USERNAME": "admin",
        "AIRFLOW_ADMIN_PASSWORD": "b" * 24,
    }

    print_access(Console(file=screen, width=80), load_settings(base={"GOVHUB_SUPERSET_PORT": "18088"}), secrets)

    words = screen.getvalue().split()
    assert "http://127.0.0.1:18088/superset/dashboard/saude-dos-dados/" in words
    assert {"a" * 24 + ")", "b" * 24 + ")"} <= set(words)
