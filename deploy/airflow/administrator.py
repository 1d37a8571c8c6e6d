"""Makes Airflow's administrator, or gives him the password of AIRFLOW_ADMIN_PASSWORD; run by `govhub prepare`.

The password is in the environment and in no argument, where Airflow's own command would want it.
"""

from __future__ import annotations

import os

from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder
from fastapi import HTTPException


def keep_administrator() -> None:
    """Make the account, or give it today's password.

    Raises: HTTPException for a password that is easily guessed.
    """
    with get_application_builder() as builder:
        manager, name = builder.sm, os.environ["AIRFLOW_ADMIN_USERNAME"]
        manager.sync_roles()
        user = manager.find_user(username=name)
        if user is None:
            made = manager.add_user(
                name, "Administração", "da plataforma", f"{name}@sem-email.invalid", manager.find_role("Admin"),
                password=os.environ["AIRFLOW_ADMIN_PASSWORD"],
            )  # fmt: skip
            if not made:
                raise SystemExit("o administrador do Airflow não pôde ser criado")
        else:
            manager.reset_password(user.id, os.environ["AIRFLOW_ADMIN_PASSWORD"])


try:
    keep_administrator()
except HTTPException as refused:
    raise SystemExit(f"AIRFLOW_ADMIN_PASSWORD não serve. {refused.detail}") from refused
