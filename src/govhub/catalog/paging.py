"""Paging families: how a source ends what it has to say."""

from __future__ import annotations

from pydantic import Field, model_validator

from govhub.catalog.base import Declared, Name


class ArrayPaging(Declared):
    """The whole answer is one JSON array, or the array at the dotted path `rows`; `single` when it is one object."""

    rows: str = ""
    single: bool = False


class PageNumberPaging(Declared):
    """Numbered pages; the source announces rows, pages or both, and that announcement ends the reading.

    `size` is absent where the source fixes it: the announced pages are then followed.
    """

    page_param: str
    size_param: str | None = None
    size: int | None = Field(default=None, ge=1)
    first: int = 1
    rows: str
    total_rows: str | None = None
    total_pages: str | None = None

    @model_validator(mode="after")
    def _an_end(self) -> PageNumberPaging:
        if self.total_rows is None and self.total_pages is None:
            raise ValueError("a paginação precisa de um sinal de fim: 'total_rows', 'total_pages' ou os dois")
        if self.size is None and self.total_pages is None:
            raise ValueError("sem 'size' a paginação precisa de 'total_pages', o total de páginas anunciado")
        if self.size_param is not None and self.size is None:
            raise ValueError("'size_param' precisa de 'size', as linhas pedidas por página")
        return self


class OffsetPaging(Declared):
    """Offset and limit, ended by the announced total of rows."""

    offset_param: str
    limit_param: str
    limit: int = Field(ge=1)
    rows: str
    total_rows: str


class NextLinkPaging(Declared):
    """Each answer carries the address of the next; the field `next` is null on the last."""

    rows: str
    next: str


class ScanPaging(Declared):
    """One numbered document per request, 1, 2, 3 …: the numbers have gaps, so only a long run of misses ends it.

    `param` is filled with the number, padded with zeros to `width` digits.
    """

    param: Name
    width: int = Field(default=6, ge=1)
    first: int = 1
    misses: int = Field(default=30, ge=1)


class Paging(Declared):
    """Exactly one paging family."""

    array: ArrayPaging | None = None
    page_number: PageNumberPaging | None = None
    offset: OffsetPaging | None = None
    next_link: NextLinkPaging | None = None
    scan: ScanPaging | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Paging:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            found = " e ".join(given) or "nenhuma"
            raise ValueError(
                f"a paginação precisa de exatamente uma regra; encontrada(s): {found}. Apague o que a fonte não usa"
            )
        return self

    @property
    def rule(self) -> ArrayPaging | PageNumberPaging | OffsetPaging | NextLinkPaging | ScanPaging:
        """The one family that was declared."""
        rule = self.array or self.page_number or self.offset or self.next_link or self.scan
        assert rule is not None
        return rule

    @property
    def announces_rows(self) -> bool:
        """Whether the source says how many rows there are."""
        return self.offset is not None or (self.page_number is not None and self.page_number.total_rows is not None)
