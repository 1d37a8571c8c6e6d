"""SOAP: what requests carry, and how faults and answers are told apart."""

from __future__ import annotations

import orjson
import pytest
from lxml import etree

from govhub.catalog import Catalog
from govhub.errors import ConfigurationError
from govhub.extraction.answers import BadAnswer, PassingFault
from govhub.extraction.soap import SoapMessages
from govhub.settings import SourceSettings
from govhub_simulator.siape.wsdl import wsdl

SETTINGS = SourceSettings(
    username="usuario", password="do-gateway", cpf="00000000191",
    system_code="SIGLA", system_name="NOME", system_password='a&b<c>"d',
)  # fmt: skip
PERSON = {"cpf": "12345678909", "cod_orgao": "20113"}
ADDRESS = "http://127.0.0.1/consulta-siape"


def messages(catalog: Catalog, resource: str, description: bytes = b"") -> SoapMessages:
    system = catalog.system("siape")
    return SoapMessages(system, system.resources[resource], SETTINGS, description or wsdl(ADDRESS))


def children(body: bytes) -> list[tuple[str, str | None]]:
    envelope = etree.fromstring(body).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    assert envelope is not None
    return [(str(child.tag), child.text) for child in envelope[0]]


def operation(body: bytes) -> str:
    envelope = etree.fromstring(body).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    assert envelope is not None
    return str(envelope[0].tag)


def answer(contents: str, name: str = "consultaDadosPessoais") -> bytes:
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f'<ns1:{name}Response xmlns:ns1="http://servico.wssiapenet">{contents}</ns1:{name}Response>'
        "</soap:Body></soap:Envelope>"
    ).encode()


def fault(text: str) -> bytes:
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
        f"<faultcode>0002</faultcode><faultstring>{text}</faultstring></soap:Fault></soap:Body></soap:Envelope>"
    ).encode()


def test_a_request_carries_the_credentials_escaped_and_in_the_declared_order(catalog: Catalog) -> None:
    body = messages(catalog, "consulta_dados_pessoais").write(PERSON)
    assert operation(body) == "{http://servico.wssiapenet}consultaDadosPessoais"
    assert children(body) == [
        ("siglaSistema", "SIGLA"), ("nomeSistema", "NOME"), ("senha", 'a&b<c>"d'), ("cpf", "12345678909"),
        ("codOrgao", "20113"), ("parmExistPag", "b"), ("parmTipoVinculo", "c"),
    ]  # fmt: skip


def test_an_operation_that_the_wsdl_lacks_is_written_by_hand_with_unqualified_parameters(catalog: Catalog) -> None:
    asked = {"cpf": "12345678909", "orgao": "20113", "matricula": "2510012"}
    body = messages(catalog, "lista_informacoes_aposentadoria").write(asked)
    assert b"listaInformacoesAposentadoria" not in wsdl(ADDRESS)
    assert operation(body) == "{http://servico.wssiapenet}listaInformacoesAposentadoria"
    assert children(body) == [
        ("siglaSistema", "SIGLA"), ("nomeSistema", "NOME"), ("senha", 'a&b<c>"d'),
        ("cpf", "12345678909"), ("orgao", "20113"), ("matricula", "2510012"),
    ]  # fmt: skip


def test_a_wsdl_with_other_parameters_is_refused_without_showing_the_password(catalog: Catalog) -> None:
    other = wsdl(ADDRESS).replace(b'name="parmExistPag"', b'name="outroNome"')
    with pytest.raises(ConfigurationError, match="pede outros parâmetros na operação consultaDadosPessoais") as failure:
        messages(catalog, "consulta_dados_pessoais", other).write(PERSON)
    assert "a&b" not in str(failure.value)


@pytest.mark.parametrize("description", [b"<html/>", b"nada"])
def test_what_is_no_wsdl_is_refused_with_the_setting_to_correct(catalog: Catalog, description: bytes) -> None:
    with pytest.raises(ConfigurationError, match="_WSDL_FILE"):
        messages(catalog, "consulta_dados_pessoais", description)


@pytest.mark.parametrize(
    "text",
    [
        "Nao existem dados para consulta",
        "Consulta n&amp;#xE3;o retornou dados.",
        "N&#xC3;O  EXISTEM DADOS PARA CONSULTA",
    ],
)
def test_only_the_texts_that_say_so_mean_no_data(catalog: Catalog, text: str) -> None:
    said = messages(catalog, "consulta_dados_pessoais").read(fault(text))
    assert said.nothing
    assert said.rows == b"[]"


def test_the_mainframe_being_away_is_asked_again(catalog: Catalog) -> None:
    with pytest.raises(PassingFault, match="motivo passageiro"):
        messages(catalog, "consulta_dados_pessoais").read(fault("Erro de conex&amp;#xE3;o com o mainframe"))


@pytest.mark.parametrize("text", ["Usuario nao autorizado", "", "Parametros invalidos"])
def test_any_other_fault_of_the_same_code_is_a_refusal(catalog: Catalog, text: str) -> None:
    with pytest.raises(BadAnswer, match="recusou a consulta consultaDadosPessoais") as failure:
        messages(catalog, "consulta_dados_pessoais").read(fault(text))
    assert not isinstance(failure.value, PassingFault)
    assert failure.value.body == fault(text)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"  ", "resposta vazia"),
        (b"<!DOCTYPE html><html></html>", "página HTML"),
        (answer("")[:-30], "truncado ou malformado"),
        (answer(""), "sem conteúdo"),
        (answer('<out xmlns=""/>'), "sem conteúdo"),
        (answer('<out xmlns=""><nome>X</nome></out>', "outraOperacao"), "não respondeu à operação"),
    ],
    ids=["empty", "html", "cut", "no out", "empty out", "another operation"],
)
def test_t44_an_answer_without_content_is_asked_again_and_never_no_data(
    catalog: Catalog, body: bytes, what: str
) -> None:
    with pytest.raises(PassingFault, match=what):
        messages(catalog, "consulta_dados_pessoais").read(body)


def test_an_answer_is_what_stands_below_out_by_local_names(catalog: Catalog) -> None:
    contents = '<out xmlns=""><nome xmlns="http://tipo.servico.wssiapenet">MARIA</nome><codCor xmlns="u:x"/></out>'
    said = messages(catalog, "consulta_dados_pessoais").read(answer(contents))
    assert orjson.loads(said.rows) == [{"nome": "MARIA", "codCor": None}]
