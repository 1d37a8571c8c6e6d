"""A PostgreSQL with the platform's own settings, durable as in production, for one benchmark run."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govhub.catalog import load_catalog
from govhub.local.databases import prepare_databases
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import Workplace
from govhub.settings import load_settings
from govhub.warehouse.setup import setup_warehouse
from govhub_simulator.server import free_port


@contextmanager
def workplace() -> Iterator[tuple[Workplace, EmbeddedPostgres]]:
    """Give a fresh warehouse and lake until the block ends."""
    with tempfile.TemporaryDirectory(prefix="govhub-bench-") as folder:
        cluster = EmbeddedPostgres(Path(folder) / "postgres", free_port(), secrets.token_hex(8))
        cluster.start()
        server = f"127.0.0.1:{cluster.port}/govhub"
        os.environ.update(
            {
                "GOVHUB_ENV_FILE": f"{folder}/nenhum.env",
                "GOVHUB_HOME": f"{folder}/home",
                "GOVHUB_WAREHOUSE_URL": f"postgresql://etl_user:{secrets.token_hex(8)}@{server}",
                "GOVHUB_WAREHOUSE_ADMIN_URL": f"postgresql://govhub_admin:{secrets.token_hex(8)}@{server}",
                "GOVHUB_BI_URL": f"postgresql://bi_user:{secrets.token_hex(8)}@{server}",
                "GOVHUB_PRIVACY_KEY": secrets.token_hex(16),
            }
        )
        try:
            prepare_databases(cluster.superuser_url, [os.environ["GOVHUB_WAREHOUSE_ADMIN_URL"]])
            settings = load_settings()
            catalog = load_catalog(settings)
            setup_warehouse(settings, catalog)
            yield Workplace.of(settings, catalog), cluster
        finally:
            cluster.remove()
