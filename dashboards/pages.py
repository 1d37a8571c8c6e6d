"""The few pages that are ours: plain HTML, for the login, where Superset's page shows nothing, and for failures."""

from __future__ import annotations

from flask import render_template_string, url_for
from werkzeug.wrappers import Response

_FRAME = """<!doctype html>
<html lang="pt-BR"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} – Gov Hub BR</title><style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; max-width: 26rem; margin: 4rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; color: #1351b4 } label { display: block; margin: 1rem 0 .25rem }
input { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box; border: 1px solid #888; border-radius: 4px }
a, button { font: inherit; color: #1351b4 } ul { padding: 0; list-style: none } li { margin: 1rem 0 }
button { color: #fff; background: #1351b4; border: 0; border-radius: 4px; padding: .5rem 1.5rem; margin-top: 1.25rem }
</style></head><body><main><h1>{{ title }}</h1>
{% if message %}<p role="alert">{{ message }}</p>{% endif %}"""
_TOLD = _FRAME + """<p><a href="{{ again }}">Entrar de novo</a></p></main></body></html>"""
_FAILED = _FRAME + """<p><a href="/">Ir para os painéis</a></p></main></body></html>"""
_LIST = (
    _FRAME
    + """<ul>{% for address, name, about in dashboards %}
<li><a href="{{ address }}">{{ name }}</a>{% if about %}<br>{{ about }}{% endif %}</li>{% endfor %}</ul>
<p><a href="{{ enter }}">Entrar</a>, para ver os demais</p></main></body></html>"""
)
_FORM = (
    _FRAME
    + """<p>Só para a administração, quando o provedor de identidade não responde.</p>
<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<label for="username">Usuário</label><input id="username" name="username" autocomplete="username" required>
<label for="password">Senha</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Entrar</button></form></main></body></html>"""
)


def told(message: str, status: int) -> Response:
    """Return a page that says why somebody did not get in."""
    again = url_for("SupersetAuthView.login")
    text = render_template_string(_TOLD, title="Você não entrou", message=message, again=again)
    return Response(text, status=status, mimetype="text/html")


def failed(title: str, message: str, status: int) -> Response:
    """Return a page in place of one that can't be shown."""
    return Response(render_template_string(_FAILED, title=title, message=message), status=status, mimetype="text/html")


def listed(dashboards: list[tuple[str, str, str]]) -> Response:
    """Return the dashboards that everybody may see, each by address, title and description."""
    enter = url_for("SupersetAuthView.login")
    text = render_template_string(_LIST, title="Painéis abertos a todos", dashboards=dashboards, enter=enter)
    # The same address shows something else to who logged in.
    return Response(text, mimetype="text/html", headers={"Cache-Control": "no-store"})


def local_form(message: str = "") -> Response:
    """Return the form of the local administrator, with what was wrong with the last try."""
    text = render_template_string(_FORM, title="Acesso local", message=message)
    return Response(text, status=401 if message else 200, mimetype="text/html")
