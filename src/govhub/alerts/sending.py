"""A message to every address of GOVHUB_ALERT_URLS, by apprise: e-mail, chats, webhooks.

Addresses hold passwords and keys: nothing here, and nothing that apprise says, repeats one.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govhub.alerts.wording import SENDER, Message
from govhub.errors import ConfigurationError
from govhub.settings import Settings

if TYPE_CHECKING:
    from apprise import NotifyBase

ATTEMPTS = 2
WAIT_S = 2.0


@dataclass(frozen=True, slots=True)
class Sent:
    """How many addresses took a message, and those that did not, by place and service."""

    taken: int
    refused: tuple[str, ...]

    def raise_refusals(self) -> None:
        """Raise ConfigurationError naming the addresses that did not take the message, if there are any."""
        if self.refused:
            raise ConfigurationError(
                f"A mensagem de alerta não foi aceita {', '.join(self.refused)}"
                + (f" e foi aceita por {self.taken} endereço(s)" if self.taken else ""),
                where="GOVHUB_ALERT_URLS",
                todo="Confira o endereço, a senha e a rede, e tente com `govhub alerts test`.",
            )


def send(settings: Settings, message: Message) -> Sent:
    """Send a message to every address, each twice at most.

    Raises: ConfigurationError when there is no address, or one can't be read.
    """
    services = _services(settings)
    refused = [
        f"pelo {number}º endereço ({service.service_name})"
        for number, service in enumerate(services, start=1)
        if not _taken(service, message)
    ]
    return Sent(len(services) - len(refused), tuple(refused))


def _services(settings: Settings) -> list[NotifyBase]:
    # It knows a hundred services, which takes a while to load: not for those who send nothing.
    from apprise import Apprise, AppriseAsset, OverflowMode

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it tells addresses, and what servers answer
    asset = AppriseAsset(app_id=SENDER, app_desc=SENDER, app_url="", secure_logging=True)
    services = []
    if not settings.alert_urls:
        raise ConfigurationError(
            "Não há a quem avisar",
            where="GOVHUB_ALERT_URLS",
            todo="Escreva nela um endereço, como docs/alertas.md mostra, por exemplo mailtos://… ou json://…",
        )
    for number, url in enumerate(settings.alert_urls.get_secret_value().split(), start=1):
        service = Apprise.instantiate(url, asset=asset)
        if service is None:
            raise ConfigurationError(
                f"O {number}º endereço de alerta não pôde ser lido",
                where="GOVHUB_ALERT_URLS",
                todo="Escreva-o como docs/alertas.md mostra, por exemplo mailtos://… ou json://…",
            )
        if service.overflow_mode == OverflowMode.UPSTREAM:  # a chat that takes short texts only gets several
            service.overflow_mode = OverflowMode.SPLIT
        services.append(service)
    return services


def _taken(service: NotifyBase, message: Message) -> bool:
    from apprise import Apprise

    one = Apprise(service)
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(WAIT_S)
        if one.notify(body=message.body, title=message.title, notify_type=message.tone, body_format="text"):
            return True
    return False
