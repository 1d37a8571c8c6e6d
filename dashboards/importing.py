"""Takes the assets of a folder to Superset in one transaction, and removes those of ours whose file is gone.

What was taken is marked by its file in `external_url`, so that it is known as ours also when it may be edited.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

MARK = "dashboards/assets/"
if hasattr(yaml, "CSafeLoader"):  # the same loader, in C: the pure one takes longer than the import
    yaml.SafeLoader = yaml.CSafeLoader


class Refused(Exception):
    """The assets can't be taken; the text is a Portuguese sentence."""


def read_assets(root: Path) -> dict[str, str]:
    """Return the text of every asset by its path below the root."""
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(root.rglob("*.yaml"))}


def import_assets(root: Path, admin: Any) -> None:
    """Import every asset as the administrator; all of it or nothing.

    Raises: Refused.
    """
    from superset.commands.exceptions import CommandException
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user
    from superset.utils.decorators import transaction

    files = read_assets(root)

    @transaction(on_error=None)
    def take() -> None:
        ImportAssetsCommand(dict(files)).run()
        documents = {path: yaml.safe_load(text) for path, text in files.items()}
        _mark({str(document["uuid"]): path for path, document in documents.items() if "uuid" in document})

    with override_user(admin):
        try:
            take()
        except CommandException as error:
            cause = error.__cause__ or error
            raise Refused(_sentence(getattr(cause, "normalized_messages", lambda: cause)())) from error


def _mark(kept: dict[str, str]) -> None:
    """Mark what has a file, remove what had one, and let no older answer be served from the cache."""
    from datetime import datetime

    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    editable = os.environ.get("GOVHUB_DASHBOARDS_EDITABLE", "").lower() in {"1", "true", "sim"}
    gone: list[Any] = []
    for model in (Dashboard, Slice, SqlaTable):
        for asset in db.session.query(model):
            file = kept.get(str(asset.uuid))
            if file:
                asset.external_url = MARK + file
                asset.is_managed_externally = not editable
            elif (asset.external_url or "").startswith(MARK) or asset.is_managed_externally:
                gone.append(asset)
    _refuse_if_reported(gone)
    for asset in gone:
        db.session.delete(asset)
    db.session.flush()
    # A metric's new expression leaves the dataset's own row as it was, and that row is what cached answers depend on.
    db.session.query(SqlaTable).filter(SqlaTable.uuid.in_(kept)).update(
        {"changed_on": datetime.now()},  # noqa: DTZ005 - Superset's own clock
        synchronize_session=False,
    )


def _refuse_if_reported(gone: list[Any]) -> None:
    """Refuse to remove what a report still sends."""
    from superset import db
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice
    from superset.reports.models import ReportSchedule

    for model, column in ((Dashboard, ReportSchedule.dashboard_id), (Slice, ReportSchedule.chart_id)):
        ids = [asset.id for asset in gone if isinstance(asset, model)]
        report = db.session.query(ReportSchedule).filter(column.in_(ids)).first() if ids else None
        if report is not None:
            raise Refused(f"o relatório agendado «{report.name}» ainda usa o que foi retirado; apague-o antes")


def _sentence(reason: Any) -> str:
    """Return why Superset refused, by file."""
    if not isinstance(reason, dict):
        return str(reason).replace("\n", " ")
    parts = []
    for file, problems in reason.items():
        if isinstance(problems, dict):
            keys = [
                f"{key}: {' '.join(map(str, told)) if isinstance(told, list) else told}"
                for key, told in problems.items()
            ]
            problems = ", ".join(keys)
        parts.append(f"{file}: {problems}")
    text = "; ".join(parts).replace("\n", " ")
    return text.replace("Unknown field.", "chave desconhecida").replace(
        "Missing data for required field.", "falta e é obrigatória"
    )
