"""Purchases under law 14.133, their items and results, in the words of the API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from govhub_simulator.compras_dados_abertos.catalogue import FIRST_MATERIAL, FIRST_SERVICE, material, service
from govhub_simulator.compras_dados_abertos.country import place_of
from govhub_simulator.compras_dados_abertos.purchases import RESULT_DAYS, Line, Purchase, purchases
from govhub_simulator.compras_dados_abertos.writing import Row, Rows, document, instant, person_kind, reais
from govhub_simulator.world import World

MODALITIES = {2: "Tomada de Preços", 3: "Concorrência", 5: "Pregão", 6: "Dispensa", 7: "Inexigibilidade"}
_PNCP = {3: 4, 5: 6, 6: 8, 7: 9}  # the same modalities in the other code system
_EXCLUDED_EVERY = 19


def procurements(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the purchases published between two days."""
    return (_procurement(world, buy) for buy in purchases(world, since, until) if not buy.is_legacy)


def _procurement(world: World, buy: Purchase) -> Row:
    settled = buy.settled_lines(world.today)
    estimated = sum(line.total_cents for line in buy.lines) * 11 // 10
    fought = buy.modality in {3, 5}
    return {
        "idCompra": buy.id,
        "numeroControlePNCP": buy.control,
        "anoCompraPncp": buy.year,
        "sequencialCompraPncp": buy.sequence,
        "orgaoEntidadeCnpj": buy.cnpj,
        "orgaoSubrogadoCnpj": "00489828000155" if _taken_over(buy) else None,
        "codigoOrgao": 100000 + int(buy.unit.orgao_codigo) % 7919,  # PNCP's own code, not SIAFI's
        "orgaoEntidadeRazaoSocial": buy.unit.orgao_nome,
        "orgaoSubrogadoRazaoSocial": "MINISTERIO DA GESTAO" if _taken_over(buy) else None,
        "orgaoEntidadeEsferaId": "F",
        "orgaoSubrogadoEsferaId": "F" if _taken_over(buy) else None,
        "orgaoEntidadePoderId": "E",
        "orgaoSubrogadoPoderId": "E" if _taken_over(buy) else None,
        **_place(buy),
        "numeroCompra": buy.number,
        "modalidadeIdPncp": _PNCP[buy.modality],
        "codigoModalidade": buy.modality,
        "modalidadeNome": MODALITIES[buy.modality],
        "srp": int(buy.registers_prices),
        "modoDisputaIdPncp": 1 if fought else 5,
        "codigoModoDisputa": 1 if fought else 6,
        "amparoLegalCodigoPncp": {3: 2, 5: 1, 6: 18, 7: 50}[buy.modality],
        "amparoLegalNome": f"Lei 14.133/2021, Art. {28 if fought else 75}",
        "amparoLegalDescricao": "modalidade: " + MODALITIES[buy.modality].lower(),
        "informacaoComplementar": None if buy.position % 3 else "",
        "processo": buy.process,
        "objetoCompra": "Contratação de bens e serviços para a sede",
        "existeResultado": int(bool(settled)),
        "orcamentoSigilosoCodigo": 1,
        "orcamentoSigilosoDescricao": "Compra sem sigilo",
        "situacaoCompraIdPncp": 1,
        "situacaoCompraNomePncp": "Divulgada no PNCP",
        "tipoInstrumentoConvocatorioCodigoPncp": 1 if fought else 3,
        "tipoInstrumentoConvocatorioNome": "Edital" if fought else "Ato que autoriza a Contratação Direta",
        "modoDisputaNomePncp": "Aberto" if fought else "Não se aplica",
        "valorTotalEstimado": reais(estimated),
        "valorTotalHomologado": reais(sum(line.total_cents for line in settled)) if settled else None,
        "dataInclusaoPncp": instant(buy.published, buy.position, "08:15:00"),
        "dataAtualizacaoPncp": instant(buy.settled if settled else buy.published, buy.position, "18:40:11"),
        "dataPublicacaoPncp": instant(buy.published, buy.position, "08:15:00"),
        "dataAberturaPropostaPncp": instant(buy.published + timedelta(days=1), buy.position, "09:00:00"),
        "dataEncerramentoPropostaPncp": instant(buy.published + timedelta(days=15), buy.position, "09:00:00"),
        "contratacaoExcluida": int(buy.position % _EXCLUDED_EVERY == 7),
    }


def _taken_over(buy: Purchase) -> bool:
    return buy.position % 17 == 5


def _place(buy: Purchase) -> dict[str, Any]:
    """Return unit and place, and those of the unit that took over some purchases."""
    place, taken = place_of(buy.unit.codigo), _taken_over(buy)
    return {
        "unidadeOrgaoCodigoUnidade": buy.unit.codigo,
        "unidadeSubrogadaCodigoUnidade": "201057" if taken else None,
        "unidadeOrgaoNomeUnidade": buy.unit.nome,
        "unidadeSubrogadaNomeUnidade": "CENTRAL DE COMPRAS" if taken else None,
        "unidadeOrgaoUfSigla": place.uf,
        "unidadeSubrogadaUfSigla": "DF" if taken else None,
        "unidadeOrgaoMunicipioNome": place.nome,
        "unidadeSubrogadaMunicipioNome": "Brasília" if taken else None,
        "unidadeOrgaoCodigoIbge": place.ibge,
        "unidadeSubrogadaCodigoIbge": 5300108 if taken else None,
    }


def procurement_items(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the items of the purchases published between two days."""
    for buy in purchases(world, since, until):
        if not buy.is_legacy:
            yield from (_item(world, buy, line) for line in buy.lines)


def catalogued(world: World, line: Line) -> Row:
    """Return the catalogue's row of an item."""
    if line.is_service:
        return service(world, line.code - FIRST_SERVICE)
    return material(world, line.code - FIRST_MATERIAL)


def _item(world: World, buy: Purchase, line: Line) -> Row:
    entry, settled = catalogued(world, line), line in buy.settled_lines(world.today)
    status = (
        ("2", "Homologado") if settled else ("4", "Cancelado") if buy.settled <= world.today else ("1", "Em andamento")
    )
    return {
        "idCompra": buy.id,
        "idCompraItem": buy.line_id(line),
        "idContratacaoPNCP": buy.control,
        "unidadeOrgaoCodigoUnidade": buy.unit.codigo,
        "orgaoEntidadeCnpj": buy.cnpj,
        "numeroItemPncp": line.number,
        "numeroItemCompra": line.number,
        "numeroGrupo": None,
        "descricaoResumida": entry["nomeServico" if line.is_service else "nomePdm"],
        "materialOuServico": "S" if line.is_service else "M",
        "materialOuServicoNome": "Serviço" if line.is_service else "Material",
        "codigoClasse": entry["codigoClasse"],
        "codigoGrupo": entry["codigoGrupo"],
        "codItemCatalogo": line.code,
        "descricaodetalhada": entry["nomeServico" if line.is_service else "descricaoItem"],
        "unidadeMedida": "UNIDADE",
        "orcamentoSigiloso": False,
        "itemCategoriaIdPncp": 3,
        "itemCategoriaNome": "Não se aplica",
        "criterioJulgamentoIdPncp": 1,
        "criterioJulgamentoNome": "Menor preço",
        "situacaoCompraItem": status[0],
        "situacaoCompraItemNome": status[1],
        "tipoBeneficio": "4",
        "tipoBeneficioNome": "Sem benefício",
        "incentivoProdutivoBasico": False,
        "quantidade": float(line.quantity),
        "valorUnitarioEstimado": reais(line.unit_cents * 11 // 10),
        "valorTotal": reais(line.unit_cents * 11 // 10 * line.quantity),
        **_outcome(buy, line, settled=settled),
        "margemPreferenciaNormal": False,
        "percentualMargemPreferenciaNormal": None,
        "margemPreferenciaAdicional": False,
        "percentualMargemPreferenciaAdicional": None,
        "codigoNCM": entry.get("codigo_ncm"),
        "descricaoNCM": entry.get("descricao_ncm"),
        "numeroControlePNCPCompra": buy.control,
        "codigoPdm": None if line.is_service else str(entry["codigoPdm"]),
        "nomePdm": entry.get("nomePdm"),
    }


def _outcome(buy: Purchase, line: Line, *, settled: bool) -> Row:
    """Return what an item says of its result: `temResultado` is true or null, never false."""
    return {
        "temResultado": True if settled else None,
        "codFornecedor": document(buy.supplier) if settled else None,
        "nomeFornecedor": buy.supplier.nome if settled else None,
        "quantidadeResultado": float(line.quantity) if settled else None,
        "valorUnitarioResultado": reais(line.unit_cents) if settled else None,
        "valorTotalResultado": reais(line.total_cents) if settled else None,
        "dataInclusaoPncp": instant(buy.published, buy.position, "08:15:00"),
        "dataAtualizacaoPncp": instant(buy.settled if settled else buy.published, buy.position, "18:40:11"),
        "dataResultado": buy.settled.isoformat() if settled else None,
    }


def procurement_results(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the results given between two days; one purchase in thirteen has a second, cancelled one first."""
    for buy in purchases(world, since, until, slack=RESULT_DAYS):
        if not buy.is_legacy:
            for line in buy.settled_lines(world.today):
                if buy.position % 13 == 4:
                    yield _result(buy, line, sequence=1, cancelled=True)
                yield _result(buy, line, sequence=1 + (buy.position % 13 == 4), cancelled=False)


def _result(buy: Purchase, line: Line, *, sequence: int, cancelled: bool) -> Row:
    winner = buy.runner_up if cancelled else buy.supplier
    kind = person_kind(winner)
    return {
        "idCompraItem": buy.line_id(line),
        "idCompra": buy.id,
        "idContratacaoPNCP": buy.control,
        "unidadeOrgaoCodigoUnidade": buy.unit.codigo,
        "unidadeOrgaoUfSigla": place_of(buy.unit.codigo).uf,
        "numeroItemPncp": line.number,
        "sequencialResultado": sequence,
        "niFornecedor": document(winner),
        "tipoPessoa": kind,
        "nomeRazaoSocialFornecedor": winner.nome,
        "codigoPais": "USA" if kind == "PE" else "BRA",
        "indicadorSubcontratacao": False,
        "ordemClassificacaoSrp": 1,
        "quantidadeHomologada": float(line.quantity),
        "valorUnitarioHomologado": reais(line.unit_cents),
        "valorTotalHomologado": reais(line.total_cents),
        "percentualDesconto": 9.09,
        "situacaoCompraItemResultadoId": 2 if cancelled else 1,
        "situacaoCompraItemResultadoNome": "Cancelado" if cancelled else "Informado",
        "motivoCancelamento": "Inabilitação do vencedor" if cancelled else None,
        "porteFornecedorId": 5 if kind == "PF" else 1,
        "porteFornecedorNome": "Não se aplica" if kind == "PF" else "ME",
        "naturezaJuridicaNome": "Sociedade Empresária Limitada" if kind == "PJ" else None,
        "naturezaJuridicaId": "2062" if kind == "PJ" else None,
        "dataInclusaoPncp": instant(buy.settled, buy.position, "18:40:11"),
        "dataAtualizacaoPncp": instant(buy.settled, buy.position, "18:40:11"),
        "dataCancelamentoPncp": instant(buy.settled, buy.position, "18:40:12") if cancelled else None,
        "dataResultadoPncp": instant(buy.settled, buy.position),
        "numeroControlePNCPCompra": buy.control,
        "orgaoEntidadeCnpj": buy.cnpj,
        "aplicacaoMargemPreferencia": False,
        "amparoLegalMargemPreferenciaId": None,
        "amparoLegalMargemPreferenciaNome": None,
        "aplicacaoBeneficioMeepp": buy.position % 4 == 0,
        "aplicacaoCriterioDesempate": False,
        "amparoLegalCriterioDesempateId": None,
        "amparoLegalCriterioDesempateNome": None,
        **_foreign(buy, line, is_foreign=kind == "PE"),
    }


def _foreign(buy: Purchase, line: Line, *, is_foreign: bool) -> Row:
    """Return what only the results of foreign suppliers have."""
    return {
        "moedaEstrangeiraId": 220 if is_foreign else None,
        "dataCotacaoMoedaEstrangeira": instant(buy.settled, buy.position) if is_foreign else None,
        "valorNominalMoedaEstrangeira": reais(line.unit_cents // 5) if is_foreign else None,
        "paisOrigemProdutoServicoId": "USA" if is_foreign else None,
        "timezoneCotacaoMoedaEstrangeira": "America/Sao_Paulo" if is_foreign else None,
    }
