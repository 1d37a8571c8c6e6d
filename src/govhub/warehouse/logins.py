"""Two logins per role, used in turns, so that a password is changed while the former one still opens.

PostgreSQL keeps one password per role. So `etl_user` has a second login, `etl_user_2`, that is a member of it and acts as
it from the first moment of a session: what it makes belongs to `etl_user`. A rotation gives the login that is not in use
a new password and puts it into use; the other is closed once nobody uses it. Passwords travel as SCRAM verifiers, so
that they are in no statement and no server log.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote, urlsplit

from psycopg import Connection, sql

_SECOND = "_2"
# Superset opens a connection per question and thread: six processes of eight threads, and a dozen for reports and
# commands. Clusters of ours take 150 or 200, so that loads and Airflow get theirs whatever readers ask.
CONNECTION_LIMITS = {"bi_user": 60}


def role_of(login: str) -> str:
    """Return the role that a login stands for."""
    return login.removesuffix(_SECOND)


def other_login(login: str) -> str:
    """Return the login whose turn is next."""
    role = role_of(login)
    return role + _SECOND if login == role else role


def credentials(url: str) -> tuple[str, str]:
    """Return login and password inside a URL, empty where it has none."""
    parts = urlsplit(url)
    return unquote(parts.username or ""), unquote(parts.password or "")


def with_credentials(url: str, login: str, password: str) -> str:
    """Return the URL with another login and password, and all the rest as it was."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(login, safe='')}:{quote(password, safe='')}@{server}").geturl()


def exists(connection: Connection[Any], login: str) -> bool:
    """Tell whether a role of that name is there."""
    return connection.execute("select 1 from pg_roles where rolname = %s", (login,)).fetchone() is not None


def open_login(connection: Connection[Any], login: str, password: str) -> None:
    """Let a login in with a password; a second login that is missing is created, with the settings of its role.

    The caller may create roles and administer this one.
    """
    role = role_of(login)
    if login != role:
        names = {"login": sql.Identifier(login), "role": sql.Identifier(role)}
        connection.execute("set local client_min_messages = warning")
        if not exists(connection, login):
            connection.execute(
                sql.SQL("create role {login} nosuperuser nocreatedb nocreaterole in role {role}").format(**names)
            )
        for name, value in _role_settings(connection, role):
            connection.execute(
                sql.SQL("alter role {login} set {name} = {value}").format(
                    name=sql.Identifier(name), value=sql.Literal(value), **names
                )
            )
        connection.execute(sql.SQL("alter role {login} set role = {role}").format(**names))
    connection.execute(sql.SQL("alter role {} login").format(sql.Identifier(login)))
    if role in CONNECTION_LIMITS:
        limit = sql.Literal(CONNECTION_LIMITS[role])
        connection.execute(sql.SQL("alter role {} connection limit {}").format(sql.Identifier(login), limit))
    set_password(connection, login, password)


def set_password(connection: Connection[Any], login: str, password: str) -> None:
    """Give a login another password, which a role may do for itself."""
    verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(verifier)))


def sessions_of(connection: Connection[Any], login: str) -> list[str]:
    """Return the names of the programs that are connected with a login."""
    rows = connection.execute(
        "select distinct coalesce(nullif(application_name, ''), 'sem nome') from pg_stat_activity"
        " where usename = %s order by 1",
        (login,),
    ).fetchall()
    return [row[0] for row in rows]


def close_login(connection: Connection[Any], login: str) -> None:
    """Let nobody in with a login, and forget its password."""
    connection.execute(sql.SQL("alter role {} nologin password null").format(sql.Identifier(login)))


def is_open(connection: Connection[Any], login: str) -> bool:
    """Tell whether a login is let in."""
    row = connection.execute("select rolcanlogin from pg_roles where rolname = %s", (login,)).fetchone()
    return bool(row and row[0])


def _role_settings(connection: Connection[Any], role: str) -> list[tuple[str, str]]:
    rows = connection.execute(
        "select unnest(setconfig) from pg_db_role_setting where setrole = %s::regrole and setdatabase = 0",
        (sql.Identifier(role).as_string(connection),),
    ).fetchall()
    settings = [row[0].split("=", 1) for row in rows]
    return [(name, value) for name, value in settings if name != "role"]
