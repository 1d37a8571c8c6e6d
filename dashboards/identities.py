"""The numbers that this installation of Superset gave to what the assets know by identity."""

from __future__ import annotations

from typing import Any


def numbers_of(slug: str) -> dict[str, Any] | None:
    """Return the numbers of one dashboard, of its charts and of the datasets; null when it is not here."""
    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import Dashboard

    dashboard = db.session.query(Dashboard).filter_by(slug=slug).one_or_none()
    if dashboard is None:
        return None
    return {
        "dashboard": dashboard.id,
        "charts": {str(chart.uuid): chart.id for chart in dashboard.slices},
        "datasets": {str(identity): number for number, identity in db.session.query(SqlaTable.id, SqlaTable.uuid)},
        "metadata": dashboard.json_metadata,
    }
