"""What deploy/kubernetes holds, read: our objects, the values for the charts, and what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from dotenv import dotenv_values

from govhub.settings import CHECKOUT

FOLDER = CHECKOUT / "deploy" / "kubernetes"
EXAMPLE = frozenset(dotenv_values(CHECKOUT / ".env.example"))
AIRFLOWS_OWN = frozenset({"AIRFLOW_CONFIG"})
AIRFLOW_VALUES = {name: ("values.yaml", f"{name}.yaml") for name in ("kubernetes", "celery")}

Tree = dict[str, Any]


def read(name: str) -> list[Tree]:
    """Return the documents of a file of the folder."""
    return list(yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8")))


def objects() -> dict[str, Tree]:
    """Return every object of ours, by file, kind and name."""
    files = sorted(file for file in FOLDER.rglob("*.yaml") if file.parent.name not in ("airflow", "superset"))
    found: dict[str, Tree] = {}
    for file in files:
        if file.name != "kustomization.yaml":
            for item in read(str(file.relative_to(FOLDER))):
                name = f"{file.relative_to(FOLDER)}:{item['kind']}/{item['metadata']['name']}"
                assert name not in found
                found[name] = item
    return found


def of_kind(kind: str, under: str = "") -> dict[str, Tree]:
    """Return the objects of a kind by their own name; `under` is a folder."""
    chosen = {name: item for name, item in objects().items() if name.startswith(under) and item["kind"] == kind}
    return {item["metadata"]["name"]: item for item in chosen.values()}


def values(chart: str, *names: str) -> Tree:
    """Return the values of a chart, later files over earlier ones, as Helm merges them."""
    merged: Tree = {}
    for name in names:
        merged = _over(merged, read(f"{chart}/{name}")[0])
    return merged


def _over(below: Tree, above: Tree) -> Tree:
    both = {
        key: _over(below[key], value) if isinstance(value, dict) and isinstance(below.get(key), dict) else value
        for key, value in above.items()
    }
    return {**below, **both}


def pods() -> dict[str, Tree]:
    """Return the specification of each pod of ours, and its labels under `labels`, by the name of its object."""
    found: dict[str, Tree] = {}
    for item in objects().values():
        whole = item if item["kind"] == "Pod" else item.get("spec", {}).get("template")
        if whole and "spec" in whole:
            found[item["metadata"]["name"]] = {**whole["spec"], "labels": whole["metadata"]["labels"]}
    return found


def variables_of_airflow() -> set[str]:
    """Return the AIRFLOW__… names that the installed Airflow knows, without loading it."""
    spec = find_spec("airflow")
    assert spec is not None
    assert spec.origin is not None
    told = yaml.safe_load((Path(spec.origin).parent / "config_templates" / "config.yml").read_text(encoding="utf-8"))
    return {f"AIRFLOW__{section}__{name}".upper() for section, part in told.items() for name in part["options"]}


def secret_references(tree: object) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """Yield name, whether it may be missing, and the keys asked for (none for all) of each Secret named in a tree."""
    if isinstance(tree, list):
        for part in tree:
            yield from secret_references(part)
    elif isinstance(tree, dict):
        for key, part in tree.items():
            if key in ("secret", "secretRef", "secretKeyRef") and isinstance(part, dict):
                name = part.get("name") or part["secretName"]
                yield name, part.get("optional", False), tuple(item["key"] for item in part.get("items", ()))
            elif re.fullmatch(r"(?:\w+SecretName|envFromSecret)", key) and isinstance(part, str):
                yield part, False, ()
            else:
                yield from secret_references(part)


def keys_of(secret: Tree) -> set[str]:
    """Return the keys that an ExternalSecret brings one by one."""
    return {item["secretKey"] for item in secret["spec"].get("data", ())}
