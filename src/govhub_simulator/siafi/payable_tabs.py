"""The tabs of a payable document; which ones it has depends on its kind and number."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from govhub_simulator.siafi.messages import amount

if TYPE_CHECKING:
    from govhub_simulator.siafi.payables import Payable

Rows = list[dict[str, Any]]
Tab = Rows | None

_TAX_OFFICE = "00394460005887"
_BANKS = ("001", "104", "237")


def with_budget(facts: Payable) -> Tab:
    """Principal with budget (PCO): a line with one item per note; every seventh document has a second line."""
    if not facts.notes:
        return None
    cents = facts.cents // len(facts.notes)
    parts = [cents] * (len(facts.notes) - 1) + [facts.cents - cents * (len(facts.notes) - 1)]
    if facts.number % 7 == 6:
        half = facts.cents // 2
        return [_pco(facts, 1, [half]), _pco(facts, 2, [facts.cents - half])]
    return [_pco(facts, 1, parts)]


def _pco(facts: Payable, place: int, parts: list[int]) -> dict[str, Any]:
    return {
        "numSeqItem": place,
        "codSit": "DSP001" if place == 1 else "BPV001",
        "codUgEmpe": facts.notes[0].ug,
        "indrTemContrato": "1" if facts.number % 2 else "0",
        "txtInscrD": facts.creditor,
        "numClassD": "332311100",
        "pcoItem": [
            {
                "numSeqItem": position,
                "numEmpe": note.text,
                "codSubItemEmpe": note.items[0].subitem,
                "indrLiquidado": "1" if facts.settled else "0",
                "vlr": amount(cents),
                "txtInscrA": facts.creditor,
                "numClassA": "213110400",
            }
            for position, (note, cents) in enumerate(zip(facts.notes, parts, strict=False), start=1)
        ],
        "cronBaixaPatrimonial": {"parcela": _instalments(facts, sum(parts))} if facts.number % 5 == 1 else None,
    }


def _instalments(facts: Payable, cents: int) -> Rows:
    count = 1 if facts.number % 2 else 2
    part = cents // count
    return [
        {
            "numParcela": place + 1,
            "dtPrevista": (facts.issued + timedelta(days=30 * (place + 1))).isoformat(),
            "vlr": amount(part if place + 1 < count else cents - part * (count - 1)),
        }
        for place in range(count)
    ]


def without_budget(facts: Payable) -> Tab:
    """Principal without budget (PSO): what a document without notes pays."""
    if facts.notes:
        return None
    item = {
        "numSeqItem": 1,
        "indrLiquidado": "1",
        "vlr": amount(facts.cents),
        "codFontRecur": "1000000000",
        "codCtgoGasto": "C",
        "txtInscrA": facts.creditor,
        "numClassA": "218810400",
    }
    return [
        {"numSeqItem": 1, "codSit": "PSO001", "txtInscrE": facts.creditor, "numClassE": "218810400", "psoItem": item}
    ]


def credits(facts: Payable) -> Tab:
    """Credits: rare."""
    if facts.number % 6 != 4:
        return None
    day = facts.issued + timedelta(days=10)
    return [
        {
            "numSeqItem": 1,
            "codSit": "CRD001",
            "indrLiquidado": "0",
            "vlr": amount(facts.cents // 50),
            "codFontRecur": "1000000000",
            "codCtgoGasto": "C",
            "dtVenc": day.isoformat(),
            "codUgPgto": facts.ug,
            "txtInscrA": facts.creditor,
            "numClassA": "113810600",
        }
    ]


def other_entries(facts: Payable) -> Tab:
    """Other entries: one, or one and its reversal, which is negative by its kind only."""
    if facts.number % 5 != 3:
        return None
    kinds = ("N", "E") if facts.number % 10 == 3 else ("N",)
    return [
        {
            "numSeqItem": place,
            "codSit": "LDV001",
            "indrLiquidado": "1",
            "vlr": amount(facts.cents),
            "indrTemContrato": "0",
            "txtInscrA": facts.creditor,
            "numClassA": "811110100",
            "tpNormalEstorno": kind,
            "cronBaixaPatrimonial": {"parcela": _instalments(facts, facts.cents)} if place == 1 else None,
        }
        for place, kind in enumerate(kinds, start=1)
    ]


def withheld_cents(facts: Payable) -> int:
    """Return what the deductions keep back."""
    return facts.cents * 945 // 10_000 if _has_deduction(facts) else 0


def _has_deduction(facts: Payable) -> bool:
    return facts.number % 3 != 0 and bool(facts.notes)


def deductions(facts: Payable) -> Tab:
    """Taxes kept back: one DARF, and for every second of them a DAR."""
    if not _has_deduction(facts):
        return None
    whole = withheld_cents(facts)
    parts = [whole] if facts.number % 2 else [whole - whole // 4, whole // 4]
    return [_deduction(facts, place, cents) for place, cents in enumerate(parts, start=1)]


def _deduction(facts: Payable, place: int, cents: int) -> dict[str, Any]:
    day = (facts.issued + timedelta(days=20)).isoformat()
    paper: dict[str, Any] = {
        "codRecurso": "0",
        "prdoApuracao": facts.issued.replace(day=28).isoformat(),
        "vlrPercentual": "9.45",
        "codRecolhimento": "6190",
        "vlrDocumento": amount(cents),
    }
    if place == 2:
        paper = {"codRecurso": "0", "mesReferencia": f"{facts.issued:%m}", "anoReferencia": facts.issued.year}
        paper |= {
            "codUgTmdrServ": facts.ug,
            "codMunInf": "9701",
            "numNf": facts.number * 3,
            "vlrNf": amount(facts.cents),
        }
    return {
        "numSeqItem": place,
        "codSit": "DDF025" if place == 1 else "DDR001",
        "dtVenc": day,
        "dtPgtoReceb": facts.paid_on.isoformat() if facts.paid_on else None,
        "codUgPgto": facts.ug,
        "vlr": amount(cents),
        "indrLiquidado": "1",
        "txtInscrA": _TAX_OFFICE,
        "numClassA": "218810106",
        "itemRecolhimento": {
            "numSeqItem": 1,
            "codRecolhedor": facts.creditor,
            "vlr": amount(cents),
            "vlrBaseCalculo": amount(facts.cents),
            "vlrMulta": amount(0),
            "vlrJuros": amount(0),
        },
        "predoc": {"txtObser": "RETENCAO DE TRIBUTOS", "predocDARF" if place == 1 else "predocDAR": paper},
        "acrescimo": {"tpAcrescimo": "M", "vlr": amount(cents // 20), "numEmpe": facts.notes[0].text}
        if facts.number % 4 == 1
        else None,
        "relPcoItem": {"numSeqPai": 1, "numSeqItem": 1, "vlr": amount(cents)},
    }


def charges(facts: Payable) -> Tab:
    """Charges on payrolls and receipts of persons: the employer's part."""
    if facts.kind not in {"FL", "RP"} or not facts.notes:
        return None
    cents = facts.cents // 5
    return [
        {
            "numSeqItem": 1,
            "codSit": "ENC001",
            "dtVenc": (facts.issued + timedelta(days=20)).isoformat(),
            "codUgPgto": facts.ug,
            "vlr": amount(cents),
            "indrLiquidado": "1",
            "codUgEmpe": facts.notes[0].ug,
            "numEmpe": facts.notes[0].text,
            "codSubItemEmpe": facts.notes[0].items[0].subitem,
            "itemRecolhimento": [
                {"numSeqItem": place, "codRecolhedor": facts.creditor, "vlr": amount(cents // 2)} for place in (1, 2)
            ],
            "predoc": {"txtObser": "CONTRIBUICAO PATRONAL", "predocGPS": _guide(facts, cents)},
        }
    ]


def _guide(facts: Payable, cents: int) -> dict[str, Any]:
    return {
        "codRecolhimento": "2402",
        "mesCompet": f"{facts.issued:%m}",
        "anoCompet": facts.issued.year,
        "indrAdiant13": "N",
        "vlrDocumento": amount(cents),
    }


def payments(facts: Payable, cents: int) -> Rows:
    """Who is paid: the creditor, by a bank order to an account; a note of several payrolls pays two."""
    parts = [cents] if facts.number % 6 else [cents // 2, cents - cents // 2]
    return [_payment(facts, place, part) for place, part in enumerate(parts)]


def _payment(facts: Payable, place: int, cents: int) -> dict[str, Any]:
    return {
        "codCredorDevedor": facts.creditor,
        "vlr": amount(cents),
        "predoc": {
            "txtObser": f"PAGAMENTO {facts.text}",
            "predocOB": {
                "codTipoOB": "OBC",
                "codCredorDevedor": facts.creditor,
                "codNumLista": None,
                "txtCit": "",
                "numDomiBancFavo": {
                    "banco": _BANKS[facts.number % 3],
                    "agencia": f"{facts.number * 7 % 9999 + 1:04d}",
                    "conta": f"{facts.number * 7919 % 10**7:07d}{place}",
                },
                "numDomiBancPgto": {"banco": "002", "agencia": "3599", "conta": "UNICA"},
            },
        },
    }


def reversals(facts: Payable) -> Tab:
    """Expense to be annulled: positive amounts that lower what was liquidated."""
    if facts.number % 11 not in {1, 5} or not facts.notes:
        return None
    cents = facts.cents // 10
    return [
        {
            "numSeqItem": 1,
            "codSit": "AFL001",
            "codUgEmpe": facts.notes[0].ug,
            "txtInscrD": facts.creditor,
            "numClassD": "332311100",
            "despesaAnularItem": {
                "numSeqItem": 1,
                "numEmpe": facts.notes[0].text,
                "codSubItemEmpe": facts.notes[0].items[0].subitem,
                "vlr": amount(cents),
                "txtInscrA": facts.creditor,
                "numClassA": "213110400",
                "relPcoItem": {"numSeqPai": 1, "numSeqItem": 1, "vlr": amount(cents)},
            },
        }
    ]


def compensations(facts: Payable) -> Tab:
    """Compensation of a deduction: rare."""
    if facts.number % 7 != 2 or not _has_deduction(facts):
        return None
    part = amount(facts.cents // 100)
    link = {"numSeqPai": 1, "numSeqItem": 1, "vlr": part}
    return [{"numSeqItem": 1, "codSit": "CPN001", "vlr": part, "txtInscrA": facts.creditor, "relDeducaoItem": link}]


def cost_centres(facts: Payable) -> Tab:
    """Where the cost belongs: most documents with budget say it, month and year in two ways."""
    if not facts.notes or facts.number % 10 == 9:
        return None
    nature = facts.notes[0].nature + facts.notes[0].items[0].subitem
    share = {"numSeqPai": 1, "numSeqItem": 1, "codNatDespDet": nature, "vlr": amount(facts.cents)}
    return [
        {
            "numSeqItem": 1,
            "codCentroCusto": "CC-GENERICO",
            "mesReferencia": f"{facts.issued:%m}",
            "anoReferencia": facts.issued.year,
            "codUgBenef": facts.ug,
            "codSIORG": "46",
            "relPcoItem": share,
        }
    ]


def bookings(facts: Payable) -> Tab:
    """Accounting documents that the document made: an NS when liquidated, an OB when paid."""
    kinds = [kind for kind, done in (("NS", facts.settled), ("OB", facts.paid_on is not None)) if done]
    return [
        {
            "anoDocCont": facts.year,
            "codTipoDocCont": kind,
            "numDocCont": f"{facts.number * 10 + place:06d}",
            "codUgEmit": facts.ug,
        }
        for place, kind in enumerate(kinds)
    ] or None
