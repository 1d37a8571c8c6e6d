"""After a change of a secret: the administrator's password, or what Superset keeps encrypted.

`password` gives the administrator the password of the environment; `stored` encrypts anew, with the key of today, what
the former key encrypted.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from superset.app import create_app


def renew_password() -> None:
    """Let the administrator in with SUPERSET_ADMIN_PASSWORD, from now on."""
    from superset import security_manager as security

    admin = security.find_user(os.environ["SUPERSET_ADMIN_USERNAME"])
    if admin is not None:  # else bootstrap makes him
        security.reset_password(admin.id, os.environ["SUPERSET_ADMIN_PASSWORD"])


def re_encrypt() -> None:
    """Encrypt anew what the key before this one encrypted; rows that today's key opens are left alone."""
    from flask import current_app
    from superset.utils.encrypt import SecretsMigrator

    class Migrator(SecretsMigrator):  # type: ignore[misc]
        def _re_encrypt_row(self, conn: Any, row: Any, table_name: str, columns: dict[str, Any]) -> None:
            try:
                for name, kind in columns.items():
                    kind.process_result_value(self._read_bytes(name, row[name]), self._dialect)
            except ValueError:
                super()._re_encrypt_row(conn, row, table_name, columns)

    previous = current_app.config.get("PREVIOUS_SECRET_KEY")
    if previous:
        Migrator(previous).run()


if __name__ == "__main__":
    with create_app().app_context():
        {"password": renew_password, "stored": re_encrypt}[sys.argv[1]]()
