"""The WSDL, written from the table of operations: rpc style, every parameter a text, the answer left open."""

from __future__ import annotations

from functools import lru_cache

from govhub_simulator.siape.schema import IN_WSDL, SERVICE_NS

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<wsdl:definitions targetNamespace="{SERVICE_NS}" xmlns:tns="{SERVICE_NS}" '
    'xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:wsdlsoap="http://schemas.xmlsoap.org/wsdl/soap/">'
)


@lru_cache(maxsize=4)
def wsdl(address: str) -> bytes:
    """Return the WSDL of the service at an address."""
    parts = [_HEAD]
    for operation, params in IN_WSDL.items():
        inputs = "".join(f'<wsdl:part name="{name}" type="xsd:string"/>' for name in params)
        parts.append(f'<wsdl:message name="{operation}Request">{inputs}</wsdl:message>')
        parts.append(
            f'<wsdl:message name="{operation}Response"><wsdl:part name="out" type="xsd:anyType"/></wsdl:message>'
        )
    parts.append('<wsdl:portType name="ConsultaSIAPE">')
    parts += [_port_operation(operation) for operation in IN_WSDL]
    parts.append('</wsdl:portType><wsdl:binding name="ConsultaSIAPEHttpBinding" type="tns:ConsultaSIAPE">')
    parts.append('<wsdlsoap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>')
    parts += [_bound_operation(operation) for operation in IN_WSDL]
    parts.append('</wsdl:binding><wsdl:service name="ConsultaSIAPE">')
    parts.append('<wsdl:port name="ConsultaSIAPEHttpPort" binding="tns:ConsultaSIAPEHttpBinding">')
    parts.append(f'<wsdlsoap:address location="{address}"/></wsdl:port></wsdl:service></wsdl:definitions>')
    return "".join(parts).encode()


def _port_operation(name: str) -> str:
    return (
        f'<wsdl:operation name="{name}"><wsdl:input message="tns:{name}Request"/>'
        f'<wsdl:output message="tns:{name}Response"/></wsdl:operation>'
    )


def _bound_operation(name: str) -> str:
    body = f'<wsdlsoap:body use="literal" namespace="{SERVICE_NS}"/>'
    return (
        f'<wsdl:operation name="{name}"><wsdlsoap:operation soapAction=""/><wsdl:input>{body}</wsdl:input>'
        f"<wsdl:output>{body}</wsdl:output></wsdl:operation>"
    )
