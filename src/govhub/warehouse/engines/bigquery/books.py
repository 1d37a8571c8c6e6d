"""The ledger, the memory of what was read, and the register of bodies, in BigQuery."""

from __future__ import annotations

from govhub.catalog import Body
from govhub.warehouse.engines.bigquery.session import Session
from govhub.warehouse.engines.bigquery.tables import BODIES, RUNS_LOG, UNITS, quoted
from govhub.warehouse.engines.bigquery.values import filled, relation, written
from govhub.warehouse.engines.questions import INTERRUPTED, RUNS, Questions
from govhub.warehouse.ledger import COLUMNS, Run

_BODY = ("orgao_chave", "sigla", "nome", "siorg", "siafi", "siape")
_UNIT = ("orgao_chave", "ug_codigo")


class BigQueryBooks(Questions):
    """The books over one client, each call committed when it returns."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, quoted)
        self._session = session

    def register_bodies(self, bodies: tuple[Body, ...]) -> None:
        """Make referencia.orgao and referencia.orgao_ug equal to orgaos.yaml."""
        listed = [(body.chave, body.sigla, body.nome, body.siorg, body.siafi, body.siape) for body in bodies]
        units = [(body.chave, ug) for body in bodies for ug in body.ugs]
        if self._session.rows(f"select {', '.join(_BODY)} from {BODIES} order by 1") == sorted(
            listed
        ) and self._session.rows(f"select {', '.join(_UNIT)} from {UNITS} order by 1, 2") == sorted(units):
            return  # as a rule; two loads that write here at once would cancel each other
        self._session.transaction(
            [
                replacement(UNITS, f"({relation(_UNIT, units)})", ", ".join(_UNIT)),
                replacement(BODIES, f"({relation(_BODY, listed)})", ", ".join(_BODY)),
            ]
        )

    def start(self, run: Run) -> None:
        """Write the row of a run that begins, and close those that killed runs of the resource left open."""
        changed = {"status": "'interrompida'", "finished_at": "current_timestamp()", "error": written(INTERRUPTED)}
        self._session.transaction(
            [
                filled(
                    f"insert into {RUNS_LOG} ({', '.join(COLUMNS)}, _written_at)"
                    f" select {', '.join(changed.get(name, name) for name in COLUMNS)}, current_timestamp() from {RUNS}"
                    " where system = %s and resource = %s and status = 'executando'",
                    (run.system, run.resource),
                ),
                log_statement(run),
            ]
        )

    def finish(self, run: Run) -> None:
        """Close the row of a run that loads nothing."""
        self._session.execute(log_statement(run))


def log_statement(run: Run) -> str:
    """Return the statement that writes the row of a run as it is now, which is its row from then on."""
    values = ", ".join(written(getattr(run, name)) for name in COLUMNS)
    return f"insert into {RUNS_LOG} ({', '.join(COLUMNS)}, _written_at) values ({values}, current_timestamp())"


def replacement(table: str, source: str, names: str) -> str:
    """Return the statement that puts the rows of a table or a query in parentheses in the place of all that a table has."""
    return (
        f"merge {table} as t using {source} as s on false when not matched by source then delete"
        f" when not matched then insert ({names}) values ({names})"
    )
