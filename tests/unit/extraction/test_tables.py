"""Tables to Arrow: encoding, separator and header are found, blocks and spreadsheets are read, other things refused."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from govhub.catalog import ResourceDeclaration
from govhub.extraction import tables
from govhub.extraction.answers import BadAnswer
from govhub.extraction.packages import Member
from govhub.extraction.tables import Rejected, detect_encoding, read_table
from govhub.extraction.titles import HeaderSearch
from govhub_simulator.tesouro_gerencial.writing import write_workbook

FIELDS = (
    ("mes", "Emissão - Mês"),
    ("acao", "Ação Governo"),
    ("acao_nome", "Ação Governo+1"),
    ("acao_resumo", "Ação Governo+2"),
    ("valor", "Valor"),
)
TITLES = ("Emissão - Mês", "Ação Governo", "", "", "Valor")
ROW = ("JAN/2026", "20ZH", "ASSISTÊNCIA", "A", "1,00")


def report(**changes: Any) -> ResourceDeclaration:
    block = [("ano", "ano")] if "block" in changes else []
    fields = [{"name": name, "from": title, "lgpd": "P0", "about": "Campo"} for name, title in (*block, *FIELDS)]
    return ResourceDeclaration.model_validate(
        {
            "system": "s", "name": "r", "about": "Teste", "protocol": "files", "load": "snapshot", "scope": ["assunto"],
            "per": {"values": ["relatorio"], "as": "assunto"}, "key": ["mes"], "fields": fields,
            "file": {"amounts": ["valor"], **changes},
        }
    )  # fmt: skip


def table(content: str | bytes, encoding: str = "utf-8", name: str = "r.csv") -> Member:
    return Member(name, partial(io.BytesIO, content if isinstance(content, bytes) else content.encode(encoding)))


def rows(member: Member, resource: ResourceDeclaration | None = None, rejected: Rejected | None = None) -> list[Any]:
    found = []
    for part in read_table(resource or report(), member, rejected or Rejected()):
        columns = [part.table.column(str(part.header.places[name])).to_pylist() for name, _ in FIELDS]
        found += [(part.block, *row) if part.block else row for row in zip(*columns, strict=True)]
    return found


def sheet(*lines: Any, name: str = "r.xlsx") -> Member:
    buffer = io.BytesIO()
    write_workbook(buffer, lines, datetime(2026, 1, 1, tzinfo=UTC))
    return table(buffer.getvalue(), name=name)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("before", [0, 3, 12])
def test_encoding_separator_and_header_are_found(separator: str, encoding: str, before: int) -> None:
    row = ['"1,00"' if cell == "1,00" else cell for cell in ROW]
    lines = [*("Título, com; separadores" for _ in range(before)), separator.join(TITLES), separator.join(row), ""]

    assert rows(table("\r\n".join(lines), encoding)) == [ROW]


def test_big_endian_utf16_is_told_by_its_mark() -> None:
    text = ";".join(TITLES) + "\n" + ";".join(ROW)

    assert rows(table(b"\xfe\xff" + text.encode("utf-16-be"))) == [ROW]


def test_latin1_far_down_a_long_file_is_noticed_before_any_row_is_read() -> None:
    text = "a" * (3 << 20) + "ã"

    assert detect_encoding(table(text, "latin-1")) == "latin-1"
    assert detect_encoding(table(text, "utf-8")) == "utf-8"


def test_titles_are_compared_without_accents_case_and_repeated_spaces() -> None:
    assert rows(table("EMISSAO  - MES;acao governo;;;VALOR\n" + ";".join(ROW))) == [ROW]


def test_t46_columns_are_found_wherever_they_stand() -> None:
    assert rows(table("Valor;Ação Governo;;;Emissão - Mês\n1,00;20ZH;ASSISTÊNCIA;A;JAN/2026\n")) == [ROW]


def test_a_merged_title_may_be_repeated_over_its_columns() -> None:
    repeated = "Emissão - Mês;Ação Governo;Ação Governo;Ação Governo;Valor\n"

    assert rows(table(repeated + ";".join(ROW))) == [ROW]


def test_attributes_and_amounts_may_have_their_titles_on_neighbouring_lines() -> None:
    text = "Relatório;;;;\n;;;;Valor\nEmissão - Mês;Ação Governo;;;\n" + ";".join(ROW)

    assert rows(table(text)) == [ROW]


def test_line_ends_separators_and_quotes_inside_a_cell_are_its_text() -> None:
    cell = 'LINHA 1\r\nLINHA "2"; FIM'
    text = ";".join(TITLES) + '\r\nJAN/2026;20ZH;"LINHA 1\r\nLINHA ""2""; FIM";A;1,00\r\n'

    assert rows(table(text)) == [("JAN/2026", "20ZH", cell, "A", "1,00")]


def test_blank_cells_are_null_and_codes_keep_their_zeros() -> None:
    assert rows(table(";".join(TITLES) + '\n;000123;"";;\n')) == [(None, "000123", None, None, None)]


def test_a_nul_character_that_postgresql_cannot_hold_is_dropped() -> None:
    assert rows(table(";".join(TITLES) + "\nJAN/2026;20\0ZH;ASSISTÊNCIA;A;1,00\n")) == [ROW]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Emissão - Mês;Ação;;;Valor",
            "faltam «Ação Governo»; a linha mais parecida traz «Emissão - Mês», «Ação», «Valor»",
        ),
        ("Emissão - Mês;Ação Governo;;Valor", "faltam «Ação Governo»"),
        ("nada", "faltam «Emissão - Mês», «Ação Governo», «Valor»; nenhuma linha se parece"),
    ],
)
def test_t46_an_unknown_header_is_refused_with_what_is_missing_and_what_is_there(header: str, words: str) -> None:
    with pytest.raises(BadAnswer, match=words) as refused:
        rows(table(f"Título\n{header}\n" + ";".join(ROW)))

    assert "r.csv" in str(refused.value)


def test_a_title_over_two_separate_columns_is_refused() -> None:
    with pytest.raises(BadAnswer, match="mais de uma coluna com o título Valor"):
        rows(table("Emissão - Mês;Valor;Ação Governo;;;Valor\n"))


def test_an_untitled_column_is_named_after_the_title_before_it() -> None:
    header = HeaderSearch(report()).match([["", *TITLES[:4], "", "Valor", "Nova", ""]])

    assert header is not None
    assert header.unknown == {"coluna+1": 0, "Ação Governo+3": 5, "Nova": 7, "Nova+1": 8}


@pytest.mark.parametrize("text", ['JAN/2026;"20ZH;ASSISTÊNCIA;A;1,00\n' + "x;y;z;w;v\n" * 300_000])
def test_quotes_that_never_close_refuse_the_file(text: str) -> None:
    with pytest.raises(BadAnswer, match="aspas que não se fecham"):
        rows(table(";".join(TITLES) + "\n" + text))


def test_utf16_cut_in_the_middle_of_a_character_is_refused() -> None:
    content = ("\t".join(TITLES) + "\n" + "\t".join(ROW)).encode("utf-16")

    with pytest.raises(BadAnswer, match="está truncado"):
        rows(table(content[:-1]))


BLOCKS = """Relatório
Ano Lançamento: 2025

Visão

\t\t\t\tValor
Emissão - Mês\tAção Governo\t\t\t
JAN/2025\t20ZH\tX\tA\t1,00
FEV/2025\t2000\tY\tB
Total\t\t\t\t1,00
Ano Lançamento:\t2026
Emissão - Mês\tAção Governo\t\t\tValor
JAN/2026\t20ZH\tX\tA\t2,00
estranha\tlinha
"""


def test_each_block_gives_its_value_to_its_rows_and_may_have_its_own_header() -> None:
    rejected = Rejected()
    found = rows(table(BLOCKS, "utf-16"), report(block={"title": "Ano Lançamento", "field": "ano"}), rejected)

    assert found == [
        ("2025", "JAN/2025", "20ZH", "X", "A", "1,00"),
        ("2025", "FEV/2025", "2000", "Y", "B", None),  # blank amounts may be left out at the end of a line
        ("2025", "Total", None, None, None, "1,00"),
        ("2026", "JAN/2026", "20ZH", "X", "A", "2,00"),
    ]
    assert rejected.lines == 1


def test_a_spreadsheet_is_read_as_the_text_that_a_csv_would_have() -> None:
    found = rows(
        sheet(
            ["Relatório"],
            [],
            list(TITLES),
            ["JAN/2026", "000123", "X", "A", -123456789012],
            ["FEV/2026", "2", "", "", 500],
        )
    )

    assert found == [("JAN/2026", "000123", "X", "A", "-1234567890,12"), ("FEV/2026", "2", None, None, "5")]


def test_a_spreadsheet_with_another_header_is_refused() -> None:
    with pytest.raises(BadAnswer, match="cabeçalho do relatório não foi reconhecido"):
        rows(sheet(["Outra", "Coisa"]))


@pytest.mark.parametrize("content", [b"PK\x03\x04 lixo", b"", b"\xd0\xcf\x11\xe0"])
def test_a_damaged_spreadsheet_is_refused(content: bytes) -> None:
    with pytest.raises(BadAnswer, match="planilha do relatório está danificada ou exige senha"):
        rows(table(content, name="r.xlsx"))


def test_what_a_spreadsheet_unpacks_to_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (3 << 20))
    monkeypatch.setattr(tables, "_SHEET_BYTES", 2 << 20)

    with pytest.raises(BadAnswer, match="abriria em 3 MB, mais que o limite de 2 MB"):
        rows(table(buffer.getvalue(), name="r.xlsx"))
