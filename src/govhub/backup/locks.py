"""One backup, or one sweep of old ones, at a time: a lock of the warehouse, which goes with whoever held it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from govhub.errors import ConfigurationError
from govhub.warehouse.connection import connect


@contextmanager
def alone(warehouse_url: str) -> Iterator[None]:
    """Hold the lock.

    Raises: ConfigurationError if another holds it; WarehouseSilent if the warehouse is away.
    """
    with connect(warehouse_url, autocommit=True, application="govhub backup") as connection:
        row = connection.execute("select pg_try_advisory_lock(hashtextextended('govhub.backup', 0))").fetchone()
        if not row or not row[0]:
            raise ConfigurationError(
                "Outra cópia ou limpeza de cópias está em andamento; nada foi feito", todo="Espere que termine."
            )
        yield
