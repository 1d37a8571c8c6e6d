"""One session of Snowflake: statements, transactions, and its faults told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from govhub.errors import ConfigurationError, GovhubError, InternalError, WarehouseSilent
from govhub.warehouse.address import Address, address_of
from govhub.warehouse.faults import outdated

_LOGIN_TIMEOUT_S = 30
_NETWORK_TIMEOUT_S = 300  # a server that answers 500 would be asked for ever
_PARAMETERS = {
    "TIMEZONE": "UTC",
    "LOCK_TIMEOUT": 600,  # seconds; 12 hours by default, which a load that was killed may hold a table for
    "ABORT_DETACHED_QUERY": True,  # of a load that was killed
}
_OPTIONS = ("warehouse", "role", "host", "protocol", "authenticator", "private_key_file", "private_key_file_pwd")
_NUMBERS = ("port", "network_timeout")
_DENIED = {250001, 390100, 390144, 390186, 390189, 390195}
_NOT_THERE, _NO_PRIVILEGE, _NOT_OF_THE_TYPE = 2003, 3001, (100035, 100038, 100069, 100071, 100132)
_LOCKED = (625, 628)


class Session:
    """Statements over one connection of the connector, which commits each of them outside `transaction`."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[object] | None = None) -> int:
        """Run a statement; return how many rows it wrote."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return int(cursor.rowcount or 0)

    def rows(self, statement: str, values: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of a query, or the figures of a statement that writes."""
        with self._connection.cursor() as cursor:
            return list(cursor.execute(statement, values).fetchall())

    def table(self, statement: str, values: Sequence[object] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names, in lower case as everywhere else, and rows of a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return [column.name.lower() for column in cursor.description], list(cursor.fetchall())

    def asked(self, statement: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and rows of a query that somebody wrote.

        Raises: ConfigurationError with the reason for which Snowflake refuses it.
        """
        _, errors = _driver()
        try:
            return self.table(statement)
        except errors.ProgrammingError as error:
            reason = " ".join(str(error.raw_msg or error.msg).split())
            raise ConfigurationError(
                f"O Snowflake recusou a consulta: {reason}", todo="Corrija-a e tente de novo."
            ) from error

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Run an insert for each row."""
        if rows:
            with self._connection.cursor() as cursor:
                cursor.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Begin a transaction; commit at the end, roll back on an error. DDL would commit it before its end."""
        self.execute("begin")
        try:
            yield
            self.execute("commit")
        except BaseException:
            with suppress(Exception):  # the connection is gone, and the transaction with it
                self.execute("rollback")
            raise


@contextmanager
def session(url: str, application: str) -> Iterator[Session]:
    """Open a session in the database of the address.

    Raises: ConfigurationError when the connector is not installed, the account refuses the credentials, or has no such
        tables; InternalError for any other fault.
    """
    connector, errors = _driver()
    try:
        with connector.connect(**connection_options(address_of(url), application)) as connection:
            yield Session(connection)
    except errors.Error as error:
        raise explained(error) from error


def connection_options(address: Address, application: str) -> dict[str, Any]:
    """Return the options of the connector; the schema is bronze, where temporary names are looked for."""
    options: dict[str, Any] = {name: address.options[name] for name in _OPTIONS if name in address.options}
    options |= {name: int(address.options[name]) for name in _NUMBERS if name in address.options}
    if address.password:
        options["password"] = address.password
    return {
        "login_timeout": _LOGIN_TIMEOUT_S,
        "network_timeout": _NETWORK_TIMEOUT_S,
        "account": address.host,
        "user": address.user,
        "database": address.database,
        "schema": "BRONZE",
        "session_parameters": {**_PARAMETERS, "QUERY_TAG": application},
        "client_telemetry_enabled": False,
        **options,
    }


def _driver() -> tuple[Any, Any]:
    try:
        import snowflake.connector as connector
        from snowflake.connector import errors
    except ImportError as error:
        raise ConfigurationError(
            "O conector do Snowflake não está instalado neste ambiente",
            todo='Instale o extra `snowflake` do pacote: `uv pip install "govhub[snowflake]"`.',
        ) from error
    return connector, errors


def explained(error: Any) -> GovhubError:
    """Return the sentence for a fault of Snowflake; statements and values of rows are never quoted."""
    number = int(error.errno or -1)
    if number == _NOT_THERE:
        return outdated()
    if number == _NO_PRIVILEGE:
        return ConfigurationError(
            "O papel usado não tem permissão para isto no Snowflake", todo="Confira as permissões em docs/armazens.md."
        )
    if number in _DENIED:
        return ConfigurationError(
            "O Snowflake não respondeu ou recusou o acesso",
            todo="Confira conta, usuário e senha (ou chave) em GOVHUB_WAREHOUSE_URL.",
        )
    if number in _NOT_OF_THE_TYPE:
        return ConfigurationError(
            "Um valor não cabe no tipo que a declaração dá ao seu campo; nada foi gravado",
            todo="Alargue o tipo em sources/ (bigint, number ou scalar) e refaça a tabela.",
        )
    if number in _LOCKED:
        return WarehouseSilent(
            "Outra carga segura a tabela no Snowflake; nada foi gravado",
            todo="Espere que ela termine; se foi interrompida, o Snowflake a desfaz sozinho (SHOW LOCKS mostra qual é).",
        )
    if type(error).__name__ in ("OperationalError", "InternalServerError", "ServiceUnavailableError"):
        return WarehouseSilent(
            "A conexão com o Snowflake caiu ou foi recusada; nada foi gravado",
            todo="Confira a rede e o endereço em GOVHUB_WAREHOUSE_URL e rode o comando de novo.",
        )
    return InternalError(f"Falha do Gov Hub ao falar com o Snowflake (código {number})")
