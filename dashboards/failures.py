"""What a person reads in place of a page that is not there, not his, or could not be made; programs get Superset's answer."""

from __future__ import annotations

from typing import Any

from flask import request

from pages import failed

_TEXTS = {
    403: ("Sem acesso", "O seu perfil não abre esta página. Peça o acesso ao administrador do Gov Hub BR."),
    404: ("Página não encontrada", "O endereço tem um erro, ou o painel não existe mais."),
    405: ("Página não encontrada", "O endereço tem um erro, ou o painel não existe mais."),
    500: ("Algo deu errado", "A página não pôde ser montada. Tente de novo em instantes; se persistir, avise o administrador."),
}  # fmt: skip


def tell_failures(app: Any) -> None:
    """Answer a browser that goes to a page with one in Portuguese, where Superset has an English file or JSON."""

    @app.after_request
    def page(response: Any) -> Any:
        if response.status_code not in _TEXTS or not _goes_to_a_page():
            return response
        # A page that was made here says more than a file, or than JSON.
        if response.mimetype == "text/html" and not response.direct_passthrough:
            return response
        return failed(*_TEXTS[response.status_code], response.status_code)


def _goes_to_a_page() -> bool:
    """Tell a person's step from what a page asks for, which takes JSON."""
    asked = request.headers.get("Accept", "")
    return request.method == "GET" and "text/html" in asked and not request.path.startswith(("/api/", "/static/"))
