"""Where people come in: the executive overview for those who only look, Superset's own page for those who build."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request
from flask_babel import get_locale
from flask_login import current_user

FIRST = "/superset/dashboard/visao-geral/"
_INDEX = frozenset({"/", "/superset/welcome/"})
_READER, _BUILDERS = "Gestor", frozenset({"Admin", "Analista"})


def receive_people(app: Any) -> None:
    """Send readers to the first dashboard, and tell browsers and readers of screens which language pages speak."""

    @app.before_request
    def first_page() -> Any:
        return redirect(FIRST) if request.path in _INDEX and request.method == "GET" and _only_looks() else None

    @app.after_request
    def language(response: Any) -> Any:
        if response.mimetype == "text/html" and not response.direct_passthrough:
            spoken = str(get_locale() or "pt_BR").replace("_", "-")
            response.set_data(response.get_data().replace(b"<html>", f'<html lang="{spoken}">'.encode(), 1))
        return response


def _only_looks() -> bool:
    """Tell whether somebody sees dashboards and makes none; who sees none is asked to log in by Superset."""
    if current_user.is_anonymous:
        return bool(current_app.config["AUTH_ROLE_PUBLIC"] == "Cidadão")
    roles = {role.name for role in current_user.roles}
    return _READER in roles and not roles & _BUILDERS
