"""How the pages look: colours of gov.br, our own mark, sheets of styles, and where they are served from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from superset.config import THEME_DEFAULT as SHIPPED_THEME

from charting import OPTIONS

NAME = "Gov Hub BR"
_FOLDER = Path(__file__).parent / "static"
# Our own files by the address that a page asks for; no page may take one from another server.
FILES = {f"/static/govhub/{file.name}": file for file in sorted(_FOLDER.iterdir())}
TEMPLATES = Path(__file__).parent / "templates"  # ours come before Superset's of the same name
FAVICONS = [{"href": "/static/govhub/icone.svg"}]
_TOKEN = {
    "brandAppName": NAME,
    "brandLogoAlt": NAME,
    "brandLogoUrl": "/static/govhub/logo.svg",
    "brandSpinnerUrl": "/static/assets/images/loading.gif",
    "colorPrimary": "#1351B4",
    "colorLink": "#1351B4",
    "colorSuccess": "#168821",
    "colorWarning": "#FFCD07",
    "colorError": "#E52207",
}
THEME: dict[str, Any] = {**SHIPPED_THEME, "token": {**SHIPPED_THEME["token"], **_TOKEN, **OPTIONS}}
