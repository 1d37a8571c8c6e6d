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
    """Encrypt anew what the key before this one encrypted; what today's key opens is left alone. All of it or nothing.

    Superset's own `re-encrypt-secrets` looks for columns where Superset 6.1 has none (apache/superset#39391).
    """
    from flask import current_app
    from flask_appbuilder import Model
    from superset import db
    from superset.utils.encrypt import EncryptedType

    previous = current_app.config.get("PREVIOUS_SECRET_KEY")
    if not previous:
        return
    with db.engine.begin() as connection:
        for table in {**db.metadata.tables, **Model.metadata.tables}.values():
            for column in table.columns:
                if isinstance(column.type, EncryptedType):
                    former = EncryptedType(type_in=column.type.underlying_type, key=previous)
                    _renew_column(connection, column, former)


def _renew_column(connection: Any, column: Any, former: Any) -> None:
    from sqlalchemy import LargeBinary, select, type_coerce, update

    key, dialect = list(column.table.primary_key.columns), connection.dialect
    raw = type_coerce(column, LargeBinary)
    for *identity, stored in connection.execute(select(*key, raw).where(column.isnot(None))).all():
        try:
            column.type.process_result_value(bytes(stored), dialect)
        except ValueError:
            value = former.process_result_value(bytes(stored), dialect)
            these = [part == known for part, known in zip(key, identity, strict=True)]
            connection.execute(update(column.table).where(*these).values({column: value}))


if __name__ == "__main__":
    with create_app().app_context():
        {"password": renew_password, "stored": re_encrypt}[sys.argv[1]]()
