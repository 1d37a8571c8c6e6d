"""Login: by the provider of oidc.py where there is one, by password otherwise, or by both in an emergency."""

from __future__ import annotations

import logging
from typing import Any, cast

from flask import abort, current_app, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.sqla.models import User
from flask_appbuilder.security.views import AuthOAuthView
from flask_appbuilder.utils.base import get_safe_redirect
from flask_login import login_user
from werkzeug.wrappers import Response

from oidc import NAME, Oidc
from pages import local_form, told
from provider import Provider

logger = logging.getLogger(__name__)
_NO_ROLE = "Sua conta ainda não tem um perfil de acesso aos painéis. Peça-o ao administrador do Gov Hub BR."
_FAILED = "O provedor não confirmou quem você é. Tente de novo."
_HINT_LIMIT = 1500  # characters; the session is a cookie, and a browser drops one over 4 KB


class OidcView(AuthOAuthView):
    """The pages of a login: to the provider, back from it, and out."""

    @expose("/login/")
    @expose("/login/<provider>", methods=["GET", "POST"])
    @no_cache
    def login(self, provider: str | None = None) -> Response:
        """Send a person to the provider, or ask for a password where that is allowed."""
        if provider == "local":
            return self._local()
        session["next"] = request.args.get("next", "")
        try:
            back = url_for(".oauth_authorized", provider=NAME, _external=True)
            return self.appbuilder.sm.provider.authorize_redirect(redirect_uri=back)
        except Exception:
            logger.warning("O provedor de identidade não respondeu", exc_info=True)
            return told("O provedor de identidade não respondeu. Tente de novo em instantes.", 503)

    @expose("/oauth-authorized/<provider>")
    @no_cache
    def oauth_authorized(self, provider: str) -> Response:
        """Let in a person that the provider sent back."""
        if provider != NAME:
            abort(404)
        try:
            token = self.appbuilder.sm.provider.authorize_access_token()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with an answer, nobody gets in
            logger.warning("Login recusado: %s %.200r", type(error).__name__, str(error))
            return told(_FAILED, 403)
        user = self.appbuilder.sm.auth_user_oauth(token["userinfo"])
        if user is None:
            return told(_NO_ROLE, 403)
        onward = session.get("next", "")
        session.clear()  # nothing that was prepared before the login outlives it
        login_user(user)
        hint = token["id_token"]
        session["oidc_hint"] = hint if len(hint) <= _HINT_LIMIT else ""
        return redirect(get_safe_redirect(onward) if onward else self.appbuilder.get_url_for_index)

    @expose("/logout/")
    @no_cache
    def logout(self) -> Response:
        """Leave here, and at the provider for whom came from there."""
        hint = session.get("oidc_hint")
        answer = super().logout()
        session.clear()
        if hint is None:
            return answer
        home = url_for("SupersetIndexView.index", _external=True)
        remote = self.appbuilder.sm.provider
        try:
            remote.load_server_metadata()
            if settings().logout_url:
                remote.server_metadata["end_session_endpoint"] = settings().logout_url
            options = {"id_token_hint": hint} if hint else {}
            return redirect(
                remote.create_logout_url(post_logout_redirect_uri=home, client_id=remote.client_id, **options)["url"]
            )
        except Exception:
            logger.warning("O provedor de identidade não encerra sessões", exc_info=True)
            return answer

    def _local(self) -> Response:
        if not current_app.config["LOCAL_LOGIN"]:
            abort(404)
        if request.method == "POST":
            user = self.appbuilder.sm.auth_user_db(request.form.get("username"), request.form.get("password"))
            if user is not None:
                session.clear()
                login_user(user)
                return redirect(self.appbuilder.get_url_for_index)
            return local_form("Usuário ou senha incorretos.")
        return local_form()


class Identification:
    """What the security manager does about logging in."""

    authoauthview = OidcView

    @property
    def provider(self) -> Provider:
        """The one provider that the settings name."""
        return next(iter(self.oauth_remotes.values()))  # type: ignore[attr-defined]

    def auth_user_oauth(self, claims: Any) -> User | None:
        """Return the account of a person whom the provider answers for, made now if he has a role; null without one.

        Where the provider gives roles, they are those of each login; otherwise the administrator gives them. The local
        administrator's account is nobody's here, whatever name a provider gives.
        """
        oidc, manager = settings(), cast("Any", self)
        name = oidc.username(claims)
        user = manager.find_user(username=name)
        if name == current_app.config["LOCAL_ADMIN"].lower() or (user is not None and not user.is_active):
            return None
        roles = [role for role in map(manager.find_role, oidc.roles(claims)) if role is not None]
        first, last = oidc.names(claims)
        if user is None and roles:
            email = oidc.email(claims) or f"{name}@sem-email.invalid"
            user = manager.add_user(name, first, last, email, roles) or None
        elif user is not None and oidc.maps_roles:
            user.roles = roles
        if user is None or not manager.get_user_roles(user):
            manager.session.commit()
            return None
        manager.update_user_auth_stat(user)
        return user


def settings() -> Oidc:
    """Return the settings of the login that the configuration read."""
    return current_app.config["OIDC"]
