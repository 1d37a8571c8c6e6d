"""The operations of the service, their parameters in order, and the fields of every type that it answers with."""

from __future__ import annotations

SERVICE_NS = "http://servico.wssiapenet"
TYPE_NS = "http://tipo.servico.wssiapenet"
ENTITY_NS = "http://entidade.wssiapenet"

_CREDENTIALS = ("siglaSistema", "nomeSistema", "senha")
_PERSON = (*_CREDENTIALS, "cpf", "codOrgao", "parmExistPag", "parmTipoVinculo")
_UNIT = (*_CREDENTIALS, "cpf", "codOrgao", "codUorg")
_OF_A_PERSON = [
    "consultaDadosPessoais",
    "consultaDadosFuncionais",
    "consultaDadosUorg",
    "consultaDadosFinanceiros",
    "consultaDadosAfastamento",
    "consultaDadosEscolares",
    "consultaDadosCurriculo",
    "consultaDadosDependentes",
    "consultaDadosPA",
    "consultaPensoesInstituidas",
    "consultaPensaoRecebida",
    "consultaDadosBancarios",
    "consultaDadosRepresentanteLegal",
    "consultaDadosDocumentacao",
    "consultaDadosEnderecoResidencial",
    "consultaDadosSICAJ",
    "verificaVinculo",
]

IN_WSDL: dict[str, tuple[str, ...]] = {
    "listaUorgs": _UNIT,
    "dadosUorg": _UNIT,
    "listaServidores": _UNIT,
    **dict.fromkeys(_OF_A_PERSON, _PERSON),
    "consultaDadosFinanceirosHistorico": (*_PERSON, "anoInicial", "anoFinal"),
    "consultaDadosAfastamentoHistorico": (*_PERSON, "anoInicial", "mesInicial", "anoFinal", "mesFinal"),
    "getPensionista": ("cpfPensionista", "cpf", *_CREDENTIALS),
    "consultaTotalizadorVagasOrgao": (*_CREDENTIALS, "cpf", "codOrgao"),
    "obterVersao": ("siglaSistema",),
}
OPERATIONS = IN_WSDL | {"listaInformacoesAposentadoria": (*_CREDENTIALS, "cpf", "orgao", "matricula")}

_DIPLOMA = (
    "codDiplomaAfastamento dataFim dataIni dataPublicacaoAfastamento descDiplomaAfastamento numeroDiplomaAfastamento"
)
_SHEET = (
    "codRubrica dataAnoMesRubrica indicadorMovSupl indicadorRD nomeRubrica numeroSeq peRubrica pzRubrica valorRubrica"
)
_BOND = (
    "codAtivFun codCargo codClasse codFuncao codJornada codNovaFuncao codOcorrAposentadoria codOcorrExclusao "
    "codOcorrIngressoOrgao codOcorrIngressoServPublico codOcorrIsencaoIR codOcorrPSS codOrgao codPadrao codSitFuncional "
    "codUorgExercicio codUorgLotacao codUpag codValeTransporte dataFimOcorrIsencaoIR dataFimOcorrPSS dataFimValeAR "
    "dataIngressoFuncao dataIngressoNovaFuncao dataIniOcorrIsencaoIR dataIniOcorrPSS dataIniValeAR dataOcorrAposentadoria "
    "dataOcorrExclusao dataOcorrIngressoOrgao dataOcorrIngressoServPublico identUnica matriculaSiape nomeAtivFun nomeCargo "
    "nomeChefeUorg nomeClasse nomeFuncao nomeJornada nomeNovaFuncao nomeOcorrAposentadoria nomeOcorrExclusao "
    "nomeOcorrIngressoOrgao nomeOcorrIngressoServPublico nomeOcorrIsencaoIR nomeOcorrPSS nomeOrgao nomeRegimeJuridico "
    "nomeSitFuncional nomeUorgExercicio nomeUorgLotacao nomeUpag percentualTS pontuacaoDesempenho siglaNivelCargo siglaOrgao "
    "siglaRegimeJuridico siglaUorgExercicio siglaUorgLotacao siglaUpag tipoValeAR valorValeTransporte"
)
_PENSION = (
    "agencia arrayFichaFinanceira banco codParentesco conta cotaPensao cpfRepresentanteLegal naturezaPensao nomeParentesco "
    "nomeRepresentanteLegal nomeTipoPensao tipoPensao"
)

_FIELDS = {
    "Uorg": "codigo dataUltimaTransacao nome",
    "Servidor": "cpf dataUltimaTransacao",
    "UorgDados": (
        "cnpjLocalizador cnpjUpag codAreaAtuaUorg codMunicipio codOrgao codSiorg codSiorgOrgao codUnidadeSiafi codUorg "
        "codUorgPagadora codUorgPai codUorgPessoal dataCriacaoUorg diplomaLegalCriacaoUorg identificacaoAntecedentesUorg "
        "indicadorUorgAdministrativa indicadorUorgDestIntegracao indicadorUorgPessoal indicadorUorgRegimenta "
        "indicadorUorgUpag nomeAreaAtuaUorg nomeExtendido nomeMunicipio nomeUorg nomeUorgMaiusculo siglaOrgao siglaUorg "
        "cpfTitularAutoridadeUorg siglaUfMunicipio telefone"
    ),
    "DadosPessoais": (
        "codCor codDefFisica codEstadoCivil codNacionalidade codSexo dataChegBrasil dataNascimento grupoSanguineo nome "
        "nomeCor nomeDefFisica nomeEstadoCivil nomeMae nomeMunicipNasc nomeNacionalidade nomePai nomePais nomeSexo "
        "numPisPasep ufNascimento"
    ),
    "DadosFuncionais": (
        f"{_BOND} codigoOrgaoOrigem cpfChefiaImediata dataExercicioNoOrgao emailChefiaImediata emailServidor "
        "siglaOrgaoOrigem dataUorgExercicio dataUorgLotacao emailInstitucional modalidadePGD participaPGD"
    ),
    "DadosVinculo": _BOND,
    "DadosUorg": (
        "bairroUorg cepUorg codMatricula codMunicipioUorg codOrgao codOrgaoUorg complementoUorg emailUorg endUorg "
        "logradouroUorg nomeMunicipioUorg nomeUorg numFaxUorg numTelefoneUorg numeroUorg siglaUorg ufUorg"
    ),
    "DadosFinanceiros": _SHEET,
    "FichaFinaceiraBeneficiario": f"codIdentCempFuncao codSistemaClassifCempFuncao codigoAssunto {_SHEET}",
    "DadosAfastamentoPorCpf": "ocorrencias reclusao",
    "DadosAfastamentoPorMatricula": "ferias grMatricula lpa ocorrencias reclusao",
    "DadosOcorrencias": f"{_DIPLOMA} codOcorrencia descOcorrencia",
    "DadosReclusao": _DIPLOMA,
    "DadosLpa": _DIPLOMA,
    "DadosFerias": (
        "adiantamentoSalarioFerias anoExercicio dataFim dataFimAquisicao dataIni dataInicioAquisicao "
        "dataInicioFeriasInterrompidas diasRestantes gratificacaoNatalina numeroDaParcela parcelaContinuacaoInterrupcao "
        "parcelaInterrompida qtdeDias"
    ),
    "DadosCurso": "codCurso nomeCurso",
    "DadosTitulacao": "codMatricula codOrgao codTitulacao nomeTitulacao",
    "DadosDependentes": (
        "arrayBeneficios codCondicao codGrauParentesco codOrgao cpf matricula nome nomeCondicao nomeGrauParentesco"
    ),
    "Beneficio": "codBeneficio dataFim dataInicio nomeBeneficio",
    "DadosPA": (
        "agenciaBeneficiario arrayAlimentadosPA bancoBeneficiario codOrgao contaBeneficiario cpfBeneficiario matricula "
        "nomeBeneficiario valorUltimaPensao"
    ),
    "AlimentadosPA": "codVinculoServidor nomeAlimentado nomeVinculoServidor",
    "PensoesInstituidas": f"{_PENSION} cpfPensionista matriculaPensionista nomePensionista orgaoPensionista",
    "PensaoRecebida": f"{_PENSION} cpfIntituidor matricula nomeInstituidor orgao",
    "DadosBancarios": (
        "agencia agenciaOutrosPagtos banco bancoOutrosPagtos codOrgao contaCorrente contaCorrenteOutrosPagtos matricula"
    ),
    "DadosRepresentanteLegal": "agencia banco codOrgao contaCorrente cpf matricula nome",
    "DadosDocumentacao": (
        "categoriaCarteiraMotorista dataCarteiraIdentidade dataComprovanteMilitar dataExpedicaoCarteiraMotorista "
        "dataPrimExpedCarteiraMotorista dataTituloEleitor dataValidadeCarteiraMotorista numCPF numPisPasep "
        "numeroCarteiraIdentidade numeroCarteiraMotorista numeroCarteiraTrabalho numeroComprovanteMilitar "
        "numeroTituloEleitor orgaoCarteiraIdentidade orgaoComprovanteMilitar passaporte registroCarteiraMotorista "
        "secaoTituloEleitor serieCarteiraTrabalho serieComprovanteMilitar ufCarteiraIdentidade ufCarteiraMotorista "
        "ufCarteiraTrabalho ufTituloEleitor zonaTituloEleitor"
    ),
    "DadosEnderecoResidencial": (
        "bairro cep codMunicipio complemento dddTelefone logradouro nomeMunicipio numTelefone numero uf"
    ),
    "DadosSICAJ": (
        "codAcao codOrgao dataAjuizamento dataTransitoJulgamento indicadorExclusao indicadorSituacaoAcao matricula numAcao "
        "statusAcaoSICAJ statusAcaoTabela ufAcao valorBeneficiarioAcao"
    ),
    "Pensionista": "bairro cep cidade faixaEtaria logradouro matriculaBeneficiario nome numero orgao sexo uf upag",
}
FIELDS: dict[str, tuple[str, ...]] = {name: tuple(sorted(text.split())) for name, text in _FIELDS.items()}
