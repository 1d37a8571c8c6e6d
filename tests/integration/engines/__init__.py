"""The same silver and gold on another engine: a stand-in filled with the bronze of a PostgreSQL, built by dbt and compared."""
