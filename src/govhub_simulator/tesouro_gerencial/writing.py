"""A report as the portal writes it: title lines, header, lines, totals; CSV or spreadsheet, zipped."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import IO, Any
from xml.sax.saxutils import escape

from govhub_simulator.randomness import money
from govhub_simulator.tesouro_gerencial.reports import Report, Row

Line = list[str | int]
"""Cells of a line: text, or an amount in cents."""

_WORKBOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="xl/workbook.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Relatório" sheetId="1" r:id="r1"/></sheets></workbook>',
}
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def package(report: Report, subject: str, rows: Iterable[Row], at: datetime) -> bytes:
    """Return the ZIP that is attached to the message."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "xlsx" if report.spreadsheet else "csv"
        with archive.open(_entry(f"relatorios/{subject}.{kind}", at), "w") as stream:
            if report.spreadsheet:
                write_workbook(stream, lines_of(report, rows, at), at)
            else:
                write_csv(stream, report, lines_of(report, rows, at))
    return buffer.getvalue()


def write_csv(
    stream: IO[bytes], report: Report, lines: Iterable[Line], encoding: str | None = None, separator: str | None = None
) -> None:
    """Write the lines in the report's encoding, with its separator, unless others are asked for."""
    chosen = encoding or report.encoding
    if chosen == "utf-16":  # a stream without positions would get no byte order mark
        stream.write(codecs.BOM_UTF16_LE)
        chosen = "utf-16-le"
    text = io.TextIOWrapper(stream, encoding=chosen, newline="")
    writer = csv.writer(text, delimiter=separator or report.separator, lineterminator="\r\n")
    for line in lines:
        writer.writerow([amount(cell) if isinstance(cell, int) else cell for cell in line])
    text.flush()
    text.detach()


def write_workbook(stream: IO[bytes], lines: Iterable[Line], at: datetime) -> None:
    """Write a workbook of one sheet: texts in line, amounts as numbers."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _WORKBOOK.items():
            archive.writestr(_entry(name, at), '<?xml version="1.0" encoding="UTF-8"?>' + content)
        with archive.open(_entry("xl/worksheets/sheet1.xml", at), "w") as sheet:
            sheet.write(('<?xml version="1.0" encoding="UTF-8"?>' + _SHEET).encode())
            for number, line in enumerate(lines, 1):
                cells = "".join(_cell(place, number, cell) for place, cell in enumerate(line))
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
    stream.write(buffer.getvalue())


def lines_of(report: Report, rows: Iterable[Row], at: datetime) -> Iterator[Line]:
    """Yield the lines of a report, in blocks if it has them."""
    width = len(report.columns) + len(report.amounts)
    if not report.block:
        titles = ["Tesouro Gerencial", f"Relatório: {report.name}", "", "Filtro do relatório:", "Ano >= 2024"]
        lines_before: list[Line] = [[title] if title else [] for title in (*titles, *("" for _ in range(12)))]
        yield from lines_before[: report.lines_before - 2]
        yield [f"Data de execução: {at:%d/%m/%Y %H:%M:%S}"]
        yield _header(report)
        yield from _data(report, rows)
        return
    yield ["Tesouro Gerencial"]
    yield []
    for block, members in groupby(rows, lambda row: row["ano_exercicio"]):
        dimensions, amounts = [title for title, _ in report.columns], [title for title, _ in report.amounts]
        yield [f"{report.block}: {block}"]
        yield []
        yield ["Visão orçamentária"]
        yield [*("" for _ in dimensions), *amounts]  # attributes and amounts have their titles on different lines
        yield [*dimensions, *("" for _ in amounts)]
        yield [*("" for _ in dimensions), *("Movim. Líquido - R$" for _ in amounts)]
        yield from _data(report, members)
        yield ["" for _ in range(width)]


def _header(report: Report) -> Line:
    return [title for title, _ in (*report.columns, *report.amounts)]


def _data(report: Report, rows: Iterable[Row]) -> Iterator[Line]:
    places = [name for _, name in report.amounts]
    texts = [name for _, name in report.columns]
    sums, month_sums, month = dict.fromkeys(places, 0), dict.fromkeys(places, 0), None
    for row in rows:
        if report.subtotals and month not in {None, row["emissao_mes"]}:
            yield _total(texts, month_sums, [str(month), "Total"])
            month_sums = dict.fromkeys(places, 0)
        month = row.get("emissao_mes")
        for name in places:
            sums[name] += row.get(name, 0)
            month_sums[name] += row.get(name, 0)
        yield [*(row.get(name, "") for name in texts), *(row.get(name, 0) for name in places)]
    if report.total:
        yield _total(texts, sums, ["Total"])


def _total(texts: list[str], sums: dict[str, int], words: list[str]) -> Line:
    return [*words, *("" for _ in texts[len(words) :]), *sums.values()]


def amount(cents: int) -> str:
    """Return an amount as the portal writes it: `1.234,56`, `(1.234,56)`, nothing for zero."""
    if cents == 0:
        return ""
    return f"({money(-cents)})" if cents < 0 else money(cents)


def _cell(place: int, number: int, cell: Any) -> str:
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    if isinstance(cell, int):
        return f'<c r="{letters}{number}"><v>{cell // 100 if cell % 100 == 0 else cell / 100}</v></c>' if cell else ""
    text = f'<is><t xml:space="preserve">{escape(cell)}</t></is>'
    return f'<c r="{letters}{number}" t="inlineStr">{text}</c>' if cell else ""


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
