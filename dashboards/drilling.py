"""The names of numbers behind a chart: Superset tells a page those of dimensions only, and heads the rest by column."""

from __future__ import annotations

from typing import Any

from flask import json, request

_KEPT_S = 300  # every chart of a page asks for the names of its dataset, each time the page is opened
_ENDPOINT = "DatasetRestApi.get_drill_info"


def name_numbers(app: Any) -> None:
    """Tell the page that shows the rows behind a chart what every column is called, also those that nothing is grouped by.

    They go among the metrics, from which the page takes names and nothing else.
    """

    @app.after_request
    def named(response: Any) -> Any:
        if request.endpoint == _ENDPOINT and response.status_code == 200:
            body = response.get_json()
            body["result"]["metrics"] = _numbers((request.view_args or {})["pk"])
            response.set_data(json.dumps(body))
            response.cache_control.private, response.cache_control.max_age = True, _KEPT_S
            response.vary.add("Cookie")  # a browser's next person asks anew
        return response


def _numbers(dataset: int) -> list[dict[str, str]]:
    from superset import db
    from superset.connectors.sqla.models import TableColumn

    columns = db.session.query(TableColumn).filter_by(table_id=dataset, groupby=False)
    return [
        {"metric_name": column.column_name, "verbose_name": column.verbose_name or column.column_name}
        for column in columns
    ]
