"""Brings Superset to what dashboards/ says, in one process, as often as one likes.

Migrates its database, syncs its roles, makes the administrator, imports every asset, and removes managed assets
whose file is gone. On failure the last line of standard output is the reason, and the exit status is 1.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from superset.app import create_app


def read_assets(root: Path) -> dict[str, str]:
    """Return the text of every asset by its path below the root."""
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(root.rglob("*.yaml"))}


def main(root: Path) -> None:
    """Do it all inside one application context."""
    with create_app().app_context():
        import flask_migrate
        import yaml
        from superset import appbuilder, db
        from superset import security_manager as security
        from superset.commands.exceptions import CommandException
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.connectors.sqla.models import SqlaTable
        from superset.models.dashboard import Dashboard
        from superset.models.slice import Slice
        from superset.utils.core import override_user

        flask_migrate.upgrade()
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

        files = read_assets(root)
        with override_user(admin):
            try:
                ImportAssetsCommand(files).run()
            except CommandException as error:
                cause = error.__cause__ or error
                print(str(getattr(cause, "normalized_messages", lambda: cause)()).replace("\n", " "))  # noqa: T201
                sys.exit(1)

        kept = {str(yaml.safe_load(text).get("uuid")) for text in files.values()}
        for model in (Dashboard, Slice, SqlaTable):
            for asset in db.session.query(model).filter_by(is_managed_externally=True):
                if str(asset.uuid) not in kept:
                    db.session.delete(asset)
        db.session.commit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
