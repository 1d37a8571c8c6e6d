"""Takes the assets to Superset, in Superset's own environment, as often as one likes."""

from __future__ import annotations

import os
import subprocess

from govhub.dashboards.check import check_dashboards
from govhub.dashboards.server import superset_environment, superset_python
from govhub.errors import ConfigurationError
from govhub.settings import Settings

_TIMEOUT_S = 600


def apply_dashboards(settings: Settings) -> None:
    """Migrate Superset's database, make the administrator, and import every asset.

    Raises: ConfigurationError with Superset's reason; the whole output is in logs/superset-aplicacao.log.
    """
    check_dashboards(settings.project_dir)
    folder = settings.project_dir / "dashboards"
    log = settings.home / "logs" / "superset-aplicacao.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        finished = subprocess.run(
            [str(superset_python(settings)), str(folder / "bootstrap.py"), str(folder / "assets")],
            env={**os.environ, **superset_environment(settings)},
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    if finished.returncode:
        reason = (finished.stdout.strip().splitlines() or ["sem detalhe"])[-1]
        raise ConfigurationError(
            f"Os painéis não foram aplicados: {reason}",
            where=str(log),
            todo="Corrija e rode `govhub dashboards apply`.",
        )
