"""The warehouse: does it answer, does it let each role in, and is it as declarations and settings expect?"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from govhub.catalog import Catalog
from govhub.errors import GovhubError
from govhub.local.diagnosis.finding import Finding, few, guarded
from govhub.local.diagnosis.machine import ports
from govhub.local.origin import start_command
from govhub.local.processes import supervisor_runs
from govhub.settings import Settings
from govhub.warehouse.address import TITLES, engine_name
from govhub.warehouse.connection import connect, server_of
from govhub.warehouse.engines import engine_of
from govhub.warehouse.keymark import READ_MARK, key_mark
from govhub.warehouse.logins import credentials, role_of
from govhub.warehouse.setup import check_warehouse, outdated

_MIN_VERSION = 15
_CONNECT_TIMEOUT_S = 10
_CLOCK_S = 60
_LOOPBACK = ("127.0.0.1", "localhost")
_SSL_REQUEST = bytes.fromhex("0000000804d2162f")
_ROLES = {"warehouse_url": "etl_user", "warehouse_admin_url": "govhub_admin", "bi_url": "bi_user"}
# What libpq says when a session does not begin: it carries no code there. The server's words are English unless it was
# told otherwise; then the general sentence stands.
_REFUSALS = {
    "password authentication failed": "recusou a senha de {role}. Corrija {variable}; se foi o banco que mudou, rode"
    " `govhub warehouse setup` com a senha nova no .env.",
    "is not permitted to log in": "fechou a conta de {role}. Rode `govhub warehouse setup`.",
    'role "': "não conhece o papel {role}. Rode `govhub warehouse setup`.",
    "permission denied for database": "não deixa {role} entrar no banco {database}. Rode `govhub warehouse setup`.",
    'database "': "não tem o banco {database}. Confira {variable}, ou crie-o com `govhub up`.",
    "no pg_hba.conf entry": "não aceita conexões desta máquina. Peça ao administrador dele a permissão (pg_hba.conf).",
    "too many": "está com todas as conexões ocupadas. Espere um pouco; se persistir, aumente max_connections.",
    "remaining connection slots": "está com todas as conexões ocupadas. Espere, ou aumente max_connections.",
    "starting up": "ainda está iniciando. Espere um minuto e repita.",
    "certificate": "tem um certificado que não pôde ser conferido. Confira sslrootcert em {variable}.",
    "failed to resolve": "tem um nome que não se resolve. Confira o endereço em {variable} e a rede.",
    "Connection refused": "não está no ar. {start}, ou confira o endereço em {variable}.",
    "timeout": "não respondeu em 10 segundos. Confira a rede, o firewall e o endereço em {variable}.",
}
_ABANDONED = (  # a load holds the lock of its resource to its end; a row without one is of a load that was killed
    "select system, resource from bronze._runs where status = 'executando' and not exists (select 1 from pg_locks"
    " where locktype = 'advisory' and granted and objsubid = 1 and database ="
    " (select oid from pg_database where datname = current_database())"
    " and (classid::bigint << 32) | objid::bigint = hashtextextended(system || '__' || resource, 0)) order by 1, 2"
)
_FAILED = (
    "select system, resource from (select distinct on (system, resource) system, resource, status from bronze._runs"
    " where status <> 'executando' order by system, resource, started_at desc) as last where status = 'falha'"
)


def warehouse(settings: Settings, catalog: Catalog) -> Iterator[Finding]:
    """Tell how each role gets in, then what its tables, grants, key, loads and clock are like."""
    if settings.warehouse_url is None:
        return
    if engine_name(settings.require("warehouse_url")) != "postgresql":
        yield from guarded("warehouse", lambda: _elsewhere(settings, catalog))
        return
    first = _entry(settings, "warehouse_url")
    yield first
    if not first.good:
        yield from _port(settings)
        return
    for name in ("warehouse_admin_url", "bi_url"):
        if getattr(settings, name) is not None:
            yield _entry(settings, name)
    url = settings.require("warehouse_url")
    with connect(url, autocommit=True, application="govhub doctor") as connection:
        for what, look in (
            ("tabelas do warehouse", lambda: _tables(connection, catalog)),
            ("chave de privacidade", lambda: _key(connection, settings)),
            ("cargas interrompidas", lambda: _loads(connection)),
            ("relógio", lambda: _clock(connection)),
        ):
            yield from guarded(what, look)
    yield from guarded("direitos no warehouse", lambda: _grants(settings, catalog))


def _elsewhere(settings: Settings, catalog: Catalog) -> Finding:
    """Tell whether a cloud warehouse lets the loader in and has the tables; its grants are the account's affair."""
    url = settings.require("warehouse_url")
    engine_of(url).check(catalog)
    return Finding("warehouse", True, f"{TITLES[engine_name(url)]} em {server_of(url)}, com as tabelas das declarações")


def _entry(settings: Settings, name: str) -> Finding:
    """Tell whether a role gets in, and is the one that it should be."""
    url, role, variable = settings.require(name), _ROLES[name], f"GOVHUB_{name.upper()}"
    what = "warehouse" if name == "warehouse_url" else f"warehouse, como {role}"
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        parts = {"port": "?"}
    if not str(parts.get("port", "5432")).isdigit():
        return Finding(what, False, f"O endereço em {variable} não pode ser lido. Compare-o com .env.example.")
    login, _ = credentials(url)
    if name != "warehouse_admin_url" and role_of(login) != role:
        return Finding(what, False, f"{variable} entra como {login or 'ninguém'}, e deveria como {role}. Corrija-a.")
    try:
        with psycopg.connect(url, connect_timeout=_CONNECT_TIMEOUT_S, application_name="govhub doctor") as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        names = {"role": role, "database": parts.get("dbname", ""), "variable": variable, "start": _start(settings)}
        return Finding(what, False, _refused(str(error), server_of(url), names))
    if version < _MIN_VERSION:
        return Finding(
            what, False, f"{server_of(url)} é o PostgreSQL {version}, e é preciso o {_MIN_VERSION} ou mais novo."
        )
    return Finding(what, True, f"{server_of(url)}, PostgreSQL {version}")


def _refused(said: str, server: str, names: Mapping[str, object]) -> str:
    told = next((told for words, told in _REFUSALS.items() if words in said), None)
    if told is None:
        told = "não respondeu ou recusou o acesso. Confira se está no ar (`govhub status`) e o endereço em {variable}."
    return f"O PostgreSQL em {server} {told.format_map(names)}"


def _port(settings: Settings) -> Iterator[Finding]:
    """Tell who holds the port of a database of ours, if it is no PostgreSQL."""
    if _is_ours(settings) and not _speaks_postgres(settings.postgres_port):
        yield from ports(settings, ["warehouse"])


def _is_ours(settings: Settings) -> bool:
    return server_of(settings.require("warehouse_url")) in {f"{host}:{settings.postgres_port}" for host in _LOOPBACK}


def _start(settings: Settings) -> str:
    """Return how a server that is down is started: ours alone if all else runs, with the rest if nothing does."""
    if not _is_ours(settings):
        return "Inicie-o onde ele está"
    if supervisor_runs(settings.home):
        return "Inicie-o (`govhub up --only warehouse`)"
    return f"Inicie-o (`{start_command(settings.home)}`)"


def _speaks_postgres(port: int) -> bool:
    """Ask for TLS as its clients do: PostgreSQL says S or N, whatever it thinks of us."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(_SSL_REQUEST)
            return line.recv(1) in {b"S", b"N"}
    except OSError:
        return False


def _tables(connection: Connection[Any], catalog: Catalog) -> Finding:
    what = "tabelas do warehouse"
    lacking = outdated(connection, catalog)
    if lacking:
        told = f"São de outra versão: {few(lacking, 2)}. Rode `govhub warehouse setup`, que faz isto ou diz o que o impede."
        return Finding(what, False, told)
    return Finding(what, True, "acompanham as declarações")


def _key(connection: Connection[Any], settings: Settings) -> Iterator[Finding]:
    noted = connection.execute(READ_MARK).fetchone()
    if noted is None or settings.privacy_key is None:
        return
    what = "chave de privacidade"
    if noted[0] == key_mark(settings.privacy_key.get_secret_value().encode()):
        yield Finding(what, True, "é a dos dados gravados")
    else:
        told = (
            "GOVHUB_PRIVACY_KEY não é a chave dos dados gravados, e as cargas são recusadas. Ponha de volta a anterior;"
        )
        yield Finding(what, False, f"{told} para trocá-la, `govhub secrets rotate GOVHUB_PRIVACY_KEY`.")


def _loads(connection: Connection[Any]) -> Iterator[Finding]:
    abandoned = ["/".join(row) for row in connection.execute(_ABANDONED).fetchall()]
    if abandoned:
        again = abandoned[0].replace("/", " ")
        told = f"{few(abandoned)}: o processo acabou no meio, e nada foi gravado. Repita com `govhub ingest {again}`."
        yield Finding("cargas interrompidas", False, told)
    failed = ["/".join(row) for row in connection.execute(_FAILED).fetchall()]
    if failed:
        told = f"A última carga falhou em {few(failed)}. `govhub runs --failed` diz por quê e o que fazer."
        yield Finding("cargas", False, told)


def _clock(connection: Connection[Any]) -> Finding:
    row = connection.execute(
        "select extract(epoch from clock_timestamp())::float8, (select max(started_at) > now() + interval '5 minutes'"
        " from bronze._runs)"
    ).fetchone()
    assert row is not None
    skew = row[0] - time.time()
    if abs(skew) > _CLOCK_S:
        return Finding("relógio", False, f"O do banco e o desta máquina diferem {abs(skew):.0f} s. Acerte-os por NTP.")
    if row[1]:
        return Finding("relógio", False, "Há cargas com data futura: o relógio foi atrasado. Acerte-o por NTP.")
    return Finding("relógio", True, "o mesmo no banco e nesta máquina")


def _grants(settings: Settings, catalog: Catalog) -> Iterator[Finding]:
    if settings.warehouse_admin_url is None:
        return
    what = "direitos no warehouse"
    try:
        cells, excessive = check_warehouse(settings, catalog)
    except GovhubError:
        return  # the entry of govhub_admin, or tables of another version, were told above
    wrong = [
        f"{cell.role} {'pode' if cell.found else 'não pode'} {cell.verb} em {cell.schema}"
        for cell in cells
        if cell.expected != cell.found
    ]
    wrong += [f"{role} tem atributo de administrador" for role in excessive]
    if wrong:
        told = f"{few(wrong)}. Rode `govhub warehouse setup`, e investigue quem mudou."
        yield Finding(what, False, told)
    else:
        yield Finding(what, True, "cada papel pode o que deve, e só")
