"""What people may schedule: reports of what they see, by mail. Alerts run SQL that no rule of rows reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REFUSED = "Só relatórios por e-mail podem ser agendados: alertas consultam o banco sem as regras de cada órgão."
_OF_ALERTS = ("sql", "database", "validator_type", "validator_config_json")


def is_plain_report(body: Mapping[str, Any]) -> bool:
    """Return whether what is sent to be scheduled is a report by mail, and nothing that asks the database."""
    recipients = body.get("recipients") or []
    return (
        body.get("type", "Report") == "Report"
        and not any(body.get(key) for key in _OF_ALERTS)
        and all(isinstance(to, dict) and to.get("type") == "Email" for to in recipients)
    )


def protect_schedules(app: Any) -> None:
    """Refuse everything else, to everybody: an alert's SQL would be asked as bi_user, who reads all bodies."""
    from flask import jsonify, request

    @app.before_request
    def only_reports() -> tuple[Any, int] | None:
        if request.path.startswith("/api/v1/report") and request.method in {"POST", "PUT"}:
            body = request.get_json(silent=True)
            if not isinstance(body, dict) or not is_plain_report(body):
                return jsonify(message=REFUSED), 403
        return None
