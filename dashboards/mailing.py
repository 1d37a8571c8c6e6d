"""The settings of reports by mail, from the environment; without a server nothing is sent."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Any

from superset.tasks.types import ExecutorType

from given import WrongSettings, given, is_on

_UNSAFE = re.compile(r"\s*[\\/:*?\"<>|\n]+\s*")  # in the name of a file, on one system or another


def _port() -> int:
    text = given("SUPERSET_SMTP_PORT", "587")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise WrongSettings(f"SUPERSET_SMTP_PORT não é uma porta: «{text}»; indique um número de 1 a 65535.")
    return int(text)


def _sender() -> str:
    text = given("SUPERSET_SMTP_FROM", "govhub@localhost.localdomain")
    if "@" not in parseaddr(text)[1]:
        raise WrongSettings(f"SUPERSET_SMTP_FROM não é um endereço de e-mail: «{text}».")
    return text


SMTP_HOST = given("SUPERSET_SMTP_HOST")
SMTP_PORT = _port()
SMTP_USER = given("SUPERSET_SMTP_USER")
SMTP_PASSWORD = given("SUPERSET_SMTP_PASSWORD")
SMTP_MAIL_FROM = _sender()
SMTP_SSL = is_on("SUPERSET_SMTP_SSL")
SMTP_STARTTLS = not SMTP_SSL and is_on("SUPERSET_SMTP_STARTTLS", default=True)
SMTP_SSL_SERVER_AUTH = True
EMAIL_REPORTS_SUBJECT_PREFIX = "[Gov Hub BR]"  # Superset puts a space behind it
EMAIL_REPORTS_CTA = "Abrir no painel"

# A report shows what its owner sees.
ALERT_REPORTS_EXECUTORS = [ExecutorType.OWNER]
ALERT_REPORTS_DEFAULT_CRON_VALUE = "0 8 * * 1"  # what the form starts with: Mondays, after the night's build
WEBDRIVER_BASEURL = given("SUPERSET_INTERNAL_URL", "http://127.0.0.1:8088").rstrip("/") + "/"
WEBDRIVER_BASEURL_USER_FRIENDLY = given("SUPERSET_PUBLIC_URL", WEBDRIVER_BASEURL).rstrip("/") + "/"
WEBDRIVER_WINDOW = {"dashboard": (1600, 2000), "slice": (1200, 800), "pixel_density": 1}


def EMAIL_HEADER_MUTATOR(message: Any, **_context: Any) -> Any:  # noqa: N802 - Superset's name
    """Give attachments and pictures a name that mail programs understand; Superset writes it into another header.

    Pictures stay inside of the text; their name is the subject's, in the place of one with an English date.
    """
    subject = str(message["Subject"]).removeprefix(EMAIL_REPORTS_SUBJECT_PREFIX).strip()
    pictures = [part for part in message.walk() if part.get_content_maintype() == "image"]
    for number, part in enumerate(pictures, start=1):
        name = f"{subject}.png" if len(pictures) == 1 else f"{subject} ({number}).png"
        _name(part, "inline", name)
    for part in message.walk():
        name = part.get_param("name")
        if name and part.get_content_maintype() == "application":
            stem = (name if isinstance(name, str) else name[2]).rsplit(".", 1)[0]
            # Superset's Portuguese texts give the ending of the one to the other.
            ending = "pdf" if part.get_payload(decode=True).startswith(b"%PDF") else "csv"
            _name(part, "attachment", f"{stem}.{ending}")
    return message


def _name(part: Any, place: str, name: str) -> None:
    del part["Content-Disposition"]
    part.del_param("name")
    part.add_header("Content-Disposition", place, filename=("utf-8", "", _UNSAFE.sub(" - ", name)))
