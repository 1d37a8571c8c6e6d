"""What dbt/profiles.yml reads of the warehouse's address: its target, and the variables of that target. Pure."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict

from govhub.warehouse.address import address_of, engine_name

_TARGETS = {"postgresql": "postgres", "snowflake": "snowflake", "bigquery": "bigquery"}


def dbt_target(url: str) -> str:
    """Return the target of dbt/profiles.yml for an address."""
    return _TARGETS[engine_name(url)]


def dbt_variables(url: str) -> dict[str, str]:
    """Return the variables that dbt/profiles.yml reads, for the target of an address."""
    variables = {"postgresql": _postgres, "snowflake": _snowflake, "bigquery": _bigquery}[engine_name(url)](url)
    return {"GOVHUB_DBT_TARGET": dbt_target(url), **variables}


def _postgres(url: str) -> dict[str, str]:
    parts = conninfo_to_dict(url)
    return {
        "GOVHUB_DBT_HOST": str(parts.get("host", "localhost")),
        "GOVHUB_DBT_PORT": str(parts.get("port", "5432")),
        "GOVHUB_DBT_USER": str(parts.get("user", "")),
        "GOVHUB_DBT_PASSWORD": str(parts.get("password", "")),
        "GOVHUB_DBT_DBNAME": str(parts.get("dbname", "")),
        "GOVHUB_DBT_SSLMODE": str(parts.get("sslmode", "prefer")),
        "GOVHUB_DBT_SSLROOTCERT": str(parts.get("sslrootcert", "")),
    }


def _snowflake(url: str) -> dict[str, str]:
    address = address_of(url)
    options = address.options
    return {
        "GOVHUB_DBT_ACCOUNT": address.host,
        "GOVHUB_DBT_USER": address.user,
        "GOVHUB_DBT_PASSWORD": address.password,
        "GOVHUB_DBT_DBNAME": address.database,
        "GOVHUB_DBT_WAREHOUSE": options.get("warehouse", ""),
        "GOVHUB_DBT_ROLE": options.get("role", ""),
        "GOVHUB_DBT_PRIVATE_KEY_PATH": options.get("private_key_file", ""),
        "GOVHUB_DBT_PRIVATE_KEY_PASSPHRASE": options.get("private_key_file_pwd", ""),
        "GOVHUB_DBT_HOST": options.get("host", ""),
        "GOVHUB_DBT_PORT": options.get("port", "443"),
        "GOVHUB_DBT_PROTOCOL": options.get("protocol", "https"),
    }


def _bigquery(url: str) -> dict[str, str]:
    address = address_of(url)
    endpoint, file = (address.options.get(name, "") for name in ("api_endpoint", "credentials_file"))
    # An endpoint without encryption is no service of Google's: dbt sends it a token that opens nothing.
    method = "oauth-secrets" if endpoint.startswith("http://") else "service-account" if file else "oauth"
    return {
        "GOVHUB_DBT_PROJECT": address.host,
        "GOVHUB_DBT_LOCATION": address.database,
        "GOVHUB_DBT_METHOD": method,
        "GOVHUB_DBT_KEYFILE": file,
        "GOVHUB_DBT_API_ENDPOINT": endpoint,
    }
