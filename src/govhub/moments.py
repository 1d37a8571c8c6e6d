"""Instants as Brazilians write them, in the time of Brasília."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

BRASILIA = ZoneInfo("America/Sao_Paulo")


def told(moment: datetime) -> str:
    """Return an instant as text: 22/11/2026 14h05."""
    return moment.astimezone(BRASILIA).strftime("%d/%m/%Y %Hh%M")
