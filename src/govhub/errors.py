"""The one family of errors that users meet.

Each error says what happened, where, and what to do, in Brazilian Portuguese, and whose turn it
is: `configuracao` (the reader can fix it), `fonte` (the source system must), `programa` (ours).
The same sentence goes to stderr, to the ledger and to Airflow's log, so it never holds a secret,
a connection string, personal data or a response body.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["configuracao", "fonte", "programa"]


class GovhubError(Exception):
    """A failure that a public servant can read.

    `what` is a clause without final period; `where` names file and key, or system/resource and
    run; `todo` is one sentence. `kind` defaults to that of the class.
    """

    kind: Kind = "programa"

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        self.what = what.rstrip(".")
        self.where = where
        self.todo = todo
        super().__init__(what)

    def __str__(self) -> str:
        return self.sentence()

    def at(self, place: str) -> GovhubError:
        """Add to where it happened, as an outer layer learns it; return the same error."""
        known = self.where if not place.startswith(self.where) else ""
        self.where = ", ".join(part for part in (known, place) if part)
        return self

    def sentence(self) -> str:
        """Return the one-line message: «what (where). todo»."""
        place = f" ({self.where})" if self.where else ""
        advice = f" {self.todo}" if self.todo else ""
        return f"{self.what}{place}.{advice}"


class ConfigurationError(GovhubError):
    """A setting, a declaration or the machine is not as it must be."""

    kind: Kind = "configuracao"


class WarehouseSilent(ConfigurationError):
    """The warehouse does not answer: another try may find it there, so Airflow makes one, as with a source."""

    kind: Kind = "fonte"


class SourceError(GovhubError):
    """A source system answered wrongly, or not at all."""

    kind: Kind = "fonte"


class InternalError(GovhubError):
    """Our own defect, or a state that should not exist."""

    kind: Kind = "programa"
