"""Login by OpenID Connect: what the settings say, and who a person is by what the provider says of him.

A person is known by his verified e-mail, or by a code made of the provider's identifier. The identifier itself, which is
the CPF at gov.br, never becomes a name: not as it is, and not under another claim's name. No module of Superset is used.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from given import WrongSettings, given

NAME = "oidc"
_SCOPE = "openid email profile"
_CPF = re.compile(r"^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$")


@dataclass(frozen=True, slots=True)
class Oidc:
    """How people log in; `maps_roles` says that the provider, and not the administrator, gives roles."""

    issuer: str
    client_id: str
    client_secret: str
    scope: str
    label: str
    username_claim: str
    roles_claim: str
    roles_map: Mapping[str, tuple[str, ...]]
    default_roles: tuple[str, ...]
    logout_url: str
    key: bytes

    @property
    def maps_roles(self) -> bool:
        return bool(self.roles_claim and self.roles_map)

    def username(self, claims: Mapping[str, Any]) -> str:
        """Return the name of the account of a person."""
        chosen = str(claims.get(self.username_claim) or "").strip() if self.username_claim else self.email(claims)
        if chosen and chosen != str(claims["sub"]) and not _CPF.match(chosen):
            return chosen.lower()
        return self._code(claims)

    def email(self, claims: Mapping[str, Any]) -> str:
        """Return the e-mail, empty unless the provider answers for it."""
        value = str(claims.get("email") or "").strip().lower()
        return value if "@" in value and claims.get("email_verified") in (True, "true") else ""

    def roles(self, claims: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the names of the roles that a person gets, the default ones first."""
        value: Any = claims
        for part in self.roles_claim.split(".") if self.roles_claim else ():
            value = value.get(part) if isinstance(value, Mapping) else None
        listed = () if value is claims or value is None else value
        said = [listed] if isinstance(listed, str) else listed
        mapped = [role for entry in said for role in self.roles_map.get(str(entry), ())]
        return tuple(dict.fromkeys([*self.default_roles, *mapped]))

    def names(self, claims: Mapping[str, Any]) -> tuple[str, str]:
        """Return first and last name."""
        whole = str(claims.get("name") or "").split()
        first = str(claims.get("given_name") or (whole[0] if whole else "Pessoa"))
        return first[:64], str(claims.get("family_name") or " ".join(whole[1:]))[:64]

    def _code(self, claims: Mapping[str, Any]) -> str:
        text = f"{self.issuer.rstrip('/')} {claims['sub']}".encode()
        return "pessoa-" + hmac.new(self.key, b"govhub oidc\0" + text, hashlib.sha256).hexdigest()[:20]


def read_oidc(environ: Mapping[str, str], prefix: str = "SUPERSET", key: str = "SUPERSET_SECRET_KEY") -> Oidc | None:
    """Return the settings PREFIX_OIDC_*, null when people log in by password.

    `key` names the secret that codes are made with.
    Raises: WrongSettings.
    """
    issuer = given(f"{prefix}_OIDC_ISSUER", "", environ)
    if not issuer:
        return None
    for name in (f"{prefix}_OIDC_CLIENT_ID", f"{prefix}_OIDC_CLIENT_SECRET"):
        if not given(name, "", environ):
            raise WrongSettings(f"Falta {name}, sem o qual ninguém entra pelo provedor de {prefix}_OIDC_ISSUER.")
    scope = given(f"{prefix}_OIDC_SCOPE", _SCOPE, environ)
    if "openid" not in scope.split():
        raise WrongSettings(f"{prefix}_OIDC_SCOPE precisa de «openid».")
    return Oidc(
        issuer=issuer,
        client_id=given(f"{prefix}_OIDC_CLIENT_ID", "", environ),
        client_secret=given(f"{prefix}_OIDC_CLIENT_SECRET", "", environ),
        scope=scope,
        label=given(f"{prefix}_OIDC_LABEL", "gov.br" if "acesso.gov.br" in issuer else "conta institucional", environ),
        username_claim=given(f"{prefix}_OIDC_USERNAME_CLAIM", "", environ),
        roles_claim=given(f"{prefix}_OIDC_ROLES_CLAIM", "", environ),
        roles_map=_roles_map(given(f"{prefix}_OIDC_ROLES_MAP", "{}", environ), f"{prefix}_OIDC_ROLES_MAP"),
        default_roles=_listed(given(f"{prefix}_OIDC_DEFAULT_ROLES", "", environ)),
        logout_url=given(f"{prefix}_OIDC_LOGOUT_URL", "", environ),
        key=given(key, "", environ).partition(",")[0].encode(),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _roles_map(text: str, name: str) -> dict[str, tuple[str, ...]]:
    try:
        read = json.loads(text)
        return {str(value): _listed(roles) if isinstance(roles, str) else tuple(roles) for value, roles in read.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise WrongSettings(f'{name} não é um objeto JSON como {{"grupo": ["um papel", "outro"]}}.') from error
