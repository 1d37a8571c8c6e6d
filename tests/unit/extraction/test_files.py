"""Editions to pages: what is data, what is a total, what an original may be packed in, and what is refused."""

from __future__ import annotations

import asyncio
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from govhub.catalog import ResourceDeclaration
from govhub.extraction import packages
from govhub.extraction.answers import BadAnswer, Page, Scope, ScopeDone, TotalMismatch, TypeChanged
from govhub.extraction.files import FileReading
from govhub.extraction.tables import Rejected, read_table

HEADER = "Dia;NE;Favorecido;;Valor"
LINES = ("01/01/2026;1NE1;123;ANA;1.000,10", "02/01/2026;1NE2;;;(2,50)")
GOOD = "\r\n".join(["Título", "", HEADER, *LINES, "Total;;;;997,60", ""])


def report(**changes: Any) -> ResourceDeclaration:
    fields = [
        {"name": "assunto", "from": "$assunto"},
        {"name": "dia", "from": "Dia", "default": ""},
        {"name": "ne", "from": "NE"},
        {"name": "favorecido", "from": "Favorecido", "default": ""},
        {"name": "favorecido_nome", "from": "Favorecido+1"},
        {"name": "valor", "from": "Valor"},
        {"name": "ordem", "from": "$order", "type": "bigint"},
    ]
    return ResourceDeclaration.model_validate(
        {
            "system": "s", "name": "r", "about": "Teste", "protocol": "files", "load": "snapshot", "scope": ["assunto"],
            "per": {"values": ["relatorio"], "as": "assunto"}, "key": ["assunto", "dia", "ne", "favorecido", "ordem"],
            "file": {"amounts": ["valor"], **changes},
            "fields": [{"lgpd": "P0", "about": "Campo", **field} for field in fields],
        }
    )  # fmt: skip


def read(original: Path, resource: ResourceDeclaration | None = None, reading: FileReading | None = None) -> list[Any]:
    reading = reading or FileReading(resource or report(), original, original.suffix)

    async def everything() -> list[Any]:
        return [item async for item in reading.pages([Scope({"assunto": "relatorio"}, "cursor-1")])]

    return asyncio.run(everything())


def rows(original: Path, resource: ResourceDeclaration | None = None) -> list[dict[str, Any]]:
    return [row for page in read(original, resource) if isinstance(page, Page) for row in page.table.to_pylist()]


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def mailed(path: Path, *attachments: tuple[str, bytes]) -> Path:
    message = EmailMessage()
    message["Subject"] = "relatorio"
    message.set_content("Segue o relatório.")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return written(path, message.as_bytes())


def test_lines_become_rows_with_key_extras_and_scope(tmp_path: Path) -> None:
    items = read(written(tmp_path / "r.csv", GOOD))

    assert [page.table.to_pylist() for page in items if isinstance(page, Page)] == [
        [
            {
                "assunto": "relatorio", "dia": "01/01/2026", "ne": "1NE1", "favorecido": "123", "favorecido_nome": "ANA",
                "valor": "1.000,10", "ordem": 1, "_scope": "assunto=relatorio", "_extras": None,
            },
            {
                "assunto": "relatorio", "dia": "02/01/2026", "ne": "1NE2", "favorecido": "", "favorecido_nome": None,
                "valor": "(2,50)", "ordem": 1, "_scope": "assunto=relatorio", "_extras": None,
            },
        ]
    ]  # fmt: skip
    assert items[-1] == ScopeDone(Scope({"assunto": "relatorio"}, "cursor-1"), rows=2, rows_announced=None)


def test_a_column_that_nobody_declared_is_kept_in_extras_and_shifts_nothing(tmp_path: Path) -> None:
    text = "Dia;UG;NE;Favorecido;;;Valor\n01/01/2026;290002;1NE1;123;ANA;DF;5,00\n"
    items = read(written(tmp_path / "r.csv", text))
    row = items[0].table.to_pylist()[0]

    assert (row["ne"], row["favorecido_nome"], row["valor"]) == ("1NE1", "ANA", "5,00")
    assert items[0].unknown_fields == {"UG", "Favorecido+2"}
    assert json.loads(row["_extras"]) == {"UG": "290002", "Favorecido+2": "DF"}


def test_subtotals_and_totals_are_no_data(tmp_path: Path) -> None:
    text = "\n".join([HEADER, LINES[0], "01/01/2026;Total;;;1.000,10", LINES[1], "Total;;;;997,60", "Total;;;;997,60"])

    assert [row["ne"] for row in rows(written(tmp_path / "r.csv", text))] == ["1NE1", "1NE2"]


def test_lines_that_keep_does_not_match_are_dropped(tmp_path: Path) -> None:
    text = "\n".join([HEADER, *LINES, "03/01/2026;-9;;;"])
    kept = rows(written(tmp_path / "r.csv", text), report(keep={"ne": "NE"}))

    assert [row["ne"] for row in kept] == ["1NE1", "1NE2"]


def test_a_total_that_is_not_the_sum_of_the_lines_refuses_the_file(tmp_path: Path) -> None:
    text = GOOD.replace("Total;;;;997,60", "Total;;;;1.997,60")

    with pytest.raises(TotalMismatch, match=r"total do relatório diz 1.997,60 em valor e as linhas somam 997,60; nada"):
        read(written(tmp_path / "r.csv", text))


@pytest.mark.parametrize("amount", ["1234.56", "1.23,45", "12,345", "R$ 5", "((5))", "-(5)", "1,2,3"])
def test_a_text_that_is_no_brazilian_amount_refuses_the_file(tmp_path: Path, amount: str) -> None:
    text = f'{HEADER}\n01/01/2026;1NE1;;;"{amount}"\n'

    with pytest.raises(TypeChanged, match=r"traz em valor, em 1 linhas, um texto que não é valor em reais"):
        read(written(tmp_path / "r.csv", text))


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        (("1.234,56", "(234,56)"), "1.000,00"),
        (("-5,5", "10"), "4,50"),
        (("", " "), "0,00"),
        ((" 1,00 ", "2,00"), "3,00"),
    ],
)
def test_amounts_in_every_form_add_up(tmp_path: Path, amounts: tuple[str, str], total: str) -> None:
    lines = [f'01/01/2026;1NE1;;;"{amount}"' for amount in amounts]
    text = "\n".join([HEADER, *lines, f"Total;;;;{total}"])

    assert len(rows(written(tmp_path / "r.csv", text))) == 2


def test_lines_with_another_number_of_columns_are_counted_and_too_many_refuse_the_file(tmp_path: Path) -> None:
    good = [f"01/01/2026;1NE{number};;;1,00" for number in range(300)]
    reading = FileReading(report(), written(tmp_path / "r.csv", "\n".join([HEADER, *good, "a;b", "c"])), ".csv")

    assert read(reading.original, reading=reading)[-1].rows == 300
    assert reading.effort.rejected == 2
    with pytest.raises(BadAnswer, match="3 linhas com outro número de colunas entre 303, mais que o tolerado"):
        read(written(tmp_path / "r.csv", "\n".join([HEADER, *good, "a;b", "c", "d;e"])), report(max_rejected=0.005))


def test_a_short_line_of_totals_is_not_a_rejected_line(tmp_path: Path) -> None:
    reading = FileReading(report(), written(tmp_path / "r.csv", f"{HEADER}\n{LINES[0]}\nTotal;1.000,10\n"), ".csv")

    assert read(reading.original, reading=reading)[-1].rows == 1
    assert reading.effort.rejected == 0


def test_a_header_without_lines_is_an_error_unless_the_report_may_be_empty(tmp_path: Path) -> None:
    original = written(tmp_path / "r.csv", f"{HEADER}\n")

    with pytest.raises(BadAnswer, match="veio só com o cabeçalho"):
        read(original)
    assert read(original, report(may_be_empty=True))[-1].rows == 0


def test_a_line_without_a_part_of_the_key_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(BadAnswer, match="1 de 2 linhas sem ne, que é parte da chave"):
        read(written(tmp_path / "r.csv", "\n".join([HEADER, LINES[0], "02/01/2026;;;;1,00"])))


def test_every_table_of_a_zip_is_read_whatever_its_path_and_nothing_is_unpacked(tmp_path: Path) -> None:
    second = GOOD.replace("1NE", "2NE").encode("utf-16")
    members = {"../../fora.csv": GOOD.encode(), "b/c.CSV": second, "__MACOSX/._b.csv": b"x", "leia-me.pdf": b"x"}
    original = zipped(tmp_path / "r.zip", members)

    assert [row["ne"] for row in rows(original)] == ["1NE1", "1NE2", "2NE1", "2NE2"]
    assert [path.name for path in tmp_path.rglob("*")] == ["r.zip"]
    assert not (tmp_path.parent.parent / "fora.csv").exists()


def test_the_first_zip_of_a_message_is_the_report(tmp_path: Path) -> None:
    packed = zipped(tmp_path / "a.zip", {"r.csv": GOOD.encode()}).read_bytes()

    assert len(rows(mailed(tmp_path / "r.eml", ("logo.png", b"x"), ("Relatório.ZIP", packed)))) == 2
    assert len(rows(mailed(tmp_path / "s.eml", ("solto.csv", GOOD.encode())))) == 2


@pytest.mark.parametrize(
    ("attachments", "words"),
    [
        ([], "A mensagem não traz o relatório anexado"),
        ([("r.pdf", b"%PDF")], "A mensagem não traz o relatório anexado"),
        ([("r.zip", b"<!DOCTYPE html><html>")], "Veio uma página HTML no lugar do relatório"),
        ([("r.csv", b"\xef\xbb\xbf\r\n <html>")], "Veio uma página HTML no lugar do relatório"),
        ([("r.csv", "<html>".encode("utf-16"))], "Veio uma página HTML no lugar do relatório"),
        ([("r.zip", b"")], "truncado ou danificado"),
    ],
)
def test_a_message_without_its_report_is_refused(tmp_path: Path, attachments: Any, words: str) -> None:
    with pytest.raises(BadAnswer, match=words):
        read(mailed(tmp_path / "r.eml", *attachments))


def test_a_zip_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAnswer, match="não traz nenhum CSV ou XLSX"):
        read(zipped(tmp_path / "r.zip", {"r.pdf": b"%PDF"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_truncated_or_damaged_zip_is_refused(tmp_path: Path, encoding: str) -> None:
    lines = [f"01/01/2026;1NE{number * 7919 % 100003};;;{number % 997},00" for number in range(60_000)]
    whole = zipped(tmp_path / "r.zip", {"r.csv": "\n".join([HEADER, *lines]).encode(encoding)}).read_bytes()
    damaged = bytearray(whole)
    damaged[len(whole) * 2 // 3] ^= 0xFF

    for content in (whole[: len(whole) * 2 // 3], bytes(damaged)):
        with pytest.raises(BadAnswer, match="está truncado ou danificado"):
            read(written(tmp_path / "r.zip", content))


def test_a_zip_with_a_password_is_refused_and_says_so(tmp_path: Path) -> None:
    content = bytearray(zipped(tmp_path / "r.zip", {"r.csv": GOOD.encode()}).read_bytes())
    content[6] |= 1  # the flag of the local header …
    content[content.index(b"PK\x01\x02") + 8] |= 1  # … and of the directory

    with pytest.raises(BadAnswer, match="exige senha"):
        read(written(tmp_path / "r.zip", bytes(content)))


def test_a_rare_compression_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAnswer, match="compressão que não é a comum"):
        read(zipped(tmp_path / "r.zip", {"r.csv": GOOD.encode()}, zipfile.ZIP_LZMA))


def test_what_a_zip_unpacks_to_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = zipped(tmp_path / "r.zip", {"r.csv": GOOD.encode() + b" " * (3 << 20)})
    monkeypatch.setattr(packages, "MAX_UNPACKED_BYTES", 2 << 20)

    with pytest.raises(BadAnswer, match="abriria em 3 MB, mais que o limite de 2 MB"):
        read(original)


def test_a_member_never_gives_more_than_its_directory_says(tmp_path: Path) -> None:
    content = bytearray(zipped(tmp_path / "r.zip", {"r.csv": GOOD.encode() + b" " * (3 << 20)}).read_bytes())
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (len(GOOD)).to_bytes(4, "little")

    with (
        packages.members(written(tmp_path / "r.zip", bytes(content)), ".zip") as tables,
        tables[0].open() as stream,
        pytest.raises(BadAnswer, match="truncado ou danificado"),
    ):
        stream.read()


def test_a_report_of_any_size_is_read_in_parts(tmp_path: Path) -> None:
    lines = [f"01/01/2026;1NE{number};;;1,00" for number in range(200_000)]
    original = zipped(tmp_path / "r.zip", {"r.csv": "\n".join([HEADER, *lines, "Total;;;;200.000,00"]).encode()})
    with packages.members(original, ".zip") as tables:
        sizes = [len(part.table) for part in read_table(report(), tables[0], Rejected())]

    assert sum(sizes) == 200_001
    assert max(sizes) < 100_000
