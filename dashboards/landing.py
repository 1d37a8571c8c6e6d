"""Where people come in: the executive overview for those who only look, Superset's own page for those who build.

Who did not log in finds the dashboards that are open to everybody, or is asked to log in where there are none.
"""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_babel import get_locale
from flask_login import current_user

from pages import listed

FIRST = "/superset/dashboard/visao-geral/"
_INDEX = frozenset({"/", "/superset/welcome/"})
_READER, _BUILDERS = "Gestor", frozenset({"Admin", "Analista"})


def receive_people(app: Any) -> None:
    """Send readers to the first dashboard, and tell browsers and readers of screens which language pages speak."""

    @app.before_request
    def first_page() -> Any:
        if request.path not in _INDEX or request.method != "GET":
            return None
        if current_user.is_anonymous:
            return _open_to_everybody()
        return redirect(FIRST) if _only_looks() else None

    @app.after_request
    def language(response: Any) -> Any:
        if response.mimetype == "text/html" and not response.direct_passthrough:
            spoken = str(get_locale() or "pt_BR").replace("_", "-")
            response.set_data(response.get_data().replace(b"<html>", f'<html lang="{spoken}">'.encode(), 1))
        return response


def _open_to_everybody() -> Any:
    """Return the first dashboard if everybody may see it, else a list of those that he may; null for none."""
    from superset import db
    from superset import security_manager as security
    from superset.models.dashboard import Dashboard

    public = security.get_public_role()
    found = db.session.query(Dashboard).filter(
        Dashboard.published, Dashboard.roles.any(id=public.id if public else None)
    )
    links = [(dashboard.url, dashboard.dashboard_title, dashboard.description or "") for dashboard in found]
    if FIRST in {link[0] for link in links}:
        return redirect(FIRST)
    return listed(sorted(links, key=lambda link: link[1])) if links else None


def _only_looks() -> bool:
    """Tell whether somebody sees dashboards and makes none."""
    roles = {role.name for role in current_user.roles}
    return _READER in roles and not roles & _BUILDERS
