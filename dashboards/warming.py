"""Fills the cache with what dashboards ask when they open, as every set of roles that somebody has.

First the datasets are marked as changed and the old answers dropped, so that none older than this moment is served.
Requests go through the application as from a browser, without a network. The last line of standard output is JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from superset.app import create_app

from identities import numbers_of
from noting import Notebook
from questions import asked_question, read_questions

_FORBIDDEN = (401, 403, 404)


def main(folder: Path, seconds: float) -> dict[str, Any]:
    """Ask everything, for so many seconds at most; return the figures."""
    started = time.monotonic()
    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        _be_silent()
        _forget()
        asked = [(kept, numbers_of(kept["dashboard"])) for kept in read_questions(folder)]
        readers = _readers()
    told: dict[str, Any] = {"asked": 0, "refused": 0, "failed": [], "left_out": 0, "readers": len(readers)}
    for cookies in readers:
        client = app.test_client()
        for name, value in cookies.items():
            client.set_cookie(name, value)
        for kept, numbers in asked:
            if numbers is None:
                continue
            if time.monotonic() - started > seconds:
                told["left_out"] += len(kept["questions"])
                continue
            _ask_all(client, kept, numbers, told)
    return {**told, "seconds": round(time.monotonic() - started, 1)}


def _ask_all(client: Any, kept: dict[str, Any], numbers: dict[str, Any], told: dict[str, Any]) -> None:
    """Ask what one dashboard asks; filters first, since charts may depend on their first item."""
    first: dict[str, Any] = {}
    for question in sorted(kept["questions"], key=lambda question: question["filter"] is None):
        body = asked_question(question, numbers, first)
        if body is None:
            told["left_out"] += 1
            continue
        if "queries" in body:
            answer = client.post(question["path"], json=body)
        else:
            answer = client.post(question["path"], data={"form_data": json.dumps(body)})
        told["asked"] += 1
        if answer.status_code in _FORBIDDEN:
            told["refused"] += 1
            if question["filter"] is None:
                return  # whoever may not see one chart sees none of the dashboard
        elif answer.status_code != 200:
            told["failed"].append(f"{kept['dashboard']}: {question['chart'] or question['filter']}")
        elif question["filter"]:
            rows = answer.get_json()["result"][0]["data"]
            columns = body["queries"][0].get("columns") or [None]
            first[question["filter"]] = rows[0].get(columns[0]) if rows else None


def _readers() -> list[dict[str, str]]:
    """Return the session of one person for each set of roles that somebody has, and none for who does not log in.

    Those with the fewest roles come first: they are the public.
    """
    from superset import db, security_manager
    from superset.extensions import machine_auth_provider_factory

    people: dict[frozenset[int], Any] = {}
    for user in db.session.query(security_manager.user_model).filter_by(active=True).order_by("id"):
        people.setdefault(frozenset(role.id for role in security_manager.get_user_roles(user)), user)
    chosen = [people[roles] for roles in sorted(people, key=lambda roles: (len(roles), sorted(roles)))]
    return [{}, *(machine_auth_provider_factory.instance.get_auth_cookies(user) for user in chosen)]


def _forget() -> None:
    """Mark the datasets as changed, which every key depends on, and drop the old answers."""
    from datetime import datetime

    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.extensions import cache_manager

    db.session.query(SqlaTable).filter_by(schema="gold").update(
        {"changed_on": datetime.now()},  # noqa: DTZ005 - Superset's own clock
        synchronize_session=False,
    )
    db.session.commit()
    cache_manager.data_cache.clear()


def _be_silent() -> None:
    """Keep warming out of the log of what people did."""
    Notebook.log = lambda *_arguments, **_words: None


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), float(sys.argv[2]))))  # noqa: T201
