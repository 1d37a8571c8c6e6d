"""Brings Superset to what dashboards/ says, in one process, as often as one likes.

Migrates its database, syncs its roles, makes the administrator, takes the assets, and says who sees them. On failure
the last line of standard output is the reason, and the exit status is 1.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from superset.app import create_app

from disputing import after_disputes
from given import WrongSettings
from importing import Refused, import_assets
from renewing import re_encrypt
from roles import apply_access


def main(root: Path, plan: Path) -> None:
    """Do it all inside one application context; the plan says who sees what."""
    with create_app().app_context():
        import flask_migrate
        from superset import appbuilder, db
        from superset import security_manager as security
        from superset.extensions import cache_manager

        flask_migrate.upgrade()
        re_encrypt()
        appbuilder.add_permissions(update_perms=True)
        security.sync_role_definitions()
        db.session.commit()
        name, password = os.environ["SUPERSET_ADMIN_USERNAME"], os.environ["SUPERSET_ADMIN_PASSWORD"]
        admin = security.find_user(name)
        if admin is None:
            admin = security.add_user(
                name,
                "Administração",
                "Gov Hub BR",
                f"{name}@govhub.example",
                security.find_role("Admin"),
                password=password,
            )
        else:
            security.reset_password(admin.id, password)

        after_disputes(lambda: import_assets(root, admin), db.session.rollback)
        apply_access(json.loads(plan.read_text(encoding="utf-8")), admin)
        cache_manager.cache.clear()  # a metric may have changed without its dataset


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except (Refused, WrongSettings) as reason:
        print(reason)  # noqa: T201
        sys.exit(1)
    except Exception:
        print("o Superset falhou; o motivo está no fim do registro")  # noqa: T201 - and its trace goes there
        raise
