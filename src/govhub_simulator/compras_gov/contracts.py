"""The facts of one contract, from which its wire form and all its children are told without contradiction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from govhub_simulator.people import Supplier, suppliers
from govhub_simulator.randomness import add_months, day_between, money, stream
from govhub_simulator.world import FIRST_DAY, FIRST_ID, Unit, World

LINKS = (
    "historico",
    "empenhos",
    "cronograma",
    "garantias",
    "itens",
    "prepostos",
    "responsaveis",
    "despesas_acessorias",
    "faturas",
    "ocorrencias",
    "terceirizados",
    "arquivos",
)
_CATEGORIES = (
    "Serviços",
    "Compras",
    "Mão de Obra",
    "Informática (TIC)",
    "Locação Imóveis",
    "Serviços de Engenharia",
    "Cessão",
)
_MODALITIES = (
    ("05", "Pregão"),
    ("06", "Dispensa"),
    ("07", "Inexigibilidade"),
    ("03", "Concorrência"),
    ("NAOSEAPLIC", "Não se Aplica"),
)
_LAWS = (
    "",
    "NÃO SE APLICA",
    "LEI 14.133/2021 - Artigo: 74 - Inciso: III - Alinea: H",
    "LEI 8.666/1993 - Artigo: 57",
    "LEI 10.520/2002",
)
_OBJECTS = {
    "Serviços": "PRESTAÇÃO DE SERVIÇOS DE MANUTENÇÃO PREDIAL\r\nNA SEDE DO ÓRGÃO",
    "Compras": "AQUISIÇÃO DE MATERIAL DE EXPEDIENTE",
    "Mão de Obra": "SERVIÇOS CONTINUADOS DE LIMPEZA COM DEDICAÇÃO EXCLUSIVA DE MÃO DE OBRA",
    "Informática (TIC)": "LICENÇAS DE USO E SUPORTE DE SOFTWARE",
    "Locação Imóveis": "LOCAÇÃO DE IMÓVEL PARA A UNIDADE DE SANTA BÁRBARA D'OESTE",
    "Serviços de Engenharia": "REFORMA E ADAPTAÇÃO DE EDIFÍCIO",
    "Cessão": "CESSÃO DE USO DE ESPAÇO FÍSICO",
}


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract on one simulated day; amounts in cents."""

    index: int
    id: int
    unit: Unit
    supplier: Supplier
    is_empenho: bool
    is_revenue: bool
    category: str
    modality: tuple[str, str]
    number: str
    tender: str
    process: str
    signed_on: date
    start: date
    months: int
    initial_cents: int
    renewals: int
    readjusted: bool
    rescinded_on: date | None
    open_ended: bool
    today: date

    @property
    def parcel_cents(self) -> int:
        """Amount of a month at the original value."""
        return self.initial_cents // self.months

    @property
    def current_parcel_cents(self) -> int:
        """Amount of a month after the readjustment, if there was one."""
        if not self.readjusted:
            return self.parcel_cents
        return self.parcel_cents * (131 if self.index % 20 == 10 else 106) // 100

    @property
    def months_in_all(self) -> int:
        """Months of the original period and of every renewal signed until today."""
        return self.months * (1 + self.renewals)

    @property
    def end(self) -> date:
        """Last day of the period in force."""
        return add_months(self.start, self.months_in_all) - timedelta(days=1)

    @property
    def inactive(self) -> bool:
        """Whether the source lists it as inactive: ended long ago in two of three cases, or rescinded."""
        ended_long_ago = self.end < self.today - timedelta(days=400) and not self.open_ended
        return self.rescinded_on is not None or (ended_long_ago and self.index % 3 != 0)

    @property
    def in_both_lists(self) -> bool:
        """Some contracts show up in both lists for a moment."""
        return self.inactive and self.index % 29 == 4

    def month(self, position: int) -> date:
        """Return the first day of a month of the contract."""
        return add_months(self.start, position).replace(day=1)

    def month_cents(self, position: int) -> int:
        """Return the amount of a month; the readjustment counts from the first renewal on."""
        return self.current_parcel_cents if position >= self.months else self.parcel_cents


@lru_cache(maxsize=4096)
def contract(world: World, index: int) -> Contract:
    """Return the facts of a contract; a pure function of its arguments."""
    random = stream(world.seed, "contract", index)
    born = world.born_on(index)
    is_empenho = index % 17 == 8
    last = FIRST_DAY + timedelta(days=born) if born else FIRST_DAY - timedelta(days=20)
    signed = last if born else day_between(random, FIRST_DAY - timedelta(days=5 * 365), last)
    months = 1 if is_empenho else random.choice((6, 12, 12, 12, 24, 30))
    start = signed + timedelta(days=random.randint(0, 10))
    periods = max(0, (world.today - start).days // (months * 30))
    renewals = 0 if is_empenho else min(random.choice((0, 0, 1, 2, 3)), periods)
    pool = suppliers(world.seed)
    rescinded = (
        day_between(random, add_months(start, 2), add_months(start, 5)) if index % 23 == 6 and not is_empenho else None
    )
    year = signed.year
    return Contract(
        index=index,
        id=FIRST_ID + index * 3,
        unit=world.unit_of(index),
        supplier=pool[min(random.randrange(len(pool)), random.randrange(len(pool)))],
        is_empenho=is_empenho,
        is_revenue=index % 31 == 12,
        category=random.choice(_CATEGORIES),
        modality=random.choice(_MODALITIES),
        number=f"{year}NE{index % 999999 + 1:06d}" if is_empenho else f"{index % 99999 + 1:05d}/{year}",
        tender=f"{(index * 7) % 99999 + 1:05d}/{year - (1 if index % 4 == 0 else 0)}",
        process=f"08038.{index % 1000000:06d}/{year}-{index % 97:02d}",
        signed_on=signed,
        start=start,
        months=months,
        initial_cents=random.randint(5_000_00, 3_000_000_00) // months * months,
        renewals=renewals,
        readjusted=renewals > 0 and index % 2 == 0,
        rescinded_on=rescinded if rescinded is not None and rescinded <= world.today else None,
        open_ended=index % 41 == 9,
        today=world.today,
    )


def wire(facts: Contract, host: str) -> dict[str, Any]:
    """Return the contract as the API sends it, keys in the order of 2026."""
    unit, inactive = facts.unit, facts.inactive
    no_end = facts.is_empenho and facts.index % 2 == 0
    end = None if no_end else (date(2099, 6, 30) if facts.open_ended else facts.end)
    global_cents = facts.current_parcel_cents * facts.months
    accumulated = sum(facts.month_cents(position) for position in range(facts.months_in_all))
    return {
        "id": facts.id,
        "receita_despesa": "Receita" if facts.is_revenue else "Despesa",
        "numero": facts.number,
        "contratante": {
            "orgao_origem": {
                "codigo": unit.orgao_codigo,
                "nome": unit.orgao_nome,
                "unidade_gestora_origem": _unit(unit),
            },
            "orgao": {"codigo": unit.orgao_codigo, "nome": unit.orgao_nome, "unidade_gestora": _unit(unit)},
        },
        "fornecedor": facts.supplier.wire(),
        "codigo_tipo": "99" if facts.is_empenho else "50",
        "tipo": "Empenho" if facts.is_empenho else "Contrato",
        "subtipo": None,
        "prorrogavel": None if facts.index % 5 == 0 else ("Sim" if facts.index % 2 else "Não"),
        "situacao": "Inativo" if inactive else "Ativo",
        "justificativa_inativo": ("Rescindido" if facts.rescinded_on else None) if inactive else None,
        "categoria": facts.category,
        "subcategoria": None,
        "unidades_requisitantes": None if facts.index % 3 else "COORDENAÇÃO-GERAL DE ADMINISTRAÇÃO",
        "processo": facts.process,
        "objeto": _OBJECTS[facts.category],
        "amparo_legal": _LAWS[facts.index % len(_LAWS)],
        "informacao_complementar": None if facts.index % 2 else "",
        "codigo_modalidade": facts.modality[0],
        "modalidade": facts.modality[1],
        "unidade_compra": unit.codigo,
        "licitacao_numero": facts.tender,
        "sistema_origem_licitacao": None,
        "data_assinatura": facts.signed_on.isoformat(),
        "data_publicacao": (facts.signed_on + timedelta(days=3)).isoformat() if facts.index % 11 else None,
        "data_proposta_comercial": None,
        "vigencia_inicio": facts.start.isoformat(),
        "vigencia_fim": end.isoformat() if end else None,
        "valor_inicial": money(facts.initial_cents),
        "valor_global": money(global_cents),
        "num_parcelas": facts.months,
        "valor_parcela": money(0 if facts.months == 1 and facts.index % 2 else facts.current_parcel_cents),
        "valor_acumulado": money(accumulated),
        "links": {name: f"{host}/contrato/{facts.id}/{name}" for name in LINKS},
    }


def _unit(unit: Unit) -> dict[str, str]:
    return {
        "codigo": unit.codigo,
        "nome_resumido": unit.nome_resumido,
        "nome": unit.nome,
        "sisg": "Sim",
        "utiliza_siafi": "Sim",
        "utiliza_antecipagov": "Não",
    }
