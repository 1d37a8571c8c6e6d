"""The settings of reports by mail, from the environment; without a server nothing is sent."""

from __future__ import annotations

from email.utils import collapse_rfc2231_value
from typing import Any

from superset.tasks.types import ExecutorType

from browsing import FLAGS, authenticate
from given import given, is_on

SMTP_HOST = given("SUPERSET_SMTP_HOST")
SMTP_PORT = int(given("SUPERSET_SMTP_PORT", "587"))
SMTP_USER = given("SUPERSET_SMTP_USER")
SMTP_PASSWORD = given("SUPERSET_SMTP_PASSWORD")
SMTP_MAIL_FROM = given("SUPERSET_SMTP_FROM", "govhub@localhost.localdomain")
SMTP_SSL = is_on("SUPERSET_SMTP_SSL")
SMTP_STARTTLS = not SMTP_SSL and is_on("SUPERSET_SMTP_STARTTLS", default=True)
SMTP_SSL_SERVER_AUTH = True
EMAIL_REPORTS_SUBJECT_PREFIX = "[Gov Hub BR]"
EMAIL_REPORTS_CTA = "Abrir no painel"

# A report shows what its owner sees.
ALERT_REPORTS_EXECUTORS = [ExecutorType.OWNER]
WEBDRIVER_BASEURL = given("SUPERSET_INTERNAL_URL", "http://127.0.0.1:8088").rstrip("/") + "/"
WEBDRIVER_BASEURL_USER_FRIENDLY = given("SUPERSET_PUBLIC_URL", WEBDRIVER_BASEURL).rstrip("/") + "/"
WEBDRIVER_AUTH_FUNC = authenticate
WEBDRIVER_OPTION_ARGS = list(FLAGS)
WEBDRIVER_WINDOW = {"dashboard": (1600, 2000), "slice": (1200, 800), "pixel_density": 1}
SCREENSHOT_PLAYWRIGHT_WAIT_EVENT = "load"
SCREENSHOT_PLAYWRIGHT_DEFAULT_TIMEOUT = 120_000
SCREENSHOT_SELENIUM_HEADSTART = 3  # seconds, which Playwright waits too
SCREENSHOT_SELENIUM_ANIMATION_WAIT = 3


def EMAIL_HEADER_MUTATOR(message: Any, **_context: Any) -> Any:  # noqa: N802 - Superset's name
    """Give attachments a name that mail programs understand; Superset writes it into another header."""
    for part in message.walk():
        name = part.get_param("name")
        if name and part.get_content_maintype() == "application":
            del part["Content-Disposition"]
            part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", _file_name(name, part)))
    return message


def _file_name(name: str | tuple[str | None, str | None, str], part: Any) -> str:
    """Return a name that every system takes, with the ending of what is in the file: a guessed text says .csv for all."""
    text = collapse_rfc2231_value(name).replace("/", "-").replace(":", " -").replace("\n", " ")
    return (
        text.removesuffix(".csv") + ".pdf"
        if part.get_payload(decode=True)[:5] == b"%PDF-" and text[-4:] != ".pdf"
        else text
    )
