"""docs/como-adicionar-uma-fonte.md, followed to the letter in a project of its own: from nothing to rows in bronze.

Declaration and answer are those of the page. Every command is a process of its own, over a copy of the project, as for
whoever reads the page; only the address differs, because the port of the page may be taken.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from govhub.settings import CHECKOUT

from .conftest import Warehouse

PAGE = (CHECKOUT / "docs" / "como-adicionar-uma-fonte.md").read_text(encoding="utf-8")
COPIED = ("src/govhub", "sources", "dags", "docs/fontes", "docs/dicionario", "dbt/models/bronze")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the commands of the page read and write."""
    root = tmp_path / "projeto"
    for name in COPIED:
        shutil.copytree(CHECKOUT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[str]:
    """The new source: the answer of the page as a file, served over a real socket."""
    folder = tmp_path / "frota" / "veiculos"
    folder.mkdir(parents=True)
    answer = re.search(r"echo '(\[.*?\])' > /tmp/frota/veiculos/(\S+)", PAGE, re.DOTALL)
    assert answer is not None
    (folder / answer[2]).write_text(answer[1], encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep the output of the tests to themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "frota")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def run(project: Path, *command: str) -> str:
    """Run a command of the page in the copy; return what it said."""
    finished = subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env={**os.environ, "PYTHONPATH": f"{project / 'src'}:{project / 'dags'}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def govhub(project: Path, *arguments: str) -> str:
    return run(project, "-m", "govhub.cli", *arguments)


def commands() -> list[str]:
    """Return what the page has its reader type after `govhub`."""
    steps = PAGE.split("## Passo a passo")[1].split("\n## ")[0]
    return re.findall(r"^\.venv/bin/govhub (.+)$", steps, re.MULTILINE)


def test_the_page_leads_from_nothing_to_rows_in_bronze_and_a_dag(
    warehouse: Warehouse, project: Path, fleet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert commands() == [
        "up --only warehouse --detach",  # here the warehouse is the fixture's
        'sources new frota --title "Frota de veículos" --base-url http://127.0.0.1:8901',
        "sources check --write",
        "warehouse setup",
        "ingest frota --orgao DPU",
        'sql "select placa, modelo, valor, motorista_cpf_mascara from bronze.frota__veiculos" --role etl_user',
        "runs frota",
    ]

    said = govhub(project, "sources", "new", "frota", "--title", "Frota de veículos", "--base-url", fleet)
    declaration = project / "sources" / "frota.yaml"
    assert "sources/frota.yaml" in said

    begun = declaration.read_text(encoding="utf-8")
    resources = re.search(r"```yaml\n(resources:.*?)```", PAGE, re.DOTALL)
    assert resources is not None
    declaration.write_text(begun[: begun.index("resources:")] + resources[1], encoding="utf-8")
    govhub(project, "sources", "check", "--write")
    govhub(project, "sources", "check")
    assert "`bronze.frota__veiculos`" in (project / "docs" / "dicionario" / "frota.md").read_text(encoding="utf-8")
    assert "identifier: frota__veiculos" in (project / "dbt" / "models" / "bronze" / "frota.yml").read_text()

    govhub(project, "warehouse", "setup")
    (first,) = json.loads(govhub(project, "ingest", "frota", "--orgao", "DPU", "--json"))
    (second,) = json.loads(govhub(project, "ingest", "frota", "--orgao", "DPU", "--json"))
    assert (first["rows_inserted"], first["requests"]) == (2, 1)
    assert (second["rows_inserted"], second["rows_updated"], second["rows_unchanged"]) == (0, 0, 2)

    query = "select ug, placa, modelo, ano, valor, motorista_cpf_mascara, _extras from bronze.frota__veiculos order by placa"
    assert json.loads(govhub(project, "sql", query, "--role", "etl_user", "--json")) == [
        {
            "ug": "290002",
            "placa": "ABC1D23",
            "modelo": "Furgão",
            "ano": 2021,
            "valor": "98500.5",
            "motorista_cpf_mascara": "***.982.247-**",
            "_extras": None,
        },
        {
            "ug": "290002",
            "placa": "XYZ9K88",
            "modelo": "Sedã",
            "ano": 2019,
            "valor": "61000",
            "motorista_cpf_mascara": None,
            "_extras": None,
        },
    ]

    monkeypatch.setenv("AIRFLOW_HOME", str(project / "airflow"))
    monkeypatch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
    tell = "import ingestion; dag = ingestion.ingest_frota; print(dag.dag_id, *dag.task_ids, dag.tags and 'sim')"
    assert run(project, "-c", tell).split()[-3:] == ["ingest_frota", "veiculos", "sim"]
