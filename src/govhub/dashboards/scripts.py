"""Runs the scripts of dashboards/ in Superset's own environment, whose code this one can't import."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence

from govhub.dashboards.server import superset_environment, superset_python
from govhub.errors import ConfigurationError
from govhub.settings import Settings


def run_script(
    settings: Settings,
    name: str,
    arguments: Sequence[str],
    failed: str,
    timeout_s: float = 900,
    given: Mapping[str, str] | None = None,
) -> str:
    """Run a script to its end; return the last line that it printed. `given` replaces variables of its environment.

    Raises: ConfigurationError «failed: reason»; the whole output is in logs/superset-NAME.log.
    """
    log = settings.home / "logs" / f"superset-{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    script = settings.project_dir / "dashboards" / f"{name}.py"
    with log.open("w", encoding="utf-8") as output:
        try:
            finished = subprocess.run(
                [str(superset_python(settings)), str(script), *arguments],
                env={**os.environ, **superset_environment(settings), **(given or {})},
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ConfigurationError(
                f"{failed}: não terminou em {timeout_s:.0f} segundos", where=str(log), todo="Veja o registro."
            ) from error
        output.write(finished.stdout)
    line = (finished.stdout.strip().splitlines() or [""])[-1]
    if finished.returncode:
        raise ConfigurationError(f"{failed}: {line or 'sem detalhe'}", where=str(log), todo="Corrija e tente de novo.")
    return line
