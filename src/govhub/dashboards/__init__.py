"""Superset's dashboards as code: checked against dbt's contracts here, applied by Superset's own environment."""

from govhub.dashboards.apply import apply_dashboards
from govhub.dashboards.check import check_dashboards

__all__ = ["apply_dashboards", "check_dashboards"]
