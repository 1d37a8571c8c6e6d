"""Whatever bytes a source sends, they become rows or one of our errors: never another exception, never a hang."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from imap_tools import MailMessage
from tests.unit.extraction.test_rows import reader
from tests.unit.extraction.test_soap import answer, fault, messages
from tests.unit.extraction.test_tables import ROW, TITLES, report, sheet

from govhub.catalog import Catalog, load_catalog
from govhub.errors import GovhubError
from govhub.extraction import xml
from govhub.extraction.answers import Page, Scope
from govhub.extraction.files import FileReading
from govhub.extraction.mailbox import MailChannel
from govhub.extraction.soap import SoapMessages, whole_wsdl
from govhub.settings import SourceSettings, load_settings

quick = settings(
    max_examples=120, deadline=5_000, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
DEEP = 20_000
LONG = 300_000
CSV = (";".join(TITLES) + "\n" + ";".join(ROW) + "\n").encode()
TYPES = {"texto": "text", "numero": "number", "a__b": "integer", "solto": "scalar", "lista": "json", "sim": "boolean"}
ROWS = orjson.dumps([{"id": 1, "texto": "á", "numero": 1.5, "a": {"b": 2}, "solto": "3", "lista": [{}], "sim": True}])


def spoiled(*good: bytes) -> st.SearchStrategy[bytes]:
    """Any bytes, and good ones with a piece cut out, put in, or both."""
    return st.binary(max_size=400) | st.builds(
        lambda body, at, length, piece: body[: at % (len(body) + 1)] + piece + body[at % (len(body) + 1) + length :],
        st.sampled_from(good),
        st.integers(0, 1 << 16),
        st.integers(0, 12),
        st.binary(max_size=12)
        | st.sampled_from([b"<", b"]]>", b'"', b"\\", b"\0", b"=?utf-8?q?", b"%s", b"{", b"1e999"]),
    )


def refused_or_read(read: Callable[[], object]) -> None:
    """Read; an error of ours is an answer, any other fails the test."""
    with suppress(GovhubError):
        read()


def packed(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def mailed(name: str, content: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "Relatório", "a@b.gov.br", "Fri, 02 Jan 2026 10:00:00 -0300"
    message.set_content("Segue.")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def workbook() -> bytes:
    with sheet(TITLES, ROW).open() as stream:
        return bytes(stream.read())


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(load_settings())


@pytest.fixture(scope="module")
def soap(catalog: Catalog) -> SoapMessages:
    return messages(catalog, "consulta_dados_pessoais")


@quick
@given(spoiled(answer("<out><a>1</a></out>"), fault("não"), b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'))
@example(b"<a>" * DEEP + b"</a>" * DEEP)
@example(b"<a>" * 1_500 + b"</a>" * 1_500)
@example(b'<?xml version="1.0" encoding="nada"?><a/>')
def test_xml(body: bytes) -> None:
    refused_or_read(lambda: xml.value(xml.parse(body)))
    refused_or_read(lambda: whole_wsdl(body))


@quick
@given(body=spoiled(answer("<out><a>1</a></out>"), fault("não")))
@example(body=answer("<a>" * DEEP + "</a>" * DEEP))
@example(body=answer("<a>" * 1_500 + "</a>" * 1_500))
@example(body=answer("<a>" * 95 + "</a>" * 95))
def test_soap(soap: SoapMessages, body: bytes) -> None:
    refused_or_read(lambda: soap.read(body))


@quick
@given(spoiled(ROWS))
@example(b"[" * DEEP)
@example(b'[{"id":1,"lista":' + b"[" * 900 + b"]" * 900 + b"}]")
@example(b'[{"id":1,"desconhecido":' + b"[" * 900 + b"]" * 900 + b"}]")
@example(b'[{"id":9223372036854775808}]')
@example(b'[{"id":1,"texto":"\\ud800"}]')
@example(b'[{"id":1,"numero":1e999}]')
def test_json(body: bytes) -> None:
    for sent in (body, body + b" " * LONG):  # the ways of short and of long answers
        refused_or_read(partial(reader(**TYPES).read, Scope({"pai": "7"}), sent))


def rows_of_file(folder: Path, kind: str, body: bytes, **changes: object) -> int:
    original = folder / f"original{kind}"
    original.write_bytes(body)

    async def read() -> int:
        pages = FileReading(report(**changes), original, kind).pages([Scope({"assunto": "relatorio"})])
        return sum([page.table.num_rows async for page in pages if isinstance(page, Page)])

    return asyncio.run(read())


def read_file(folder: Path, kind: str, body: bytes, **changes: object) -> None:
    refused_or_read(lambda: rows_of_file(folder, kind, body, **changes))


@quick
@given(body=spoiled(CSV, CSV.decode().encode("utf-16")))
@example(body=b"a" * 200_000)
@example(body=CSV + b'"' + b"a" * 3_000_000)
@example(body=CSV + b"JAN;" + b"9" * 50 + b";a;a;" + b"9" * 40 + b",00\n")
@pytest.mark.parametrize("changes", [{}, {"block": {"field": "ano", "title": "Ano"}}], ids=["flat", "blocks"])
def test_csv(tmp_path: Path, changes: dict[str, object], body: bytes) -> None:
    read_file(tmp_path, ".csv", body, **changes)


@quick
@given(body=spoiled(workbook()))
def test_spreadsheet(tmp_path: Path, body: bytes) -> None:
    read_file(tmp_path, ".xlsx", body)


@quick
@given(body=spoiled(packed("r.csv", CSV), packed("r.xlsx", workbook())))
def test_zip(tmp_path: Path, body: bytes) -> None:
    read_file(tmp_path, ".zip", body)


@quick
@given(body=spoiled(mailed("r.csv", CSV), mailed("r.zip", packed("r.csv", CSV))))
@example(body=b"Content-Disposition: attachment; filename*=utf-8''%\r\n\r\nx")
@example(body=b"Content-Type: application/zip; name*0*=\r\nContent-Transfer-Encoding: base64\r\n\r\n=")
@example(body=b"Content-Type: text/csv; charset=nada\r\nContent-Disposition: x; filename=r.csv\r\n\r\nx")
def test_message(tmp_path: Path, body: bytes) -> None:
    read_file(tmp_path, ".eml", body)


@quick
@given(body=spoiled(mailed("r.csv", CSV)))
@example(body=b"Date: Fri, 31 Dec 9999 23:59:59 -2359\r\n\r\n")
@example(body=b"Date: Mon, 01 Jan 0001 00:00:00 +2359\r\n\r\n")
@example(body=b"Subject: =?nada?b?=?=\r\nFrom: <@@>\r\n\r\n")
def test_headers_of_a_mailbox(body: bytes) -> None:
    channel = object.__new__(MailChannel)
    channel._source, channel._validity = SourceSettings(sender="a@b.gov.br"), "0000000001"
    message = MailMessage.from_bytes(body)

    refused_or_read(partial(channel._is_wanted, "Relatório", message))
    refused_or_read(partial(channel._edition, "Relatório", message))


def test_what_the_spoiled_bytes_come_from_is_read(tmp_path: Path, soap: SoapMessages) -> None:
    """A reader that refuses everything would pass the tests above."""
    originals = {
        ".csv": CSV,
        ".xlsx": workbook(),
        ".zip": packed("r.csv", CSV),
        ".eml": mailed("r.zip", packed("r.csv", CSV)),
    }

    assert {kind: rows_of_file(tmp_path, kind, body) for kind, body in originals.items()} == dict.fromkeys(originals, 1)
    assert reader(**TYPES).read(Scope({"pai": "7"}), ROWS).table.num_rows == 1
    assert xml.value(xml.parse(b"<a><b>1</b></a>")) == {"b": "1"}
    assert orjson.loads(soap.read(answer("<out><a>1</a></out>")).rows)
