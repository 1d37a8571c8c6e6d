"""The server as its superuser sees it, for a restore only: databases made aside and renamed, roles, who is connected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo

from govhub.backup.manifest import Role
from govhub.errors import ConfigurationError
from govhub.local.postgres import SUPERUSER
from govhub.settings import Settings
from govhub.warehouse.logins import exists, role_of

_OPTIONS_SINCE = 160_000  # versions of PostgreSQL before know no options of a membership
_PASSWORD = "GOVHUB_POSTGRES_SUPERUSER_PASSWORD"  # noqa: S105 - the name of the setting


def superuser_url(settings: Settings, environ: Mapping[str, str]) -> str:
    """Return the address of the maintenance database.

    Raises: ConfigurationError if the superuser's password is not known here.
    """
    password = environ.get(_PASSWORD)
    if not password:
        raise ConfigurationError(
            f"Falta {_PASSWORD}, e só o superusuário cria e renomeia bancos",
            todo="Defina-a no ambiente ou no .env e rode de novo; veja docs/copias.md.",
        )
    return f"postgresql://{SUPERUSER}:{password}@{settings.postgres_host}:{settings.postgres_port}/postgres"


def at(url: str, dbname: str) -> str:
    """Return the address of another database of the same server, for the same user."""
    return make_conninfo(url, dbname=dbname)


def connected(connection: Connection[Any], dbnames: Iterable[str]) -> list[str]:
    """Return the names of the programs that are connected to databases, this session excepted."""
    rows = connection.execute(
        "select distinct coalesce(nullif(application_name, ''), 'sem nome') from pg_stat_activity"
        " where datname = any(%s) and pid <> pg_backend_pid() and backend_type = 'client backend' order by 1",
        (list(dbnames),),
    ).fetchall()
    return [row[0] for row in rows]


def complete_roles(connection: Connection[Any], roles: Iterable[Role]) -> list[str]:
    """Create the roles that are missing and renew memberships; return the logins created, which have no password yet."""
    roles = list(roles)
    missing = [role for role in roles if not exists(connection, role.name)]
    for role in missing:
        connection.execute(
            sql.SQL("create role {} {} nosuperuser nocreatedb nocreaterole").format(
                sql.Identifier(role.name), sql.SQL("login" if role.login else "nologin")
            )
        )
        for setting in role.settings:
            name, _, value = setting.partition("=")
            connection.execute(
                sql.SQL("alter role {} set {} = {}").format(
                    sql.Identifier(role.name), sql.Identifier(name), sql.Literal(value)
                )
            )
    has_options = connection.info.server_version >= _OPTIONS_SINCE
    for role in roles:
        grants = [(parent, sql.SQL("")) for parent in role.member_of]
        if has_options:
            only_admin = sql.SQL(" with admin true, inherit false, set false")
            grants += [(parent, only_admin) for parent in role.admin_of if parent not in role.member_of]
            grants += [(parent, sql.SQL(" with admin true")) for parent in role.admin_of if parent in role.member_of]
        for parent, options in grants:
            connection.execute(
                sql.SQL("grant {} to {}{}").format(sql.Identifier(parent), sql.Identifier(role.name), options)
            )
    return [role.name for role in missing if role.login]


def present(connection: Connection[Any], dbnames: Iterable[str]) -> set[str]:
    """Return those of the databases that are there."""
    rows = connection.execute("select datname::text from pg_database where datname = any(%s)", (list(dbnames),))
    return {row[0] for row in rows}


def create_aside(connection: Connection[Any], dbname: str, login: str) -> None:
    """Create an empty database for a login's role, in the place of one that an earlier attempt may have left."""
    drop(connection, dbname)
    connection.execute(
        sql.SQL("create database {} owner {} template template0 encoding 'UTF8'").format(
            sql.Identifier(dbname), sql.Identifier(role_of(login))
        )
    )
    connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(dbname)))


def drop(connection: Connection[Any], dbname: str) -> None:
    """Delete a database, if it is there."""
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(dbname)))


def swap(connection: Connection[Any], triples: Iterable[tuple[str, str, str]]) -> None:
    """Rename, in one transaction: each (name, aside, former) leaves the database `name` as `former`, `aside` as `name`."""
    with connection.transaction():
        for name, aside, former in triples:
            if connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
                _rename(connection, name, former)
            _rename(connection, aside, name)


def _rename(connection: Connection[Any], name: str, to: str) -> None:
    connection.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(name), sql.Identifier(to)))
