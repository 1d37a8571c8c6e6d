"""Look-ups: units, situations of payable documents, and accounting balances of commitments."""

from __future__ import annotations

import re
from typing import Any

from govhub_simulator.siafi.commitments import Item, Note, note
from govhub_simulator.siafi.messages import amount
from govhub_simulator.world import FIRST_DAY, World

_TO_LIQUIDATE, _LIQUIDATED, _PAID = "622920101", "622920103", "622920104"
_SITUATIONS = {
    "DSP001": ("PCO", "AQUISICAO DE SERVICOS - PESSOAS JURIDICAS"),
    "BPV001": ("PCO", "DESPESA COM BENS PERMANENTES"),
    "PSO001": ("PSO", "DEVOLUCAO DE DEPOSITOS DE TERCEIROS"),
    "CRD001": ("CREDITO", "CREDITO A RECEBER"),
    "LDV001": ("OUTROSLANCAMENTOS", "CONTROLE DE CONTRATOS"),
    "DDF025": ("DEDUCAO", "RETENCAO DE TRIBUTOS FEDERAIS"),
    "DDR001": ("DEDUCAO", "RETENCAO DE TRIBUTOS MUNICIPAIS"),
    "ENC001": ("ENCARGO", "CONTRIBUICAO PATRONAL"),
    "AFL001": ("DESPESA_ANULAR", "ANULACAO DE DESPESA"),
    "CPN001": ("COMPENSACAO", "COMPENSACAO DE DEDUCAO"),
}


def unit(world: World, ug: str) -> dict[str, Any] | None:
    """Return the data of a unit."""
    known = next((unit for unit in world.units if unit.codigo == ug), None)
    if known is None:
        return None
    return {
        "unidadeGestoraInfo": {
            "codUG": known.codigo,
            "nomeUG": known.nome,
            "codOrgao": known.orgao_codigo,
            "codGestao": "00001",
            "situacao": "ATIVA",
        }
    }


def situation(code: str) -> dict[str, Any] | None:
    """Return a situation of payable documents."""
    if code not in _SITUATIONS:
        return None
    tab, title = _SITUATIONS[code]
    return {"situacao": {"codSit": code, "aba": tab, "titulo": title}}


def balance(world: World, ug: str, account: str, current: str, month: str) -> dict[str, Any] | None:
    """Return the balance of one item of a note at the end of a month; null where the books have none."""
    parts = re.fullmatch(r"N(\d{4})NE(\d{6})(\d{2})", current)
    if parts is None or not month.isdigit() or not 1 <= int(month) <= 12:
        return None
    facts = note(world, ug, int(parts[1]), int(parts[2]))
    item = next((item for item in facts.items if item.subitem == parts[3]), None) if facts else None
    if facts is None or item is None or not _in_the_books(world, facts, int(month)):
        return None
    cents = _cents(facts, item, account, int(month))
    if not cents:
        return None
    return {
        "saldoContabilInfo": {
            "codUG": ug,
            "contaContabil": account,
            "contaCorrente": current,
            "vlrSaldo": amount(cents),
            "tipoSaldo": "C",
        }
    }


def _in_the_books(world: World, facts: Note, month: int) -> bool:
    last = world.today.month if facts.year == world.today.year else 12
    return facts.issued.month <= month <= last and facts.year >= FIRST_DAY.year - 3


def _cents(facts: Note, item: Item, account: str, month: int) -> int:
    """Split what was committed: a twelfth a month is liquidated, and paid in the month after."""
    part = item.cents // 12
    liquidated = part * (month - facts.issued.month)
    paid = part * max(0, month - facts.issued.month - 1)
    shares = {_TO_LIQUIDATE: item.cents - liquidated, _LIQUIDATED: liquidated - paid, _PAID: paid}
    return shares.get(account, 0)
