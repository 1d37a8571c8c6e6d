"""One read-only query as one of the run-time roles."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import psycopg
from psycopg import errors as pg
from psycopg import sql

from govhub.errors import ConfigurationError
from govhub.settings import Settings
from govhub.warehouse.connection import explained


class QueryRole(StrEnum):
    """Roles that `govhub sql` takes."""

    etl_user = "etl_user"
    analista = "analista"
    bi_user = "bi_user"


def run_query(settings: Settings, statement: str, role: QueryRole) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return column names and rows of one statement, in a read-only transaction.

    etl_user and bi_user log in themselves; analista is a group, taken on by the administrator.
    Raises: ConfigurationError for a statement that the server refuses (its reason is told), or more than one.
    """
    url = {
        QueryRole.etl_user: "warehouse_url",
        QueryRole.bi_user: "bi_url",
        QueryRole.analista: "warehouse_admin_url",
    }[role]
    try:
        with psycopg.connect(settings.require(url), application_name="govhub sql", connect_timeout=10) as connection:
            connection.read_only = True
            if role is QueryRole.analista:
                connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
            # Binding makes the server refuse more than one statement, and with it a change of role.
            cursor = connection.execute(statement.encode(), binary=False, prepare=True)
            if cursor.description is None:
                return [], []
            return [column.name for column in cursor.description], cursor.fetchall()
    except pg.InsufficientPrivilege as error:
        raise ConfigurationError(f"O papel {role} não pode fazer isto", todo="Escolha outro com --role.") from error
    except (pg.QueryCanceled, psycopg.OperationalError) as error:
        raise explained(error) from error
    except psycopg.Error as error:
        reason = error.diag.message_primary or "sem detalhe"
        raise ConfigurationError(
            f"O PostgreSQL recusou a consulta: {reason}", todo="Corrija-a e tente de novo."
        ) from error
