"""What must answer before reports are made: the mail server, and for pictures the browser and the web server.

While it does not, nothing is marked as tried, so that every report stays due until it does.
"""

from __future__ import annotations

import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from browsing import chromium

SECONDS = 60


class NotReady(Exception):
    """Something does not answer; the text is a Portuguese clause."""


def check_mail_server(config: Mapping[str, Any]) -> None:
    """Log in to the mail server and leave.

    Raises: NotReady.
    """
    connect = smtplib.SMTP_SSL if config["SMTP_SSL"] else smtplib.SMTP
    try:
        with connect(config["SMTP_HOST"], config["SMTP_PORT"], timeout=SECONDS) as server:
            if config["SMTP_STARTTLS"]:
                server.starttls(context=ssl.create_default_context())
            if config["SMTP_USER"] and config["SMTP_PASSWORD"]:
                server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
    except (OSError, smtplib.SMTPException) as error:
        place = f"{config['SMTP_HOST']}:{config['SMTP_PORT']}"
        raise NotReady(f"o servidor de e-mail {place} não atende ({_short(error)})") from error


def check_drawing(config: Mapping[str, Any]) -> None:
    """Look for the browser and the web server.

    Raises: NotReady, NoBrowser.
    """
    chromium()
    address = config["WEBDRIVER_BASEURL"]
    try:
        with urllib.request.urlopen(f"{address}health", timeout=SECONDS):  # noqa: S310 - of the settings
            return
    except (OSError, ValueError) as error:
        raise NotReady(
            f"o Superset não atende em {address} ({_short(error)}); confira SUPERSET_INTERNAL_URL"
        ) from error


def _short(error: Exception) -> str:
    return " ".join(str(getattr(error, "reason", error)).split())[:300] or type(error).__name__
