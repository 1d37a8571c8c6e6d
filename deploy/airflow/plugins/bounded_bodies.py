"""How Airflow's server finds the limit of bodies."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin
from bodies import BoundedBodies


class BoundedBodiesPlugin(AirflowPlugin):
    """A plugin with a middleware and nothing else."""

    name = "bounded_bodies"
    fastapi_root_middlewares = [{"name": "bounded bodies", "middleware": BoundedBodies}]
