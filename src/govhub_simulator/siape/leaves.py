"""Leaves and vacations: what overlaps a period, in two groups, by person and by bond.

Each year's events are a function of person and year, so that two windows which overlap tell the same story.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from govhub_simulator.randomness import stream
from govhub_simulator.siape.bonds import Bond, bonds_in
from govhub_simulator.siape.envelope import Node, full, no_data
from govhub_simulator.siape.population import Member, d8
from govhub_simulator.world import Body, World

_CURRENT_DAYS = 90  # the current ones: those of the last and of the next days
_ILLNESSES = (("00089", "LICENCA TRATAMENTO DE SAUDE - EST"), ("00230", "LICENCA GESTANTE - EST"))
_OTHERS = (("00154", "AFASTAMENTO PARA ESTUDO NO EXTERIOR"), ("00181", "LICENCA PARA TRATAR INTERESSES PARTICULARES"))


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave: `group` is the list in which the service puts it."""

    by_person: bool
    group: str
    start: date
    end: date
    values: dict[str, str]

    def node(self) -> Node:
        """Return the element."""
        kinds = {
            "ocorrencias": "DadosOcorrencias",
            "reclusao": "DadosReclusao",
            "lpa": "DadosLpa",
            "ferias": "DadosFerias",
        }
        return full(kinds[self.group], {"dataIni": d8(self.start), "dataFim": d8(self.end), **self.values})


def current(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosAfastamento."""
    around = timedelta(days=_CURRENT_DAYS)
    groups = _groups(world, person, body, world.today - around, world.today + around)
    if not groups:
        raise no_data(person.index)
    return groups


def history(world: World, person: Member, body: Body, first: date, last: date) -> Node:
    """Answer consultaDadosAfastamentoHistorico: the whole window, every time."""
    groups = _groups(world, person, body, first, last)
    if not groups:
        raise no_data(person.index)
    return {"ArrayDadosAfastamento": [groups]}


def _groups(world: World, person: Member, body: Body, first: date, last: date) -> dict[str, Node]:
    bonds = bonds_in(world, person, body)
    found = [
        leave for leave in _leaves(world, person, bonds, first, last) if leave.start <= last and leave.end >= first
    ]
    if not found:
        return {}
    by_person = [leave for leave in found if leave.by_person]
    by_bond = [leave for leave in found if not leave.by_person]
    bond: dict[str, Node] = {"grMatricula": f"{body.siape:0>5}{bonds[0].matricula}", **_lists(by_bond)}
    return {
        "dadosAfastamentoPorCPF": {"DadosAfastamentoPorCpf": full("DadosAfastamentoPorCpf", _lists(by_person))}
        if by_person
        else None,
        "dadosAfastamentoPorMatricula": {"DadosAfastamentoPorMatricula": [full("DadosAfastamentoPorMatricula", bond)]}
        if by_bond
        else None,
    }


def _lists(leaves: list[Leave]) -> dict[str, Node]:
    kinds = {"ocorrencias": "DadosOcorrencias", "reclusao": "DadosReclusao", "lpa": "DadosLpa", "ferias": "DadosFerias"}
    return {
        group: {kind: [leave.node() for leave in leaves if leave.group == group]}
        for group, kind in kinds.items()
        if any(leave.group == group for leave in leaves)
    }


def _leaves(world: World, person: Member, bonds: list[Bond], first: date, last: date) -> Iterator[Leave]:
    if not bonds or not bonds[0].is_paid or bonds[0].situation == "02":
        return
    for year in range(first.year - 1, last.year + 1):
        if date(year, 12, 31) >= bonds[0].start:
            yield from _vacations(world, person, year)
            yield from _occurrences(world, person, year)


def _vacations(world: World, person: Member, year: int) -> Iterator[Leave]:
    random = stream(world.seed, "siape", "ferias", person.index, year)
    starts = sorted(date(year, 1, 2) + timedelta(days=random.randrange(330)) for _ in range(2))
    for place, (start, days) in enumerate(zip(starts, (20, 10), strict=True), 1):
        yield Leave(
            False,
            "ferias",
            start,
            start + timedelta(days=days - 1),
            {
                "adiantamentoSalarioFerias": "N",
                "anoExercicio": str(year),
                "dataFimAquisicao": d8(date(year - 1, 12, 31)),
                "dataInicioAquisicao": d8(date(year - 1, 1, 1)),
                "dataInicioFeriasInterrompidas": "00000000",
                "diasRestantes": str(30 - days if place == 1 else 0),
                "gratificacaoNatalina": "S" if place == 1 else "N",
                "numeroDaParcela": str(place),
                "parcelaContinuacaoInterrupcao": "N",
                "parcelaInterrompida": "N",
                "qtdeDias": str(days),
            },
        )


def _occurrences(world: World, person: Member, year: int) -> Iterator[Leave]:
    random = stream(world.seed, "siape", "afastamentos", person.index, year)
    start = date(year, 1, 5) + timedelta(days=random.randrange(300))
    if person.rank % 4 == 1:  # two kinds on the same day
        for code, text in _ILLNESSES:
            yield _occurrence(False, code, text, start, 15)
    if person.rank % 5 == 0:
        code, text = _OTHERS[year % len(_OTHERS)]
        yield _occurrence(True, code, text, start, 120)
    if person.rank % 6 == 4:
        yield Leave(False, "lpa", start, start + timedelta(days=89), _diploma("PORTARIA", start))
    if person.rank % 13 == 8:
        yield Leave(True, "reclusao", start, start + timedelta(days=200), _diploma("SENTENCA JUDICIAL", start))


def _occurrence(by_person: bool, code: str, text: str, start: date, days: int) -> Leave:
    values = {"codOcorrencia": code, "descOcorrencia": text, **_diploma("PORTARIA", start)}
    return Leave(by_person, "ocorrencias", start, start + timedelta(days=days - 1), values)


def _diploma(kind: str, start: date) -> dict[str, str]:
    return {
        "codDiplomaAfastamento": "09",
        "dataPublicacaoAfastamento": f"{start + timedelta(days=3):%Y%m%d}",  # unlike every other date
        "descDiplomaAfastamento": kind,
        "numeroDiplomaAfastamento": f"{start.toordinal() % 900 + 100}/{start.year}",
    }
