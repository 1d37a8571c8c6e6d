"""What is kept of a question is the same whoever opened the dashboard, and when."""

from __future__ import annotations

from typing import Any

import pytest

from govhub.settings import CHECKOUT

KNOWN = {
    "charts": {7: "grafico"},
    "datasets": {3: "dados"},
    "first": {"NATIVE_FILTER-ano": {"column": "exercicio", "value": 2026}},
}


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(CHECKOUT / "dashboards"))
    from questions import kept_question

    return kept_question


def asked(url_params: dict[str, str]) -> dict[str, Any]:
    query = {"filters": [{"col": "exercicio", "op": "IN", "val": [2026]}], "url_params": url_params}
    return {"datasource": {"id": 3}, "form_data": {"slice_id": 7, "viz_type": "pie"}, "queries": [query]}


def test_the_key_of_a_visit_is_not_kept_and_other_parameters_are(kept: Any) -> None:
    body = asked({"native_filters_key": "eJw9T5SqWh0", "ano": "2026"})

    (query,) = kept("/api/v1/chart/data", body, KNOWN)["body"]["queries"]

    assert query["url_params"] == {"ano": "2026"}
    assert body["queries"][0]["url_params"]["native_filters_key"], "what was asked is not changed"


def test_a_value_that_came_first_is_kept_as_its_filter(kept: Any) -> None:
    question = kept("/api/v1/chart/data", asked({}), KNOWN)

    assert (question["chart"], question["dataset"]) == ("grafico", "dados")
    assert question["body"]["queries"][0]["filters"][0]["val"] == {"primeiro_item_de": "NATIVE_FILTER-ano"}
