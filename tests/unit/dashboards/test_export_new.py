"""What export makes of charts and dashboards that were made in the browser."""

from __future__ import annotations

from typing import Any

from govhub.dashboards.export import slugified, take_held
from govhub.settings import Settings

from .held import DASHBOARD, FIRST, Held, asset, of_file, read, texts


def new_chart(held: Held, title: str = "Nova ideia") -> dict[str, Any]:
    """Return a chart that was made in the browser."""
    chart = {
        "slice_name": title, "description": None, "viz_type": "pie", "query_context": "{}", "cache_timeout": None, "version": "1.0.0",
        "params": {"datasource": "7__table", "viz_type": "pie", "slice_id": 9000, "metric": "contratos", "groupby": ["categoria"],
                   "adhoc_filters": [], "row_limit": 100, "matrixify_enable": False, "matrixify_row_height": 300},
        "uuid": f"11111111-2222-4333-8444-{len(held['charts']):012d}", "dataset_uuid": held["charts"][0]["dataset_uuid"],
    }  # fmt: skip
    held["charts"].append(chart)
    return chart


def test_a_new_chart_gets_a_file_and_the_next_number(settings: Settings, held: Held) -> None:
    first, second, loose = new_chart(held), new_chart(held), new_chart(held, "Solta")
    dashboard = of_file(settings, held, DASHBOARD)
    charts = [node for node in dashboard["position"].values() if isinstance(node, dict) and node["type"] == "CHART"]
    for number, chart in enumerate((first, second)):
        meta = {"chartId": 9000 + number, "uuid": chart["uuid"], "sliceName": "x", "width": 4, "height": 50}
        name = f"CHART-a{number}"
        dashboard["position"][name] = {"id": name, "type": "CHART", "children": [], "meta": meta}
        dashboard["position"]["ROW-frescor"]["children"].append(name)

    done = take_held(settings, held)

    assert done.made == ["charts/contratos/nova_ideia.yaml", "charts/contratos/nova_ideia_2.yaml"]
    assert done.changed == [DASHBOARD]
    assert loose["uuid"] not in "".join(texts(settings).values())
    assert asset(settings, done.made[0]).read_text(encoding="utf-8") == (
        "slice_name: Nova ideia\ndescription: null\nviz_type: pie\nparams:\n  viz_type: pie\n  metric: contratos\n  groupby:\n"
        "  - categoria\n  row_limit: 100\nquery_context: null\ncache_timeout: null\n"
        f"uuid: {first['uuid']}\nversion: 1.0.0\ndataset_uuid: {first['dataset_uuid']}\nis_managed_externally: true\n"
    )
    written = read(asset(settings, "dashboards"))[asset(settings, DASHBOARD)]["position"]
    assert written["CHART-a0"]["meta"]["chartId"] == len(charts) + 1
    assert written["CHART-a0"]["parents"] == ["ROOT_ID", "GRID_ID", "ROW-frescor"]

    after = texts(settings)
    again = take_held(settings, held)
    assert (again.changed, again.made) == ([], [])
    assert texts(settings) == after


def test_a_chart_without_a_place_gets_a_lasting_one(settings: Settings, held: Held) -> None:
    """The export gives each chart that was only assigned to a dashboard another random name each time."""
    chart = new_chart(held)
    dashboard = of_file(settings, held, DASHBOARD)
    for row, name in (("ROW-N-AAAA1111", "CHART-BBBB2222"), ("ROW-N-CCCC3333", "CHART-DDDD4444")):
        position = {
            key: node for key, node in dashboard["position"].items() if not key.startswith(("ROW-N-", "CHART-BBBB"))
        }
        grid = [child for child in position["GRID_ID"]["children"] if not child.startswith("ROW-N-")]
        position["GRID_ID"] = {**position["GRID_ID"], "children": [*grid, row]}
        position[row] = {
            "id": row,
            "type": "ROW",
            "children": [name],
            "meta": {"0": "ROOT_ID", "background": "BACKGROUND_TRANSPARENT"},
        }
        meta = {"chartId": 9000, "uuid": chart["uuid"], "sliceName": "Nova ideia", "width": 4, "height": 50}
        position[name] = {"id": name, "type": "CHART", "children": [], "meta": meta}
        dashboard["position"] = position
        done = take_held(settings, held)

    assert (done.changed, done.made) == ([], [])  # the second time
    assert "ROW-N-11111111" in asset(settings, DASHBOARD).read_text(encoding="utf-8")


def new_dashboard(held: Held, *, published: bool) -> dict[str, Any]:
    made = {
        "dashboard_title": "Minha ideia", "description": None, "css": None, "slug": None, "published": published,
        "uuid": "11111111-2222-4333-8444-555555555555", "version": "1.0.0", "theme_uuid": None,
        "position": {
            "DASHBOARD_VERSION_KEY": "v2",
            "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
            "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": ["CHART-x"], "parents": ["ROOT_ID"]},
            "CHART-x": {"id": "CHART-x", "type": "CHART", "children": [],
                        "meta": {"chartId": FIRST, "uuid": held["charts"][0]["uuid"], "width": 4, "height": 50}},
        },
        "metadata": {"color_scheme": "govhub", "shared_label_colors": [], "global_chart_configuration": {"scope": {"rootPath": ["ROOT_ID"], "excluded": []}, "chartsInScope": [FIRST]}},
    }  # fmt: skip
    held["dashboards"].append(made)
    return made


def test_a_new_dashboard_comes_when_it_is_published_or_named(settings: Settings, held: Held) -> None:
    made = new_dashboard(held, published=False)

    done = take_held(settings, held)
    assert done.made == []
    assert done.told == [
        "O painel «Minha ideia» é rascunho e não foi levado: publique-o, ou indique-o com `govhub dashboards export minha-ideia`."
    ]

    assert take_held(settings, held, ["minha-ideia"]).made == ["dashboards/minha_ideia.yaml"]
    made["published"] = True
    assert take_held(settings, held).changed == ["dashboards/minha_ideia.yaml"]
    written = read(asset(settings, "dashboards"))[asset(settings, "dashboards/minha_ideia.yaml")]
    assert (written["slug"], written["published"], written["metadata"]) == (
        "minha-ideia",
        True,
        {"color_scheme": "govhub"},
    )
    assert written["position"]["CHART-x"]["meta"]["chartId"] == 1


def test_a_title_becomes_a_name() -> None:
    assert slugified("Órgão: % executado (2026)", "_") == "orgao_executado_2026"
    assert slugified("…", "-") == "sem-nome"
