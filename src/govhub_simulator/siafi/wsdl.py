"""The services, their operations, and the WSDL of each: complete in itself, requests typed, answers left open."""

from __future__ import annotations

from dataclasses import dataclass, field

_TREASURY = "http://www.tesouro.gov.br/siafi/services"
TABLES = f"{_TREASURY}/tabelas/consultarTabelasAdministrativas"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: the parameters with their XSD types, inside the element `wrapper` if it has one."""

    params: dict[str, str]
    wrapper: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its namespace, its operations, whether each request needs a nonce, and what it must never be asked."""

    namespace: str
    operations: dict[str, Operation]
    needs_nonce: bool = True
    writing: tuple[str, ...] = field(default=())


_DOCUMENT = {"codUgEmit": "string", "anoDH": "int", "codTipoDH": "string", "numDH": "string"}
_NOTE = {"ugEmitente": "string", "anoEmpenho": "int", "numEmpenho": "string"}

SERVICES = {
    "tabelas/consultarTabelasAdministrativas": Service(
        TABLES,
        {
            "tabConsultarSaldoContabil": Operation(
                dict.fromkeys(("codUG", "contaContabil", "contaCorrente", "mesRefSaldo"), "string"), "tabConsultarSaldo"
            ),
            "tabConsultarUnidadeGestora": Operation({"codUG": "string"}),
        },
        needs_nonce=False,
    ),
    "cpr/manterContasPagarReceber": Service(
        "http://services.docHabil.cpr.siafi.tesouro.fazenda.gov.br/",
        {
            "cprDHDetalharDH": Operation(_DOCUMENT, "cprDHDetalharEntrada"),
            "cprDAConsultarSituacao": Operation({"codSit": "string"}, "cprDAConsultarSituacaoEntrada"),
        },
        writing=("cprDHCadastrarDocumentoHabil", "cprDHAlterarDHIncluirItensDH", "cprDHCancelarDH"),
    ),
    "orcamentario/manterOrcamentario": Service(
        f"{_TREASURY}/orcamentario/manterOrcamentario",
        {"orcDetalharEmpenho": Operation(_NOTE)},
        writing=("orcIncluirEmpenho", "orcAlterarEmpenho"),
    ),
    "pf/manterProgramacaoFinanceira": Service(
        f"{_TREASURY}/pf/manterProgramacaoFinanceira",
        {"pfDetalharProgramacaoFinanceira": Operation({"ano": "int", "numeroDocumento": "int", "codUgEmit": "string"})},
    ),
}


def wsdl(service: Service, address: str) -> str:
    """Return the WSDL of a service at an address."""
    names = [*service.operations, *service.writing]
    elements = "".join(_request(name, service.operations.get(name, Operation({}))) for name in names)
    messages = "".join(
        f'<message name="{name}"><part name="parameters" element="tns:{name}"/></message>'
        f'<message name="{name}Response"><part name="parameters" element="tns:{name}Response"/></message>'
        for name in names
    )
    ports = "".join(
        f'<operation name="{name}"><input message="tns:{name}"/><output message="tns:{name}Response"/></operation>'
        for name in names
    )
    bindings = "".join(
        f'<operation name="{name}"><soap:operation soapAction=""/>'
        '<input><soap:header message="tns:cabecalho" part="cabecalhoSIAFI" use="literal"/><soap:body use="literal"/></input>'
        '<output><soap:body use="literal"/></output></operation>'
        for name in names
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"'
        f' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="{service.namespace}" targetNamespace="{service.namespace}">'
        f'<types><xs:schema targetNamespace="{service.namespace}" elementFormDefault="unqualified">{_HEADER}{elements}'
        "</xs:schema></types>"
        f'<message name="cabecalho"><part name="cabecalhoSIAFI" element="tns:cabecalhoSIAFI"/></message>{messages}'
        f'<portType name="Porta">{ports}</portType>'
        '<binding name="Ligacao" type="tns:Porta"><soap:binding style="document"'
        f' transport="http://schemas.xmlsoap.org/soap/http"/>{bindings}</binding>'
        f'<service name="Servico"><port name="Porta" binding="tns:Ligacao"><soap:address location="{address}"/></port>'
        "</service></definitions>"
    )


_HEADER = (
    '<xs:element name="cabecalhoSIAFI"><xs:complexType><xs:sequence><xs:element name="ug" type="xs:string"/>'
    '<xs:element name="bilhetador" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="nonce" type="xs:string"/>'
    "</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>"
)


def _request(name: str, operation: Operation) -> str:
    params = "".join(f'<xs:element name="{param}" type="xs:{kind}"/>' for param, kind in operation.params.items())
    if operation.wrapper:
        params = f'<xs:element name="{operation.wrapper}">{_sequence(params)}</xs:element>'
    answer = '<xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/>'
    return (
        f'<xs:element name="{name}">{_sequence(params)}</xs:element>'
        f'<xs:element name="{name}Response">{_sequence(answer)}</xs:element>'
    )


def _sequence(content: str) -> str:
    return f"<xs:complexType><xs:sequence>{content}</xs:sequence></xs:complexType>"
