"""Who comes in: the security manager, the login, and whether people who did not log in see the public dashboards."""

from __future__ import annotations

import os

from flask_appbuilder.const import AUTH_DB, AUTH_OAUTH

from gatekeeper import Gatekeeper
from given import given, is_on
from oidc import read_oidc
from provider import oauth_provider

OIDC = read_oidc(os.environ)
CUSTOM_SECURITY_MANAGER = Gatekeeper
AUTH_TYPE = AUTH_OAUTH if OIDC else AUTH_DB
OAUTH_PROVIDERS = [oauth_provider(OIDC)] if OIDC else []
LOCAL_LOGIN = OIDC is None or is_on("SUPERSET_LOCAL_LOGIN")
LOCAL_ADMIN = given("SUPERSET_ADMIN_USERNAME", "admin")
# Both roles are bootstrap's work; «Public» can do nothing.
AUTH_ROLE_PUBLIC = "Cidadão" if is_on("GOVHUB_DASHBOARDS_PUBLIC") else "Public"
PUBLIC_ROLE_LIKE = None
