"""Connections to the warehouse, and database faults told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors as pg

from govhub.errors import ConfigurationError, GovhubError, InternalError, WarehouseSilent
from govhub.warehouse.address import address_of, engine_name, require_postgresql

_CONNECT_TIMEOUT_S = 10


@contextmanager
def connect(url: str, *, autocommit: bool = False, application: str = "govhub") -> Iterator[psycopg.Connection[Any]]:
    """Open a connection to PostgreSQL; commit at the end, roll back on an error.

    Raises: ConfigurationError for an address of another engine, when the server can't be reached or refuses the
        credentials, and for a full disk; InternalError for any other database fault.
    """
    require_postgresql(url)
    try:
        with psycopg.connect(
            url, autocommit=autocommit, application_name=application, connect_timeout=_CONNECT_TIMEOUT_S
        ) as connection:
            yield connection
    except psycopg.Error as error:
        raise explained(error) from error


def server_of(url: str) -> str:
    """Return host and port of a URL, or the account of a cloud warehouse: what a message may show."""
    if engine_name(url) != "postgresql":
        return address_of(url).host
    try:
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        return "endereço ilegível"
    return f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}"


def explained(error: psycopg.Error) -> GovhubError:
    """Return the sentence for a database fault; values of rows are never quoted."""
    if isinstance(error, pg.DiskFull):
        return ConfigurationError(
            "Acabou o espaço em disco do PostgreSQL; nada foi gravado", todo="Libere espaço e rode o comando de novo."
        )
    if isinstance(error, pg.InsufficientPrivilege):
        return ConfigurationError(
            "O papel usado não tem permissão para isto no warehouse", todo="Confira com `govhub warehouse check`."
        )
    if isinstance(error, pg.UndefinedTable | pg.InvalidSchemaName | pg.UndefinedColumn):
        return ConfigurationError(
            "O warehouse não tem as tabelas que as declarações pedem",
            todo="Rode `govhub warehouse setup` e tente de novo.",
        )
    if isinstance(error, pg.QueryCanceled):
        return ConfigurationError("A consulta passou do tempo permitido", todo="Restrinja a consulta e tente de novo.")
    if isinstance(error, psycopg.OperationalError):
        refused = (error.sqlstate or "").startswith("28")  # another try with the same password is as vain
        return (ConfigurationError if refused else WarehouseSilent)(
            "O warehouse não respondeu ou recusou o acesso",
            todo="Veja o motivo com `govhub doctor`; confira se ele está no ar e o endereço em GOVHUB_WAREHOUSE_URL.",
        )
    return InternalError(f"Falha do Gov Hub ao falar com o warehouse (código {error.sqlstate or 'desconhecido'})")
