"""A small OpenID Connect provider over real sockets: it signs identities, and lies on request."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from jwt.algorithms import RSAAlgorithm

from govhub_simulator.server import free_port

CLIENT_ID = "govhub-paineis"
CLIENT_SECRET = "segredo-do-cliente-de-teste-0123456789"


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class IdentityProvider:
    """People by the name that they type, what went wrong on purpose, and what was asked."""

    people: dict[str, dict[str, Any]]
    fault: str = ""
    port: int = field(default_factory=free_port)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    ended: list[dict[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    logged_in: str = ""

    def __post_init__(self) -> None:
        self._right, self._wrong = _key(), _key()
        config = uvicorn.Config(self._app(), host="127.0.0.1", port=self.port, log_level="error")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realms/teste"

    def start(self) -> IdentityProvider:
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the provider did not start"
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)

    def _identity(self, person: dict[str, Any], nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce, **person,
        }  # fmt: skip
        lies: dict[str, dict[str, Any]] = {
            "audiência": {"aud": "outro-cliente"},
            "audiência alheia, autorizada a nós": {"aud": "outro-cliente", "azp": CLIENT_ID},
            "emissor": {"iss": "http://outro.example"},
            "nonce": {"nonce": "outro"},
            "vencida": {"iat": now - 9000, "exp": now - 8000},
            "sem sub": {"sub": None},
        }
        claims |= lies.get(self.fault, {})
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.fault == "sem assinatura":
            return jwt.encode(claims, "", algorithm="none")
        if self.fault == "assinatura com o segredo":
            return jwt.encode(claims, CLIENT_SECRET, algorithm="HS256", headers={"kid": "1"})
        signing = self._wrong if self.fault == "assinatura" else self._right
        return jwt.encode(claims, signing, algorithm="RS256", headers={"kid": "1"})

    def _app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/realms/teste/.well-known/openid-configuration")
        def metadata() -> dict[str, Any]:
            return {
                "issuer": "http://outro.example" if self.fault == "metadados" else self.issuer,
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/certs",
                "end_session_endpoint": f"{self.issuer}/logout",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
            }

        @app.get("/realms/teste/certs")
        def certs() -> dict[str, Any]:
            key = RSAAlgorithm.to_jwk(self._right.public_key(), as_dict=True)
            return {"keys": [{**key, "kid": "1", "use": "sig", "alg": "RS256"}]}

        @app.get("/realms/teste/auth")
        def ask(request: Request) -> HTMLResponse:
            hidden = "".join(f'<input type="hidden" name="{k}" value="{v}">' for k, v in request.query_params.items())
            return HTMLResponse(
                f'<form method="post"><h1>Provedor de teste</h1>{hidden}<input name="person"><button>Entrar</button></form>'
            )

        @app.post("/realms/teste/auth")
        async def agree(request: Request) -> RedirectResponse:
            form = {name: str(value) for name, value in (await request.form()).items()}
            code = secrets.token_urlsafe(12)
            self.codes[code], self.logged_in = form, form["person"]
            back = urlencode({"code": code, "state": form["state"]})
            return RedirectResponse(f"{form['redirect_uri']}?{back}", status_code=303)

        @app.post("/realms/teste/token")
        def token(
            request: Request, code: str = Form(), code_verifier: str = Form(""), redirect_uri: str = Form("")
        ) -> JSONResponse:
            asked = self.codes.pop(code, {})
            given = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).decode().rstrip("=")
            wrong = [
                name
                for name, holds in {
                    "cliente": request.headers.get("authorization") == f"Basic {given}",
                    "PKCE": asked.get("code_challenge") == challenge and asked.get("code_challenge_method") == "S256",
                    "volta": asked.get("redirect_uri") == redirect_uri,
                }.items()
                if not holds
            ]
            if wrong:
                self.refused += wrong
                return JSONResponse({"error": "invalid_grant"}, status_code=400)
            person = self.people[asked["person"]]
            answer = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 300}
            if self.fault != "sem identidade":
                answer["id_token"] = self._identity(person, asked.get("nonce", ""))
            return JSONResponse(answer)

        @app.get("/realms/teste/logout")
        def end(request: Request) -> RedirectResponse:
            asked = dict(request.query_params)
            self.ended.append(asked)
            self.logged_in = ""
            return RedirectResponse(asked["post_logout_redirect_uri"], status_code=302)

        return app
