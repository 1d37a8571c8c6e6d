"""Databases and administrators of the local cluster; everything else is `govhub warehouse setup`."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict

from govhub.warehouse.connection import connect


def prepare_databases(superuser_url: str, urls: list[str]) -> None:
    """Create the role and the database of each URL, the role owning the database, as often as one likes.

    The role of the warehouse's administrator may also create roles; none is superuser.
    """
    with connect(superuser_url, autocommit=True, application="govhub setup") as connection:
        for url in urls:
            parts = conninfo_to_dict(url.replace("+psycopg2", ""))
            role, database, password = (str(parts[name]) for name in ("user", "dbname", "password"))
            _create_role(connection, role, password, may_create_roles=role == "govhub_admin")
            _create_database(connection, database, role)


def _create_role(connection: Connection[Any], role: str, password: str, *, may_create_roles: bool) -> None:
    if not connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
        connection.execute(sql.SQL("create role {} login nosuperuser nocreatedb").format(sql.Identifier(role)))
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    attribute = sql.SQL("createrole" if may_create_roles else "nocreaterole")
    connection.execute(
        sql.SQL("alter role {} login {} password {}").format(sql.Identifier(role), attribute, sql.Literal(verifier))
    )


def _create_database(connection: Connection[Any], database: str, owner: str) -> None:
    name = sql.Identifier(database)
    if not connection.execute("select 1 from pg_database where datname = %s", (database,)).fetchone():
        connection.execute(
            sql.SQL("create database {} owner {} template template0 encoding 'UTF8'").format(
                name, sql.Identifier(owner)
            )
        )
    connection.execute(sql.SQL("revoke all on database {} from public").format(name))
