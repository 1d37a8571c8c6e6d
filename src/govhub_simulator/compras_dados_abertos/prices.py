"""Practised prices: the results of purchases by catalogue item, and their descriptions, which carry no price."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from govhub_simulator.compras_dados_abertos.contratacoes import catalogued
from govhub_simulator.compras_dados_abertos.country import place_of
from govhub_simulator.compras_dados_abertos.purchases import Line, Purchase, purchases
from govhub_simulator.compras_dados_abertos.writing import Row, Rows, document, instant, reais
from govhub_simulator.world import World


def material_prices(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the prices paid for materials; the id of the purchase is a number here, and nowhere else."""
    for buy, line in _bought(world, since, until, is_service=False):
        entry, common = catalogued(world, line), _common(buy, line)
        yield {
            **common,
            "idCompra": int(buy.id),
            "siglaUnidadeFornecimento": "UN",
            "nomeUnidadeFornecimento": "UNIDADE",
            "capacidadeUnidadeFornecimento": 1.0,
            "marca": "DIVERSAS",
            "codigoClasse": entry["codigoClasse"],
            "nomeClasse": entry["nomeClasse"],
            "idCompraItem": buy.line_id(line),
            "codigoPdm": str(entry["codigoPdm"]),
            "nomePdm": entry["nomePdm"],
            "descricaoItem": entry["descricaoItem"],
        }


def service_prices(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the prices paid for services."""
    for buy, line in _bought(world, since, until, is_service=True):
        yield {**_common(buy, line), "idCompra": buy.id, "descricaoItem": catalogued(world, line)["nomeServico"]}


def material_details(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the descriptions of materials bought."""
    return (_detail(buy, line) for buy, line in _bought(world, since, until, is_service=False))


def service_details(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the descriptions of services contracted."""
    return (_detail(buy, line) for buy, line in _bought(world, since, until, is_service=True))


def _bought(
    world: World, since: date | None, until: date | None, *, is_service: bool
) -> Iterator[tuple[Purchase, Line]]:
    for buy in purchases(world, since, until):
        if not buy.is_legacy:
            yield from ((buy, line) for line in buy.settled_lines(world.today) if line.is_service == is_service)


def _line_number(buy: Purchase, line: Line) -> int:
    return buy.position * 10 + line.number


def _detail(buy: Purchase, line: Line) -> Row:
    return {
        "idCompra": buy.id,
        "idItemCompra": _line_number(buy, line),
        "numeroItemCompra": line.number,
        "codigoItemCatalogo": line.code,
        "objetoCompra": "Contratação de bens e serviços para a sede",
        "descricaoDetalhadaItem": f"Item {line.number}, conforme termo de referência",
        "dataAtualizacaoFato": instant(buy.settled, buy.position, "03:10:00"),
    }


def _common(buy: Purchase, line: Line) -> Row:
    place = place_of(buy.unit.codigo)
    return {
        **_detail(buy, line),
        "dataCompra": buy.published.isoformat(),
        "forma": "SISRP" if buy.registers_prices else "SISPP",
        "modalidade": buy.modality,
        "dataHoraAtualizacaoCompra": instant(buy.settled, buy.position, "18:40:11"),
        "niFornecedor": document(buy.supplier),
        "quantidade": float(line.quantity),
        "precoUnitario": reais(line.unit_cents),
        "siglaUnidadeMedida": "UN",
        "nomeUnidadeMedida": "UNIDADE",
        "criterioJulgamento": "Menor Preço",
        "percentualMaiorDesconto": None,
        "nomeFornecedor": buy.supplier.nome if buy.position % 6 else None,
        "dataResultado": buy.settled.isoformat(),
        "dataHoraAtualizacaoItem": instant(buy.settled, buy.position, "18:40:11"),
        "codigoUasg": buy.unit.codigo,
        "nomeUasg": buy.unit.nome,
        "codigoOrgao": int(buy.unit.orgao_codigo),
        "nomeOrgao": buy.unit.orgao_nome,
        "estado": place.uf,
        "codigoMunicipio": place.siasg,
        "municipio": place.nome,
        "poder": "Executivo",
        "esfera": "Federal",
        "dataHoraAtualizacaoUasg": instant(buy.settled, buy.position, "02:00:00"),
    }
