"""What people did is noted once they have their answer, in one transaction, and not in three while they wait for it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from flask import g, has_request_context
from superset.utils import json
from superset.utils.log import DBEventLogger

_NOTES = "_govhub_notes"


class Notebook(DBEventLogger):
    """Superset's own log of events, kept until the answer has left; outside of a request it is written at once."""

    def log(
        self,
        user_id: int | None,
        action: str,
        dashboard_id: int | None,
        duration_ms: int | None,
        slice_id: int | None,
        referrer: str | None,
        *more: Any,
        **words: Any,
    ) -> None:
        """Keep the rows that Superset would write here."""
        if not has_request_context():
            super().log(user_id, action, dashboard_id, duration_ms, slice_id, referrer, *more, **words)
            return
        notes = g.setdefault(_NOTES, [])
        for record in words.get("records") or [words.get("curated_payload") or {}]:
            notes.append(
                {
                    "action": action,
                    "user_id": user_id,
                    "dashboard_id": dashboard_id or record.get("dashboard_id"),
                    "slice_id": slice_id or record.get("slice_id"),
                    "json": _as_text(record),
                    "dttm": datetime.now(),  # noqa: DTZ005 - Superset's own clock
                    "duration_ms": duration_ms,
                    "referrer": referrer,
                }
            )


def note_afterwards(app: Any) -> None:
    """Write what a request was noted for when its answer has been sent."""

    @app.after_request
    def later(response: Any) -> Any:
        notes = g.pop(_NOTES, None)
        if notes:
            response.call_on_close(partial(_write, app, notes))
        return response


def _write(app: Any, notes: list[dict[str, Any]]) -> None:
    from sqlalchemy.exc import SQLAlchemyError
    from superset import db
    from superset.models.core import Log

    try:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(Log.__table__.insert(), notes)
    except SQLAlchemyError:
        app.logger.exception("%s events could not be noted", len(notes))


def _as_text(record: dict[str, Any]) -> str | None:
    try:
        return json.dumps(record)
    except (TypeError, ValueError):
        return None
