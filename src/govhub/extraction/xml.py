"""XML of old services: repaired where they are known to be careless, parsed strictly, matched by local names."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from typing import Any

from lxml import etree

from govhub.extraction.answers import BadAnswer, PassingFault

_FORBIDDEN = re.compile(  # as they are and as references: &#0; to &#31;, &#x0; to &#x1F;
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
)
_LONE_AMPERSAND = re.compile(rb"&(?!(?:#\d+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);)")
_ESCAPED_AGAIN = re.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
_MAX_DEPTH = 100  # far above any service; a list at each level still fits the writer of JSON
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def parse(body: bytes) -> etree._Element:
    """Return the root of a document, after the known repairs if it needs any.

    They are: trimmed, control characters dropped, lone `&` escaped, quotes of attributes without their backslash.
    Raises: PassingFault for what is still not XML; it is never taken for "no data".
    """
    trimmed = body.strip()
    repaired = _LONE_AMPERSAND.sub(b"&amp;", _FORBIDDEN.sub(b"", trimmed))
    quoted = (repaired.replace(b'\\"', quote) for quote in (b"&quot;", b'"'))
    for attempt in (trimmed, repaired, *quoted):
        try:
            return _strict(attempt)
        except etree.XMLSyntaxError as error:
            failure = error
    raise PassingFault("A fonte entregou um XML truncado ou malformado", body=body) from failure


def _strict(body: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
    return etree.fromstring(body, parser)


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def find(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first descendant with a local name."""
    return next(element.iter(f"{{*}}{name}"), None)


def value(element: etree._Element, lists: Collection[str] = ()) -> Any:
    """Return an element as Python holds JSON: text, null, or an object; repeated names and those in `lists` are lists.

    Raises: BadAnswer for elements nested beyond any known service.
    """
    return _value(element, lists, 0)


def _value(element: etree._Element, lists: Collection[str], depth: int) -> Any:
    if depth > _MAX_DEPTH:
        raise BadAnswer("A fonte entregou um XML aninhado demais; nada foi gravado")
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return _text(element)
    result: dict[str, Any] = {}
    for child in children:
        name, item = local(child), _value(child, lists, depth + 1)
        if name in result:
            known = result[name]
            if isinstance(known, list):
                known.append(item)
            else:
                result[name] = [known, item]
        else:
            result[name] = [item] if name in lists else item
    return result


def _text(element: etree._Element) -> str | None:
    """Return the text of an element; null where there is none, or only the line breaks of the layout.

    What the source escaped twice is unescaped; a space alone is kept, some sources send it for "not informed".
    """
    text = str(element.text or "")
    if element.get(_NIL) in {"true", "1"} or (not text.strip() and text.strip(" ")):
        return None
    return _ESCAPED_AGAIN.sub(lambda found: html.unescape(found[0]), text) or None


def plain(text: str) -> str:
    """Return a text as messages are compared: unescaped twice, lower case, without accents or repeated spaces."""
    unescaped = html.unescape(html.unescape(text))
    return " ".join(unicodedata.normalize("NFKD", unescaped).encode("ascii", "ignore").decode().lower().split())
