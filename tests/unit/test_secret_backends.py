"""Secrets backends of Airflow: what docs tell to configure is well formed, and wins over the environment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

from govhub.settings import CHECKOUT

ASK = "from airflow.sdk import BaseHook; print(BaseHook.get_connection('govhub_warehouse').login)"


def test_the_documented_backends_can_be_copied() -> None:
    page = (CHECKOUT / "docs" / "segredos.md").read_text(encoding="utf-8")
    blocks = re.findall(r"# ([^\n]+)\n(AIRFLOW__SECRETS__BACKEND=.+?)\n(?:\n|```)", page, re.DOTALL)
    given = [dotenv_values(stream=StringIO(block)) for _, block in blocks]

    assert [str(values["AIRFLOW__SECRETS__BACKEND"]).split(".")[2] for values in given] == [
        "hashicorp",
        "amazon",
        "google",
        "microsoft",
    ]
    for values in given:
        assert isinstance(json.loads(str(values["AIRFLOW__SECRETS__BACKEND_KWARGS"])), dict)


def test_the_connection_of_loads_comes_from_the_backend_first(tmp_path: Path) -> None:
    connections = tmp_path / "conexoes.json"
    connections.write_text(json.dumps({"govhub_warehouse": "postgresql://do_cofre:x@servidor/govhub"}))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")} | {
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW_CONN_GOVHUB_WAREHOUSE": "postgresql://do_ambiente:x@servidor/govhub",
        "AIRFLOW__SECRETS__BACKEND": "airflow.secrets.local_filesystem.LocalFilesystemBackend",
        "AIRFLOW__SECRETS__BACKEND_KWARGS": json.dumps({"connections_file_path": str(connections)}),
    }
    without = {name: value for name, value in environment.items() if "BACKEND" not in name}

    assert _asked(environment) == "do_cofre"
    assert _asked(without) == "do_ambiente"


def _asked(environment: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-1000:]
    return done.stdout.strip().splitlines()[-1]
