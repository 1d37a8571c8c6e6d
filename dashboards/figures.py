"""The figures of one chart as a person sees them, asked of the application itself, without a network.

A chart that somebody saved says what it asks; for one of ours dashboards/queries/ does, with the filters that its
dashboard opens with.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from identities import numbers_of
from pictures import NotComputed, reason_of
from questions import asked_question, read_questions

_QUESTIONS = Path(__file__).parent / "queries"
_CHART_DATA = "/api/v1/chart/data"
_MOST_ROWS = 50_000


def chart_csv(chart: Any, person: Any) -> bytes:
    """Return the rows of a chart as CSV in UTF-8, with the names that the dataset gives to its columns.

    Raises: NotComputed.
    """
    client = _client(person)
    path, body = _question(chart, client)
    if path != _CHART_DATA:
        return bytes(_ask(client, f"{path}?csv=true", {"form_data": json.dumps(body)}, as_form=True).data)
    return bytes(_ask(client, path, {**body, "result_format": "csv", "result_type": "full"}).data)


def chart_rows(chart: Any, person: Any) -> list[dict[str, Any]]:
    """Return the rows of a chart, by column.

    Raises: NotComputed.
    """
    client = _client(person)
    path, body = _question(chart, client)
    if path != _CHART_DATA:
        raise NotComputed("este tipo de gráfico não pode ser enviado como tabela; escolha imagem ou CSV")
    answer = _ask(client, path, {**body, "result_format": "json", "result_type": "full"})
    return list(answer.get_json()["result"][0]["data"])


def _client(person: Any) -> Any:
    from flask import current_app
    from superset.extensions import machine_auth_provider_factory

    client = current_app.test_client()
    for name, value in machine_auth_provider_factory.instance.get_auth_cookies(person).items():
        client.set_cookie(name, value)
    return client


def _question(chart: Any, client: Any) -> tuple[str, dict[str, Any]]:
    """Return where and what to ask: the chart's main query, without pages."""
    if chart.query_context:
        body = json.loads(chart.query_context)
        return _CHART_DATA, {**body, "queries": _main(body["queries"])}
    for kept in read_questions(_QUESTIONS):
        asked = [question for question in kept["questions"] if question["chart"] == str(chart.uuid)]
        numbers = numbers_of(kept["dashboard"]) if asked else None
        if numbers is not None:
            body = asked_question(asked[0], numbers, _first_items(kept, numbers, client))
            if body is None:
                raise NotComputed("um filtro do painel não tem nenhum valor a escolher")
            return asked[0]["path"], {**body, "queries": _main(body["queries"])} if "queries" in body else body
    raise NotComputed("o gráfico não diz o que consulta; abra-o e salve-o uma vez, ou escolha imagem")


def _main(queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the query of the rows; beside it a table may ask for its totals, and for how many rows its pages have."""
    counts = [query for query in queries if query.get("is_rowcount")]
    if not counts:
        return queries[:1]
    return [{**queries[0], "row_limit": counts[0].get("row_limit") or _MOST_ROWS, "row_offset": 0}]


def _first_items(kept: dict[str, Any], numbers: dict[str, Any], client: Any) -> dict[str, Any]:
    """Return the first item of each filter, in this person's eyes: some filters start at it."""
    first: dict[str, Any] = {}
    for question in (question for question in kept["questions"] if question["filter"]):
        body = asked_question(question, numbers, first)
        if body is not None and "queries" in body:
            rows = _ask(client, question["path"], body).get_json()["result"][0]["data"]
            column = (body["queries"][0].get("columns") or [None])[0]
            first[question["filter"]] = rows[0].get(column) if rows else None
    return first


def _ask(client: Any, path: str, body: dict[str, Any], as_form: bool = False) -> Any:
    answer = client.post(path, data=body) if as_form else client.post(path, json=body)
    if answer.status_code != 200:
        raise NotComputed(
            f"os números não puderam ser calculados ({reason_of(answer.get_json(silent=True), answer.status_code)})"
        )
    return answer
