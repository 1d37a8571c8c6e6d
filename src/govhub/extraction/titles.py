"""Which line of a report is its header, and which column is which field: told by titles, never by position."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from govhub.catalog import ResourceDeclaration
from govhub.extraction.answers import BadAnswer

MAX_HEADER_LINES = 3  # attributes and amounts may have their titles on neighbouring lines
_SHOWN = 5
_STEP = re.compile(r"^(.*?)(?:\+(\d+))?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table: how many, which field each holds, and those that no field was declared for."""

    width: int
    places: dict[str, int]
    unknown: dict[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The title that a field is found under, and how many untitled columns after it the field is."""

    field: str
    title: str
    step: int

    @property
    def plain(self) -> str:
        """The title as titles are compared."""
        return normalise(self.title)


def normalise(title: str) -> str:
    """Return a title as titles are compared: without accents, case and repeated spaces."""
    ascii_text = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return " ".join(ascii_text.lower().split())


class HeaderSearch:
    """Looks for the header of one report, and remembers the line that came nearest."""

    def __init__(self, resource: ResourceDeclaration) -> None:
        block = resource.file.block.field if resource.file and resource.file.block else None
        self._wanted = tuple(
            _wanted(field.name, field.source) for field in resource.fields if field.from_payload and field.name != block
        )
        self._missing: list[str] = [wanted.title for wanted in self._wanted]
        self._nearest: list[str] = []

    def match(self, lines: Sequence[Sequence[str]]) -> Header | None:
        """Return the header that neighbouring lines are together, null if titles of declared fields are missing.

        Raises: BadAnswer when a title stands over two columns and nothing tells which one is meant.
        """
        width = max(map(len, lines))
        titles = [{normalise(line[place]) for line in lines if place < len(line)} - {""} for place in range(width)]
        places, missing, unclear = dict[str, int](), list[str](), list[str]()
        for wanted in self._wanted:
            place, is_unclear = _place(wanted, titles)
            if place is None:
                missing.append(wanted.title)
            else:
                places[wanted.field] = place
            if is_unclear:
                unclear.append(wanted.title)
        if missing:
            if len(missing) < len(self._missing):
                self._missing, self._nearest = missing, [_shown(lines, place) for place in range(width)]
            return None
        if unclear:
            raise BadAnswer(
                f"O relatório traz mais de uma coluna com o título {unclear[0]}; nada foi gravado",
                todo="Dê nomes distintos às colunas do relatório no portal.",
            )
        return Header(width, places, _unknown(lines, places, width))

    def failure(self, name: str) -> BadAnswer:
        """Return the error for a table without header: what was missing, and what the nearest line had."""
        titles = [cell for cell in self._nearest if cell]
        found = f"a linha mais parecida traz {_listed(titles)}" if titles else "nenhuma linha se parece com ele"
        return BadAnswer(
            f"O cabeçalho do relatório não foi reconhecido: faltam {_listed(self._missing)}; {found}; nada foi gravado",
            where=name,
            todo="Confira as colunas do relatório no portal e os títulos ('from') declarados em sources/.",
        )


def _wanted(field: str, source: str) -> Wanted:
    match = _STEP.match(source)
    assert match is not None
    return Wanted(field, match[1], int(match[2] or 0))


def _place(wanted: Wanted, titles: Sequence[set[str]]) -> tuple[int | None, bool]:
    """Return the column of a field, and whether another one could be it as well.

    The columns of a merged title are untitled or repeat it.
    """
    title = wanted.plain
    first = next((place for place, found in enumerate(titles) if title in found), None)
    if first is None:
        return None, False
    merged = first + 1
    while merged < len(titles) and (not titles[merged] or title in titles[merged]):
        merged += 1
    unclear = any(title in found for found in titles[merged:])
    place = first + wanted.step
    return (place if place < merged else None), unclear


def _unknown(lines: Sequence[Sequence[str]], places: dict[str, int], width: int) -> dict[str, int]:
    """Name the other columns: by their own title, or by the nearest one to the left and the distance."""
    used, named, last, distance = set(places.values()), dict[str, int](), "coluna", 0
    for place in range(width):
        title = _shown(lines, place)
        last, distance = (title, 0) if title else (last, distance + 1)
        if place not in used:
            name = f"{last}+{distance}" if distance else last
            named[name if name not in named else f"{name} ({place + 1})"] = place
    return named


def _shown(lines: Sequence[Sequence[str]], place: int) -> str:
    return next((line[place].strip() for line in reversed(lines) if place < len(line) and line[place].strip()), "")


def _listed(items: Sequence[str]) -> str:
    shown = ", ".join(dict.fromkeys(f"«{item}»" for item in items[:_SHOWN]))
    return shown + (f" e mais {len(items) - _SHOWN}" if len(items) > _SHOWN else "")
