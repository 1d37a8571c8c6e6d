"""The legacy module: purchases before law 14.133, with its own names, units as numbers, amounts as text and CPFs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from govhub_simulator.compras_dados_abertos.contratacoes import MODALITIES, catalogued
from govhub_simulator.compras_dados_abertos.country import parts, place_of
from govhub_simulator.compras_dados_abertos.purchases import RESULT_DAYS, Line, Purchase, purchases
from govhub_simulator.compras_dados_abertos.writing import Row, Rows, document, instant, person_kind, reais
from govhub_simulator.people import cpf, servants
from govhub_simulator.randomness import stream
from govhub_simulator.world import World

Purchases = Iterator[Purchase]
_TENDERS, _DIRECT = frozenset({2, 3}), frozenset({6, 7})
_RDC_PER_UNIT = 3


def _legacy(world: World, since: date | None, until: date | None, kinds: frozenset[int], slack: int = 0) -> Purchases:
    return (buy for buy in purchases(world, since, until, slack) if buy.is_legacy and buy.modality in kinds)


def _servant(world: World, position: int) -> str:
    pool = servants(world.seed)
    return pool[position % len(pool)].partition(" - ")[2]


def _servant_cpf(world: World, position: int) -> str:
    return cpf(stream(world.seed, "servidor", position % 40))


def _changed(buy: Purchase) -> str:
    """Return the last change; some instants end in `Z`."""
    return instant(buy.settled, 0, "10:00:00") + ("Z" if buy.position % 2 else "")


def _estimated(buy: Purchase) -> int:
    return sum(line.total_cents for line in buy.lines) * 11 // 10


def _settled(buy: Purchase) -> int:
    return sum(line.total_cents for line in buy.lines if line.has_result)


def tenders(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the tenders published between two days."""
    for buy in _legacy(world, since, until, _TENDERS):
        yield {
            "id_compra": buy.id,
            "identificador": f"{buy.unit.codigo}{buy.modality:02d}{buy.number}{buy.year}",
            **_notice(world, buy),
            "nome_modalidade": MODALITIES[buy.modality].upper(),
            "tipo_pregao": None,
            "valor_estimado_total": reais(_estimated(buy)),
            "valor_homologado_total": reais(_settled(buy)),
            "codigo_municipio_uasg": place_of(buy.unit.codigo).siasg,
            "dt_alteracao": _changed(buy),
            "pertence14133": False,
        }


def _notice(world: World, buy: Purchase) -> Row:
    day = buy.published
    return {
        "numero_processo": buy.process,
        "uasg": int(buy.unit.codigo),
        "modalidade": buy.modality,
        "numero_aviso": int(buy.number),
        "situacao_aviso": "PUBLICADO",
        "tipo_recurso": "NACIONAL",
        "nome_responsavel": _servant(world, buy.position),
        "funcao_responsavel": "PRESIDENTE DA COMISSÃO",
        "numero_itens": len(buy.lines),
        "informacoes_gerais": "Edital disponível na sede",
        "objeto": "OBJETO: CONTRATACAO DE BENS E SERVICOS",
        "endereco_entrega_edital": "SAUN QUADRA 1 - " + place_of(buy.unit.codigo).nome,
        "data_abertura_proposta": (day + timedelta(days=16)).isoformat(),
        "data_entrega_edital": day.isoformat(),
        "data_entrega_proposta": (day + timedelta(days=15)).isoformat(),
        "data_publicacao": day.isoformat(),
    }


def tender_items(world: World) -> Rows:
    """Yield the items of the tenders; persons who won come with CPF and name."""
    for buy in _legacy(world, None, None, _TENDERS):
        for line in buy.lines:
            winner, person = buy.supplier, person_kind(buy.supplier) == "PF"
            yield {
                "numero_licitacao": f"{buy.number}{buy.year}",
                "uasg": int(buy.unit.codigo),
                "nome_uasg": buy.unit.nome,
                "modalidade": buy.modality,
                "nome_modalidade": MODALITIES[buy.modality].upper(),
                "numero_aviso": int(buy.number),
                "numero_item_licitacao": line.number,
                **_named(world, line, "codigo_item_material", "nome_material", "codigo_item_servico", "nome_servico"),
                "cnpj_fornecedor": None if person else document(winner),
                "nome_fornecedor": None if person else winner.nome,
                "quantidade": float(line.quantity),
                "unidade": "UNIDADE",
                "descricao_item": f"ITEM {line.number}",
                "beneficio": "SEM BENEFÍCIO",
                "valor_estimado": reais(line.total_cents * 11 // 10),
                "decreto_7174": "N",
                "criterio_julgamento": "MENOR PREÇO",
                "cpf_vencedor": document(winner) if person else None,
                "nome_vencedor_pf": winner.nome if person else None,
                "sustentavel": line.number % 2,
                "dt_alteracao": _changed(buy),
                "id_compra": buy.id,
                "id_compra_item": buy.line_id(line),
            }


def _named(world: World, line: Line, *names: str) -> Row:
    """Return code and name of the item under the names for materials and services; the other pair is null."""
    entry = catalogued(world, line)
    text = entry["nomeServico" if line.is_service else "nomePdm"]
    found = (None, None, line.code, text) if line.is_service else (line.code, text, None, None)
    return dict(zip(names, found, strict=True))


def auctions(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the auctions (pregões) whose notice is of these days; totals are text."""
    for buy in _legacy(world, since, until, frozenset({5})):
        yield {
            "id_compra": buy.id,
            "co_processo": buy.process,
            "co_portaria": f"PORTARIA {buy.position % 900 + 1}",
            "co_uasg": int(buy.unit.codigo),
            "no_ausg": buy.unit.nome,
            "co_orgao": int(buy.unit.orgao_codigo),
            "no_orgao": buy.unit.orgao_nome,
            "numero": int(f"{buy.number}{buy.year}"),
            "ds_situacao_pregao": "HOMOLOGADO",
            "ds_tipo_pregao": "ELETRÔNICO",
            "ds_tipo_pregao_compra": "SRP" if buy.registers_prices else "TRADICIONAL",
            "tx_objeto": "OBJETO: CONTRATACAO DE BENS E SERVICOS",
            "valor_estimado_total": f"{_estimated(buy) / 100:.4f}",
            "valor_homologado_total": f"{_settled(buy) / 100:.4f}",
            "dt_portaria": instant(buy.published - timedelta(days=30), buy.position),
            "dt_data_edital": instant(buy.published, buy.position),
            "dt_inicio_proposta": instant(buy.published + timedelta(days=1), buy.position, "08:00:00"),
            "dt_fim_proposta": instant(buy.published + timedelta(days=12), buy.position, "09:00:00"),
            "dt_alteracao": _changed(buy),
            "dt_encerramento": instant(buy.settled, buy.position, "11:00:00"),
            "dt_resultado": instant(buy.settled, buy.position, "12:00:00"),
            "pertence14133": False,
        }


def auction_items(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the items of auctions confirmed between two days; quantities and amounts are text."""
    for buy in _legacy(world, since, until, frozenset({5}), slack=RESULT_DAYS):
        for line in (line for line in buy.lines if line.has_result):
            price = f"{line.unit_cents / 100:.4f}"
            yield {
                "id_compra": buy.id,
                "id_compra_item": buy.line_id(line),
                "decreto_7174": "Não",
                "situacao_item": "HOMOLOGADO",
                "descricao_item": catalogued(world, line)["nomeServico" if line.is_service else "nomePdm"],
                "descricao_detalhada_item": f"Item {line.number}, conforme edital",
                "margem_preferencial": "Não",
                "tratamento_diferenciado": "Tipo I",
                "quantidade_item": str(line.quantity),
                "unidade_fornecimento": "UNIDADE",
                "valor_estimado_item": f"{line.unit_cents * 11 // 10 / 100:.4f}",
                "menor_lance": price,
                "valor_negociado": "" if line.number % 2 else price,
                "valor_homologado_item": price,
                "fornecedor_vencedor": f"{document(buy.supplier)} - {buy.supplier.nome}",
                "no_adjudic": _servant(world, buy.position),
                "no_hom": _servant(world, buy.position + 1),
                "dt_encerramento": instant(buy.settled, buy.position, "11:00:00"),
                "dt_adjudic": instant(buy.settled, buy.position, "11:30:00"),
                "dt_hom": instant(buy.settled, buy.position, "12:00:00"),
                "dt_alteracao": _changed(buy),
                "_co_uasg": buy.unit.codigo,
            }


def direct(world: World) -> Rows:
    """Yield the purchases without tender."""
    for buy in _legacy(world, None, None, _DIRECT):
        yield {
            "id_compra": buy.id,
            **_waiver(world, buy),
            "qt_total_item": len(buy.lines),
            "vr_estimado": reais(_estimated(buy)),
            "dt_declaracao_dispensa": (buy.published - timedelta(days=5)).isoformat(),
            "dt_ratificacao": (buy.published - timedelta(days=2)).isoformat(),
            "dt_ano_aviso": buy.year,
            "co_orgao_superior": "20000",
            "no_ausg": buy.unit.nome,
            "ds_lei": "LEI 8.666/1993",
            "dt_alteracao": buy.settled.isoformat(),
            "pertence14133": False,
        }


def _waiver(world: World, buy: Purchase) -> Row:
    return {
        "co_orgao": buy.unit.orgao_codigo,
        "co_uasg": int(buy.unit.codigo),
        "co_modalidade_licitacao": buy.modality,
        "nu_processo": buy.process,
        "nu_aviso_licitacao": int(buy.number),
        "ds_objeto_licitacao": "OBJETO: CONTRATACAO DIRETA",
        "ds_fundamento_legal": f"ART. {24 if buy.modality == 6 else 25}, LEI 8.666/1993",
        "ds_justificativa": "VALOR ABAIXO DO LIMITE" if buy.modality == 6 else "FORNECEDOR EXCLUSIVO",
        "no_responsavel_decl_disp": _servant(world, buy.position),
        "no_cargo_resp_decl_disp": "COORDENADOR DE LOGÍSTICA",
        "no_responsavel_ratificacao": _servant(world, buy.position + 1),
        "no_cargo_resp_ratificacao": "ORDENADOR DE DESPESAS",
        "dt_publicacao": buy.published.isoformat(),
    }


def direct_items(world: World) -> Rows:
    """Yield the items of the purchases without tender, with the CPFs of who signed."""
    for buy in _legacy(world, None, None, _DIRECT):
        for line in buy.lines:
            winner, person = buy.supplier, person_kind(buy.supplier) == "PF"
            yield {
                **_named(world, line, "co_conjunto_materiais", "no_conjunto_materiais", "co_servico", "no_servico"),
                "ds_detalhada": f"ITEM {line.number}",
                "in_tipo_fornecedor_vencedor": "F" if person else "J",
                "no_fornecedor_vencedor": winner.nome,
                "no_marca_material": None if line.is_service else "DIVERSAS",
                "no_unidade_medida": "UNIDADE",
                "nu_cnpj_vencedor": None if person else document(winner),
                "nu_cpf_vencedor": document(winner) if person else None,
                "qt_material_alt": float(line.quantity),
                "vr_estimado": reais(_estimated(buy)),
                "in_material_servico": "S" if line.is_service else "M",
                "id_compra": buy.id,
                "id_compra_item": buy.line_id(line),
                "no_modalidade_licitacao": MODALITIES[buy.modality].upper(),
                "dt_ano_aviso_licitacao": buy.year,
                "nu_inciso": "II",
                "qt_total_item": str(len(buy.lines)),
                **_waiver(world, buy),
                "nu_cpf_resp_decl_disp": _servant_cpf(world, buy.position),
                "nu_cpf_resp_ratificacao": _servant_cpf(world, buy.position + 1),
                "nu_cpf_resp_publicacao": _servant_cpf(world, buy.position + 2),
                "nu_item_material": line.number,
                "vr_estimado_item": reais(line.total_cents * 11 // 10),
                "ds_fabricante": None if line.is_service else "DIVERSOS",
                "dt_alteracao": _changed(buy),
            }


def differentiated(world: World) -> Rows:
    """Yield the tenders of the differentiated regime (RDC)."""
    for part in parts(world):
        for place, unit in enumerate(part.units):
            for turn in range(_RDC_PER_UNIT):
                random = stream(part.seed, "rdc", place, turn)
                day = date(2022, 1, 3) + timedelta(days=random.randint(0, 680))
                yield {
                    "data_abertura_proposta": (day + timedelta(days=30)).isoformat(),
                    "data_entrega_edital": day.isoformat(),
                    "data_entrega_proposta": (day + timedelta(days=29)).isoformat(),
                    "data_publicacao": day.isoformat(),
                    "endereco_entrega_edital": "SAUN QUADRA 1",
                    "forma_de_realizacao_licitacao": "ELETRÔNICA",
                    "funcao_responsavel": "PRESIDENTE DA COMISSÃO",
                    "identificador": f"{unit.codigo}99{turn + 1:05d}{day.year}",
                    "informacoes_gerais": "Obras da sede",
                    "modalidade": 99,
                    "nome_responsavel": _servant(world, place * 7 + turn),
                    "numero_aviso": turn + 1,
                    "numero_itens": 1,
                    "numero_processo": f"08038.{place:06d}/{day.year}-{turn:02d}",
                    "objeto": "REFORMA DO EDIFÍCIO SEDE",
                    "situacao_aviso": "PUBLICADO",
                    "tipo_recurso": "NACIONAL",
                    "uasg": int(unit.codigo),
                    "orgao_uasg": int(unit.orgao_codigo),
                    "uf_uasg": place_of(unit.codigo).uf,
                }
