"""SOAP 1.1: requests built by zeep from the service's WSDL, answers read by local names.

zeep would drop elements that the WSDL does not know, and the services send more than their WSDL says: it writes
the requests and the security header, lxml reads the answers.
"""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Mapping
from typing import Any

import zeep
from lxml import etree
from zeep.exceptions import Error as ZeepError
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.formats import KnownText, SoapOperation
from govhub.errors import ConfigurationError
from govhub.extraction import xml
from govhub.extraction.answers import BadAnswer, PassingFault, as_json
from govhub.extraction.paging import Answer, nothing
from govhub.settings import SourceSettings

_ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
_OWN_HEADER = "cabecalhoSIAFI"


class _Nonces:
    """Numbers that no other request ever had: microseconds of the clock, then three digits of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last_us = 0

    def next(self) -> str:
        """Return the next number, which fits in 64 bits."""
        with self._lock:
            self._last_us = max(self._last_us + 1, time.time_ns() // 1000)
            return str(self._last_us * 1000 + os.getpid() % 1000)


_nonces = _Nonces()


class _Offline(Transport):
    """Lets no WSDL fetch anything by itself: what it imports must be in it."""

    def load(self, url: str) -> bytes:
        raise ConfigurationError(
            "O WSDL importa outro documento", where=url, todo="Use um WSDL completo em _WSDL_FILE."
        )


def whole_wsdl(body: bytes) -> bytes:
    """Return a WSDL that arrived over the network as it came.

    Raises: PassingFault for anything else: a gateway's page, an empty or a truncated answer.
    """
    if not body.strip() or xml.local(xml.parse(body)) != "definitions":
        raise PassingFault(
            "A fonte não entregou o WSDL do serviço",
            todo="Tente mais tarde, ou indique um arquivo com a variável _WSDL_FILE da fonte.",
            body=body,
        )
    return body


class SoapMessages:
    """Writes the requests of one operation and reads their answers."""

    def __init__(
        self, system: SystemDeclaration, resource: ResourceDeclaration, source: SourceSettings, wsdl: bytes
    ) -> None:
        assert resource.soap is not None
        self._system = system
        self._source = source
        self._soap: SoapOperation = resource.soap
        try:
            self._client = zeep.Client(io.BytesIO(wsdl), transport=_Offline(), settings=zeep.Settings(strict=False))
            binding = self._client.service._binding
            self._described = self._soap.operation in binding.all()
            if not self._described and binding.default_style != "rpc":
                self._client.service[self._soap.operation]
        except (ZeepError, etree.XMLSyntaxError, AttributeError, ValueError) as error:
            raise ConfigurationError(
                f"O WSDL de {system.title} não descreve a operação {self._soap.operation}",
                todo="Confira a versão do WSDL, ou indique um arquivo com a variável _WSDL_FILE da fonte.",
            ) from error

    def write(self, params: Mapping[str, str]) -> bytes:
        """Return the envelope of a request."""
        known = {**params, "source": self._source.revealed()}
        values: dict[str, Any] = {name: template.format_map(known) for name, template in self._soap.params.items()}
        if self._soap.wrapper:
            values = {self._soap.wrapper: values}
        try:
            envelope = self._envelope(values)
        except (ZeepError, TypeError, ValueError) as error:
            raise ConfigurationError(
                f"O WSDL de {self._system.title} pede outros parâmetros na operação {self._soap.operation}",
                todo="Compare 'params' e 'wrapper' em sources/ com o WSDL da fonte.",
            ) from error
        if self._system.auth.wsse:
            self._add_security(envelope, params)
        content: bytes = etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
        return content

    def _envelope(self, values: Mapping[str, Any]) -> etree._Element:
        """Return the message of an operation, by hand if the service has the operation and its WSDL does not.

        That is possible in the rpc style, whose parameters carry no namespace and keep the declared order.
        """
        if self._described:
            return self._client.create_message(self._client.service, self._soap.operation, **values)
        envelope = etree.Element(f"{_ENVELOPE}Envelope", nsmap={"soapenv": _ENVELOPE.strip("{}")})
        namespace = self._client.service._binding.name.namespace
        body = etree.SubElement(envelope, f"{_ENVELOPE}Body")
        operation = etree.SubElement(body, f"{{{namespace}}}{self._soap.operation}", nsmap={"ser": namespace})
        for name, text in values.items():
            etree.SubElement(operation, name).text = text
        return envelope

    def _add_security(self, envelope: etree._Element, params: Mapping[str, str]) -> None:
        """Add the WS-Security token and SIAFI's own header, whose nonce no other request ever had.

        The password may be empty: some users rely on the certificate alone. `ug` is the UG of the user, and without
        it the one that is asked about.
        """
        secret = self._source.revealed()
        UsernameToken(secret["cpf"], secret.get("system_password", "")).apply(envelope, {})
        header = envelope.find(f"{_ENVELOPE}Header")
        own = etree.SubElement(header, f"{{{self._header_namespace()}}}{_OWN_HEADER}")
        etree.SubElement(own, "ug").text = secret.get("ug") or params.get("ug")
        etree.SubElement(etree.SubElement(own, "bilhetador"), "nonce").text = _nonces.next()

    def _header_namespace(self) -> str:
        """Return the namespace in which the WSDL has SIAFI's header, else that of the operation."""
        names = [etree.QName(element.qname) for element in self._client.wsdl.types.elements]
        declared = [name.namespace for name in names if name.localname == _OWN_HEADER]
        body = self._client.service._binding.get(self._soap.operation).input.body
        return str(declared[0] if declared else etree.QName(body.qname).namespace)

    def read(self, body: bytes) -> Answer:
        """Take an answer apart.

        Raises: PassingFault for what may be good when asked again, BadAnswer for a refusal.
        """
        if not body.strip():
            raise PassingFault(f"O {self._system.title} entregou uma resposta vazia")
        if body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
            raise PassingFault(f"O {self._system.title} entregou uma página HTML no lugar de dados", body=body)
        root = xml.parse(body)
        said = self._said(root)
        if said is not None:
            return self._classified(said, body)
        response = xml.find(root, f"{self._soap.operation}Response")
        if response is None:
            raise PassingFault(f"O {self._system.title} não respondeu à operação {self._soap.operation}", body=body)
        result: Any = xml.value(response, self._soap.lists)
        for part in self._soap.result.split(".") if self._soap.result else ():
            result = result.get(part) if isinstance(result, dict) else None
        if not isinstance(result, dict) and (instead := _messages(root)):
            return self._classified(instead, body)
        if not isinstance(result, dict):
            raise PassingFault(f"O {self._system.title} entregou uma resposta sem conteúdo", body=body)
        return Answer(rows=as_json([result], body), envelope={}, body=body)

    def _said(self, root: etree._Element) -> str | None:
        """Return the words of a fault or of a failed operation; null when the answer is good."""
        fault = xml.find(root, "Fault")
        if fault is not None:
            text = xml.find(fault, "faultstring")
            return xml.plain("".join(text.itertext())) if text is not None else ""
        header = xml.find(root, "EfetivacaoOperacao")
        outcome = xml.find(header, "resultado") if header is not None else None
        result = (outcome.text or "").strip() if outcome is not None else "SUCESSO"
        if result == "SUCESSO":
            return None
        if result == "INDEFINIDO":
            raise PassingFault(f"O {self._system.title} não soube dizer o resultado da consulta")
        return _messages(root)

    def _classified(self, said: str, body: bytes) -> Answer:
        known: KnownText | None = next((text for text in self._system.texts if xml.plain(text.contains) in said), None)
        title = self._system.title
        match known.means if known else "refused":
            case "empty":
                return nothing(body)
            case "retry":
                raise PassingFault(f"O {title} falhou por um motivo passageiro", body=body)
            case "later":
                raise BadAnswer(
                    f"O {title} está fora do horário de atendimento; nada foi gravado nem se perdeu",
                    todo="Não há o que corrigir: repita a carga no horário da fonte.",
                    body=body,
                )
            case _:
                raise BadAnswer(
                    f"O {title} recusou a consulta {self._soap.operation}",
                    todo="Confira as autorizações com o gestor do sistema; a resposta está guardada junto da execução.",
                    body=body,
                )


def _messages(root: etree._Element) -> str:
    """Return what an answer says in words beside its outcome, or instead of its content."""
    return xml.plain(" ".join(node.text or "" for node in root.iter("{*}txtMsg"))).strip()
