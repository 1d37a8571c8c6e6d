"""The ledger, the memory of what was read, and the register of bodies, in Snowflake."""

from __future__ import annotations

import json

from govhub.catalog import Body
from govhub.warehouse.engines.questions import INTERRUPTED, RUNS, Questions
from govhub.warehouse.engines.snowflake.session import Session
from govhub.warehouse.engines.snowflake.tables import quoted
from govhub.warehouse.ledger import COLUMNS, Run

_STARTED = (
    "run_id", "system", "resource", "kind", "status", "orgaos", "window_start", "window_end", "started_at", "airflow_run",
    "tries_left",
)  # fmt: skip


class SnowflakeBooks(Questions):
    """The books over one session, each call committed when it returns."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, quoted)
        self._session = session

    def register_bodies(self, bodies: tuple[Body, ...]) -> None:
        """Make REFERENCIA.ORGAO and REFERENCIA.ORGAO_UG equal to orgaos.yaml."""
        listed = [(body.chave, body.sigla, body.nome, body.siorg, body.siafi, body.siape) for body in bodies]
        units = [(body.chave, ug) for body in bodies for ug in body.ugs]
        if self._session.rows(
            "select orgao_chave, sigla, nome, siorg, siafi, siape from referencia.orgao order by 1"
        ) == (sorted(listed)) and self._session.rows(
            "select orgao_chave, ug_codigo from referencia.orgao_ug order by 1, 2"
        ) == sorted(units):
            return  # as a rule; writing would take the lock of a table that all loads share
        with self._session.transaction():
            self._session.execute("delete from referencia.orgao_ug")
            self._session.execute("delete from referencia.orgao")
            self._session.many(
                "insert into referencia.orgao (orgao_chave, sigla, nome, siorg, siafi, siape)"
                " values (%s, %s, %s, %s, %s, %s)",
                listed,
            )
            self._session.many("insert into referencia.orgao_ug (orgao_chave, ug_codigo) values (%s, %s)", units)

    def start(self, run: Run) -> None:
        """Write the row of a run that begins, and close those that killed runs of the resource left open."""
        with self._session.transaction():
            self._session.execute(
                f"update {RUNS} set status = 'interrompida', finished_at = current_timestamp(),"
                f" error = '{INTERRUPTED}'"
                " where system = %s and resource = %s and status = 'executando'",
                (run.system, run.resource),
            )
            self._session.execute(
                f"insert into {RUNS} ({', '.join(_STARTED)}, drift)"
                f" select {', '.join(['%s'] * len(_STARTED))}, parse_json('[]')::array",
                [getattr(run, name) for name in _STARTED],
            )

    def finish(self, run: Run) -> None:
        """Close the row of a run that loads nothing."""
        finish(self._session, run)


def finish(session: Session, run: Run) -> None:
    """Close the row of a run, with its values."""
    names = ["status", "tries_left", *(name for name in COLUMNS if name not in _STARTED and name != "drift")]
    pairs = ", ".join(f"{name} = %s" for name in names)
    session.execute(
        f"update {RUNS} set {pairs}, drift = parse_json(%s)::array where run_id = %s and resource = %s",
        [*(getattr(run, name) for name in names), json.dumps(run.drift), run.run_id, run.resource],
    )
