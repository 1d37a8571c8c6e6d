"""A PostgreSQL with the platform's own settings, durable as in production, for one benchmark run."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from govhub.catalog import load_catalog
from govhub.local.databases import prepare_databases
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import Workplace
from govhub.settings import load_settings
from govhub.warehouse.setup import setup_warehouse
from govhub_simulator.server import free_port
from govhub_simulator.world import Body


@contextmanager
def workplace(settings: Mapping[str, str] | None = None) -> Iterator[Workplace]:
    """Give a fresh warehouse and lake until the block ends; their settings, and those given, are in the environment."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="govhub-bench-") as folder:
        cluster = EmbeddedPostgres(Path(folder) / "postgres", free_port(), secrets.token_hex(8))
        cluster.start()
        server = f"127.0.0.1:{cluster.port}/govhub"
        os.environ.update(settings or {})
        os.environ.update(
            {
                "GOVHUB_ENV_FILE": f"{folder}/nenhum.env",
                "GOVHUB_HOME": f"{folder}/home",
                "GOVHUB_WAREHOUSE_URL": f"postgresql://etl_user:{secrets.token_hex(8)}@{server}",
                "GOVHUB_WAREHOUSE_ADMIN_URL": f"postgresql://govhub_admin:{secrets.token_hex(8)}@{server}",
                "GOVHUB_BI_URL": f"postgresql://bi_user:{secrets.token_hex(8)}@{server}",
                "GOVHUB_PRIVACY_KEY": secrets.token_hex(16),
                "GOVHUB_SUPERSET_PORT": str(free_port()),
                "SUPERSET_METADATA_URL": f"postgresql://superset:{secrets.token_hex(8)}@127.0.0.1:{cluster.port}/superset",
                "SUPERSET_SECRET_KEY": secrets.token_hex(32),
                "SUPERSET_ADMIN_USERNAME": "admin",
                "SUPERSET_ADMIN_PASSWORD": secrets.token_hex(8),
            }
        )
        try:
            prepare_databases(
                cluster.superuser_url, [os.environ["GOVHUB_WAREHOUSE_ADMIN_URL"], os.environ["SUPERSET_METADATA_URL"]]
            )
            loaded = load_settings()
            catalog = load_catalog(loaded)
            setup_warehouse(loaded, catalog)
            yield Workplace.of(loaded, catalog)
        finally:
            cluster.remove()
            os.environ.clear()
            os.environ.update(before)


def write_bodies(folder: Path, body: Body) -> dict[str, str]:
    """Write orgaos.yaml with one body; return the setting that points at it."""
    codes = {"siorg": body.siorg, "siafi": body.siafi, "siape": body.siape}
    known = {name: code for name, code in codes.items() if code}
    file = folder / "orgaos.yaml"
    file.write_text(
        json.dumps({"orgaos": [{"sigla": body.sigla, "nome": body.nome, "ugs": list(body.ugs), **known}]}),
        encoding="utf-8",
    )
    return {"GOVHUB_ORGAOS_FILE": str(file)}
