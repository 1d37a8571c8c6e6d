"""Snowflake: loaded by PUT and COPY INTO, merged in one transaction that its ledger's row closes."""

from govhub.warehouse.engines.snowflake.engine import SnowflakeEngine

__all__ = ["SnowflakeEngine"]
