"""One module per engine; which one is told by the scheme of the warehouse's address."""

from __future__ import annotations

from govhub.warehouse.address import engine_name
from govhub.warehouse.engine import Engine


def engine_of(url: str) -> Engine:
    """Return the engine at an address; its driver is imported only now.

    Raises: ConfigurationError for an address of no known engine, or a driver that is not installed.
    """
    name = engine_name(url)
    if name == "bigquery":
        from govhub.warehouse.engines.bigquery import BigQueryEngine

        return BigQueryEngine(url)
    if name == "snowflake":
        from govhub.warehouse.engines.snowflake import SnowflakeEngine

        return SnowflakeEngine(url)
    from govhub.warehouse.engines.postgresql import PostgresEngine

    return PostgresEngine(url)
