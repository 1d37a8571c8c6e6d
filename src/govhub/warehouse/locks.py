"""One run of a resource at a time, across processes and machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection

from govhub.catalog import ResourceDeclaration


@contextmanager
def exclusive(connection: Connection[Any], resource: ResourceDeclaration) -> Iterator[None]:
    """Hold the resource's advisory lock, waiting for another run of it to end.

    The lock belongs to the session: it goes with the process, however that ends.
    """
    connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (resource.table,))
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", (resource.table,))
