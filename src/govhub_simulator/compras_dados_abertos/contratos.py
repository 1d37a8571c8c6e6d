"""Contracts of every body and their items: those of the simulated Compras.gov.br Contratos, seen from here.

Both sides agree on unit of origin, number with year, supplier, amounts and validity. One contract in 37 is missing
here, and one number in 43 belongs to two suppliers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from govhub_simulator.compras_dados_abertos.contratacoes import MODALITIES
from govhub_simulator.compras_dados_abertos.country import body_cnpj, parts
from govhub_simulator.compras_dados_abertos.purchases import Purchase, contract_line, purchase_of
from govhub_simulator.compras_dados_abertos.writing import Row, Rows, document, instant, reais
from govhub_simulator.compras_gov import terms
from govhub_simulator.compras_gov.contracts import Contract, contract, wire
from govhub_simulator.people import Supplier, suppliers
from govhub_simulator.world import FIRST_DAY, World

_MISSING_EVERY, _TWO_SUPPLIERS_EVERY = 37, 43
_OPEN_END = date(2099, 6, 30)
_CATEGORIES = {"Serviços": "60", "Locação Imóveis": "999"}


def _contracts(world: World, since: date | None, until: date | None) -> Iterator[tuple[int, Contract, Supplier]]:
    """Yield the contracts that began between two days, once for each supplier."""
    first = since.toordinal() if since else 1
    last = until.toordinal() if until else date.max.toordinal()
    for place, part in enumerate(parts(world)):
        pool = suppliers(part.seed)
        for index in (index for index, day in enumerate(_starts(part)) if first <= day <= last):
            facts = contract(part, index)
            if index % _MISSING_EVERY == 5:
                continue
            yield place, facts, facts.supplier
            if index % _TWO_SUPPLIERS_EVERY == 6:
                yield place, facts, pool[(pool.index(facts.supplier) + 2) % len(pool)]


@lru_cache(maxsize=8)
def _starts(part: World) -> array[int]:
    return array("i", (contract(part, index).start.toordinal() for index in range(part.size)))


def contracts(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the contracts that began between two days."""
    for place, facts, supplier in _contracts(world, since, until):
        yield {**_common(world, place, facts, supplier), **_contract(facts, _gone(world, place, facts))}


def contract_items(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the items of the contracts; a corrected one comes twice, excluded and not."""
    for place, facts, supplier in _contracts(world, since, until):
        for item in terms.items(facts):
            row = {**_common(world, place, facts, supplier), **_item(item, _gone(world, place, facts))}
            yield row
            if (facts.index + row["codigoItem"]) % 12 == 7:
                removed = instant(facts.start + timedelta(days=2), facts.index, "11:00:00")
                yield {**row, "contratoItemExcluido": True, "dataHoraExclusaoItem": removed}


def _common(world: World, place: int, facts: Contract, supplier: Supplier) -> Row:
    unit, buy = facts.unit, purchase_of(world, place, facts.index)
    open_end = _OPEN_END if facts.open_ended else facts.end
    cnpj = body_cnpj(world, unit.orgao_codigo)
    control = f"{cnpj}-2-{facts.index % 999999 + 1:06d}/{facts.signed_on.year}" if facts.signed_on.year > 2022 else None
    return {
        "codigoOrgao": unit.orgao_codigo,
        "nomeOrgao": unit.orgao_nome,
        "codigoUnidadeGestora": unit.codigo,
        "nomeUnidadeGestora": unit.nome,
        "codigoUnidadeGestoraOrigemContrato": unit.codigo,
        "nomeUnidadeGestoraOrigemContrato": unit.nome,
        "numeroContrato": facts.number,
        "niFornecedor": document(supplier),
        "nomeRazaoSocialFornecedor": supplier.nome,
        "processo": facts.process,
        "dataVigenciaInicial": instant(facts.start, facts.index),
        "dataVigenciaFinal": instant(open_end, facts.index),
        "valorGlobal": reais(facts.current_parcel_cents * facts.months),
        "dataHoraInclusao": instant(facts.signed_on, facts.index, "15:02:33"),
        "numeroControlePncpContrato": control,
        **_purchase(buy),
    }


def _purchase(buy: Purchase | None) -> Row:
    """Return what a contract says of its purchase."""
    if buy is None:
        names = (
            "codigoUnidadeRealizadoraCompra",
            "nomeUnidadeRealizadoraCompra",
            "numeroCompra",
            "codigoModalidadeCompra",
        )
        return dict.fromkeys((*names, "nomeModalidadeCompra", "numeroControlePncpCompra", "idCompra"))
    return {
        "codigoUnidadeRealizadoraCompra": buy.unit.codigo,
        "nomeUnidadeRealizadoraCompra": buy.unit.nome,
        "numeroCompra": buy.number,
        "codigoModalidadeCompra": f"{buy.modality:02d}",
        "nomeModalidadeCompra": MODALITIES[buy.modality],
        "numeroControlePncpCompra": None if buy.is_legacy else buy.control,
        "idCompra": buy.id,
    }


def _gone(world: World, place: int, facts: Contract) -> str | None:
    """Return when the contract was deleted at its own source: here it stays, marked."""
    part = parts(world)[place]
    if part.exists(facts.index):
        return None
    day = part.born_on(facts.index) + 2 + facts.index % 5
    return instant(FIRST_DAY + timedelta(days=day), facts.index, "23:10:00")


def _contract(facts: Contract, gone: str | None) -> Row:
    text = wire(facts, "")
    months = [facts.month_cents(position) for position in range(facts.months_in_all)]
    return {
        "receitaDespesa": "R" if facts.is_revenue else "D",
        "codigoTipo": text["codigo_tipo"],
        "nomeTipo": text["tipo"],
        "codigoCategoria": _CATEGORIES.get(facts.category, "55"),
        "nomeCategoria": facts.category,
        "codigoSubcategoria": None,
        "nomeSubcategoria": None,
        "objeto": text["objeto"],
        "informacoesComplementares": text["informacao_complementar"],
        "numeroParcelas": facts.months,
        "valorParcela": reais(facts.current_parcel_cents),
        "valorAcumulado": reais(sum(months)),
        "totalDespesasAcessorias": 0.0,
        "dataHoraExclusao": gone,
        "contratoExcluido": gone is not None,
        "unidadesRequisitantes": text["unidades_requisitantes"],
    }


def _item(item: Row, gone: str | None) -> Row:
    line = contract_line(item)
    return {
        "tipoItem": item["tipo_id"],
        "codigoItem": line.code,
        "descricaoIitem": item["catmatseritem_id"].partition(" - ")[2],
        "quantidadeItem": float(line.quantity),
        "valorUnitarioItem": reais(line.unit_cents),
        "valorTotalItem": reais(line.total_cents),
        "dataHoraExclusaoContrato": gone,
        "contratoExcluido": gone is not None,
        "dataHoraExclusaoItem": None,
        "contratoItemExcluido": False,
        "numeroItem": f"{line.number:05d}",
        "esfera": "Federal",
        "poder": "Executivo",
    }
