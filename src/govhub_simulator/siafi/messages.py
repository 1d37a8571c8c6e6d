"""SOAP envelopes: requests taken apart and checked, answers written from dictionaries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from govhub_simulator.siafi.wsdl import TABLES, Service

USER = "00000000191"  # an invalid person's CPF in the form of a valid one, used in public examples
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
CLOSED = "Horario nao permitido"


class Refused(Exception):
    """A request that gets a SOAP fault."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the operation, its parameters, the nonce (empty if none) and the UG of the user."""

    operation: str
    params: dict[str, str]
    nonce: str
    ug: str


def read_call(body: bytes, service: Service) -> Call:
    """Take a request apart.

    Raises: Refused for what is not SOAP, for missing headers (EWS0001) and for a user that is not known (EWS0003).
    """
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Refused("soap:Client", "Mensagem malformada") from error
    header, content = root.find(f"{{{_SOAP}}}Header"), root.find(f"{{{_SOAP}}}Body")
    if content is None or len(content) == 0:
        raise Refused("soap:Client", "Mensagem sem corpo")
    own = header.find(f"{{{service.namespace}}}cabecalhoSIAFI") if header is not None else None
    if header is None or own is None or not re.fullmatch(r"\d{6}", own.findtext("ug") or ""):
        raise Refused("EWS0001", "EWS0001 - Cabecalho SIAFI ausente ou incompleto")
    token = header.find(f"{{{_WSSE}}}Security/{{{_WSSE}}}UsernameToken")
    password = token.find(f"{{{_WSSE}}}Password") if token is not None else None
    if password is None or not str(password.get("Type")).endswith("#PasswordText"):
        raise Refused("EWS0001", "EWS0001 - Cabecalho de seguranca ausente")
    if token is None or token.findtext(f"{{{_WSSE}}}Username") != USER:
        raise Refused("EWS0003", "EWS0003 - Sistema consumidor nao identificado ou nao cadastrado")
    element = content[0]
    name = etree.QName(element)
    if name.namespace != service.namespace:
        raise Refused("soap:Client", "Operacao desconhecida")
    operation = service.operations.get(name.localname)
    inside = element.find(operation.wrapper) if operation and operation.wrapper else element
    params = {str(child.tag): child.text or "" for child in (inside if inside is not None else ())}
    return Call(name.localname, params, own.findtext("bilhetador/nonce") or "", own.findtext("ug") or "")


def envelope(service: Service, operation: str, outcome: str, content: Mapping[str, Any]) -> bytes:
    """Return an answer; its header says the outcome in the namespace of the tables, whatever the service."""
    root, body = _start(outcome)
    response = etree.SubElement(body, f"{{{service.namespace}}}{operation}Response", nsmap={"ns3": service.namespace})
    _write(response, content)
    return _text(root)


def fault(refusal: Refused) -> bytes:
    """Return a SOAP fault, which travels with the status 500."""
    root, body = _start("FALHA")
    element = etree.SubElement(body, f"{{{_SOAP}}}Fault")
    etree.SubElement(element, "faultcode").text = refusal.code
    etree.SubElement(element, "faultstring").text = refusal.text
    return _text(root)


def without_response(outcome: str) -> bytes:
    """Return an envelope whose body is empty, as it comes from a gateway in trouble."""
    return _text(_start(outcome)[0])


def said(text: str) -> dict[str, Any]:
    """Return the content that says a failure in words."""
    return {"mensagem": {"txtMsg": text}}


def amount(cents: int) -> str:
    """Return an amount with a decimal point: 10009.09."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _start(outcome: str) -> tuple[etree._Element, etree._Element]:
    root = etree.Element(f"{{{_SOAP}}}Envelope", nsmap={"soap": _SOAP})
    header = etree.SubElement(root, f"{{{_SOAP}}}Header")
    done = etree.SubElement(header, f"{{{TABLES}}}EfetivacaoOperacao", nsmap={"ns2": TABLES})
    etree.SubElement(done, "resultado").text = outcome
    return root, etree.SubElement(root, f"{{{_SOAP}}}Body")


def _write(parent: etree._Element, content: Mapping[str, Any]) -> None:
    """Write elements in order: a list repeats its element, null leaves it out."""
    for name, value in content.items():
        for item in value if isinstance(value, list) else [value]:
            if item is None:
                continue
            element = etree.SubElement(parent, name)
            if isinstance(item, Mapping):
                _write(element, item)
            else:
                element.text = str(item)


def _text(root: etree._Element) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content
