"""The annual purchasing plans (PCA): items by body and year, alone and added up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from govhub_simulator.compras_dados_abertos.catalogue import material, material_size, service, service_size
from govhub_simulator.compras_dados_abertos.country import bodies, body_cnpj, parts
from govhub_simulator.compras_dados_abertos.writing import Row, Rows, instant, reais
from govhub_simulator.randomness import stream
from govhub_simulator.world import Unit, World

_MATERIAL = ("Grupo", "Classe", "Pdm")
_SERVICE = ("Secao", "Divisao", "Grupo", "Classe", "Subclasse")
_TWIN_EVERY, _DROPPED_EVERY = 11, 13


def plan_items(world: World, year: int) -> Rows:
    """Yield the items of every body's plan of a year, which exists from the year before on."""
    if not world.today.year - 3 <= year <= world.today.year + 1:
        return
    for codigo in bodies(world):
        units = [unit for part in parts(world) for unit in part.units if unit.orgao_codigo == codigo]
        yield from _items(world, codigo, units, year)


def _items(world: World, codigo: str, units: list[Unit], year: int) -> Rows:
    size = max(12, world.scale // (4 * len(bodies(world)))) + world.day // 3
    for position in range(size):
        if position % _DROPPED_EVERY == 7 and world.day > position % 5:
            continue  # taken out of the plan
        same = position - 1 if position % _TWIN_EVERY == 4 else position  # an item planned twice in one document
        yield _item(world, codigo, units[same % len(units)], year, position=position, like=same)


def _item(world: World, codigo: str, unit: Unit, year: int, *, position: int, like: int) -> Row:
    random = stream(world.seed, "pca", codigo, year, position)
    is_service = like % 3 == 2
    chosen = stream(world.seed, "pca item", codigo, year, like)
    place = chosen.randrange(service_size(world) if is_service else material_size(world))
    item = service(world, place) if is_service else material(world, place)
    quantity, unit_cents = random.randint(1, 500), random.randint(5_00, 9_000_00)
    begin = date(year, random.randint(1, 9), 5)
    touched = min(world.today, date(year - 1, 9, 1) + timedelta(days=position % 90))
    updated = world.today if position % 20 == world.day % 20 and world.day else touched
    return {
        "codigoUasg": unit.codigo,
        "nomeUasg": unit.nome,
        "orgao": body_cnpj(world, codigo),
        "numeroArtefato": 1 + like // 4,
        "anoArtefato": year - 1,
        "codigoEstadoArtefato": 3,
        "codigoCategoriaArtefato": 1,
        "descricaoArtefato": f"DOCUMENTO DE FORMALIZAÇÃO DA DEMANDA {1 + like // 4}",
        "codigoTipoArtefato": 2,
        "ordemDfd": 1 + like % 4,
        "descricaoObjetoDfd": "Reposição do estoque da sede"
        if not is_service
        else "Continuidade dos serviços prediais",
        "nivelPrioridadeDfd": 1 + position % 3,
        "dataPrevistaFormalizacaoDemanda": instant(begin - timedelta(days=60), position),
        "codigoAreaDfd": f"{100 + position % 9}",
        **_catalogue(item, is_service=is_service),
        "quantidadeItem": float(quantity),
        "valorUnitarioItem": reais(unit_cents),
        "valorTotalItem": reais(unit_cents * quantity),
        "tituloProjetoCompra": f"PROJETO {1 + like // 6}",
        "descricaoProjetoCompra": None if position % 2 else "COMPRA COMPARTILHADA",
        "anoPcaProjetoCompra": year,
        "dataInicioProcessoCompra": instant(begin, position),
        "dataFimProcessoCompra": instant(begin + timedelta(days=90), position),
        "duracaoProcessoCompra": 90,
        "numeroItemPncp": position + 1,
        "statusContratacaoExecucao": position % 4,
        "dataHoraPublicacaoPncp": instant(touched, position, "09:30:00"),
        "dataHoraAtualizacaoArtefato": instant(touched, position, "09:30:00"),
        "dataHoraAtualizacaoProjetoCompra": instant(touched, position, "09:30:00"),
        "dataHoraAtualizacaoDfd": instant(touched, position, "09:30:00"),
        "dataHoraAtualizacaoItem": instant(updated, position, "09:30:00"),
    }


def _catalogue(item: Row, *, is_service: bool) -> Row:
    levels: dict[str, Any] = {}
    for kind, names in (("Material", _MATERIAL), ("Servico", _SERVICE)):
        known = is_service == (kind == "Servico")
        for name in names:
            levels |= {f"{part}{name}{kind}": item[f"{part}{name}"] if known else None for part in ("codigo", "nome")}
    return {
        "tipoItem": "Serviço" if is_service else "Material",
        "itemSustentavel": bool(item.get("itemSustentavel")),
        **levels,
        "codigoItemCatalogo": str(item["codigoServico" if is_service else "codigoItem"]),
        "descricaoItemCatalogo": item["nomeServico" if is_service else "descricaoItem"],
        "siglaUnidadeFornecimento": "UN",
        "nomeUnidadeFornecimento": "UNIDADE",
    }


def plan_totals(world: World, year: int) -> Rows:
    """Yield the totals of each body's plan of a year: the sum of its items."""
    for codigo in bodies(world):
        cnpj = body_cnpj(world, codigo)
        items = [item for item in plan_items(world, year) if item["orgao"] == cnpj]
        if items:
            yield {
                "orgao": cnpj,
                "ano": year,
                "poder": "Executivo",
                "esfera": "Federal",
                "dataHoraPublicacaoPncp": min(item["dataHoraPublicacaoPncp"] for item in items),
                "dataHoraAtualizacao": max(item["dataHoraAtualizacaoItem"] for item in items),
                "quantidadeTotalItens": len(items),
                "valorTotalEstimado": round(sum(item["valorTotalItem"] for item in items), 2),
            }
