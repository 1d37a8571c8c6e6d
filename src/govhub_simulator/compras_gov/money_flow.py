"""Commitments (empenhos) and invoices (faturas) of one contract: invoices follow the schedule, commitments cover them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from govhub_simulator.compras_gov.contracts import Contract
from govhub_simulator.randomness import add_months, money

Rows = list[dict[str, Any]]

_NATURE = {
    "Informática (TIC)": "339040 - SERVICOS DE TECNOLOGIA DA INFORMACAO E COMUNICACAO - PJ",
    "Compras": "339030 - MATERIAL DE CONSUMO",
    "Mão de Obra": "339037 - LOCACAO DE MAO-DE-OBRA",
}
_OTHER_NATURE = "339039 - OUTROS SERVICOS DE TERCEIROS - PESSOA JURIDICA"
_LISTS = {"Compras": "FORNECIMENTO DE BENS", "Locação Imóveis": "LOCAÇÕES"}
_SHARED_EVERY = 13
_BACKLOG_MONTHS = 9
_SHARED_UNIT = "290002"


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice before it is written: the months it covers, each with its cents."""

    number: int
    months: tuple[tuple[date, int], ...]
    issued: date

    @property
    def cents(self) -> int:
        """Gross amount."""
        return sum(cents for _, cents in self.months)


def bills(facts: Contract) -> list[Bill]:
    """Return what was billed until today: a bill a month, in the month after it; some contracts bill nine months at once."""
    last = min(facts.today, facts.rescinded_on or facts.today)
    due = [
        (facts.month(position), facts.month_cents(position))
        for position in range(facts.months_in_all)
        if add_months(facts.month(position), 1) + timedelta(days=5) <= last
    ]
    if facts.index % 19 == 3:
        groups = [tuple(due[start : start + _BACKLOG_MONTHS]) for start in range(0, len(due), _BACKLOG_MONTHS)]
    else:
        groups = [(month,) for month in due]
    return [
        Bill(number, group, add_months(group[-1][0], 1) + timedelta(days=4))
        for number, group in enumerate(groups)
        if group and (number + facts.index) % 14 != 6  # a month now and then is never billed
    ]


def invoices(facts: Contract) -> Rows:
    """Return the invoices in wire form."""
    return [_invoice(facts, bill) for bill in bills(facts)]


def _invoice(facts: Contract, bill: Bill) -> dict[str, Any]:
    position = bill.number + facts.index
    disallowed = bill.cents // 40 if position % 12 == 5 else 0
    interest = bill.cents // 200 if position % 37 == 11 else 0
    age = (facts.today - bill.issued).days
    status, settled = _status(position, age)
    document = facts.supplier.documento
    received = bill.issued + timedelta(days=2)
    return {
        "id": facts.id * 100 + bill.number,
        "contrato_id": facts.id,
        "tipolistafatura_id": _LISTS.get(facts.category, "PRESTAÇÃO DE SERVIÇOS"),
        "tipo_instrumento_cobranca": "Recibo" if facts.supplier.tipo == "FISICA" else "Nota Fiscal Eletrônica",
        "justificativafatura_id": "" if position % 6 == 0 else "Ordem Lista: Seguindo a ordem cronológica da lista.",
        "sfadrao_id": f"{bill.issued.year}NP{facts.id * 7 % 900000 + bill.number:06d}" if settled else None,
        "numero": f"{facts.id * 50 + bill.number:011d}",
        "numero_serie": None,
        "fornecedor_contrato": document,
        "fornecedor_ic": document,
        "contratante": f"{facts.unit.codigo} - {facts.unit.nome_resumido}",
        "emissao": bill.issued.isoformat(),
        "prazo": (bill.issued + timedelta(days=30)).isoformat(),
        "vencimento": (bill.issued + timedelta(days=20)).isoformat(),
        "valor": money(bill.cents),
        "juros": money(interest),
        "multa": "0,00",
        "glosa": money(disallowed),
        "valorliquido": money(bill.cents + interest - disallowed),
        "base_calculo_inss": None,
        "aliquota_inss": None,
        "optante_cprb": None,
        "optante_simples": "Sim" if facts.index % 3 == 0 else "Não",
        "valor_inss": None,
        "data_liquidacao": (received + timedelta(days=9)).isoformat() if settled else None,
        "nota_cancelada": "Sim" if position % 53 == 20 else "Não",
        "processo": facts.process,
        "protocolo": received.isoformat(),
        "ateste": (received + timedelta(days=3)).isoformat() if age > 8 else None,
        "repactuacao": "Não",
        "infcomplementar": None if position % 4 else "ATESTE DO FISCAL DO CONTRATO",
        "mesref": None,
        "anoref": None,
        "situacao": status,
        "chave_nfe": "1" if position % 45 == 9 else None,
        "dados_empenho": _commitments_of(facts, bill),
        "dados_referencia": _reference_months(facts, bill),
        "dados_item_faturado": _billed_items(facts, bill),
    }


def _status(position: int, age: int) -> tuple[str, bool]:
    """Return situation and whether it is settled; the source spells one of them in two ways."""
    if age > 60 or (age > 30 and position % 2):
        if position % 3 == 0:
            return "Siafi Apropriado", True
        return ("Apropriado Siafi", True) if position % 11 == 1 else ("Pago", True)
    return ("Analisado", False) if position % 5 == 1 else ("Pendente", False)


def _commitments_of(facts: Contract, bill: Bill) -> Rows:
    if (bill.number + facts.index) % 16 == 15:
        return []
    note = _note_id(facts, bill.issued.year)
    parts = [bill.cents]
    if (bill.number + facts.index) % 10 == 4:
        parts = [bill.cents // 4, bill.cents - bill.cents // 4]
    return [
        {
            "id_empenho": note + offset,
            "numero_empenho": _note_number(facts, bill.issued.year, offset),
            "valor_empenho": money(cents),
            "subelemento": "02",
        }
        for offset, cents in enumerate(parts)
    ]


def _reference_months(facts: Contract, bill: Bill) -> Rows:
    if (bill.number + facts.index) % 33 == 30:
        return []
    return [
        {"mesref": f"{month.month:02d}", "anoref": str(month.year), "valorref": money(cents)}
        for month, cents in bill.months
    ]


def _billed_items(facts: Contract, bill: Bill) -> Rows:
    if facts.index % 3:
        return []
    return [
        {
            "id_item_contrato": facts.id * 10,
            "quantidade_faturado": "1,00000",
            "valorunitario_faturado": f"{money(bill.cents)}00",
            "valortotal_faturado": money(bill.cents),
        }
    ]


def commitments(facts: Contract) -> Rows:
    """Return the notes of commitment in wire form: two a year of billing, and one shared by neighbouring contracts."""
    if facts.is_revenue:
        return []
    billed: dict[tuple[int, int], int] = defaultdict(int)
    paid: dict[tuple[int, int], int] = defaultdict(int)
    for bill in bills(facts):
        for offset, part in enumerate(_commitments_of(facts, bill)):
            key = (bill.issued.year, offset)
            cents = int(part["valor_empenho"].replace(".", "").replace(",", ""))
            billed[key] += cents
            if _status(bill.number + facts.index, (facts.today - bill.issued).days)[0] == "Pago":
                paid[key] += cents
    keys = sorted(billed) or [(facts.start.year, 0)]
    rows = [_note(facts, year, offset, billed[year, offset], paid[year, offset]) for year, offset in keys]
    if facts.index % _SHARED_EVERY in {0, 1}:
        rows.append(_shared_note(facts))
    if facts.index % 43 == 17:
        rows.append(rows[0])  # the source repeats a row now and then
    return rows


def _note(facts: Contract, year: int, offset: int, billed: int, paid: int) -> dict[str, Any]:
    reserve = facts.current_parcel_cents
    number = _note_number(facts, year, offset)
    creditor = facts.supplier
    code = f"{int(creditor.documento) + 1:06d}" if creditor.tipo == "UG" else creditor.documento
    return {
        "id": _note_id(facts, year) + offset,
        "unidade_gestora": facts.unit.codigo,
        "gestao": "00001",
        "numero": number,
        "data_emissao": None if facts.index % 8 == 7 else max(date(year, 1, 10), facts.signed_on).isoformat(),
        "credor": f"{code} - {creditor.nome}",
        "fonte_recurso": "1000000000",
        "programa_trabalho": "173370",
        "planointerno": " - " if facts.index % 6 == 1 else "F2725INF040 - FUNCIONAMENTO DA UNIDADE",
        "naturezadespesa": _NATURE.get(facts.category, _OTHER_NATURE),
        "empenhado": money(billed + reserve),
        "aliquidar": money(reserve),
        "liquidado": money(billed - paid),
        "pago": money(paid),
        "rpinscrito": "0,00",
        "rpaliquidar": "0,00",
        "rpliquidado": "0,00",
        "rppago": "0,00",
        "informacao_complementar": _purchase_key(facts),
        "sistema_origem": "COMPRASNET CONTRATOS" if facts.index % 5 else None,
        "links": {
            "documento_pagamento": f"https://sta.api.gov.br/api/ordembancaria/empenho/{facts.unit.codigo}00001{number}"
        },
        "credor_obj": {"tipo": creditor.tipo, "cnpj_cpf_idgener": code, "nome": creditor.nome},
    }


def _shared_note(facts: Contract) -> dict[str, Any]:
    """Return the note that two neighbouring contracts declare, with the same id and contents."""
    first = facts.index - facts.index % _SHARED_EVERY
    year = 2025
    number = f"{year}NE{first % 900000 + 1:06d}"
    return {
        "id": 90_000_000 + first,
        "unidade_gestora": _SHARED_UNIT,
        "gestao": "00001",
        "numero": number,
        "data_emissao": f"{year}-01-15",
        "credor": "806031 - SERPRO - SEDE - BRASILIA",
        "fonte_recurso": "1000000000",
        "programa_trabalho": "173370",
        "planointerno": " - ",
        "naturezadespesa": _OTHER_NATURE,
        "empenhado": "120.000,00",
        "aliquidar": "20.000,00",
        "liquidado": "0,00",
        "pago": "100.000,00",
        "rpinscrito": "0,00",
        "rpaliquidar": "0,00",
        "rpliquidado": "0,00",
        "rppago": "0,00",
        "informacao_complementar": None,
        "sistema_origem": None,
        "links": {"documento_pagamento": f"https://sta.api.gov.br/api/ordembancaria/empenho/29000200001{number}"},
        "credor_obj": {"tipo": "UG", "cnpj_cpf_idgener": "806031", "nome": "SERPRO - SEDE - BRASILIA"},
    }


def _note_id(facts: Contract, year: int) -> int:
    return facts.id * 100 + (year - 2000) * 2


def _note_number(facts: Contract, year: int, offset: int) -> str:
    if facts.is_empenho and offset == 0 and facts.number.startswith(str(year)):
        return facts.number
    return f"{year}NE{(facts.id * 2 + offset) % 899999 + 100000:06d}"


def _purchase_key(facts: Contract) -> str | None:
    if facts.modality[0] == "NAOSEAPLIC":
        return None
    reference = facts.tender if facts.index % 2 or facts.is_empenho else facts.number
    number, _, year = reference.partition("/")
    suffix = f" - UASG Minuta: {facts.unit.codigo}" if facts.index % 7 == 2 else ""
    return f"{facts.unit.codigo}{facts.modality[0]}{number}{year}{suffix}"
