"""Sheets: what a bond was paid in a month, rubric by rubric; a deduction is positive, its indicator tells the sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from govhub_simulator.randomness import money, stream
from govhub_simulator.siape.bonds import Bond, bonds_in
from govhub_simulator.siape.envelope import Node, full, no_data
from govhub_simulator.siape.population import Member
from govhub_simulator.world import Body, World

MONTHS = ("JAN", "FEV", "MAR", "ABR", "MAI", "JUN", "JUL", "AGO", "SET", "OUT", "NOV", "DEZ")
_CLOSES_ON = 20  # the sheet of a month is there from this day on
_PAY_CENTS = {"NS": 1_050_000, "NI": 520_000, "NA": 340_000}


def month_text(month: date) -> str:
    """Return a month as the service writes it: MAR2026."""
    return f"{MONTHS[month.month - 1]}{month.year}"


def last_closed(today: date) -> date:
    """Return the first day of the last month whose sheet is closed."""
    back = 0 if today.day >= _CLOSES_ON else 1
    index = today.year * 12 + today.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def last_sheet(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosFinanceiros: the sheet of the present bond."""
    month = last_closed(world.today)
    bond = next((bond for bond in bonds_in(world, person, body) if bond.is_paid and bond.start < month), None)
    if bond is None:
        raise no_data(person.index)
    return _sheet(world, person, bond, month)


def sheets(world: World, person: Member, body: Body, first_year: int, last_year: int) -> Node:
    """Answer consultaDadosFinanceirosHistorico: every sheet of every bond in the years."""
    found = [
        _sheet(world, person, bond, month)
        for bond in bonds_in(world, person, body)
        if bond.situation != "08"
        for month in _months(bond, date(first_year, 1, 1), min(date(last_year, 12, 1), last_closed(world.today)))
    ]
    if not found:
        raise no_data(person.index)
    return {"ArrayDadosFinanceiros": found}


def _months(bond: Bond, first: date, last: date) -> Iterator[date]:
    month = max(first, bond.start.replace(day=1))
    last = min(last, bond.end.replace(day=1)) if bond.end else last
    while month <= last:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _sheet(world: World, person: Member, bond: Bond, month: date) -> dict[str, Node]:
    rows = _rubrics(world, person, bond, month)
    return {
        "codigoOrgao": bond.body.siape,
        "dadosFinanceiros": {"DadosFinanceiros": [full("DadosFinanceiros", row) for row in rows]},
        "matricula": bond.matricula,
        "mesAnoPagamento": month_text(month),
    }


def _rubrics(world: World, person: Member, bond: Bond, month: date) -> Iterator[dict[str, Node]]:
    random = stream(world.seed, "siape", "folha", bond.matricula)
    base = _PAY_CENTS[bond.post[2]] * (90 + random.randrange(40)) // 100 * (100 + (month.year - 2023) * 4) // 100
    retired = bond.retired_on is not None and month >= bond.retired_on.replace(day=1)
    name = ("00005", "PROVENTO BASICO") if retired else ("00001", "VENCIMENTO BASICO")
    yield _row(name, "R", base, month)
    if not retired:
        yield _row(("00136", "AUXILIO-ALIMENTACAO"), "R", 100_000, month)
    if month.month == 11 and not retired:
        yield _row(("00177", "ADIANT.GRATIF.NATALINA/ATIVO"), "R", base // 2, month)
    yield _row(("98008", "PREVIDENC.SOCIAL-REG. ESPECIAL"), "D", base * 11 // 100, month)
    if person.rank % 3 == 0:
        yield _row(("34053", "MENSALIDADE SINDICAL - SINDSEP"), "D", base // 100, month)
    if person.rank % 4 == 0:  # the same rubric twice, with the same sequence
        for place, cents in enumerate((45_000, 12_345)):
            yield _row(("34009", "EMPREST PREV PRIVADA - GEAPPRE"), "D", cents, month, instalments=12 * (place + 1))
    if person.rank % 12 == 7:
        yield _row(("97018", "PENSAO ALIMENTICIA/RESCISAO"), "D", base // 5, month)


def _row(rubric: tuple[str, str], kind: str, cents: int, month: date, *, instalments: int = 0) -> dict[str, Node]:
    return {
        "codRubrica": rubric[0],
        "dataAnoMesRubrica": month_text(month),
        "indicadorMovSupl": "N",
        "indicadorRD": kind,
        "nomeRubrica": rubric[1],
        "numeroSeq": "1",
        "peRubrica": "11,00" if rubric[0] == "98008" else "",
        "pzRubrica": f"{instalments:03d}",
        "valorRubrica": money(cents),
    }


def benefit_rows(cents: int, month: date) -> list[Node]:
    """Return the rubrics of a pension's sheet."""
    rows = [_row(("00596", "PENSAO CIVIL"), "R", cents, month)]
    rows.append(_row(("98008", "PREVIDENC.SOCIAL-REG. ESPECIAL"), "D", cents * 11 // 100, month))
    return [full("FichaFinaceiraBeneficiario", {"codigoAssunto": "01", **row}) for row in rows]
