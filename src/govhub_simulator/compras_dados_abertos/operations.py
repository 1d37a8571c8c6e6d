"""The routes of the API: their rows, and which parameters each one knows.

A parameter is written as `name`, with `*` when mandatory, `=field` when the field is called otherwise, and `=` alone
when it changes nothing here. Names are those of the OpenAPI document of version 1.0.0.
"""

from __future__ import annotations

from collections.abc import Mapping

from govhub_simulator.compras_dados_abertos import (
    arp,
    catalogue,
    contratacoes,
    contratos,
    legacy,
    plans,
    prices,
    registry,
)
from govhub_simulator.compras_dados_abertos.operation import Operation, Window, operation, whole

_MAX_DAYS = 365

_CATALOGUE = {
    "/modulo-material/1_consultarGrupoMaterial": operation(
        "codigoGrupo statusGrupo", catalogue.material_groups, paging="page"
    ),
    "/modulo-material/2_consultarClasseMaterial": operation(
        "bps= codigoClasse codigoGrupo statusClasse", catalogue.material_classes, paging="page"
    ),
    "/modulo-material/3_consultarPdmMaterial": operation(
        "bps= codigoClasse codigoGrupo codigoPdm statusPdm", catalogue.material_pdms
    ),
    "/modulo-material/4_consultarItemMaterial": operation(
        "bps= codigoClasse codigoGrupo codigoItem codigoPdm codigo_ncm descricaoItem statusItem",
        catalogue.material_items,
    ),
    "/modulo-material/5_consultarMaterialNaturezaDespesa": operation(
        "codigoNaturezaDespesa codigoPdm statusNaturezaDespesa", catalogue.material_natures
    ),
    "/modulo-material/6_consultarMaterialUnidadeFornecimento": operation(
        "codigoPdm statusUnidadeFornecimentoPdm", catalogue.material_packages
    ),
    "/modulo-material/7_consultarMaterialCaracteristicas": operation("codigoItem", catalogue.material_characteristics),
    "/modulo-servico/1_consultarSecaoServico": operation(
        "codigoSecao statusSecao", catalogue.service_sections, paging="page"
    ),
    "/modulo-servico/2_consultarDivisaoServico": operation(
        "codigoDivisao codigoSecao statusDivisao", catalogue.service_divisions, paging="page"
    ),
    "/modulo-servico/3_consultarGrupoServico": operation(
        "codigoDivisao codigoGrupo statusGrupo", catalogue.service_groups, paging="page"
    ),
    "/modulo-servico/4_consultarClasseServico": operation(
        "codigoClasse codigoGrupo statusGrupo", catalogue.service_classes, paging="page"
    ),
    "/modulo-servico/5_consultarSubClasseServico": operation(
        "codigoClasse codigoSubclasse statusSubclasse", catalogue.service_subclasses, paging="page"
    ),
    "/modulo-servico/6_consultarItemServico": operation(
        "codigoClasse codigoCpc codigoDivisao codigoGrupo codigoSecao codigoServico codigoSubclasse"
        " exclusivoCentralCompras statusServico",
        catalogue.service_items,
    ),
    "/modulo-servico/7_consultarUndMedidaServico": operation(
        "codigoServico statusUnidadeMedida", catalogue.service_measures, paging="page"
    ),
    "/modulo-servico/8_consultarNaturezaDespesaServico": operation(
        "codigoNaturezaDespesa codigoServico statusNaturezaDespesa", catalogue.service_natures, paging="page"
    ),
}

_OWNERS = "cnpjCpfOrgao cnpjCpfOrgaoSuperior cnpjCpfOrgaoVinculado usoSisg"
_REGISTERS = {
    "/modulo-uasg/1_consultarUasg": operation(
        f"codigoUasg siglaUf statusUasg* {_OWNERS}", registry.units, paging="page"
    ),
    "/modulo-uasg/2_consultarOrgao": operation(f"codigoOrgao statusOrgao* {_OWNERS}", registry.organs, paging="page"),
    "/modulo-fornecedor/1_consultarFornecedor": operation(
        "ativo* cnpj codigoCnae cpf naturezaJuridicaId porteEmpresaId", registry.vendors
    ),
    "/modulo-indicadores/1_consultarIndicadoresConsolidados": operation("", registry.usage, paging=""),
    "/modulo-indicadores/2_consultarIndicadoresPorPeriodo": operation("ano* mes", registry.monthly_usage),
    "/modulo-pgc/1_consultarPgcDetalhe": operation(
        "anoPcaProjetoCompra* codigoUasg orgao*",
        chosen=lambda world, asked: plans.plan_items(world, int(asked["anoPcaProjetoCompra"])),
    ),
    "/modulo-pgc/2_consultarPgcDetalheCatalogo": operation(
        "anoPcaProjetoCompra*",
        chosen=lambda world, asked: plans.plan_items(world, int(asked["anoPcaProjetoCompra"])),
        tipo={"Servico": "codigoGrupoServico", "Material": "codigoClasseMaterial"},
    ),
    "/modulo-pgc/3_consultarPgcAgregacao": operation(
        "ano* orgao*", chosen=lambda world, asked: plans.plan_totals(world, int(asked["ano"])), paging="page"
    ),
}

_BUYER = "codigoMunicipio codigoUasg dataResultado= esfera estado idCompra poder"
_BOUGHT = Window("dataCompraInicio", "dataCompraFim", "dataCompra", mandatory=False)
_DETAILED = Window("dataCompraInicio", "dataCompraFim", mandatory=False)
_PRICES = {
    "/modulo-pesquisa-preco/1_consultarMaterial": operation(
        f"codigoClasse {_BUYER}",
        windowed=prices.material_prices,
        window=_BOUGHT,
        tipo={"codigoItemCatalogo": "codigoItemCatalogo", "codigoPdm": "codigoPdm"},
    ),
    "/modulo-pesquisa-preco/2_consultarMaterialDetalhe": operation(
        "codigoItemCatalogo*", windowed=prices.material_details, window=_DETAILED
    ),
    "/modulo-pesquisa-preco/3_consultarServico": operation(
        f"codigoItemCatalogo* {_BUYER}", windowed=prices.service_prices, window=_BOUGHT
    ),
    "/modulo-pesquisa-preco/4_consultarServicoDetalhe": operation(
        "codigoItemCatalogo*", windowed=prices.service_details, window=_DETAILED
    ),
}

_LEGACY = {
    "/modulo-legado/1_consultarLicitacao": operation(
        "modalidade numero_aviso pertence14133 uasg",
        windowed=legacy.tenders,
        window=Window("data_publicacao_inicial", "data_publicacao_final", "data_publicacao"),
        broken="uasg",
    ),
    "/modulo-legado/1.1_consultarLicitacao_Id": operation("id_compra* dt_alteracao=", whole(legacy.tenders), paging=""),
    "/modulo-legado/2_consultarItemLicitacao": operation(
        "modalidade* cnpj_fornecedor codigo_item_material codigo_item_servico cpfVencedor=cpf_vencedor decreto_7174"
        " numero_aviso uasg",
        legacy.tender_items,
    ),
    "/modulo-legado/2.1_consultarItemLicitacao_Id": operation(
        "id_compra* dt_alteracao= id_compra_item", legacy.tender_items, paging=""
    ),
    "/modulo-legado/3_consultarPregoes": operation(
        "co_orgao co_uasg ds_tipo_pregao_compra numero pertence14133",
        windowed=legacy.auctions,
        window=Window("dt_data_edital_inicial", "dt_data_edital_final", "dt_data_edital"),
        broken="co_orgao co_uasg",
    ),
    "/modulo-legado/3.1_consultarPregoes_Id": operation("id_compra* dt_alteracao=", whole(legacy.auctions), paging=""),
    "/modulo-legado/4_consultarItensPregoes": operation(
        "co_uasg=_co_uasg decreto_7174 fornecedor_vencedor",
        windowed=legacy.auction_items,
        window=Window("dt_hom_inicial", "dt_hom_final", "dt_hom"),
    ),
    "/modulo-legado/4.1_consultarItensPregoes_Id": operation(
        "id_compra* dt_alteracao= id_compra_item", whole(legacy.auction_items), paging=""
    ),
    "/modulo-legado/5_consultarComprasSemLicitacao": operation(
        "dt_ano_aviso* co_modalidade_licitacao co_orgao co_orgao_superior co_uasg dtDeclaracaoDispensaFinal="
        " dtDeclaracaoDispensaInicial= dtPublicacao=dt_publicacao dtRatificacao=dt_ratificacao nu_aviso_licitacao"
        " pertence14133",
        legacy.direct,
    ),
    "/modulo-legado/5.1_consultarCompraSemLicitacao_Id": operation("idCompra*=id_compra", legacy.direct, paging=""),
    "/modulo-legado/6_consultarCompraItensSemLicitacao": operation(
        "dt_ano_aviso_licitacao* co_conjunto_materiais co_modalidade_licitacao co_orgao co_servico co_uasg"
        " nu_cpf_cnpj_fornecedor=nu_cnpj_vencedor",
        legacy.direct_items,
    ),
    "/modulo-legado/6.1_consultarItensComprasSemLicitacao_Id": operation(
        "id_compra* dt_alteracao= id_compra_item", legacy.direct_items, paging=""
    ),
    "/modulo-legado/7_consultarRdc": operation(
        "endereco_entrega_edital forma_de_realizacao=forma_de_realizacao_licitacao funcao_responsavel modalidade"
        " nome_responsavel numero_aviso objeto orgao=orgao_uasg situacao_aviso uasg uf_uasg valor_estimado_total_max="
        " valor_estimado_total_min= valor_homologado_total_max= valor_homologado_total_min=",
        legacy.differentiated,
        window=Window("data_publicacao_min", "data_publicacao_max", "data_publicacao"),
    ),
}

_PURCHASE_ID = {"idCompra": "idCompra", "numeroControlePNCPCompra": "numeroControlePNCPCompra"}
_BY_UNIT = "orgaoEntidadeCnpj unidadeOrgaoCodigoUnidade"
_PROCUREMENTS = {
    "/modulo-contratacoes/1_consultarContratacoes_PNCP_14133": operation(
        f"codigoModalidade* amparoLegalCodigoPncp codigoOrgao contratacaoExcluida dataAualizacaoPncp= {_BY_UNIT}"
        " unidadeOrgaoCodigoIbge unidadeOrgaoUfSigla",
        windowed=contratacoes.procurements,
        window=Window("dataPublicacaoPncpInicial", "dataPublicacaoPncpFinal", "dataPublicacaoPncp"),
    ),
    "/modulo-contratacoes/1.1_consultarContratacoes_PNCP_14133_Id": operation(
        "dataAtualizacaoPncp=",
        whole(contratacoes.procurements),
        paging="",
        tipo={"idCompra": "idCompra", "numeroControlePNCPCompra": "numeroControlePNCP"},
    ),
    "/modulo-contratacoes/2_consultarItensContratacoes_PNCP_14133": operation(
        f"bps= codFornecedor codItemCatalogo codigoClasse codigoGrupo codigoNCM codigoPdm dataAtualizacaoPncp="
        f" margemPreferenciaNormal materialOuServico {_BY_UNIT} situacaoCompraItem temResultado",
        windowed=contratacoes.procurement_items,
        window=Window("dataInclusaoPncpInicial", "dataInclusaoPncpFinal", "dataInclusaoPncp"),
    ),
    "/modulo-contratacoes/2.1_consultarItensContratacoes_PNCP_14133_Id": operation(
        "dataAtualizacaoPncp= idCompraItem", whole(contratacoes.procurement_items), paging="", tipo=_PURCHASE_ID
    ),
    "/modulo-contratacoes/3_consultarResultadoItensContratacoes_PNCP_14133": operation(
        f"aplicacaoBeneficioMeepp aplicacaoCriterioDesempate aplicacaoMargemPreferencia codigoPais naturezaJuridicaId"
        f" niFornecedor {_BY_UNIT} porteFornecedorId situacaoCompraItemResultadoId valorTotalHomologadoFinal="
        " valorTotalHomologadoInicial= valorUnitarioHomologadoFinal= valorUnitarioHomologadoInicial=",
        windowed=contratacoes.procurement_results,
        window=Window("dataResultadoPncpInicial", "dataResultadoPncpFinal", "dataResultadoPncp"),
    ),
    "/modulo-contratacoes/3.1_consultarResultadoItensContratacoes_PNCP_14133_Id": operation(
        "dataAtualizacaoPncp= idCompraItem", whole(contratacoes.procurement_results), paging="", tipo=_PURCHASE_ID
    ),
}

_START = Window("dataVigenciaInicialMin", "dataVigenciaInicialMax", "dataVigenciaInicial", _MAX_DAYS)
_END = Window("dataVigenciaFinalMin", "dataVigenciaFinalMax", "dataVigenciaFinal", _MAX_DAYS)
_MINUTE = "codigoModalidadeCompra codigoUnidadeGerenciadora dataAssinaturaFinal= dataAssinaturaInicial="
_MINUTES = {
    "/modulo-arp/1_consultarARP": operation(f"{_MINUTE} numeroAtaRegistroPreco", windowed=arp.minutes, window=_START),
    "/modulo-arp/1.1_consultarARP_Id": operation(
        "numeroControlePncpAta* dataAtualizacao=", whole(arp.minutes), paging=""
    ),
    "/modulo-arp/1.2_consultarARP_FimVigencia": operation(
        f"{_MINUTE} numeroAtaRegistroPreco", whole(arp.minutes), window=_END
    ),
    "/modulo-arp/2_consultarARPItem": operation(
        f"{_MINUTE} codigoItem codigoPdm niFornecedor numeroCompra numeroItem tipoItem",
        windowed=arp.minute_items,
        window=_START,
    ),
    "/modulo-arp/2.1_consultarARPItem_Id": operation(
        "numeroControlePncpAta* dataAtualizacao=", whole(arp.minute_items), paging=""
    ),
    "/modulo-arp/3_consultarUnidadesItem": operation(
        "numeroAta* numeroItem* unidadeGerenciadora* dataAtualizacao=",
        chosen=lambda world, asked: arp.participants(world, asked["numeroAta"]),
    ),
    "/modulo-arp/4_consultarEmpenhosSaldoItem": operation(
        "numeroAta*=_numeroAta unidadeGerenciadora*=_unidadeGerenciadora dataAtualizacao=",
        chosen=lambda world, asked: arp.balances(world, asked["numeroAta"]),
    ),
    "/modulo-arp/5_consultarAdesoesItem": operation(
        "numeroAta* numeroItem*=_numeroItem unidadeGerenciadora* dataAtualizacao= unidade=unidadeNaoParticipante",
        chosen=lambda world, asked: arp.adhesions(world, asked["numeroAta"]),
    ),
}

_CONTRACT = (
    "codigoOrgao* codigoModalidadeCompra codigoUnidadeGestora codigoUnidadeGestoraOrigemContrato"
    " codigoUnidadeRealizadoraCompra niFornecedor numeroContrato"
)
_CONTRACT_ID = {"idCompra": "idCompra", "numeroControlePncpContrato": "numeroControlePncpContrato"}
_CONTRACTS = {
    "/modulo-contratos/1_consultarContratos": operation(
        f"{_CONTRACT} codigoCategoria codigoTipo", windowed=contratos.contracts, window=_START
    ),
    "/modulo-contratos/1.1_consultarContratos_Id": operation(
        "", whole(contratos.contracts), paging="", tipo=_CONTRACT_ID
    ),
    "/modulo-contratos/1.2_consultarContratos_FimVigencia": operation(
        f"{_CONTRACT} codigoCategoria codigoTipo", whole(contratos.contracts), window=_END
    ),
    "/modulo-contratos/2_consultarContratosItem": operation(
        f"{_CONTRACT} codigoItem esfera idCompra poder tipoItem", windowed=contratos.contract_items, window=_START
    ),
    "/modulo-contratos/2.1_consultarContratosItem_Id": operation(
        "", whole(contratos.contract_items), paging="", tipo=_CONTRACT_ID
    ),
}

OPERATIONS: Mapping[str, Operation] = (
    _CATALOGUE | _REGISTERS | _PRICES | _LEGACY | _PROCUREMENTS | _MINUTES | _CONTRACTS
)
CSV_ROUTES: Mapping[str, str] = {
    "/modulo-pesquisa-preco/1.1_consultarMaterial_CSV": "/modulo-pesquisa-preco/1_consultarMaterial",
    "/modulo-pesquisa-preco/2.1_consultarMaterialDetalhe_CSV": "/modulo-pesquisa-preco/2_consultarMaterialDetalhe",
    "/modulo-pesquisa-preco/3.1_consultarServico_CSV": "/modulo-pesquisa-preco/3_consultarServico",
    "/modulo-pesquisa-preco/4.1_consultarServicoDetalhe_CSV": "/modulo-pesquisa-preco/4_consultarServicoDetalhe",
    "/modulo-pgc/1.1_consultarPgcDetalhe_CSV": "/modulo-pgc/1_consultarPgcDetalhe",
    "/modulo-pgc/2.1_consultarPgcDetalheCatalogo_CSV": "/modulo-pgc/2_consultarPgcDetalheCatalogo",
    "/modulo-pgc/3.1_consultarPgcAgregacao_CSV": "/modulo-pgc/3_consultarPgcAgregacao",
    "/modulo-uasg/1.1_consultarUasg_CSV": "/modulo-uasg/1_consultarUasg",
    "/modulo-uasg/2.1_consultarOrgao_CSV": "/modulo-uasg/2_consultarOrgao",
}
