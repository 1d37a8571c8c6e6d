"""What the editor's page makes of a chart that nobody touched."""

from __future__ import annotations

from govhub.dashboards.check import KNOWN_CHARTS
from govhub.dashboards.controls import control_table, read_controls, untouched
from govhub.dashboards.documents import read_document
from govhub.dashboards.merging import rewritten, same
from govhub.settings import CHECKOUT


def chart(uuid: str, **params: object) -> dict[str, object]:
    return {"uuid": uuid, "viz_type": "pie", "params": {"viz_type": "pie", **params}}


def test_the_table_says_what_is_common_and_what_is_not() -> None:
    charts = [chart("a", old=1), chart("b", old=1, text="x"), chart("c"), chart("not opened")]
    saved = {
        "a": {"viz_type": "pie", "donut": False, "order": "asc", "slice_id": 4},
        "b": {"viz_type": "pie", "donut": False, "order": "asc", "text": "X", "dashboards": [1]},
        "c": {"viz_type": "pie", "donut": True, "order": "asc", "adhoc_filters": []},
    }

    table = control_table(charts, saved)

    assert table["types"] == {"pie": {"added": {"donut": False, "order": "asc"}, "forgotten": ["old"]}}
    assert table["charts"] == {"b": {"changed": {"text": ["x", "X"]}}, "c": {"added": {"donut": True}, "forgotten": []}}
    assert untouched(table, charts[2]).added == {"donut": True, "order": "asc"}
    assert untouched(table, charts[2]).forgotten == frozenset()
    assert untouched(table, chart("new")).forgotten == {"old"}


def test_the_kept_table_knows_every_type_that_is_drawn() -> None:
    files = (CHECKOUT / "dashboards" / "assets" / "charts").rglob("*.yaml")
    drawn = {read_document(file)["viz_type"] for file in files}
    table = read_controls(CHECKOUT)

    assert drawn <= set(table["types"]) <= KNOWN_CHARTS
    assert all(len(kind["added"]) > 5 for kind in table["types"].values())


def test_a_document_keeps_its_order() -> None:
    old = {"b": 1, "a": {"y": 1, "x": 2}, "gone": 0, "list": [{"id": 1, "n": 1, "m": 1}, {"id": 2, "n": 2}]}
    new = {"list": [{"n": 2, "id": 2}, {"m": 1, "n": 9, "id": 1}], "a": {"x": 2, "y": 1}, "c": 3, "b": 1}

    result = rewritten(old, new)

    assert result == new
    assert list(result) == ["b", "a", "list", "c"]
    assert list(result["a"]) == ["y", "x"]
    assert [list(entry) for entry in result["list"]] == [["id", "n"], ["id", "n", "m"]]


def test_true_is_not_one() -> None:
    assert not same({"a": [True]}, {"a": [1]})
    assert same({"a": 1, "b": [1.0]}, {"b": [1], "a": 1})
    assert rewritten({"a": 1}, {"a": True}) == {"a": True}
    assert rewritten({"a": 1}, {"a": True})["a"] is True
