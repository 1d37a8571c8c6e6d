"""What protects the web server: headers, cookies, session, and how often one address may ask.

Limits are generous, since a whole ministry may come from one address, except for wrong passwords.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, jsonify, request
from flask_limiter.util import get_remote_address
from flask_login import current_user

from given import WrongSettings, given, is_on
from passwords import check_password

HTTPS = is_on("SUPERSET_HTTPS")
_PROXIES = int(given("SUPERSET_PROXIES", "1" if HTTPS else "0"))
_SHORTEST_KEY = 32

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
PERMANENT_SESSION_LIFETIME = timedelta(hours=float(given("SUPERSET_SESSION_HOURS", "12")))
WTF_CSRF_ENABLED = True
ENABLE_CORS = False
ENABLE_PROXY_FIX = _PROXIES > 0
PROXY_FIX_CONFIG = dict.fromkeys(("x_for", "x_proto", "x_host", "x_port", "x_prefix"), _PROXIES)

TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": is_on("SUPERSET_FORCE_HTTPS"),
    "session_cookie_secure": HTTPS,
}

FAB_PASSWORD_COMPLEXITY_ENABLED = True
FAB_PASSWORD_COMPLEXITY_VALIDATOR = check_password

# Superset bounds no body; the largest that people send are files to import.
MAX_CONTENT_LENGTH = 16 * 1024 * 1024

RATELIMIT_ENABLED = is_on("SUPERSET_RATE_LIMITED", default=True)
RATELIMIT_APPLICATION = given("SUPERSET_RATE_LIMIT", "100 per second; 3000 per minute")
RATELIMIT_STORAGE_URI = given("SUPERSET_REDIS_URL", "memory://")
AUTH_RATE_LIMITED = False  # it would count right passwords too; see `protect`
_PUBLIC_LIMIT = given("SUPERSET_PUBLIC_RATE_LIMIT", "1200 per minute")
_WRONG_PASSWORDS = given("SUPERSET_LOGIN_RATE_LIMIT", "30 per minute; 300 per hour")
_WRONG_FOR_ONE = "10 per 15 minute"
_LOGINS = {"AuthDBView.login": ["POST"], "OidcView.login": ["POST"], "SecurityApi.login": ["POST"]}
_DATA = ("ChartDataRestApi.data", "Superset.explore_json")
_FREE = ("/static/", "/health", "/healthcheck", "/ping", "/superset/language_pack/")


def secret_key() -> str:
    """Return the key that signs sessions and encrypts what is stored.

    Raises: WrongSettings for one that can be guessed.
    """
    key = _keys()[0]
    if len(key) < _SHORTEST_KEY:
        raise WrongSettings(
            f"SUPERSET_SECRET_KEY falta ou tem menos de {_SHORTEST_KEY} caracteres; `govhub init` faz uma."
        )
    return key


def previous_key() -> str | None:
    """Return the key before this one, while what it encrypted may still be there."""
    return _keys()[1] if len(_keys()) > 1 else None


def _keys() -> list[str]:
    """SUPERSET_SECRET_KEY is one key or, between `govhub secrets rotate` and `retire`, «new,former»."""
    given_text = given("SUPERSET_SECRET_KEY")
    keys = given_text.split(",")
    return keys if len(keys) == 2 and all(len(key) >= _SHORTEST_KEY for key in keys) else [given_text]


def protect(app: Flask) -> None:
    """Count requests, refuse the one that would answer from somebody else's cache, and say so in Portuguese."""
    limiter = app.appbuilder.sm.limiter  # type: ignore[attr-defined]

    app.before_request(_refuse_large_bodies)

    @limiter.request_filter
    def is_free() -> bool:
        # The last one is a request that the process makes of itself, to warm the cache.
        return request.path.startswith(_FREE) or "werkzeug.debug.preserve_context" in request.environ

    for endpoint, methods in _LOGINS.items():
        view = app.view_functions.get(endpoint)
        if view is not None:
            view = limiter.limit(_WRONG_PASSWORDS, methods=methods, deduct_when=_was_wrong)(view)
            app.view_functions[endpoint] = limiter.limit(
                _WRONG_FOR_ONE, key_func=_address_and_name, methods=methods, deduct_when=_was_wrong
            )(view)

    public_limit = limiter.limit(_PUBLIC_LIMIT)

    @app.before_request
    def count_public_questions() -> None:
        if request.endpoint in _DATA and not current_user.is_authenticated and not is_free():
            with public_limit:
                return

    @app.before_request
    def refuse_shared_answers() -> None:
        # Superset keeps answers to GET by their address alone, whoever asked, and looks at rights only afterwards.
        if request.method != "POST" and request.path.startswith("/superset/explore_json"):
            abort(405)

    @app.errorhandler(429)
    def too_many(_error: Any) -> tuple[Response, int]:
        return jsonify(errors=[{"message": "Muitos pedidos em pouco tempo. Espere um instante e tente de novo."}]), 429


def _refuse_large_bodies() -> None:
    """Flask does it when a body is read, which views of the API turn into a failure of theirs."""
    if (request.content_length or 0) > MAX_CONTENT_LENGTH:
        abort(413)


def _was_wrong(response: Response) -> bool:
    """A wrong password is answered by an API with 401, by a form by coming back to it."""
    return response.status_code == 401 or (response.status_code == 302 and "/login" in response.headers["Location"])


def _address_and_name() -> str:
    name = (request.get_json(silent=True) or {}).get("username") if request.is_json else request.form.get("username")
    return f"{get_remote_address()} {hashlib.sha256(str(name).lower().encode()).hexdigest()[:16]}"
