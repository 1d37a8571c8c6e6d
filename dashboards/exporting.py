"""Tells what Superset holds now: its dashboards, their charts and the datasets, as its own export writes them.

The last line of standard output is JSON: lists of documents. Nothing is changed.
"""

from __future__ import annotations

import json
import os
from typing import Any

import yaml
from superset.app import create_app

if hasattr(yaml, "CSafeLoader"):  # the same loader, in C: the pure one takes longer than the export
    yaml.SafeLoader = yaml.CSafeLoader
    yaml.SafeDumper = yaml.CSafeDumper


def main() -> dict[str, list[dict[str, Any]]]:
    """Return all dashboards and charts, and the datasets of gold, each in an order that does not change."""
    with create_app().app_context():
        from superset import db, security_manager
        from superset.commands.chart.export import ExportChartsCommand
        from superset.commands.dashboard.export import ExportDashboardsCommand
        from superset.commands.dataset.export import ExportDatasetsCommand
        from superset.connectors.sqla.models import SqlaTable
        from superset.models.dashboard import Dashboard
        from superset.models.slice import Slice
        from superset.utils.core import override_user

        def numbers(model: Any) -> list[int]:
            return [number for (number,) in db.session.query(model.id).order_by(model.id)]

        with override_user(security_manager.find_user(os.environ["SUPERSET_ADMIN_USERNAME"])):
            return {
                "dashboards": _documents(ExportDashboardsCommand, numbers(Dashboard), "dashboards/"),
                "charts": _documents(ExportChartsCommand, numbers(Slice), "charts/"),
                "datasets": _documents(ExportDatasetsCommand, numbers(SqlaTable), "datasets/"),
            }


def _documents(command: Any, numbers: list[int], folder: str) -> list[dict[str, Any]]:
    if not numbers:
        return []
    files = command(numbers, export_related=False).run()
    return [yaml.safe_load(text()) for name, text in files if name.startswith(folder)]


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False, default=str))  # noqa: T201
