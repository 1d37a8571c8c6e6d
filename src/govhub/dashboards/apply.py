"""Takes the assets to Superset, in Superset's own environment, as often as one likes."""

from __future__ import annotations

import json

from govhub.dashboards.access import read_plan
from govhub.dashboards.applied import keep_applied
from govhub.dashboards.check import check_dashboards
from govhub.dashboards.scripts import run_script
from govhub.settings import Settings


def apply_dashboards(settings: Settings) -> None:
    """Migrate Superset's database, make the administrator, import every asset, all or none, and say who sees them.

    Raises: ConfigurationError with the reason; the whole output is in logs/superset-bootstrap.log.
    """
    check_dashboards(settings.project_dir)
    assets = settings.project_dir / "dashboards" / "assets"
    plan = settings.home / "superset" / "acesso.json"
    plan.parent.mkdir(parents=True, exist_ok=True)
    plan.write_text(json.dumps(read_plan(settings), ensure_ascii=False, indent=1), encoding="utf-8")
    run_script(settings, "bootstrap", [str(assets), str(plan)], "Os painéis não foram aplicados")
    keep_applied(settings)
