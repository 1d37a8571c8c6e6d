"""Terms, schedule, items, guarantees, people and expenses of one contract, in the wire form of the API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from govhub_simulator.compras_gov.contracts import Contract
from govhub_simulator.people import servants, workers
from govhub_simulator.randomness import add_months, money, stream

Rows = list[dict[str, Any]]

_ROLES = ("Gestor", "Fiscal Requisitante", "Fiscal Técnico", "Fiscal Administrativo", "Fiscal Técnico Substituto")
_JOBS = (
    ("Ajudante", "03 – Ensino Fundamental Incompleto"),
    ("Recepcionista", "06 – Ensino Médio Completo"),
    ("Supervisor", "07 – Superior Incompleto"),
)
_GUARANTEES = ("Fiança Bancária", "Seguro-garantia", "Depósito caução")
_EXPENSES = (("Condomínio", "Mensal"), ("Tributo", "Anual"), ("Garantia Extendida", "Única"))
_CLASSES = {"Compras": ("Material", "GRUPO GENERICO MATERIAL", "150500 - PAPEL SULFITE A4")}
_SERVICE = ("Serviço", "GRUPO GENERICO SERVICO", "8729 - PRESTACAO DE SERVICOS DE PORTARIA")


def history(facts: Contract) -> Rows:
    """Return the contract itself and every later term: renewals, apostille, rescission."""
    base = facts.id * 10
    rows = [_term(facts, base, "50", "Contrato", facts.number, facts.signed_on, facts.months) | _first_term(facts)]
    for renewal in range(1, facts.renewals + 1):
        signed = add_months(facts.start, facts.months * renewal) - timedelta(days=15)
        number = f"{renewal:05d}/{signed.year}"
        row = _term(facts, base + renewal, "55", "Termo Aditivo", number, signed, facts.months * (renewal + 1))
        rows.append(row | {"qualificacao_termo": [{"codigo": 2, "descricao": "VIGÊNCIA"}] if facts.index % 2 else None})
    if facts.readjusted:
        rows.append(_apostille(facts, base + 8))
    if facts.rescinded_on:
        row = _term(
            facts, base + 9, "20", "Termo de Rescisão", f"00001/{facts.rescinded_on.year}", facts.rescinded_on, 0
        )
        zeros = dict.fromkeys(("valor_inicial", "valor_global", "valor_parcela"), "0,00")
        rows.append(row | zeros | {"vigencia_fim": facts.rescinded_on.isoformat(), "num_parcelas": 1})
    return rows


def _first_term(facts: Contract) -> dict[str, Any]:
    return {
        "observacao": "CELEBRAÇÃO DO CONTRATO",
        "categoria": facts.category,
        "processo": facts.process,
        "objeto": f"OBJETO DO CONTRATO {facts.number}",
        "modalidade": facts.modality[1],
        "licitacao_numero": facts.tender,
        "codigo_unidade_origem": facts.unit.codigo,
        "nome_unidade_origem": facts.unit.nome,
    }


def _apostille(facts: Contract, term_id: int) -> dict[str, Any]:
    since = facts.month(facts.months)
    row = _term(facts, term_id, "60", "Termo de Apostilamento", f"00009/{since.year}", since, facts.months_in_all)
    new_global = money(facts.current_parcel_cents * facts.months)
    return row | {
        "qualificacao_termo": [{"codigo": 4, "descricao": "REAJUSTE"}],
        "valor_inicial": new_global,
        "valor_global": new_global,
        "valor_parcela": money(facts.current_parcel_cents),
        "novo_valor_global": new_global,
        "novo_num_parcelas": facts.months,
        "novo_valor_parcela": money(facts.current_parcel_cents),
        "data_inicio_novo_valor": since.isoformat(),
        "retroativo": "Sim",
        "retroativo_mesref_de": f"{since.month:02d}",
        "retroativo_anoref_de": str(since.year),
        "retroativo_mesref_ate": f"{since.month:02d}",
        "retroativo_anoref_ate": str(since.year),
        "retroativo_valor": "0,00",
    }


def _term(
    facts: Contract, term_id: int, code: str, kind: str, number: str, signed: date, months: int
) -> dict[str, Any]:
    end = add_months(facts.start, max(1, months)) - timedelta(days=1)
    return {
        "id": term_id,
        "contrato_id": facts.id,
        "receita_despesa": "Receita" if facts.is_revenue else "Despesa",
        "numero": number,
        "observacao": f"{kind.upper()} AO CONTRATO {facts.number}\r\nCONFORME PROCESSO",
        "ug": facts.unit.codigo,
        "gestao": "00001",
        "fornecedor": facts.supplier.wire(),
        "codigo_tipo": code,
        "tipo": kind,
        "categoria": "",
        "qualificacao_termo": None,
        "processo": None,
        "objeto": None,
        "fundamento_legal_aditivo": None,
        "informacao_complementar": None,
        "modalidade": "",
        "licitacao_numero": None,
        "codigo_unidade_origem": None,
        "nome_unidade_origem": None,
        "data_assinatura": signed.isoformat(),
        "data_publicacao": (signed + timedelta(days=4)).isoformat(),
        "data_proposta_comercial": None,
        "vigencia_inicio": facts.start.isoformat(),
        "vigencia_fim": end.isoformat(),
        "valor_inicial": money(facts.initial_cents),
        "valor_global": money(facts.initial_cents),
        "num_parcelas": facts.months,
        "valor_parcela": money(facts.parcel_cents),
        "novo_valor_global": "0,00",
        "novo_num_parcelas": None,
        "novo_valor_parcela": "0,00",
        "data_inicio_novo_valor": None,
        "retroativo": "Não",
        "retroativo_mesref_de": None,
        "retroativo_anoref_de": None,
        "retroativo_mesref_ate": None,
        "retroativo_anoref_ate": None,
        "retroativo_vencimento": None,
        "retroativo_valor": "0,00",
        "situacao_contrato": "Inativo" if facts.inactive else "Ativo",
        "criado_em": f"{signed.isoformat()}T13:24:26Z",
        "alterado_em": f"{signed.isoformat()}T13:24:26Z",
    }


def schedule(facts: Contract) -> Rows:
    """Return the parcels: one a month, due on the 15th; a rescinded contract ends with one of zero."""
    base = facts.id * 1000
    rows = [
        _parcel(facts, base + position, facts.month(position), facts.month_cents(position))
        for position in range(facts.months_in_all)
    ]
    if facts.rescinded_on:
        rows = [row for row in rows if row["vencimento"] <= facts.rescinded_on.isoformat()]
        closing = facts.rescinded_on.replace(day=1)
        rows.append(_parcel(facts, base + 999, closing, 0) | {"tipo": "Termo de Rescisão"})
    return rows


def _parcel(facts: Contract, parcel_id: int, month: date, cents: int) -> dict[str, Any]:
    renewed = month >= facts.month(facts.months)
    return {
        "id": parcel_id,
        "contrato_id": facts.id,
        "tipo": "Termo Aditivo" if renewed else "Contrato",
        "numero": f"00001/{month.year}" if renewed else facts.number,
        "receita_despesa": "Receita" if facts.is_revenue else "Despesa",
        "observacao": None,
        "mesref": f"{month.month:02d}",
        "anoref": str(month.year),
        "vencimento": month.replace(day=15).isoformat(),
        "retroativo": "Não",
        "valor": money(cents),
    }


def items(facts: Contract) -> Rows:
    """Return one or two items that add up to the original value."""
    kind, group, catalog = _CLASSES.get(facts.category, _SERVICE)
    shares = (
        [facts.initial_cents]
        if facts.index % 2
        else [facts.initial_cents // 3, facts.initial_cents - facts.initial_cents // 3]
    )
    return [
        {
            "id": facts.id * 10 + position,
            "contrato_id": facts.id,
            "tipo_id": kind,
            "grupo_id": group,
            "catmatseritem_id": catalog,
            "descricao_complementar": None if position else "CONFORME TERMO DE REFERÊNCIA",
            "quantidade": 1,
            "valorunitario": money(cents),
            "valortotal": money(cents),
            "numero_item_compra": f"{position + 1:05d}",
            "data_inicio_item": {
                "date": f"{facts.start.isoformat()} 20:49:18.000000",
                "timezone_type": 3,
                "timezone": "America/Sao_Paulo",
            },
            "historico_item": [],
        }
        for position, cents in enumerate(shares)
    ]


def guarantees(facts: Contract) -> Rows:
    """Return the guarantee of 5 %, where the contract has one."""
    if facts.index % 4 or facts.is_empenho:
        return []
    return [
        {
            "id": facts.id * 10,
            "contrato_id": facts.id,
            "tipo": _GUARANTEES[facts.index % len(_GUARANTEES)],
            "valor": money(facts.initial_cents // 20),
            "vencimento": (facts.end + timedelta(days=90)).isoformat(),
        }
    ]


def people_in_charge(seed: int, facts: Contract) -> Rows:
    """Return manager and inspectors; one contract in nine has nobody in force."""
    random, pool = stream(seed, "responsaveis", facts.index), servants(seed)
    abandoned = facts.index % 9 == 2
    rows = []
    for position in range(1 if abandoned else random.randint(2, 4)):
        ended = abandoned or (position == 3 and facts.index % 2 == 0)
        rows.append(
            {
                "id": facts.id * 10 + position,
                "contrato_id": facts.id,
                "usuario": pool[random.randrange(len(pool))],
                "funcao_id": _ROLES[position],
                "instalacao_id": "" if position else "DF - Brasília - Sede I",
                "portaria": f"PORTARIA Nº {random.randint(1, 900)}/{facts.signed_on.year}",
                "situacao": "Inativo" if ended else "Ativo",
                "data_inicio": facts.signed_on.isoformat(),
                "data_fim": (facts.signed_on + timedelta(days=200)).isoformat() if ended else None,
            }
        )
    return rows


def outsourced(seed: int, facts: Contract) -> Rows:
    """Return the workers of a labour contract."""
    if facts.category != "Mão de Obra":
        return []
    random, pool = stream(seed, "terceirizados", facts.index), workers(seed)
    rows = []
    for position in range(random.randint(3, 45)):
        job, schooling = _JOBS[0 if position % 4 else position // 4 % len(_JOBS)]
        salary = random.randint(1_600_00, 4_500_00)
        left = position % 5 == 4
        rows.append(
            {
                "id": facts.id * 100 + position,
                "contrato_id": facts.id,
                "usuario": pool[random.randrange(len(pool))],
                "funcao_id": job,
                "descricao_complementar": None,
                "jornada": "40" if position % 3 else "44",
                "unidade": facts.unit.nome_resumido,
                "salario": money(salary),
                "custo": money(salary * 23 // 10),
                "escolaridade_id": schooling,
                "data_inicio": facts.start.isoformat(),
                "data_fim": (facts.start + timedelta(days=120)).isoformat() if left else None,
                "situacao": "Inativo" if left else ("ATIVO" if position % 7 == 3 else "Ativo"),
                "telefone_fixo": None,
                "telefone_celular": None,
                "aux_transporte": "220,00",
                "vale_alimentacao": "660,00",
            }
        )
    return rows


def accessory_expenses(facts: Contract) -> Rows:
    """Return the expenses beside the rent of buildings."""
    if facts.category != "Locação Imóveis":
        return []
    return [
        {
            "id": facts.id * 10 + position,
            "contrato_id": facts.id,
            "tipo_id": kind,
            "recorrencia_id": recurrence,
            "descricao_complementar": None,
            "vencimento": (facts.start + timedelta(days=30)).isoformat(),
            "valor": money(facts.parcel_cents // (10 + position)),
        }
        for position, (kind, recurrence) in enumerate(_EXPENSES[: 1 + facts.index % 3])
    ]
