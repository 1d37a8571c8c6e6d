"""Faults in XML answers: the same that JSON answers can have, told by the names of elements."""

from __future__ import annotations

from typing import Any

from lxml import etree


def spoil_xml(kind: str, body: bytes, rows: str, field: str, value: Any) -> bytes:
    """Return the body with its first row changed or widened, its last one dropped; as it was if there is no such row.

    `rows` is a path such as `out.lista[].curso[]`, whose last name is the element of a row; several are parted by `|`.
    """
    root = etree.fromstring(
        body.strip(), etree.XMLParser(recover=True)
    )  # the source's own carelessness stays out of this
    paths = [tuple(part.removesuffix("[]") for part in path.split(".")) for path in rows.split("|")]
    found = [element for element in root.iter() if isinstance(element.tag, str) and _is_at(element, paths)]
    if not found:
        return body
    done = False
    if kind in {"changed_row", "disturbed_rows", "new_field"}:
        done = (kind != "disturbed_rows" or len(found) > 1) and _set(
            found[0], field, str(value), add=kind == "new_field"
        )
    if kind == "dropped_row" or (kind == "disturbed_rows" and done):
        parent = found[-1].getparent()
        assert parent is not None, "rows are below the envelope"
        parent.remove(found[-1])
        done = True
    if not done:
        return body
    spoiled: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return spoiled


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


def _is_at(element: etree._Element, paths: list[tuple[str, ...]]) -> bool:
    """Tell whether the names above an element, its own the last, end with one of the paths."""
    if not any(path[-1] == _local(element) for path in paths):
        return False
    above = (*reversed([_local(node) for node in element.iterancestors()]), _local(element))
    return any(above[-len(path) :] == path for path in paths)


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
