"""One version, told everywhere: by the command, the package, its build and the changes."""

from __future__ import annotations

import re
import tomllib

from typer.testing import CliRunner

from govhub import __version__
from govhub.cli.root import app
from govhub.settings import CHECKOUT


def test_the_command_tells_the_version_of_the_package() -> None:
    outcome = CliRunner().invoke(app, ["--version"])
    assert (outcome.exit_code, outcome.stdout) == (0, f"govhub {__version__}\n")


def test_package_and_changes_have_the_same_version() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    released = re.findall(r"^## (\d+\.\d+\.\d+) - \d{4}-\d{2}-\d{2}$", (CHECKOUT / "CHANGELOG.md").read_text(), re.M)
    assert released[0] == __version__ == project["project"]["version"]
