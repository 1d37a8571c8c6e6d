"""BigQuery: loaded by load jobs of Parquet, merged by one job whose transaction its ledger's row closes."""

from govhub.warehouse.engines.bigquery.engine import BigQueryEngine

__all__ = ["BigQueryEngine"]
