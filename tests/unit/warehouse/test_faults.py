"""Which faults of the database another try may pass: those of a server that is away, and no other."""

from __future__ import annotations

import psycopg
import pytest
from adbc_driver_manager import InternalError as DriverInternalError
from adbc_driver_manager import OperationalError
from psycopg import errors as pg

from govhub.errors import WarehouseSilent
from govhub.warehouse import faults
from govhub.warehouse.connection import connect, explained


@pytest.mark.parametrize("error", [psycopg.OperationalError("x"), pg.AdminShutdown("x"), pg.CannotConnectNow("x")])
def test_a_server_that_is_away_may_come_back(error: psycopg.Error) -> None:
    assert explained(error).kind == "fonte"


@pytest.mark.parametrize("error", [pg.InvalidPassword("x"), pg.DiskFull("x"), pg.UndefinedTable("x")])
def test_what_somebody_must_mend_is_not_tried_again(error: psycopg.Error) -> None:
    assert explained(error).kind == "configuracao"


@pytest.mark.parametrize(
    ("sqlstate", "kind"),
    [
        ("57P01", "fonte"),
        ("08006", "fonte"),
        (None, "fonte"),
        ("53100", "configuracao"),
        ("22003", "configuracao"),
        ("23505", "programa"),
    ],
)
def test_a_load_that_lost_its_server_is_tried_again(sqlstate: str | None, kind: str) -> None:
    error = OperationalError("x", status_code=1, sqlstate=sqlstate)

    assert faults.explained(error).kind == kind


def test_what_the_driver_makes_of_rows_of_another_type_is_no_lost_connection() -> None:
    """It has no code either: the connection is whole, and to try again is vain."""
    error = DriverInternalError("INTERNAL: nanoarrow call failed", status_code=9)

    assert faults.explained(error).sentence() == (
        "Falha do Gov Hub ao gravar no warehouse (código ausente); nada foi gravado."
    )


def test_nobody_listening_is_a_server_that_is_away() -> None:
    with pytest.raises(WarehouseSilent, match="não respondeu"), connect("postgresql://x:y@127.0.0.1:1/z"):
        pass
