"""Settings from the environment: NAME, or the file that NAME_FILE points at, as secrets are handed to containers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


class WrongSettings(RuntimeError):
    """A setting cannot be understood, or does not do; the text is a Portuguese sentence."""


_YES = frozenset({"1", "true", "sim", "yes"})


def given(name: str, default: str = "", environ: Mapping[str, str] = os.environ) -> str:
    """Return a setting; an empty one counts as not given."""
    value = environ.get(name, "").strip()
    if value:
        return value
    file = environ.get(f"{name}_FILE", "").strip()
    return Path(file).read_text(encoding="utf-8").strip() if file else default


def is_on(name: str, default: bool = False, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether a switch is on."""
    value = given(name, "", environ).lower()
    return value in _YES if value else default
