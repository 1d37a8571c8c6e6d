"""The Grafana dashboard and the configuration of Prometheus: whole, in Portuguese, and pointing where the endpoint is."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import yaml

from govhub.local.airflow_watch import COMPONENTS
from govhub.observation.figures import OUTCOMES, STATUSES
from govhub.observation.freshness import STATES
from govhub.settings import CHECKOUT, load_settings

FOLDER = CHECKOUT / "deploy" / "observacao"


def panels() -> list[dict[str, Any]]:
    dashboard = json.loads((FOLDER / "grafana-operacao.json").read_text(encoding="utf-8"))
    return list(dashboard["panels"])


def test_prometheus_asks_where_the_endpoint_listens() -> None:
    told = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
    (job,) = told["scrape_configs"]

    assert job["static_configs"] == [{"targets": [f"127.0.0.1:{load_settings(base={}).metrics_port}"]}]


def test_panels_have_their_own_number_a_title_and_a_place_that_no_other_takes() -> None:
    found = panels()

    assert len(found) > 25
    assert len({panel["id"] for panel in found}) == len(found)
    assert all(panel["title"] for panel in found)
    for one, other in combinations([panel["gridPos"] for panel in found], 2):
        apart = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        above = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert apart or above, (one, other)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in found)


def test_every_question_is_closed_and_asks_the_prometheus_that_was_chosen() -> None:
    asked = [target for panel in panels() for target in panel.get("targets", [])]

    assert len(asked) > 25
    for target in asked:
        assert target["datasource"]["uid"] == "${fonte_dados}"
        for opening, closing in ("()", "{}", "[]"):
            assert target["expr"].count(opening) == target["expr"].count(closing), target["expr"]


def test_what_a_legend_shows_is_said_in_portuguese() -> None:
    """A legend shows the values of a label; those that are words of the code are given the ones that `govhub status` uses."""
    known = {"state": STATES, "status": STATUSES, "outcome": OUTCOMES, "component": COMPONENTS}
    checked = set()
    for panel in panels():
        for label in {target.get("legendFormat", "").strip("{}") for target in panel.get("targets", [])} & known.keys():
            named = {
                override["matcher"]["options"]: override["properties"][0]["value"]
                for override in panel["fieldConfig"]["overrides"]
            }
            shown = {named.get(value, value) for value in known[label]}
            checked.add(label)
            assert named.keys() <= set(known[label]), panel["title"]
            assert not {word for word in shown if "_" in word or word in OUTCOMES}, panel["title"]

    assert checked == known.keys()
