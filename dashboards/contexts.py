"""Gives each chart the query that its page asks, which a report needs to send the figures of one chart as CSV.

Superset keeps it only for charts that somebody saved in the browser. A question that depends on the first item of a
filter is left out: what it would send depends on the day on which the dashboards were applied.
"""

from __future__ import annotations

import json
from pathlib import Path

from identities import numbers_of
from questions import asked_question, read_questions


def keep_contexts(folder: Path) -> None:
    """Write the captured questions of charts into Superset's charts, in the transaction of the caller."""
    from superset import db
    from superset.models.slice import Slice

    for kept in read_questions(folder):
        numbers = numbers_of(kept["dashboard"])
        if numbers is None:
            continue
        for question in kept["questions"]:
            body = asked_question(question, numbers, {}) if question["chart"] else None
            if body is not None and "queries" in body:
                chart = db.session.get(Slice, numbers["charts"][question["chart"]])
                chart.query_context = json.dumps(body, ensure_ascii=False)
