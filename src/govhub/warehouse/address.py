"""GOVHUB_WAREHOUSE_URL read: which engine it names, and how that one is reached. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from govhub.errors import ConfigurationError

EngineName = Literal["postgresql", "snowflake", "bigquery"]
TITLES: dict[EngineName, str] = {"postgresql": "PostgreSQL", "snowflake": "Snowflake", "bigquery": "BigQuery"}
_POSTGRESQL = ("", "postgres", "postgresql")  # without a scheme it is a list of libpq's `name=value`
_NOT_YET = ("redshift",)
_FORMS = {
    "snowflake": "snowflake://usuario:senha@conta/BANCO?warehouse=…&role=…",
    "bigquery": "bigquery://projeto/local?credentials_file=…, sem usuário nem senha",
}


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL; `host` is the account of a cloud warehouse, `options` what stands after `?`.

    In BigQuery `host` is the project and `database` the location of its datasets; credentials are a file, not user and
    password.
    """

    host: str
    database: str
    user: str
    password: str = field(repr=False)
    options: dict[str, str] = field(repr=False)


def engine_name(url: str) -> EngineName:
    """Return the engine that a URL names by its scheme.

    Raises: ConfigurationError for one that the platform does not load.
    """
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    if scheme in _POSTGRESQL:
        return "postgresql"
    if scheme == "snowflake":
        return "snowflake"
    if scheme == "bigquery":
        return "bigquery"
    what = f"A carga em {scheme} ainda não existe" if scheme in _NOT_YET else f"«{scheme}» não é um armazém conhecido"
    raise ConfigurationError(
        what,
        where="GOVHUB_WAREHOUSE_URL",
        todo="Use um endereço postgresql://, snowflake:// ou bigquery:// (veja docs/armazens.md).",
    )


def address_of(url: str) -> Address:
    """Take a URL of a cloud warehouse apart: `engine://user:password@account/database?option=value`.

    Raises: ConfigurationError when account, user (but for BigQuery) or database is missing.
    """
    parts = urlsplit(url)
    database = unquote(parts.path).strip("/").split("/")[0]
    # Not `hostname`, which lowers the case of an account.
    host = parts.netloc.rpartition("@")[2]
    is_bigquery = engine_name(url) == "bigquery"
    if not host or not database or bool(parts.username) == is_bigquery:
        raise ConfigurationError(
            "O endereço do armazém está incompleto",
            where="GOVHUB_WAREHOUSE_URL",
            todo=f"A forma é {_FORMS['bigquery' if is_bigquery else 'snowflake']} (veja docs/armazens.md).",
        )
    return Address(
        host=unquote(host),
        database=database,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=dict(parse_qsl(parts.query)),
    )


def require_postgresql(url: str) -> None:
    """Refuse another engine than PostgreSQL, for what only PostgreSQL offers.

    Raises: ConfigurationError saying so.
    """
    name = engine_name(url)
    if name != "postgresql":
        raise ConfigurationError(
            f"Isto só existe com o armazém em PostgreSQL, e o endereço configurado é do {TITLES[name]}",
            todo="Veja em docs/armazens.md o que cada motor não faz e o que usar no lugar.",
        )
