"""Immutable Parquet files on any fsspec backend; knows neither protocols nor the warehouse."""
