"""What was changed of the datasets in the browser; they are generated, so it is only told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from govhub.dashboards.documents import read_document
from govhub.dashboards.merging import blank, same

_PARTS = (
    ("metrics", "metric_name", "a métrica", "escreva-a em dashboards/metrics/"),
    ("columns", "column_name", "a coluna", "escreva-a na camada gold, com o seu contrato"),
)


def dataset_changes(folder: Path, held: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a sentence for each metric and column that Superset has and the files have not, or otherwise."""
    files = [read_document(file) for file in sorted(folder.rglob("*.yaml"))]
    there = {dataset["uuid"]: dataset for dataset in held}
    told = []
    for file in (file for file in files if file["uuid"] in there):
        for key, name, what, todo in _PARTS:
            known = {entry[name]: entry for entry in file[key]}
            for entry in there[file["uuid"]].get(key) or ():
                old = known.get(entry[name])
                if old is None or _differs(entry, old):
                    verb = "criada" if old is None else "mudada"
                    told.append(
                        f"{what[:1].upper()}{what[1:]} {entry[name]} de {file['table_name']}, {verb} no navegador, "
                        f"não é levada: {todo}."
                    )
    return told


def _differs(entry: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return any(
        not same(entry.get(key), value) and not (blank(entry.get(key)) and blank(value)) for key, value in old.items()
    )
