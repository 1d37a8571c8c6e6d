"""Faults of the driver that loads, told in one sentence."""

from __future__ import annotations

from adbc_driver_manager import Error as AdbcError
from adbc_driver_manager import OperationalError

from govhub.errors import ConfigurationError, GovhubError, InternalError, WarehouseSilent


def explained(error: AdbcError) -> GovhubError:
    """Return the sentence for a fault of a load; values of rows are never quoted."""
    sqlstate = error.sqlstate or ""
    if sqlstate == "53100":
        return ConfigurationError(
            "Acabou o espaço em disco do PostgreSQL; nada foi gravado", todo="Libere espaço e rode o comando de novo."
        )
    if sqlstate in {"42P01", "42703", "3F000"}:
        return outdated()
    if sqlstate.startswith("22"):
        return ConfigurationError(
            "Um valor não cabe no tipo que a declaração dá ao seu campo; nada foi gravado",
            todo="Alargue o tipo em sources/ (bigint, number ou scalar), rode `govhub warehouse setup` e repita.",
        )
    # Without a code, what the driver could not send or receive is a lost connection; anything else is a defect of ours.
    if sqlstate.startswith(("08", "57")) or (not sqlstate and isinstance(error, OperationalError)):
        return WarehouseSilent(
            "A conexão com o warehouse caiu ou foi recusada; nada foi gravado",
            todo="Confira se ele está no ar (`govhub status`) e rode o comando de novo.",
        )
    return InternalError(f"Falha do Gov Hub ao gravar no warehouse (código {sqlstate or 'ausente'}); nada foi gravado")


def outdated() -> ConfigurationError:
    """Return the refusal of a warehouse that is behind the declarations."""
    return ConfigurationError(
        "O warehouse não tem as tabelas que as declarações pedem", todo="Rode `govhub warehouse setup` e tente de novo."
    )
