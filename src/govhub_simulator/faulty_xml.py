"""Faults in XML answers: the same that JSON answers can have, told by the names of elements."""

from __future__ import annotations

from typing import Any

from lxml import etree


def spoil_xml(kind: str, body: bytes, rows: str, field: str, value: Any) -> bytes:
    """Return the body with its first row changed, dropped, repeated or widened; as it was if there is no such row.

    `rows` is a path such as `out.lista[].curso[]`: its last name is the element of a row.
    """
    root = etree.fromstring(body)
    name = rows.rstrip("[]").split(".")[-1].removesuffix("[]")
    found = [element for element in root.iter() if isinstance(element.tag, str) and _local(element) == name]
    if not found:
        return body
    row = found[0]
    parent = row.getparent()
    if kind == "dropped_row" and parent is not None:
        parent.remove(row)
    elif kind in {"changed_row", "new_field"}:
        if not _set(row, field, str(value), add=kind == "new_field"):
            return body
    else:
        return body
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _set(row: etree._Element, field: str, value: str, *, add: bool) -> bool:
    """Set the text of an element below the row; add one when there is none and it may be added."""
    node = row
    for part in field.split("."):
        below = next((child for child in node if isinstance(child.tag, str) and _local(child) == part), None)
        if below is None:
            if not add:
                return False
            below = etree.SubElement(node, part)
        node = below
    for name in [name for name in node.attrib if name.endswith("}nil")]:
        del node.attrib[name]
    node.text = value
    return True


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
