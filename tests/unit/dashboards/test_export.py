"""What export writes: only what was changed in the browser."""

from __future__ import annotations

import pytest

from govhub.dashboards.applied import keep_applied
from govhub.dashboards.controls import read_controls, untouched
from govhub.dashboards.export import take_held
from govhub.errors import ConfigurationError
from govhub.settings import CHECKOUT, Settings

from .held import CHART, DASHBOARD, Held, asset, difference, of_file, read, texts


def saved_in_the_editor(settings: Settings, held: Held) -> None:
    """Make every chart as the editor's page saves it when nobody touched it."""
    table = read_controls(settings.project_dir)
    for chart in held["charts"]:
        page = untouched(table, chart)
        params = chart["params"]
        for key in page.forgotten:
            params.pop(key, None)
        params |= {key: value for key, value in page.added.items() if key not in params}
        params |= {key: made for key, (_, made) in page.changed.items()}
        params["adhoc_filters"] = [
            *params.get("adhoc_filters", []),
            {"clause": "WHERE", "subject": "x", "operator": "TEMPORAL_RANGE", "comparator": "No filter", "expressionType": "SIMPLE"},
        ]  # fmt: skip


def test_what_nobody_changed_is_left_to_the_byte(settings: Settings, held: Held) -> None:
    before = texts(settings)

    done = take_held(settings, held)

    assert (done.changed, done.made, done.told) == ([], [], [])
    assert texts(settings) == before


def test_what_was_saved_and_not_changed_is_left_to_the_byte(settings: Settings, held: Held) -> None:
    before = texts(settings)
    saved_in_the_editor(settings, held)

    take_held(settings, held)

    assert difference(settings, before) == {}


@pytest.mark.parametrize("saved", [False, True])
def test_of_a_changed_chart_only_that_line_differs(settings: Settings, held: Held, saved: bool) -> None:
    before = texts(settings)
    if saved:
        saved_in_the_editor(settings, held)
    chart = of_file(settings, held, CHART)
    chart["slice_name"] = "Situação"
    chart["params"]["y_axis_format"] = ",.2f"
    chart["params"]["zoomable"] = True

    assert take_held(settings, held).changed == [CHART]
    assert difference(settings, before) == {
        CHART: [
            "-slice_name: Contratos por situação da vigência",
            "+slice_name: Situação",
            "-  y_axis_format: ',d'",
            "+  y_axis_format: ',.2f'",
            "+  zoomable: true",
        ]
    }


def test_a_value_set_to_what_the_page_takes_for_none_is_taken(settings: Settings, held: Held) -> None:
    chart = of_file(settings, held, CHART)
    default = untouched(read_controls(settings.project_dir), {**chart, "uuid": "?"}).added
    assert default["logAxis"] is False
    file = asset(settings, CHART)
    file.write_text(file.read_text(encoding="utf-8").replace("truncateYAxis: false", "logAxis: true"), encoding="utf-8")
    before = texts(settings)
    chart["params"].pop("truncateYAxis")
    chart["params"]["logAxis"] = False

    take_held(settings, held)

    assert difference(settings, before) == {CHART: ["-  logAxis: true", "+  logAxis: false"]}


def test_a_selection_that_was_cleared_goes(settings: Settings, held: Held) -> None:
    before = texts(settings)
    saved_in_the_editor(settings, held)
    of_file(settings, held, CHART)["params"].pop("x_axis_sort")

    take_held(settings, held)

    assert difference(settings, before) == {CHART: ["-  x_axis_sort: situacao_rotulo"]}


def test_a_new_filter_of_a_chart_comes_without_the_marks_of_the_page(settings: Settings, held: Held) -> None:
    before = texts(settings)
    of_file(settings, held, CHART)["params"]["adhoc_filters"].append(
        {
            "expressionType": "SIMPLE", "subject": "categoria", "operator": "==", "operatorId": "EQUALS", "comparator": "Obras",
            "clause": "WHERE", "sqlExpression": None, "isExtra": False, "isNew": False, "filterOptionName": "filter_x1y2",
        }
    )  # fmt: skip

    take_held(settings, held)

    assert difference(settings, before) == {
        CHART: [
            "+  - expressionType: SIMPLE",
            "+    subject: categoria",
            "+    operator: ==",
            "+    comparator: Obras",
            "+    clause: WHERE",
        ]
    }


def test_of_a_changed_dashboard_only_that_differs(settings: Settings, held: Held) -> None:
    before = texts(settings)
    dashboard = of_file(settings, held, DASHBOARD)
    dashboard["position"]["CHART-carteira_por_situacao"]["meta"]["width"] = 5
    entry = dashboard["metadata"]["native_filter_configuration"][0]
    entry["name"] = "Órgão contratante"
    entry["controlValues"]["creatable"] = False
    dashboard["metadata"]["refresh_frequency"] = 300

    assert take_held(settings, held).changed == [DASHBOARD]
    assert difference(settings, before) == {
        DASHBOARD: [
            "-      width: 4",
            "+      width: 5",
            "-    name: Órgão",
            "+    name: Órgão contratante",
            "-  refresh_frequency: 0",
            "+  refresh_frequency: 300",
        ]
    }


def test_a_moved_chart_is_named_below_its_new_row(settings: Settings, held: Held) -> None:
    dashboard = of_file(settings, held, DASHBOARD)
    position = dashboard["position"]
    position["ROW-carteira-graficos"]["children"].remove("CHART-carteira_por_situacao")
    position["ROW-frescor"]["children"].append("CHART-carteira_por_situacao")

    take_held(settings, held)

    written = read(asset(settings, "dashboards"))[asset(settings, DASHBOARD)]["position"]
    assert written["CHART-carteira_por_situacao"]["parents"] == ["ROOT_ID", "GRID_ID", "ROW-frescor"]
    assert written["CHART-carteira_por_situacao"]["meta"]["chartId"] == 9
    assert list(written) == list(
        read(CHECKOUT / "dashboards/assets/dashboards")[CHECKOUT / "dashboards/assets" / DASHBOARD]["position"]
    )


def test_a_scope_names_charts_by_the_numbers_of_the_file(settings: Settings, held: Held) -> None:
    before = texts(settings)
    dashboard = of_file(settings, held, DASHBOARD)
    here = dashboard["position"]["CHART-carteira_por_situacao"]["meta"]["chartId"]
    dashboard["metadata"]["native_filter_configuration"][0]["scope"]["excluded"].append(here)
    dashboard["metadata"]["chart_configuration"][str(here)]["crossFilters"]["scope"] = {
        "rootPath": ["ROOT_ID"],
        "excluded": [here],
    }

    take_held(settings, held)

    lines = difference(settings, before)[DASHBOARD]
    assert lines[0] == "+      - 9"
    assert lines[1] == "-  chart_configuration: {}"
    assert lines[2:] == [
        "+  chart_configuration:", "+    '9':", "+      id: 9", "+      crossFilters:", "+        scope:", "+          rootPath:",
        "+          - ROOT_ID", "+          excluded:", "+          - 9", "+        chartsInScope: []",
    ]  # fmt: skip


def test_only_named_dashboards_are_written(settings: Settings, held: Held) -> None:
    for name in (DASHBOARD, "dashboards/pessoas.yaml"):
        of_file(settings, held, name)["css"] = "x"
    of_file(settings, held, CHART)["slice_name"] = "Outro"

    assert take_held(settings, held, ["pessoas"]).changed == ["dashboards/pessoas.yaml"]
    with pytest.raises(ConfigurationError, match="o Superset não tem o painel nenhum"):
        take_held(settings, held, ["nenhum"])


def test_what_was_changed_here_after_it_was_applied_is_not_undone(settings: Settings, held: Held) -> None:
    keep_applied(settings)
    of_file(settings, held, DASHBOARD)["css"] = "x"
    file = asset(settings, CHART)
    file.write_text(file.read_text(encoding="utf-8").replace("',d'", "',.1f'"), encoding="utf-8")
    before = texts(settings)

    with pytest.raises(ConfigurationError, match=r"carteira_por_situacao.yaml mudou depois de aplicado"):
        take_held(settings, held)
    assert texts(settings) == before

    file.write_text(file.read_text(encoding="utf-8").replace("',.1f'", "',d'"), encoding="utf-8")
    assert take_held(settings, held).changed == [DASHBOARD]
    of_file(settings, held, DASHBOARD)["css"] = "y"
    assert take_held(settings, held).changed == [DASHBOARD]  # what export wrote is what Superset has


def test_what_superset_lost_is_told_and_its_file_stays(settings: Settings, held: Held) -> None:
    held["charts"].remove(of_file(settings, held, CHART))

    assert take_held(settings, held).told == [
        f"{CHART} não está no Superset: apague o arquivo se deve sair, ou aplique-o."
    ]
    assert asset(settings, CHART).exists()


def test_metrics_and_columns_are_told_and_not_taken(settings: Settings, held: Held) -> None:
    before = texts(settings)
    dataset = of_file(settings, held, "datasets/warehouse/contratos_resumo.yaml")
    dataset["metrics"].append({"metric_name": "minha", "expression": "SUM(valor_global)"})
    dataset["metrics"][0]["d3format"] = ",.3f"
    dataset["columns"].append({"column_name": "dobro", "expression": "valor_global * 2"})
    changed = dataset["metrics"][0]["metric_name"]

    assert take_held(settings, held).told == [
        f"A métrica {changed} de contratos_resumo, mudada no navegador, não é levada: escreva-a em dashboards/metrics/.",
        "A métrica minha de contratos_resumo, criada no navegador, não é levada: escreva-a em dashboards/metrics/.",
        "A coluna dobro de contratos_resumo, criada no navegador, não é levada: escreva-a na camada gold, com o seu contrato.",
    ]
    assert texts(settings) == before
