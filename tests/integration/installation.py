"""An installation as `govhub init`, `up` and `warehouse setup` leave it: fresh secrets in its own `.env`, a cluster of its own.

The cluster logs every statement.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from dotenv import dotenv_values

from govhub.catalog import load_catalog
from govhub.local.databases import prepare_databases
from govhub.local.environment import init
from govhub.local.postgres import EmbeddedPostgres
from govhub.settings import Settings, load_settings
from govhub.warehouse.setup import setup_warehouse
from govhub_simulator.server import free_port


class Installation:
    """A warehouse that `govhub init` and `setup` made, with its `.env`."""

    def __init__(self, folder: Path, cluster: EmbeddedPostgres) -> None:
        self.folder, self.cluster = folder, cluster

    @property
    def settings(self) -> Settings:
        return load_settings()

    def secret(self, name: str) -> str:
        return str(dotenv_values(self.folder / ".env")[name])

    def connect(self, url: str) -> psycopg.Connection:
        return psycopg.connect(url.replace("+psycopg2", ""), autocommit=True)

    def prepare(self) -> None:
        names = ("GOVHUB_WAREHOUSE_ADMIN_URL", "AIRFLOW_METADATA_URL", "SUPERSET_METADATA_URL")
        superuser = f"postgresql://postgres:{self.secret('GOVHUB_POSTGRES_SUPERUSER_PASSWORD')}"
        prepare_databases(f"{superuser}@127.0.0.1:{self.cluster.port}/postgres", [self.secret(name) for name in names])
        setup_warehouse(self.settings, load_catalog(self.settings))

    @property
    def server_log(self) -> Path:
        return self.cluster._directory() / "server.log"  # as root the cluster lives elsewhere


@contextmanager
def installed(folder: Path, others: Mapping[str, str] | None = None) -> Iterator[Installation]:
    """Make an installation in a folder, with `others` for settings, and take it away."""
    with pytest.MonkeyPatch.context() as patch:
        port = free_port()
        point_at(patch, folder, port)
        for name, value in (others or {}).items():
            patch.setenv(name, value)
        init(load_settings())
        password = str(dotenv_values(folder / ".env")["GOVHUB_POSTGRES_SUPERUSER_PASSWORD"])
        cluster = EmbeddedPostgres(
            folder / "home" / "postgres", port, password, {"fsync": "off", "log_statement": "all"}
        )
        cluster.start()
        try:
            made = Installation(folder, cluster)
            made.prepare()
            yield made
        finally:
            cluster.remove()


def point_at(patch: pytest.MonkeyPatch, folder: Path, port: int) -> None:
    """Make this process, and those it starts, work on the installation of a folder."""
    for name in [name for name in os.environ if name.startswith(("GOVHUB_", "AIRFLOW_", "SUPERSET_"))]:
        patch.delenv(name)
    patch.setenv("GOVHUB_ENV_FILE", str(folder / ".env"))
    patch.setenv("GOVHUB_HOME", str(folder / "home"))
    patch.setenv("GOVHUB_POSTGRES_PORT", str(port))
    for part in ("AIRFLOW", "SUPERSET"):  # doctor tells who holds the port of what does not run
        patch.setenv(f"GOVHUB_{part}_PORT", str(free_port()))
