"""Superset's configuration: everything from the environment, nothing secret in a file or in its database."""

from __future__ import annotations

import os
from pathlib import Path

from flask import request, send_file
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy.engine.url import make_url

import caching
import describing
import drilling
import entry
import failures
import landing
import noting
import protection
import scheduling
import sql_rules
import starting
import theme
from entry import *  # noqa: F403 - who logs in and how
from mailing import *  # noqa: F403 - settings of reports, which are only read by Superset
from protection import *  # noqa: F403 - headers, cookies, limits
from translations import write_catalog, write_language_pack

HOME = Path(os.environ["SUPERSET_HOME"])
HOME.mkdir(parents=True, exist_ok=True)
DATA_DIR = str(HOME)

SECRET_KEY = protection.secret_key()
PREVIOUS_SECRET_KEY = protection.previous_key()
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_METADATA_URL"]
SQLALCHEMY_ENGINE_OPTIONS = {
    "pool_size": 5,
    "max_overflow": 10,
    "pool_pre_ping": True,
    "isolation_level": "READ COMMITTED",
}

APP_INITIALIZER = starting.app_initializer
APP_NAME = theme.NAME
THEME_DEFAULT = theme.THEME
FAVICONS = theme.FAVICONS

# Brazilian Portuguese. Superset sends the browser only the language, which would load Portugal's texts.
BABEL_DEFAULT_LOCALE = "pt_BR"
LANGUAGES = {"pt_BR": {"flag": "br", "name": "Português (Brasil)"}, "en": {"flag": "us", "name": "English"}}
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["R$ ", ""]}
D3_TIME_FORMAT = {
    "dateTime": "%d/%m/%Y %H:%M:%S",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["AM", "PM"],
    "days": ["domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado"],
    "shortDays": ["dom", "seg", "ter", "qua", "qui", "sex", "sáb"],
    "months": [
        "janeiro", "fevereiro", "março", "abril", "maio", "junho",
        "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
    ],
    "shortMonths": ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
}  # fmt: skip
CURRENCIES = ["BRL"]
LANGUAGE_PACK = write_language_pack(HOME / "pt_BR.json")
BABEL_TRANSLATION_DIRECTORIES = str(write_catalog(HOME / "translations"))  # in place of the shipped texts


def COMMON_BOOTSTRAP_OVERRIDES_FUNC(data: dict[str, object]) -> dict[str, str]:
    """Tell the browser the whole locale."""
    from flask_babel import get_locale

    return {"locale": str(get_locale() or BABEL_DEFAULT_LOCALE)}


def FLASK_APP_MUTATOR(app) -> None:  # type: ignore[no-untyped-def]
    """Serve our own files and the repaired texts, before login too, and protect the rest."""
    app.jinja_loader = ChoiceLoader([FileSystemLoader(theme.TEMPLATES), app.jinja_loader])

    @app.before_request
    def own_files():  # type: ignore[no-untyped-def]
        file = theme.FILES.get(request.path)
        return send_file(file, max_age=3600) if file else None

    protection.protect(app)
    scheduling.protect_schedules(app)
    landing.receive_people(app)
    failures.tell_failures(app)
    drilling.name_numbers(app)
    noting.note_afterwards(app)
    describing.keep_descriptions()

    @app.before_request
    def brazilian_texts():  # type: ignore[no-untyped-def]
        if request.path == "/superset/language_pack/pt_BR/":
            return send_file(LANGUAGE_PACK, mimetype="application/json", max_age=3600)
        return None


def DB_CONNECTION_MUTATOR(uri, params, username, security_manager, source):  # type: ignore[no-untyped-def]
    """Give the warehouse's address, login and password from the environment: none is ever stored."""
    if uri.username == "bi_user":
        real = make_url(os.environ["GOVHUB_BI_URL"])
        uri = uri.set(
            username=real.username, host=real.host, port=real.port, password=real.password, database=real.database
        )
        uri = uri.update_query_dict(dict(real.query))  # such as sslmode
    return uri, params


def SQL_QUERY_MUTATOR(sql: str, **kwargs: object) -> str:
    """Refuse functions that no question needs; Superset itself looks at them in SQL Lab only, and by another list."""
    from superset.exceptions import QueryObjectValidationError

    refused = sql_rules.function_refusal(sql)
    if refused:
        raise QueryObjectValidationError(refused)
    return sql


CACHE_DEFAULT_TIMEOUT = caching.TIMEOUT_S
# It keeps what pages are told about the login, which must not outlive a change of the login.
CACHE_CONFIG = caching.cache_config(HOME, "meta-oidc" if entry.OIDC else "meta")
DATA_CACHE_CONFIG = caching.cache_config(HOME, "dados")
# What people who did not log in choose in filters: in files of a bounded number, not in the database.
FILTER_STATE_CACHE_CONFIG = {
    **caching.cache_config(HOME, "filtros"),
    "CACHE_DEFAULT_TIMEOUT": 90 * 24 * 3600,
    "REFRESH_TIMEOUT_ON_RETRIEVAL": True,
}

ROW_LIMIT = 10_000
SQL_MAX_ROW = 50_000
FEATURE_FLAGS = {
    "ENABLE_TEMPLATE_PROCESSING": False,
    "DASHBOARD_RBAC": True,
    "RLS_IN_SQLLAB": True,
    "ALERT_REPORTS": True,
    "ALERT_REPORT_TABS": True,
    "ALERT_REPORTS_FILTER": True,
}
CELERY_CONFIG = None
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "govhub",
        "description": "Cores do gov.br, distinguíveis por daltônicos",
        "label": "Gov Hub BR",
        "isDefault": True,
        "colors": ["#1351B4", "#E69F00", "#168821", "#CC79A7", "#56B4E9", "#D55E00", "#5C5C5C", "#009E73"],
    }
]
EVENT_LOGGER = noting.Notebook()
LOG_LEVEL = "WARNING"
