"""Who left the source long ago: people none of whose rows is live in any of the tables that say who is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection, sql

from govhub.catalog import ResourceDeclaration
from govhub.catalog.ownership import owners
from govhub.warehouse.bronze import table_name


def who_left(
    connection: Connection[Any], resources: Sequence[ResourceDeclaration], now: datetime, months: int
) -> list[str]:
    """Return the identifiers, digits alone, of people whose last row in these tables left so many months ago.

    A person is whoever a row is of, by any identifier of its key or of the request that brought it.
    """
    rows = sql.SQL(" union all ").join(
        sql.SQL("select regexp_replace({}, '[^0-9]', '', 'g') as digits, _deleted_at from {}").format(
            sql.Identifier(field.name), table_name(resource)
        )
        for resource in resources
        for field in owners(resource)
    )
    found = connection.execute(
        sql.SQL(
            "select digits from ({}) as rows where digits <> '' group by digits"
            " having bool_and(_deleted_at is not null) and max(_deleted_at) < %s - make_interval(months => %s) order by digits"
        ).format(rows),
        (now, months),
    ).fetchall()
    return [row[0] for row in found]
