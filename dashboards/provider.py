"""The OpenID Connect provider as a client sees it, for Superset and Airflow alike."""

from __future__ import annotations

from typing import Any

from authlib.integrations.flask_client import FlaskOAuth2App
from flask import current_app

from oidc import Oidc

_ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_TIMEOUT_S = 15


class Provider(FlaskOAuth2App):
    """The provider as a client sees it; a token of somebody else, or for somebody else, is refused."""

    def authorize_access_token(self, **options: Any) -> dict[str, Any]:
        """Return the tokens of a login, of which the identity was checked: signature, issuer, audience, nonce, times."""
        metadata = self.load_server_metadata()
        issuer = current_app.config["OIDC"].issuer
        if metadata["issuer"].rstrip("/") != issuer.rstrip("/"):
            raise ValueError(f"o provedor diz ser {metadata['issuer']}, não {issuer}")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in _ASYMMETRIC]
        claims = {
            "iss": {"essential": True, "values": [metadata["issuer"]]},
            "aud": {"essential": True, "value": self.client_id},
        }
        token: dict[str, Any] = super().authorize_access_token(claims_options=claims, **options)
        if not token.get("userinfo"):
            raise ValueError("o provedor não entregou a identidade (id_token)")
        return token


def oauth_provider(oidc: Oidc) -> dict[str, Any]:
    """Return the provider as the configuration of Superset, or of Airflow, names it."""
    return {
        "name": oidc.label,
        "icon": "fa-id-card",
        "token_key": "access_token",
        "remote_app": {
            "client_cls": Provider,
            "client_id": oidc.client_id,
            "client_secret": oidc.client_secret,
            "server_metadata_url": f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
            "client_kwargs": {"scope": oidc.scope, "code_challenge_method": "S256", "default_timeout": _TIMEOUT_S},
        },
    }
