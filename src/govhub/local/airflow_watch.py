"""What Airflow says of itself to whoever watches: the health that it tells everybody, and its pools to those it knows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx

from govhub.observation.exposition import Orchestrator, Pool
from govhub.settings import Settings

_TIMEOUT_S = 5
COMPONENTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")
_STATES = ("running", "queued", "scheduled", "deferred", "open")


class AirflowWatch:
    """Asks Airflow's server; the token is taken once and again when it ends. What does not answer is not up."""

    def __init__(self, settings: Settings, secrets: Mapping[str, str]) -> None:
        self._http = httpx.Client(base_url=settings.airflow_url, timeout=_TIMEOUT_S)
        self._login = {
            "username": secrets.get("AIRFLOW_ADMIN_USERNAME", "admin"),
            "password": secrets.get("AIRFLOW_ADMIN_PASSWORD", ""),
        }

    def look(self) -> Orchestrator:
        """Return the components, all down when there is no answer, and the pools where a password is known."""
        try:
            health = self._http.get("/api/v2/monitor/health").raise_for_status().json()
        except (httpx.HTTPError, ValueError):
            return Orchestrator(dict.fromkeys(COMPONENTS, False))
        components = {name: (health.get(name) or {}).get("status") == "healthy" for name in COMPONENTS}
        pools: list[dict[str, Any]] = []
        if self._login["password"]:
            with suppress(httpx.HTTPError, ValueError, KeyError):
                pools = self._pools()
        return Orchestrator(components, tuple(_pool(pool) for pool in pools))

    def _pools(self) -> list[dict[str, Any]]:
        answer = self._http.get("/api/v2/pools", params={"limit": 100})
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            token = self._http.post("/auth/token", json=self._login).raise_for_status().json()["access_token"]
            self._http.headers["Authorization"] = f"Bearer {token}"
            answer = self._http.get("/api/v2/pools", params={"limit": 100})
        pools: list[dict[str, Any]] = answer.raise_for_status().json()["pools"]
        return pools


def _pool(pool: dict[str, Any]) -> Pool:
    return Pool(pool["name"], pool["slots"], {state: pool[f"{state}_slots"] for state in _STATES})
