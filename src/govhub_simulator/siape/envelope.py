"""Answers as the service writes them: `out` without namespace, its children each with their own; and its faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from govhub_simulator.siape.schema import ENTITY_NS, FIELDS, SERVICE_NS, TYPE_NS

Node = None | str | Mapping[str, "Node"] | Sequence["Node"]

NIL = "\0nil"  # an element that says so with xsi:nil
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_PROLOG = '<?xml version="1.0" encoding="{}"?>\n'
_OPEN = (
    f'<soap:Envelope xmlns:soap="{_SOAP}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>'
)
_CLOSE = "</soap:Body></soap:Envelope>"
_ENTITIES = frozenset({"Uorg", "Servidor"})  # written with a prefix of their own
_OF_ENTITY_NS = frozenset({"listaUorgs", "listaServidores", "dadosUorg", "consultaDadosCurriculo", "getPensionista"})


@dataclass(frozen=True, slots=True)
class Fault(Exception):
    """What the service refuses; `text` is the faultstring as it is written on the wire."""

    text: str
    status: int = 500
    code: str = "0002"


NO_DATA = "Nao existem dados para consulta"
NO_DATA_ESCAPED_TWICE = "Consulta n&amp;#xE3;o retornou dados."
MAINFRAME = "Erro de conex&amp;#xE3;o com o mainframe"


def no_data(number: int) -> Fault:
    """Return one of the two ways of saying that there is nothing, each with its own status."""
    return Fault(NO_DATA_ESCAPED_TWICE, 200) if number % 2 else Fault(NO_DATA)


def fault_body(fault: Fault) -> bytes:
    """Return the envelope of a fault."""
    return (
        f'{_PROLOG.format("UTF-8")}<soap:Envelope xmlns:soap="{_SOAP}"><soap:Body><soap:Fault>'
        f"<faultcode>{fault.code}</faultcode><faultstring>{fault.text}</faultstring></soap:Fault>{_CLOSE}"
    ).encode()


def full(kind: str, values: Mapping[str, Node]) -> dict[str, Node]:
    """Return an object with every field of its type; those that have no value are empty elements."""
    unknown = values.keys() - set(FIELDS[kind])
    if unknown:
        raise KeyError(f"{kind} has no {sorted(unknown)}")
    return {name: values.get(name) for name in FIELDS[kind]}


def answer_body(operation: str, out: Node, *, careless: bool = False) -> bytes:
    """Return the envelope of an answer; a careless one begins with spaces and holds `&`, `\\b` and quotes unescaped."""
    namespace = ENTITY_NS if operation in _OF_ENTITY_NS else TYPE_NS
    children = escape(out) if isinstance(out, str) else _children(out, namespace, careless)
    response = (
        f'<ns1:{operation}Response xmlns:ns1="{SERVICE_NS}"><out xmlns="">{children}</out></ns1:{operation}Response>'
    )
    encoding = "ISO-8859-1" if careless else "UTF-8"
    text = f"{_PROLOG.format(encoding)}{_OPEN}{response}{_CLOSE}"
    return (f"  \n{text}" if careless else text).encode(encoding)


def _children(out: Node, namespace: str, careless: bool) -> str:
    if not isinstance(out, Mapping):
        return ""
    return "".join(_first(name, node, namespace, careless) for name, node in out.items())


def _first(name: str, node: Node, namespace: str, careless: bool) -> str:
    """Write a child of `out`: it declares its namespace."""
    if isinstance(node, Sequence) and not isinstance(node, str):
        return "".join(_first(name, item, namespace, careless) for item in node)
    if name in _ENTITIES and isinstance(node, Mapping):
        inner = "".join(_element(key, value, f' xmlns="{namespace}"', careless) for key, value in node.items())
        return f'<ns2:{name} xmlns:ns2="{namespace}">{inner}</ns2:{name}>'
    return _element(name, node, f' xmlns="{namespace}"', careless)


def _element(name: str, node: Node, attributes: str, careless: bool) -> str:
    if node is None or node == "":
        return f"<{name}{attributes}/>"
    if node == NIL:
        return f'<{name}{attributes} xsi:nil="true"/>'
    if isinstance(node, str):
        text = node.replace("<", "&lt;") + "\b" if careless and "&" in node else escape(node)
        return f"<{name}{attributes}>{text}</{name}>"
    if isinstance(node, Mapping):
        inner = "".join(_element(key, value, "", careless) for key, value in node.items())
        return f"<{name}{attributes}>{inner}</{name}>"
    return "".join(_element(name, item, attributes, careless) for item in node)
