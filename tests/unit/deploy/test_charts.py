"""The official charts, rendered with our values where the machine has them: GOVHUB_HELM_CHARTS is a folder with the archives."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from tests.unit.deploy.manifests import AIRFLOW_VALUES, FOLDER, of_kind, secret_references

RELEASES = {
    **{f"airflow/{name}": ("airflow", files) for name, files in AIRFLOW_VALUES.items()},
    "superset": ("superset", ("values.yaml",)),
}


@pytest.mark.parametrize("name", RELEASES)
def test_what_a_chart_makes_of_our_values_is_valid_and_confined(name: str) -> None:
    chart, files = RELEASES[name]
    folder = os.environ.get("GOVHUB_HELM_CHARTS")
    archives = sorted(Path(folder).glob(f"{chart}-*.tgz")) if folder else []
    if not archives or shutil.which("helm") is None:
        pytest.skip("esta máquina não tem o helm e os charts oficiais (GOVHUB_HELM_CHARTS)")
    told = [argument for file in files for argument in ("--values", str(FOLDER / chart / file))]
    done = subprocess.run(
        ["helm", "template", chart, str(archives[-1]), "--namespace", "govhub", *told], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    made = [item for item in yaml.safe_load_all(done.stdout) if item]
    ours = of_kind("ExternalSecret").keys() | {item["metadata"]["name"] for item in made if item["kind"] == "Secret"}

    assert made
    for item in made:
        kubernetes_validate.validate(item, kubernetes_validate.latest_version(), strict=True)
        pod = item.get("spec", {}).get("template", {}).get("spec", {})
        assert {secret for secret, optional, _ in secret_references(pod) if not optional} <= ours
        for container in (*pod.get("initContainers", ()), *pod.get("containers", ())):
            assert "/govhub-" in container["image"], container["name"]
            assert container["securityContext"]["readOnlyRootFilesystem"] is True, container["name"]
