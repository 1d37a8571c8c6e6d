"""What a page must know of a dashboard's datasets, computed once for each state they are in: it took longer than ten answers.

Whoever asks has been let in before; what is kept says nothing of him.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask_babel import get_locale


def keep_descriptions() -> None:
    """Let Superset describe the datasets of a dashboard only when one of them, or a chart, changed since it last did."""
    from superset.extensions import cache_manager
    from superset.models.dashboard import Dashboard

    describe = Dashboard.datasets_trimmed_for_slices

    def described(dashboard: Any) -> list[dict[str, Any]]:
        key = _state(dashboard.id)
        known: list[dict[str, Any]] | None = cache_manager.cache.get(key)
        if known is None:
            known = describe(dashboard)
            cache_manager.cache.set(key, known)
        return known

    Dashboard.datasets_trimmed_for_slices = described


def _state(dashboard: int) -> str:
    """Return a key that changes with any chart or dataset of a dashboard, and with the language."""
    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import dashboard_slices
    from superset.models.slice import Slice

    rows = (
        db.session.query(Slice.id, Slice.changed_on, SqlaTable.id, SqlaTable.changed_on)
        .join(dashboard_slices, dashboard_slices.c.slice_id == Slice.id)
        .outerjoin(SqlaTable, SqlaTable.id == Slice.datasource_id)
        .filter(dashboard_slices.c.dashboard_id == dashboard)
        .order_by(Slice.id)
        .all()
    )
    said = repr((dashboard, str(get_locale()), [tuple(row) for row in rows]))
    return f"datasets_{hashlib.sha256(said.encode()).hexdigest()}"
