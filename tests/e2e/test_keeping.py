"""Dashboards as files: applied as often as one likes, refused whole, pruned, and brought back from the browser.

The tests work on a copy of the project and run in this order; the last one takes the real files again.
"""

from __future__ import annotations

import difflib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from govhub.settings import CHECKOUT

from .conftest import Stack
from .superset import Caller
from .test_dashboard import FLAGS

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests

CHART = "charts/contratos/carteira_por_situacao.yaml"
METRIC = "charts/contratos/valor_vigente.yaml"
DASHBOARD = "dashboards/contratos.yaml"
KINDS = ("dashboard", "chart", "dataset")


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy of the project, its command, and the administration of its Superset."""

    assets: Path
    stack: Stack
    admin: Caller

    def read(self, name: str) -> dict[str, Any]:
        document: dict[str, Any] = yaml.safe_load((self.assets / name).read_text(encoding="utf-8"))
        return document

    def write(self, name: str, document: dict[str, Any]) -> None:
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=140)
        (self.assets / name).write_text(text, encoding="utf-8")

    def texts(self) -> dict[str, str]:
        return {
            file.relative_to(self.assets).as_posix(): file.read_text(encoding="utf-8")
            for file in self.assets.rglob("*.yaml")
        }

    def difference(self, before: dict[str, str]) -> dict[str, list[str]]:
        """Return the lines that went and came, by file."""
        found = {}
        for name, text in self.texts().items():
            lines = difflib.unified_diff(before.get(name, "").splitlines(), text.splitlines(), n=0, lineterm="")
            changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
            if changed:
                found[name] = changed
        return found

    def listed(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return what Superset has of a kind, by identity."""
        answer = self.admin.http.get(f"/api/v1/{kind}/?q=(page_size:1000)").raise_for_status().json()
        return {entry["uuid"]: entry for entry in answer["result"]}

    def identities(self) -> dict[str, set[str]]:
        return {kind: set(self.listed(kind)) for kind in KINDS}

    def number(self, name: str) -> int:
        """Return Superset's number of a file."""
        return int(self.listed(name.split("/")[0].removesuffix("s"))[self.read(name)["uuid"]]["id"])

    def put(self, address: str, body: dict[str, Any]) -> None:
        self.admin.http.put(address, json=body, headers=self.admin.csrf()).raise_for_status()

    def post(self, address: str, body: dict[str, Any]) -> int:
        answer = self.admin.http.post(address, json=body, headers=self.admin.csrf())
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])


@pytest.fixture(scope="module")
def kept(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Copy the project, with the settings that let dashboards be edited; the last test takes the real files again."""
    copy = tmp_path_factory.mktemp("copia")
    left_out = shutil.ignore_patterns("__pycache__")
    for part in ("src", "dashboards", "dbt/models/gold"):
        shutil.copytree(CHECKOUT / part, copy / part, ignore=left_out)
    (copy / ".venv-superset").symlink_to(CHECKOUT / ".venv-superset")
    environment = stack.environment | {
        "PYTHONPATH": str(copy / "src"),
        "GOVHUB_ORGAOS_FILE": str(CHECKOUT / "orgaos.yaml"),
        "GOVHUB_DASHBOARDS_EDITABLE": "true",
    }
    admin = Caller(stack.superset_url)
    admin.login(stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"])
    kept = Kept(copy / "dashboards" / "assets", replace(stack, environment=environment), admin)
    yield kept
    if any(not entry["is_managed_externally"] for entry in kept.listed("dashboard").values()):
        stack.govhub("dashboards", "apply")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "instale o pacote chromium"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())


@pytest.fixture
def page(browser: Browser, kept: Kept) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1600, "height": 1200}, locale="pt-BR")
    context.add_cookies(
        [
            {"name": name, "value": value, "url": kept.stack.superset_url}
            for name, value in kept.admin.http.cookies.items()
        ]
    )
    yield context.new_page()
    context.close()


def test_applying_again_changes_no_count_and_gives_the_edit_button(kept: Kept, page: Page) -> None:
    before = kept.identities()
    assert all(entry["is_managed_externally"] for entry in kept.listed("dashboard").values())

    kept.stack.govhub("dashboards", "apply")

    assert kept.identities() == before
    assert {kind: len(before[kind]) for kind in KINDS} == {
        kind: len(list((kept.assets / f"{kind}s").rglob("*.yaml"))) for kind in KINDS
    }
    page.goto(f"{kept.stack.superset_url}/superset/dashboard/dicionario/")
    page.locator("[data-test='edit-dashboard-button']").wait_for(timeout=90_000)


def test_exporting_what_was_applied_changes_no_byte(kept: Kept) -> None:
    before = kept.texts()

    said = kept.stack.govhub("dashboards", "export").stdout

    assert "Nada mudou" in said
    assert kept.texts() == before


def save_in_the_editor(kept: Kept, page: Page, name: str) -> None:
    """Open a chart, look at both tabs, and save it as it is."""
    page.goto(f"{kept.stack.superset_url}/explore/?slice_id={kept.number(name)}")
    save = page.locator("[data-test='query-save-button']:enabled")
    save.wait_for(timeout=90_000)
    page.locator("#controlSections-tab-CUSTOMIZE").click()
    save.click()
    page.locator("[data-test='save-overwrite-radio']").check()
    with page.expect_response(
        lambda it: it.request.method == "PUT" and "slice_name" in (it.request.post_data or "")
    ) as answer:
        page.locator("[data-test='btn-modal-save']").click()
    assert answer.value.status == 200


def test_of_what_was_changed_in_the_browser_only_that_line_comes_back(kept: Kept, page: Page) -> None:
    before = kept.texts()
    save_in_the_editor(kept, page, CHART)
    chart, metric, dashboard = (kept.number(name) for name in (CHART, METRIC, DASHBOARD))
    params = json.loads(kept.admin.http.get(f"/api/v1/chart/{chart}").json()["result"]["params"])
    assert params["slice_id"] == chart, "the page did not save"
    assert len(params) > 2 * len(kept.read(CHART)["params"])
    kept.put(f"/api/v1/chart/{chart}", {"slice_name": "Contratos por situação"})
    params = json.loads(kept.admin.http.get(f"/api/v1/chart/{metric}").json()["result"]["params"])
    kept.put(f"/api/v1/chart/{metric}", {"params": json.dumps({**params, "y_axis_format": ",.1f"})})
    held = kept.admin.http.get(f"/api/v1/dashboard/{dashboard}").json()["result"]
    metadata, position = json.loads(held["json_metadata"]), json.loads(held["position_json"])
    entry = metadata["native_filter_configuration"][0]
    kept.put(
        f"/api/v1/dashboard/{dashboard}/filters",
        {"modified": [{**entry, "name": "Órgãos"}], "deleted": [], "reordered": []},
    )
    metadata = json.loads(kept.admin.http.get(f"/api/v1/dashboard/{dashboard}").json()["result"]["json_metadata"])
    position["CHART-valor_vigente"]["meta"]["width"] = 3
    kept.put(f"/api/v1/dashboard/{dashboard}", {"json_metadata": json.dumps({**metadata, "positions": position})})

    said = kept.stack.govhub("dashboards", "export").stdout

    assert [line for line in said.splitlines() if line.startswith(("Mudou", "Novo"))] == [
        f"Mudou: dashboards/assets/{name}" for name in (CHART, METRIC, DASHBOARD)
    ]
    assert kept.difference(before) == {
        CHART: ["-slice_name: Contratos por situação da vigência", "+slice_name: Contratos por situação"],
        METRIC: [*_line(before[METRIC], "  y_axis_format:", "-"), "+  y_axis_format: ',.1f'"],
        DASHBOARD: ["-      width: 2", "+      width: 3", "-    name: Órgão", "+    name: Órgãos"],
    }


def _line(text: str, beginning: str, sign: str) -> list[str]:
    return [f"{sign}{line}" for line in text.splitlines() if line.startswith(beginning)]


def test_a_refused_import_leaves_everything_as_it_was(kept: Kept) -> None:
    before, texts = kept.identities(), kept.texts()
    good, bad = kept.read(METRIC), kept.read("dashboards/visao_geral.yaml")
    kept.write(METRIC, {**good, "slice_name": "Não deve entrar"})
    kept.write("dashboards/visao_geral.yaml", {**bad, "css": ["x"]})

    refused = kept.stack.govhub("dashboards", "apply", check=False)

    assert refused.returncode == 1
    assert "Os painéis não foram aplicados: dashboards/visao_geral.yaml: css" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "Traceback" not in refused.stderr + refused.stdout
    assert kept.identities() == before
    assert kept.listed("chart")[good["uuid"]]["slice_name"] == good["slice_name"]
    for name in (METRIC, "dashboards/visao_geral.yaml"):
        (kept.assets / name).write_text(texts[name], encoding="utf-8")


def test_what_has_no_file_any_more_goes_and_what_somebody_made_stays(kept: Kept) -> None:
    before = kept.identities()
    dataset = kept.listed("dataset")[kept.read(CHART)["dataset_uuid"]]["id"]
    form = {"datasource": f"{dataset}__table", "viz_type": "big_number_total", "metric": "contratos"}
    own = {
        "datasource_id": dataset,
        "datasource_type": "table",
        "viz_type": "big_number_total",
        "params": json.dumps(form),
    }
    mine = kept.post("/api/v1/chart/", {**own, "slice_name": "Meu gráfico"})
    my_dashboard = kept.post("/api/v1/dashboard/", {"dashboard_title": "Meu painel"})
    dashboard, gone = kept.read(DASHBOARD), kept.read(CHART)["uuid"]
    number = dashboard["position"].pop("CHART-carteira_por_situacao")["meta"]["chartId"]
    dashboard["position"]["ROW-carteira-graficos"]["children"].remove("CHART-carteira_por_situacao")
    (kept.assets / CHART).unlink()
    for entry in dashboard["metadata"]["native_filter_configuration"]:
        entry["scope"]["excluded"] = [it for it in entry["scope"].get("excluded", []) if it != number]
    kept.write(DASHBOARD, dashboard)
    other = kept.read("dashboards/dicionario.yaml")
    charts = {
        kept.read(f"charts/dicionario/{file.name}")["uuid"] for file in (kept.assets / "charts/dicionario").iterdir()
    }
    (kept.assets / "dashboards/dicionario.yaml").unlink()
    shutil.rmtree(kept.assets / "charts/dicionario")

    kept.stack.govhub("dashboards", "apply")

    after = kept.identities()
    assert before["chart"] - after["chart"] == {gone, *charts}
    assert before["dashboard"] - after["dashboard"] == {other["uuid"]}
    assert before["dataset"] == after["dataset"]
    assert {entry["id"] for entry in kept.listed("chart").values()} >= {mine}
    assert {entry["id"] for entry in kept.listed("dashboard").values()} >= {my_dashboard}
    for kind, made in (("chart", mine), ("dashboard", my_dashboard)):
        kept.admin.http.delete(f"/api/v1/{kind}/{made}", headers=kept.admin.csrf()).raise_for_status()


def test_the_real_files_are_back_and_may_not_be_edited(kept: Kept, stack: Stack, page: Page) -> None:
    stack.govhub("dashboards", "apply")

    drawn = list((CHECKOUT / "dashboards" / "assets" / "charts").rglob("*.yaml"))
    assert len(kept.listed("chart")) == len(drawn)
    page.goto(f"{stack.superset_url}/superset/dashboard/dicionario/")
    page.locator(".dashboard-component-chart-holder").first.wait_for(timeout=90_000)
    button = page.locator("[data-test='edit-dashboard-button']")
    assert button.count() == 0 or button.is_disabled()
