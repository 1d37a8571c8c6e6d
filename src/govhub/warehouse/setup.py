"""`govhub warehouse setup` and `check`: the warehouse as design and declarations say, as often as one likes."""

from __future__ import annotations

from typing import Any

from psycopg import Connection
from psycopg import errors as pg
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random

from govhub.catalog import Body, Catalog
from govhub.errors import ConfigurationError
from govhub.settings import Settings
from govhub.warehouse import access, ledger, upgrades
from govhub.warehouse.alert_register import create_alert_register
from govhub.warehouse.connection import connect
from govhub.warehouse.erasures import create_erasures
from govhub.warehouse.keymark import create_keymark, key_mark
from govhub.warehouse.logins import credentials, role_of
from govhub.warehouse.memory import create_memory
from govhub.warehouse.reads import create_reads_register
from govhub.warehouse.task_failures import create_task_failures

# PostgreSQL gives these up when a build renames or drops a table that is being granted; the whole is repeated.
_OVERTAKEN = (pg.InternalError_, pg.DeadlockDetected)
_ATTEMPTS = 20
_TABLES = (
    "bronze._runs", "bronze._scopes", "bronze._privacy", "bronze._alerts", "bronze._task_failures", "bronze._erasures",
    "referencia.orgao", "referencia.orgao_ug", "acessos.leitura",
)  # fmt: skip
_SETUP_LOCK = "select pg_advisory_xact_lock(hashtextextended('govhub.setup', 0))"


def setup_warehouse(settings: Settings, catalog: Catalog) -> list[str]:
    """Create, complete or upgrade schemas, roles, grants, bronze tables, ledger and the register of bodies.

    Everything happens in one transaction, as govhub_admin; it is begun again when loads or builds that go on meanwhile
    overtake it. Returned is what changed in bronze, in clauses.
    Raises: ConfigurationError when a setting is missing, the server is away, or a table contradicts its declaration in
        a way that can't be mended in place: that table is then as it was, and all the rest is done.
    """
    repeating = Retrying(
        retry=retry_if_exception(lambda error: isinstance(error.__cause__, _OVERTAKEN)),
        stop=stop_after_attempt(_ATTEMPTS),
        wait=wait_random(0.1, 1),
        reraise=True,
    )
    return repeating(_set_up, settings, catalog)


def _set_up(settings: Settings, catalog: Catalog) -> list[str]:
    logins = dict([_login(settings, "warehouse_url", "etl_user"), _login(settings, "bi_url", "bi_user")])
    with connect(settings.require("warehouse_admin_url"), application="govhub setup") as connection:
        connection.execute("set local client_min_messages = warning")
        connection.execute(_SETUP_LOCK)
        access.create_roles(connection, logins)
        access.create_body_roles(connection, (body.chave for body in catalog.bodies.orgaos))
        access.create_schemas(connection)
        ledger.create_ledger(connection)
        create_memory(connection)
        create_task_failures(connection)
        create_alert_register(connection)
        create_erasures(connection)
        create_reads_register(connection)
        key = settings.privacy_key
        create_keymark(connection, key_mark(key.get_secret_value().encode()) if key else None)
        done, refused = upgrades.upgrade_tables(connection, catalog)
        _create_register(connection)
        access.grant(connection)
        register_bodies(connection, catalog.bodies.orgaos)
    if refused:
        raise _all_of(refused)
    return done


def _all_of(refused: list[ConfigurationError]) -> ConfigurationError:
    """Return the first refusal, and how many others there are; what stands in the way is mended table by table."""
    first, *others = refused
    if others:
        first.what += f" (e mais {len(others)} {'tabelas recusadas' if len(others) > 1 else 'tabela recusada'})"
    return first


def outdated(connection: Connection[Any], catalog: Catalog) -> list[str]:
    """Return what `warehouse setup` has to do, in clauses: none when the warehouse is that of this version.

    Any role that reads bronze may ask.
    """
    lacking = [
        *access.missing(connection, (body.chave for body in catalog.bodies.orgaos)),
        *(f"a tabela {name} a criar" for name in _TABLES if not _is_there(connection, name)),
    ]
    if _is_there(connection, "bronze._runs"):
        lacking += [f"bronze._runs: coluna nova ({name})" for name in ledger.missing_columns(connection)]
    for plan in upgrades.plans(connection, catalog):
        lacking += [plan.refusal.sentence()] if plan.refusal else plan.told
    return lacking


def _is_there(connection: Connection[Any], name: str) -> bool:
    # Not to_regclass, which raises for a schema that the asker may not enter.
    row = connection.execute(
        "select true from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
        " where n.nspname = split_part(%(name)s, '.', 1) and c.relname = split_part(%(name)s, '.', 2)",
        {"name": name},
    ).fetchone()
    return row is not None


def check_version(connection: Connection[Any], catalog: Catalog) -> None:
    """Make sure that the warehouse is what this version of the code and these declarations expect.

    Raises: ConfigurationError naming the first difference and the command.
    """
    lacking = outdated(connection, catalog)
    if lacking:
        more = f" e mais {len(lacking) - 1}" if len(lacking) > 1 else ""
        raise ConfigurationError(
            f"O warehouse é de uma versão anterior do programa ou das declarações (falta: {lacking[0]}{more})",
            todo="Rode `govhub warehouse setup`.",
        )


def _login(settings: Settings, name: str, role: str) -> tuple[str, str]:
    """Return the login of a role that an address uses, and its password."""
    login, password = credentials(settings.require(name))
    if not password:
        raise ConfigurationError(f"O endereço do papel {role} não tem senha", todo="Complete o .env com `govhub init`.")
    return (login if role_of(login) == role else role), password


def register_bodies(connection: Connection[Any], bodies: tuple[Body, ...]) -> None:
    """Make referencia.orgao and referencia.orgao_ug equal to orgaos.yaml."""
    connection.execute("lock table referencia.orgao in share row exclusive mode")
    connection.execute("delete from referencia.orgao_ug")
    connection.execute("delete from referencia.orgao")
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into referencia.orgao (orgao_chave, sigla, nome, siorg, siafi, siape) values (%s, %s, %s, %s, %s, %s)",
            [(body.chave, body.sigla, body.nome, body.siorg, body.siafi, body.siape) for body in bodies],
        )
        cursor.executemany(
            "insert into referencia.orgao_ug (orgao_chave, ug_codigo) values (%s, %s)",
            [(body.chave, ug) for body in bodies for ug in body.ugs],
        )


def check_warehouse(settings: Settings, catalog: Catalog) -> tuple[list[access.Cell], list[str]]:
    """Return the role × schema × verb matrix, and the roles that hold more than any run-time role may.

    Raises: ConfigurationError when the warehouse is that of an earlier version.
    """
    with connect(settings.require("warehouse_admin_url"), application="govhub check") as connection:
        check_version(connection, catalog)
        return access.matrix(connection), access.excessive_roles(connection)


def _create_register(connection: Connection[Any]) -> None:
    connection.execute(
        "create table if not exists referencia.orgao (orgao_chave text primary key, sigla text not null,"
        " nome text not null, siorg text, siafi text, siape text)"
    )
    connection.execute(
        "create table if not exists referencia.orgao_ug (orgao_chave text not null references referencia.orgao,"
        " ug_codigo text primary key)"
    )
    connection.execute("comment on table referencia.orgao is 'Um órgão atendido por linha, conforme orgaos.yaml'")
    connection.execute(
        "comment on table referencia.orgao_ug is 'Uma unidade gestora por linha e o órgão a que pertence'"
    )
