"""What the requests of a resource run over: bodies, fixed values, years, windows of time, keys of parents."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from govhub.catalog.base import Declared, Name

BodyCode = Literal["ug", "siafi", "siorg", "siape", "sigla"]


class BodyLoop(Declared):
    """One request per code of each body of orgaos.yaml."""

    body: BodyCode
    param: Name = Field(alias="as")

    @property
    def params(self) -> tuple[str, ...]:
        """Names of what each request knows from this loop."""
        return (self.param,)


class ValuesLoop(Declared):
    """One request per value of a fixed list, such as both states of a mandatory filter."""

    values: tuple[str, ...] = Field(min_length=1)
    param: Name = Field(alias="as")

    @property
    def params(self) -> tuple[str, ...]:
        """Names of what each request knows from this loop."""
        return (self.param,)


class YearsLoop(Declared):
    """One request per year: the current one and those before it, `years` in all."""

    years: int = Field(ge=1)
    param: Name = Field(alias="as")

    @property
    def params(self) -> tuple[str, ...]:
        """Names of what each request knows from this loop."""
        return (self.param,)


class WindowLoop(Declared):
    """One request per month of the calendar, as the days `start` and `end` (both inclusive).

    The first load goes back `history` months; later ones read the last `lookback` months again, and every month
    that was never read. `format` is that of the source's dates. `ahead` months after the current one are read too,
    where the date is one of the future.
    """

    window: Literal["month"]
    start: Name = "inicio"
    end: Name = "fim"
    history: int = Field(default=24, ge=1)
    lookback: int = Field(default=2, ge=1)
    ahead: int = Field(default=0, ge=0)
    format: str = "%Y-%m-%d"

    @property
    def params(self) -> tuple[str, ...]:
        """Names of what each request knows from this loop."""
        return (self.start, self.end)


class ParentKeys(Declared):
    """One request per current key of parent resources, read from bronze.

    `keys` maps parameters of the request to columns of the parents (`key` and `as` are short for one of them), and
    `where` keeps the parents with those values. `changed` names the column of the parents whose change tells that
    the children changed: other parents are not asked again. With `batch` one request asks for that many parents at
    once, comma separated, and each row's own `matches` field says whose it is. With `leave_with_parent` the rows of a
    parent that left the source are marked as deleted too, since nobody asks for them any more.
    """

    parents: tuple[Name, ...] = Field(min_length=1)
    key: Name | None = None
    param: Name | None = Field(default=None, alias="as")
    keys: dict[Name, Name] = Field(default_factory=dict)
    where: dict[Name, str] = Field(default_factory=dict)
    changed: Name | None = None
    batch: int | None = Field(default=None, ge=2)
    leave_with_parent: bool = False

    @model_validator(mode="after")
    def _some_key(self) -> ParentKeys:
        if (self.key is None) != (self.param is None) or (self.key is None) == (not self.keys):
            raise ValueError("diga a chave dos pais com 'key' e 'as', ou várias com 'keys' (parâmetro: coluna)")
        if self.batch and len(self.columns) != 1:
            raise ValueError("'batch' só vale para pais de uma só chave")
        return self

    @property
    def columns(self) -> dict[str, str]:
        """Columns of the parents by parameter of the request."""
        return {self.param: self.key} if self.param and self.key else dict(self.keys)

    @property
    def params(self) -> tuple[str, ...]:
        """Names of what each request knows from this loop."""
        return tuple(self.columns)


Loop = ParentKeys | WindowLoop | YearsLoop | ValuesLoop | BodyLoop

SHORT_LOOPS: dict[str, tuple[Loop, ...]] = {
    "once": (),
    "ug": (BodyLoop(body="ug", param="ug"),),
    "orgao": (BodyLoop(body="siafi", param="orgao"),),
}


def expand(per: Any) -> Any:
    """Turn the short ways of writing `per` into a list of loops: a word, one loop, or the list itself."""
    if isinstance(per, str) and per in SHORT_LOOPS:
        return SHORT_LOOPS[per]
    if isinstance(per, dict):
        return (per,)
    return per
