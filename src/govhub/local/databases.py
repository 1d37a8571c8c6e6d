"""Databases and administrators of the local cluster; everything else is `govhub warehouse setup`."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict

from govhub.warehouse.connection import connect
from govhub.warehouse.logins import exists, open_login, role_of


def prepare_databases(superuser_url: str, urls: list[str]) -> None:
    """Create the role and the database of each URL, the role owning the database, as often as one likes.

    The role of the warehouse's administrator may also create roles; none is superuser.
    """
    with connect(superuser_url, autocommit=True, application="govhub setup") as connection:
        for url in urls:
            parts = conninfo_to_dict(url.replace("+psycopg2", ""))
            login, database, password = (str(parts[name]) for name in ("user", "dbname", "password"))
            _create_role(connection, login, password)
            _create_database(connection, database, role_of(login))


def _create_role(connection: Connection[Any], login: str, password: str) -> None:
    role = role_of(login)
    if not exists(connection, role):
        connection.execute(sql.SQL("create role {} login nosuperuser nocreatedb").format(sql.Identifier(role)))
    attribute = sql.SQL("createrole" if role == "govhub_admin" else "nocreaterole")
    connection.execute(sql.SQL("alter role {} {}").format(sql.Identifier(role), attribute))
    with connection.transaction():
        open_login(connection, login, password)


def _create_database(connection: Connection[Any], database: str, owner: str) -> None:
    name = sql.Identifier(database)
    if not connection.execute("select 1 from pg_database where datname = %s", (database,)).fetchone():
        connection.execute(
            sql.SQL("create database {} owner {} template template0 encoding 'UTF8'").format(
                name, sql.Identifier(owner)
            )
        )
    connection.execute(sql.SQL("revoke all on database {} from public").format(name))
