"""XML of old services: repaired where they are known to be careless, and never more than that."""

from __future__ import annotations

import pytest

from govhub.extraction import xml
from govhub.extraction.answers import PassingFault


def value(text: str | bytes, *lists: str) -> object:
    return xml.value(xml.parse(text.encode() if isinstance(text, str) else text), lists)


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        pytest.param("  \n<a><b>1</b></a>", "1", id="spaces before the root"),
        pytest.param('\n <?xml version="1.0"?><a><b>1</b></a>', "1", id="spaces before the prolog"),
        pytest.param("<a><b>PAGAMENTO & FOLHA</b></a>", "PAGAMENTO & FOLHA", id="lone ampersand"),
        pytest.param("<a><b>PAGAMENTO &amp; FOLHA</b></a>", "PAGAMENTO & FOLHA", id="escaped ampersand"),
        pytest.param("<a><b>JO\b&#8;&#x1F;AO</b></a>", "JOAO", id="characters that XML forbids"),
        pytest.param("<a><b>L1&#10;L2</b></a>", "L1\nL2", id="a line break written as a reference"),
        pytest.param('<a x="diz \\"sim\\""><b>1</b></a>', "1", id="backslash before quotes in an attribute"),
        pytest.param('<a xmlns=\\"http://x\\"><b>1</b></a>', "1", id="backslash before the quotes of an attribute"),
        pytest.param("<a><b>S&amp;#xC3;O</b></a>", "SÃO", id="escaped twice"),
        pytest.param("<a><b>S&Atilde;O</b></a>", "SÃO", id="an entity of HTML"),
        pytest.param("<a><b>A&copy=2</b></a>", "A&copy=2", id="no entity without its semicolon"),
        pytest.param("<a><b><![CDATA[A & B]]></b></a>", "A & B", id="good XML is left alone"),
        pytest.param("<a><b> </b></a>", " ", id="a space alone is a value"),
        pytest.param("<a><b>\n  </b></a>", None, id="a line break alone is layout"),
        pytest.param("<a><b/></a>", None, id="empty element"),
        pytest.param(
            '<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><b i:nil="1"/></a>', None, id="declared null"
        ),
    ],
)
def test_known_carelessness_is_repaired(sent: str, understood: str | None) -> None:
    assert value(sent) == {"b": understood}


def test_the_prolog_tells_the_encoding() -> None:
    assert value('<?xml version="1.0" encoding="ISO-8859-1"?><a><b>SÃO</b></a>'.encode("latin-1")) == {"b": "SÃO"}


@pytest.mark.parametrize("body", [b"<a><b>1</b>", b"<a><b>1</a>", b"nada", b'{"erro": 1}'])
def test_what_is_still_no_xml_is_asked_again_and_never_taken_for_nothing(body: bytes) -> None:
    with pytest.raises(PassingFault, match="truncado ou malformado") as failure:
        xml.parse(body)
    assert failure.value.body == body


def test_names_are_matched_without_their_namespaces() -> None:
    assert value('<a xmlns="u:1"><b xmlns="u:2">1</b><c:b xmlns:c="u:3">2</c:b></a>') == {"b": ["1", "2"]}


def test_a_declared_list_is_a_list_even_with_one_element() -> None:
    assert value("<a><b><c>1</c></b></a>", "b") == {"b": [{"c": "1"}]}


def test_an_entity_of_the_document_reads_no_file() -> None:
    attack = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><b>&x;</b></a>'
    assert value(attack) == {"b": None}


def test_messages_are_compared_without_accents_case_or_spacing() -> None:
    assert xml.plain(" Consulta  n&amp;#xE3;o\nretornou DADOS. ") == "consulta nao retornou dados."
