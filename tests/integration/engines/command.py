"""The command line in this process, pointed at a warehouse elsewhere."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from govhub.cli import main

from ..conftest import BODY


def point_at(patch: pytest.MonkeyPatch, url: str, folder: Path) -> None:
    """Make this process, and those it starts, work on a warehouse elsewhere."""
    for name in [name for name in os.environ if name.startswith("GOVHUB_")]:
        patch.delenv(name)
    for name, value in {
        "GOVHUB_WAREHOUSE_URL": url,
        "GOVHUB_PRIVACY_KEY": "chave-de-teste",
        "GOVHUB_ORGAOS_FILE": str(BODY),
        "GOVHUB_ENV_FILE": str(folder / "nenhum.env"),
        "GOVHUB_HOME": str(folder / "home"),
    }.items():
        patch.setenv(name, value)


@dataclass(frozen=True, slots=True)
class Command:
    """The command line, run in this process."""

    patch: pytest.MonkeyPatch
    output: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self.patch.setattr(sys, "argv", ["govhub", *arguments])
        self.patch.setattr(sys, "stdin", io.StringIO("529.982.247-25\n"))  # whom `privacy` asks for
        self.output.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = self.output.readouterr()
        return int(ended.value.code or 0), told.out + told.err
