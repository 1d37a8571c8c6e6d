"""Reports that come as files: one edition in, pages out, its own totals checked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from govhub.catalog import ResourceDeclaration
from govhub.catalog.formats import FileReport
from govhub.extraction.answers import BadAnswer, Effort, Page, Scope, ScopeDone, TotalMismatch, TypeChanged
from govhub.extraction.packages import members
from govhub.extraction.rows import bronze_schema, complete
from govhub.extraction.tables import Part, Rejected, read_table
from govhub.extraction.titles import Header

_MONEY = pl.Decimal(38, 2)
_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2})?"
_AMOUNT = rf"^(?:-?{_NUMBER}|\({_NUMBER}\))$"
_PLAIN = {".": "", ",": ".", "(": "-", ")": ""}
_OPEN_FILE = "Abra o arquivo original, guardado junto da execução, e confira"


@dataclass(slots=True)
class FileReading:
    """One edition of a report, already fetched; iterate `pages()` once, with the one scope it fills."""

    resource: ResourceDeclaration
    original: Path
    kind: str
    effort: Effort = field(default_factory=Effort)

    async def pages(self, scopes: Iterable[Scope]) -> AsyncIterator[Page | ScopeDone]:
        """As in Reading.

        Raises: BadAnswer for a file that is not recognised; TotalMismatch when its own total line says another sum.
        """
        (scope,) = scopes
        self.effort.requests, self.effort.bytes = 1, self.original.stat().st_size
        rows = 0
        for page in self._read(scope):
            rows += len(page.table)
            yield page
        yield ScopeDone(scope=scope, rows=rows, rows_announced=None)

    def _read(self, scope: Scope) -> Iterator[Page]:
        report = self.resource.file
        assert report is not None
        rejected, rows = Rejected(), 0
        with members(self.original, self.kind) as tables:
            for member in tables:
                sums = Sums(report)
                for part in read_table(self.resource, member, rejected):
                    page = self._page(scope, report, part, sums)
                    rows += len(page.table)
                    if len(page.table):
                        yield page
                sums.check()
        self.effort.rejected = rejected.lines
        _check(report, rows, rejected.lines)

    def _page(self, scope: Scope, report: FileReport, part: Part, sums: Sums) -> Page:
        length = len(part.table)
        columns = {name: _chunk(part.table, place) for name, place in part.header.places.items()}
        if report.block is not None:
            columns[report.block.field] = pa.repeat(pa.scalar(part.block or None, pa.string()), length)
        first = pc.fill_null(pc.utf8_trim_whitespace(_chunk(part.table, 0)), "")
        is_total = pc.starts_with(first, report.total)
        sums.note_total(part.block, columns, is_total)
        kept = pc.invert(self._left_out(report, columns, is_total))
        if not pc.all(kept).as_py():
            columns = {name: values.filter(kept) for name, values in columns.items()}
        sums.add(part.block, columns)
        extras, unknown = _extras(part.header, part.table.filter(kept))
        full = complete(self.resource, scope, columns, extras, scope.params, bronze_schema(self.resource))
        _require_keys(self.resource, full)
        return Page(scope, full, unknown, part.table.nbytes, len(full))

    def _left_out(self, report: FileReport, columns: dict[str, pa.Array], is_total: pa.Array) -> pa.Array:
        """Tell which lines are no data: totals, subtotals under any part of the key, and what `keep` does not match."""
        left_out = is_total
        for name in self.resource.key:
            if name in columns:
                left_out = pc.or_(left_out, pc.fill_null(pc.equal(columns[name], report.total), False))
        for name, pattern in report.keep.items():
            matches = pc.fill_null(pc.match_substring_regex(columns[name], pattern), False)
            left_out = pc.or_(left_out, pc.invert(matches))
        return left_out


def _chunk(table: pa.Table, place: int) -> pa.Array:
    column = table.column(str(place))
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _check(report: FileReport, rows: int, rejected: int) -> None:
    if rejected > report.max_rejected * (rows + rejected):
        raise BadAnswer(
            f"O relatório traz {rejected} linhas com outro número de colunas entre {rows + rejected}, mais que o "
            "tolerado; nada foi gravado",
            todo=f"{_OPEN_FILE} o separador e as aspas.",
        )
    if rows == 0 and not report.may_be_empty:
        raise BadAnswer(
            "O relatório veio só com o cabeçalho; nada foi gravado",
            todo="Confira o filtro do relatório no portal; se ele pode vir vazio, declare may_be_empty em sources/.",
        )


def _require_keys(resource: ResourceDeclaration, table: pa.Table) -> None:
    for key in resource.key:
        missing = table.column(key).null_count
        if missing:
            raise BadAnswer(
                f"O relatório traz {missing} de {len(table)} linhas sem {key}, que é parte da chave; nada foi gravado",
                todo=f"{_OPEN_FILE} se são linhas de subtotal; se forem, exclua-as com 'keep' em sources/.",
            )


def _extras(header: Header, table: pa.Table) -> tuple[pa.Array, frozenset[str]]:
    if not header.unknown:
        return pa.nulls(len(table), pa.string()), frozenset()
    frame = pl.from_arrow(table.select([str(place) for place in header.unknown.values()]))
    assert isinstance(frame, pl.DataFrame)
    frame.columns = list(header.unknown)
    texts = frame.select(pl.struct(pl.all()).struct.json_encode()).to_series().to_arrow()
    return texts.cast(pa.string()), frozenset(header.unknown)


def amounts(values: pa.Array, name: str) -> pl.Series:
    """Return `1.234,56` and `(1.234,56)` as decimals; blank stays null.

    Raises: TypeChanged for a text that is no amount, such as one with a decimal point.
    """
    if values.null_count == len(values):
        return pl.Series(name, [None] * len(values), _MONEY)
    text = pl.Series(name, values)
    good = text.str.contains(_AMOUNT)
    if not good.all():  # nulls do not count
        text = text.str.strip_chars()
        text = text.set(text == "", None)
        wrong = (~text.str.contains(_AMOUNT)).sum()
        if wrong:
            raise TypeChanged(
                f"O relatório traz em {name}, em {wrong} linhas, um texto que não é valor em reais (1.234,56); "
                "nada foi gravado",
                todo=f"{_OPEN_FILE} a coluna.",
            )
    read = text.str.replace_many(list(_PLAIN), list(_PLAIN.values())).cast(_MONEY, strict=False)
    if read.null_count() > text.null_count():
        raise TypeChanged(
            f"O relatório traz em {name} um valor com mais algarismos do que um valor em reais tem; nada foi gravado",
            todo=f"{_OPEN_FILE} a coluna.",
        )
    return read


def brazilian(amount: Decimal) -> str:
    """Return an amount as it is read in Brazil: 1.234,56."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


class Sums:
    """The sums of the amounts, by block, and what the report's own total lines say they are."""

    def __init__(self, report: FileReport) -> None:
        self._names = report.amounts
        self._sums: dict[tuple[str | None, str], Decimal] = {}
        self._said: dict[tuple[str | None, str], list[Decimal]] = {}

    def add(self, block: str | None, columns: dict[str, pa.Array]) -> None:
        """Add the amounts of data rows."""
        for name in self._names:
            found = Decimal(amounts(columns[name], name).sum() or 0)
            self._sums[block, name] = self._sums.get((block, name), Decimal(0)) + found

    def note_total(self, block: str | None, columns: dict[str, pa.Array], is_total: pa.Array) -> None:
        """Remember what the lines that begin with the word of totals say."""
        if not pc.any(is_total).as_py():
            return
        for name in self._names:
            said = amounts(columns[name].filter(is_total), name).drop_nulls().to_list()
            self._said.setdefault((block, name), []).extend(said)

    def check(self) -> None:
        """Compare: the last total is that of its block or of all of them; else the totals are subtotals that add up to it.

        Raises: TotalMismatch.
        """
        for (block, name), said in self._said.items():
            found = self._sums.get((block, name), Decimal(0))
            of_all = sum((value for (_, other), value in self._sums.items() if other == name), Decimal(0))
            if said and said[-1] not in {found, of_all} and sum(said) != found:
                raise TotalMismatch(
                    f"A linha de total do relatório diz {brazilian(said[-1])} em {name} e as linhas somam "
                    f"{brazilian(found)}; nada foi gravado",
                    todo="Peça o relatório de novo; o arquivo original está guardado junto da execução.",
                )
