"""The tables of a report to Arrow, whatever their encoding, separator and number of title lines.

A comma-separated file is parsed natively and piece by piece; only spreadsheets and reports in blocks are read row by
row. A file that is not recognised is refused.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
from python_calamine import CalamineError, CalamineWorkbook

from govhub.catalog import ResourceDeclaration
from govhub.catalog.formats import Block, FileReport
from govhub.extraction.answers import BadAnswer
from govhub.extraction.packages import Member, check_unpacked, html_instead, is_html
from govhub.extraction.titles import MAX_HEADER_LINES, Header, HeaderSearch, normalise

_START_BYTES = 262_144
_START_LINES = 80
_READ_BYTES = 1 << 20
_BLOCK_BYTES = 1 << 20  # fits the processor's cache: twice as fast as larger ones
_PART_ROWS = 30_000
_SHEET_BYTES = 512 * 1024**2  # a spreadsheet is read whole
_SEPARATORS = (";", ",", "\t")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE_END = re.compile(r"\r\n|\n|\r")  # those that Arrow counts, and no other


@dataclass(slots=True)
class Rejected:
    """Lines that did not have the number of columns of the header."""

    lines: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table: columns `0`, `1`, … as text, empty texts as null; `block` is that of all of them."""

    header: Header
    table: pa.Table
    block: str | None = None


def read_table(resource: ResourceDeclaration, member: Member, rejected: Rejected) -> Iterator[Part]:
    """Yield one table in pieces, in its order.

    Raises: BadAnswer when the header is not recognised or the content is not what its name says.
    """
    report = resource.file
    assert report is not None
    with member.open() as stream:
        start = stream.read(_START_BYTES)
    if is_html(start):
        raise html_instead(member.name)
    search = HeaderSearch(resource)
    if member.name.lower().endswith(".xlsx"):
        yield from _read_sheets(report, search, member, rejected)
        return
    encoding = detect_encoding(member)
    found = _find_header(search, start, encoding)
    if found is None:
        raise search.failure(member.name)
    try:
        with member.open() as stream:
            if report.block is not None:
                text = io.TextIOWrapper(stream, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")
                yield from _ByRow(report, search, rejected).read(csv.reader(text, delimiter=found.separator))
            else:
                yield from _natively(report, found, stream, encoding, rejected)
    except (pa.ArrowInvalid, UnicodeDecodeError, csv.Error) as error:
        raise BadAnswer(
            "O relatório está truncado ou tem aspas que não se fecham; nada foi gravado",
            where=member.name,
            todo="Peça o envio de novo no portal; o original está guardado junto da execução.",
        ) from error


def detect_encoding(member: Member) -> str:
    """Return the encoding: by byte order mark, else UTF-8 if the whole table is, else Latin-1."""
    with member.open() as stream:
        chunk = stream.read(_READ_BYTES)
        for mark, name in _MARKS:
            if chunk.startswith(mark):
                return name
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = stream.read(_READ_BYTES)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "latin-1"
    return "utf-8"


@dataclass(frozen=True, slots=True)
class _Found:
    header: Header
    data_line: int
    separator: str


def _find_header(search: HeaderSearch, start: bytes, encoding: str) -> _Found | None:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    lines = _LINE_END.split(text)[:_START_LINES]
    cells = {separator: [_split(line, separator) for line in lines] for separator in _SEPARATORS}
    for size in range(1, MAX_HEADER_LINES + 1):
        for first in range(len(lines) - size + 1):
            for separator in _SEPARATORS:
                header = search.match(cells[separator][first : first + size])
                if header is not None:
                    return _Found(header, first + size, separator)
    return None


def _split(line: str, separator: str) -> list[str]:
    """Return the cells of a line; none for one that is too long for a reader of rows, which no header is."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _natively(
    report: FileReport, found: _Found, stream: IO[bytes], encoding: str, rejected: Rejected
) -> Iterator[Part]:
    names = [str(place) for place in range(found.header.width)]

    def refuse(row: pv.InvalidRow) -> str:
        text = row.text.strip().strip('"')
        if text and not text.startswith(report.total):
            rejected.lines += 1
        return "skip"

    try:
        reader = pv.open_csv(
            stream,
            read_options=pv.ReadOptions(
                use_threads=False,
                block_size=_BLOCK_BYTES,
                skip_rows=found.data_line,
                column_names=names,
                encoding="utf8" if encoding == "utf-8" else encoding,
            ),
            parse_options=pv.ParseOptions(
                delimiter=found.separator, newlines_in_values=True, invalid_row_handler=refuse
            ),
            convert_options=pv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error):
            return
        raise
    batches, rows = list[pa.RecordBatch](), 0
    for batch in reader:
        batches.append(batch)
        rows += len(batch)
        if rows >= _PART_ROWS:
            yield Part(found.header, _without_nul(pa.Table.from_batches(batches).combine_chunks()))
            batches, rows = [], 0
    if batches:
        yield Part(found.header, _without_nul(pa.Table.from_batches(batches).combine_chunks()))


def _without_nul(table: pa.Table) -> pa.Table:
    """Drop NUL characters, which PostgreSQL's text cannot hold."""
    for place, column in enumerate(table.columns):
        content = column.chunk(0).buffers()[2] if column.num_chunks else None
        if content is not None and b"\0" in content.to_pybytes():
            table = table.set_column(place, str(place), pc.replace_substring(column, "\0", ""))
    return table


class _ByRow:
    """Reads rows one by one: those of spreadsheets, and reports whose blocks each have a title line and a header."""

    def __init__(self, report: FileReport, search: HeaderSearch, rejected: Rejected) -> None:
        self._report = report
        self._search = search
        self._rejected = rejected
        self._header: Header | None = None
        self._block: str | None = None
        self._rows: list[list[str | None]] = []
        self._recent: deque[list[str]] | None = deque(maxlen=MAX_HEADER_LINES)  # null while no header is expected

    def read(self, rows: Iterator[list[str]]) -> Iterator[Part]:
        """Yield what the rows hold; nothing at all if no header was found."""
        for cells in rows:
            opened = _opened_block(self._report.block, cells)
            if opened is not None:
                yield from self._flush()
                self._block, self._recent = opened, deque(maxlen=MAX_HEADER_LINES)
            elif not self._is_header(cells) and any(cells):
                self._take(cells)
            if len(self._rows) >= _PART_ROWS:
                yield from self._flush()
        yield from self._flush(last=True)

    def _is_header(self, cells: list[str]) -> bool:
        if self._recent is None:
            return False
        self._recent.append(cells)
        lines = list(self._recent)
        found = (self._search.match(lines[-size:]) for size in range(1, len(lines) + 1))
        header = next((header for header in found if header is not None), None)
        if header is not None:
            self._header, self._recent = header, None
        return header is not None

    def _take(self, cells: list[str]) -> None:
        if self._header is None:
            return
        row = _fitted(self._report, self._header, cells)
        if row is not None:
            self._rows.append(row)
        elif self._recent is None and not cells[0].strip().startswith(self._report.total):
            self._rejected.lines += 1

    def _flush(self, last: bool = False) -> Iterator[Part]:
        if self._header is not None and (self._rows or last):
            columns = {
                str(place): pa.array([row[place] for row in self._rows], pa.string())
                for place in range(self._header.width)
            }
            yield Part(self._header, _without_nul(pa.table(columns)), self._block)
        self._rows = []


def _opened_block(block: Block | None, cells: Sequence[str]) -> str | None:
    """Return the value of the block that a line such as `Ano Lançamento: 2024` opens, null for any other line."""
    if block is None or not cells or not normalise(cells[0][:200]).startswith(normalise(block.title)):
        return None
    _, colon, value = "".join(cells).partition(":")
    return value.strip() if colon else "".join(cells[1:]).strip()


def _fitted(report: FileReport, header: Header, cells: list[str]) -> list[str | None] | None:
    """Return a row in the width of the header; amounts that are blank at the end may be left out of the line."""
    if any(cells[header.width :]):
        return None
    left_out = range(len(cells), header.width)
    if left_out and not set(left_out) <= {header.places[name] for name in report.amounts}:
        return None
    return [*(cell or None for cell in cells[: header.width]), *(None for _ in left_out)]


def _read_sheets(report: FileReport, search: HeaderSearch, member: Member, rejected: Rejected) -> Iterator[Part]:
    """Read the first sheet that has the header; the workbook is loaded whole, so its size is bounded."""
    try:
        with member.open() as stream:
            content = stream.read(_SHEET_BYTES + 1)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_unpacked(archive, _SHEET_BYTES, member.name)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BadAnswer(
            "A planilha do relatório está danificada ou exige senha; nada foi gravado",
            where=member.name,
            todo="Peça o envio de novo no portal, sem senha.",
        ) from error
    for sheet in sheets:
        rows = ([_cell(value) for value in row] for row in sheet.iter_rows())
        parts = _ByRow(report, search, rejected).read(rows)
        first = next(parts, None)
        if first is not None:
            yield first
            yield from parts
            return
    raise search.failure(member.name)


def _cell(value: Any) -> str:
    """A cell as the text that it would be in a CSV of the portal: `1234,56`, `15/01/2024`, whole numbers without decimals."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g").replace(".", ",")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)
