"""One client of BigQuery: statements, scripts, load jobs, and its faults told in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from govhub.errors import ConfigurationError, GovhubError, InternalError, WarehouseSilent
from govhub.warehouse.address import Address, address_of
from govhub.warehouse.engines.bigquery.values import filled
from govhub.warehouse.faults import outdated

_PATIENCE_S = 120  # for one request to be answered; the client's own is ten minutes
_READING = ("SELECT",)
_NOT_OF_THE_TYPE = re.compile(
    r"bad (int64|double|bool|numeric|bignumeric) value|invalid (big)?numeric|numeric (value )?out of range|overflow"
    r"|invalid input to parse_json|parse_json|cannot round[- ]?trip",
    re.IGNORECASE,
)
_LOCKED = re.compile(r"concurrent (update|transaction)|transaction is aborted|conflict", re.IGNORECASE)
_BUSY = {"quotaExceeded", "rateLimitExceeded", "jobRateLimitExceeded", "backendError", "internalError"}


class Session:
    """Statements over one client, each committed by itself unless it is part of a `transaction`."""

    def __init__(self, client: Any, labels: Mapping[str, str]) -> None:
        self._client, self._labels = client, dict(labels)

    def execute(self, statement: str, values: Sequence[object] | None = None) -> None:
        """Run a statement."""
        self._asked(filled(statement, values))

    def rows(self, statement: str, values: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return [tuple(row.values()) for row in self._asked(filled(statement, values))]

    def table(self, statement: str, values: Sequence[object] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and rows of a query."""
        found = self._asked(filled(statement, values))
        rows = [tuple(row.values()) for row in found]
        return [field.name for field in found.schema], rows

    def asked(self, statement: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and rows of a query that somebody wrote.

        Raises: ConfigurationError for what does more than to read, or with the reason for which BigQuery refuses it.
        """
        driver = _driver()
        try:
            only_planned = driver.bigquery.QueryJobConfig(dry_run=True, use_query_cache=False)
            kind = self._client.query(statement, job_config=only_planned).statement_type
            if kind not in _READING:
                raise ConfigurationError(
                    "O `govhub sql` só lê, e no BigQuery aceita apenas uma consulta (select)",
                    todo="Corrija a consulta e tente de novo.",
                )
            return self.table(statement)
        except (driver.exceptions.BadRequest, driver.exceptions.NotFound) as error:
            reason = " ".join(_reason(error).split())
            raise ConfigurationError(
                f"O BigQuery recusou a consulta: {reason}", todo="Corrija-a e tente de novo."
            ) from error

    def transaction(self, statements: Sequence[str]) -> None:
        """Run statements as one job and one transaction: all of them or none, whatever becomes of this process."""
        self._asked(";\n".join(["begin transaction", *statements, "commit transaction"]))

    def load(self, file: Path, table: str, columns: Mapping[str, str]) -> int:
        """Append a Parquet file to a table; `columns` gives the types of the file's. Return how many rows were loaded."""
        bigquery = _driver().bigquery
        config = bigquery.LoadJobConfig(
            source_format=bigquery.SourceFormat.PARQUET,
            create_disposition=bigquery.CreateDisposition.CREATE_NEVER,
            write_disposition=bigquery.WriteDisposition.WRITE_APPEND,
            schema=[bigquery.SchemaField(name, kind) for name, kind in columns.items()],
            labels=self._labels,
        )
        place = f"{self._client.project}.{table.replace('`', '')}"
        with file.open("rb") as content:
            job = self._client.load_table_from_file(
                content, place, size=file.stat().st_size, job_config=config, location=self._client.location
            )
        return int(job.result(retry=self._patience()).output_rows or 0)

    def _asked(self, statement: str) -> Any:
        config = _driver().bigquery.QueryJobConfig(labels=self._labels)
        retry = self._patience()
        return self._client.query(statement, job_config=config, retry=retry).result(retry=retry)

    @staticmethod
    def _patience() -> Any:
        return _driver().retry.DEFAULT_RETRY.with_timeout(_PATIENCE_S)


class _Driver:
    """The modules of Google's client, imported only when an address asks for them."""

    def __init__(self) -> None:
        from google.api_core import exceptions
        from google.auth import credentials
        from google.auth import exceptions as auth_exceptions
        from google.cloud import bigquery
        from google.cloud.bigquery import retry
        from google.oauth2 import service_account
        from requests import exceptions as network

        self.bigquery: Any = bigquery
        self.retry: Any = retry
        self.exceptions: Any = exceptions
        self.auth_exceptions: Any = auth_exceptions
        self.network: Any = network
        self.anonymous: Any = credentials.AnonymousCredentials
        self.service_account: Any = service_account.Credentials


def _driver() -> _Driver:
    try:
        return _Driver()
    except ImportError as error:
        raise ConfigurationError(
            "O cliente do BigQuery não está instalado neste ambiente",
            todo='Instale o extra `bigquery` do pacote: `uv pip install "govhub[bigquery]"`.',
        ) from error


@contextmanager
def session(url: str, application: str) -> Iterator[Session]:
    """Open a session in the project of the address.

    Raises: ConfigurationError when the client is not installed, the credentials are not there or refused, or the project
        has no such tables; WarehouseSilent when nobody answers; InternalError for any other fault.
    """
    driver = _driver()
    faults = (
        driver.exceptions.GoogleAPIError,
        driver.auth_exceptions.GoogleAuthError,
        driver.network.RequestException,
    )
    try:
        client = driver.bigquery.Client(**client_options(address_of(url), driver))
        try:
            yield Session(client, {"aplicacao": re.sub(r"[^a-z0-9_-]", "_", application.lower())[:63]})
        finally:
            client.close()
    except faults as error:
        raise explained(error) from error


def client_options(address: Address, driver: Any = None) -> dict[str, Any]:
    """Return the options of the client. Without a file of credentials they are those of the machine or its user.

    An `api_endpoint` without encryption is no service of Google's, and gets no credentials.
    Raises: ConfigurationError for a file of credentials that can't be read.
    """
    driver = driver or _driver()
    options: dict[str, Any] = {"project": address.host, "location": address.database}
    endpoint, file = address.options.get("api_endpoint"), address.options.get("credentials_file")
    if endpoint:
        options["client_options"] = {"api_endpoint": endpoint}
    if endpoint and endpoint.startswith("http://"):
        options["credentials"] = driver.anonymous()
    elif file:
        try:
            options["credentials"] = driver.service_account.from_service_account_file(file)
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"O arquivo de credenciais não pôde ser lido: {file}",
                where="GOVHUB_WAREHOUSE_URL",
                todo="Confira `credentials_file`: o caminho da chave JSON de uma conta de serviço.",
            ) from error
    return options


def explained(error: Any) -> GovhubError:
    """Return the sentence for a fault of BigQuery; statements and values of rows are never quoted."""
    exceptions = _driver().exceptions
    reasons = {str(detail.get("reason")) for detail in getattr(error, "errors", None) or [] if isinstance(detail, dict)}
    if isinstance(error, exceptions.NotFound):
        return outdated()
    if isinstance(error, exceptions.BadRequest) and _LOCKED.search(str(error)):
        return WarehouseSilent(
            "Outra carga gravava a mesma tabela no BigQuery; nada foi gravado",
            todo="Espere que ela termine e rode o comando de novo.",
        )
    if isinstance(error, exceptions.BadRequest) and _NOT_OF_THE_TYPE.search(str(error)):
        return ConfigurationError(
            "Um valor não cabe no tipo que a declaração dá ao seu campo; nada foi gravado",
            todo="Alargue o tipo em sources/ (bigint, number ou scalar) e refaça a tabela.",
        )
    if reasons & _BUSY or isinstance(error, exceptions.ServerError | exceptions.TooManyRequests):
        return WarehouseSilent(
            "O BigQuery está sem vaga ou a cota do projeto acabou; nada foi gravado",
            todo="Rode o comando de novo mais tarde; as cotas estão no console do projeto.",
        )
    if isinstance(error, exceptions.Forbidden | exceptions.Unauthorized):
        return ConfigurationError(
            "As credenciais usadas não têm permissão para isto no BigQuery",
            todo="Confira as permissões em docs/armazens.md.",
        )
    if isinstance(error, _driver().auth_exceptions.GoogleAuthError):
        return ConfigurationError(
            "As credenciais do BigQuery não foram encontradas ou foram recusadas",
            todo="Informe `credentials_file` em GOVHUB_WAREHOUSE_URL ou rode `gcloud auth application-default login`.",
        )
    if isinstance(error, exceptions.RetryError | _driver().network.RequestException):
        return WarehouseSilent(
            "A conexão com o BigQuery caiu ou foi recusada; nada foi gravado",
            todo="Confira a rede e o endereço em GOVHUB_WAREHOUSE_URL e rode o comando de novo.",
        )
    return InternalError(f"Falha do Gov Hub ao falar com o BigQuery (código {', '.join(sorted(reasons)) or 'ausente'})")


def _reason(error: Any) -> str:
    """Return what BigQuery says, without the address of the job."""
    return str(getattr(error, "message", error)).split("; reason:")[0]
