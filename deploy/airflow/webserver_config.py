"""Who logs into Airflow where GOVHUB_AIRFLOW_LOGIN is `fab`: accounts with roles of its own, or OpenID Connect.

The login by OpenID Connect is that of the dashboards, under names AIRFLOW_OIDC_*; roles are Airflow's: Admin, Op, User, Viewer.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride
from fastapi import HTTPException
from flask import current_app
from flask_appbuilder.const import AUTH_DB, AUTH_OAUTH
from flask_appbuilder.exceptions import PasswordComplexityValidationError

sys.path.append(str(Path(__file__).resolve().parents[2] / "dashboards"))
from given import WrongSettings
from oidc import read_oidc
from passwords import check_password
from provider import oauth_provider

ROLES = ("Admin", "Op", "User", "Viewer")
OIDC = read_oidc(os.environ, "AIRFLOW", "AIRFLOW__API__SECRET_KEY")
LOCAL_ADMIN = os.environ.get("AIRFLOW_ADMIN_USERNAME") or "admin"
if OIDC:
    unknown = {
        role for role in (*OIDC.default_roles, *(r for rs in OIDC.roles_map.values() for r in rs)) if role not in ROLES
    }
    if unknown:
        raise WrongSettings(
            f"AIRFLOW_OIDC_ROLES_MAP ou _DEFAULT_ROLES: o Airflow não tem o papel {', '.join(sorted(unknown))}; os papéis são "
            f"{', '.join(ROLES)}."
        )


class Gatekeeper(FabAirflowSecurityManagerOverride):
    """Knows people by what the provider answers for; the local administrator's name is nobody's there.

    Passwords are looked at here too: only forms ask FAB's validator, and the API of users does not.
    """

    def add_user(self, *named: Any, password: str = "", **given: Any) -> Any:
        """Make an account; one that comes from the provider has no password."""
        if password:
            _refuse_weak(password)
        return super().add_user(*named, password=password, **given)

    def _hash_password(self, password: str) -> str:
        if password:
            _refuse_weak(password)
        return super()._hash_password(password)

    def get_oauth_user_info(self, provider: str, resp: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Return account, names, e-mail and roles of a person; no name for whom nobody may be, or has no role."""
        oidc, claims = current_app.config["OIDC"], resp["userinfo"]
        name, roles = oidc.username(claims), oidc.roles(claims)
        known = self.find_user(username=name)
        if name == LOCAL_ADMIN.lower() or not (roles or (known and not oidc.maps_roles and known.roles)):
            return {}
        first, last = oidc.names(claims)
        email = oidc.email(claims) or f"{name}@sem-email.invalid"
        return {"username": name, "first_name": first, "last_name": last, "email": email, "role_keys": list(roles)}


def _refuse_weak(password: str) -> None:
    try:
        check_password(password)
    except PasswordComplexityValidationError as weak:
        raise HTTPException(422, str(weak)) from weak


FAB_PASSWORD_COMPLEXITY_ENABLED = True
FAB_PASSWORD_COMPLEXITY_VALIDATOR = check_password
SECURITY_MANAGER_CLASS = Gatekeeper
WTF_CSRF_ENABLED = True
AUTH_TYPE = AUTH_OAUTH if OIDC else AUTH_DB
OAUTH_PROVIDERS = [oauth_provider(OIDC)] if OIDC else []
AUTH_USER_REGISTRATION = OIDC is not None
AUTH_USER_REGISTRATION_ROLE = "Public"
AUTH_ROLES_MAPPING = {role: [role] for role in ROLES}
AUTH_ROLES_SYNC_AT_LOGIN = OIDC is not None and OIDC.maps_roles
