"""Small tables that the reports classify expenses by: programmes, actions, amendments, places, plans."""

from __future__ import annotations

MONTHS = ("JAN", "FEV", "MAR", "ABR", "MAI", "JUN", "JUL", "AGO", "SET", "OUT", "NOV", "DEZ")
_ACTIONS = (
    ("0032", "PROGRAMA DE GESTAO E MANUTENCAO DO PODER EXECUTIVO", "2000", "ADMINISTRACAO DA UNIDADE"),
    ("5015", "JUSTIÇA E SEGURANÇA PÚBLICA", "20ZH", "PRESTAÇÃO DE ASSISTÊNCIA JURÍDICA AO CIDADÃO"),
    ("0032", "PROGRAMA DE GESTAO E MANUTENCAO DO PODER EXECUTIVO", "216H", "AJUDA DE CUSTO PARA MORADIA"),
    ("2801", "NEOINDUSTRIALIZAÇÃO, AMBIENTE DE NEGÓCIOS", "210C", "PROMOÇÃO DO DESENVOLVIMENTO REGIONAL"),
)
_AUTHORS = (
    ("28170001", "BANCADA DE SÃO PAULO"),
    ("40310012", "JOANA D'ARC MAGALHÃES"),
    ("41080007", "COM. DE DESENVOLVIMENTO URBANO"),
)
_PLACES = (
    ("0053", "NO DISTRITO FEDERAL", "CO", "DF", "DISTRITO FEDERAL", "BRASÍLIA"),
    ("0035", "NO ESTADO DE SÃO PAULO", "SE", "SP", "SÃO PAULO", "SANTA BÁRBARA D'OESTE"),
    ("0001", "NACIONAL", "NA", "-9", "SEM INFORMACAO", "SEM INFORMACAO"),
)
ELEMENTS = (
    ("30", "MATERIAL DE CONSUMO"),
    ("37", "LOCACAO DE MAO-DE-OBRA"),
    ("39", "OUTROS SERVICOS DE TERCEIROS - PJ"),
    ("40", "SERVICOS DE TECNOLOGIA DA INFORMACAO - PJ"),
    ("14", "DIARIAS - CIVIL"),
    ("11", "VENCIMENTOS E VANTAGENS FIXAS - PESSOAL CIVIL"),
    ("36", "OUTROS SERVICOS DE TERCEIROS - PF"),
)
_TEXTS = (
    "DESPESA COM CONTRATO; CONFORME PROCESSO",
    'SERVIÇO "SOB DEMANDA", CONFORME PROPOSTA',
    "ATENDE À DEMANDA DA COORDENAÇÃO-GERAL\nDE LOGÍSTICA",
    "EMPENHO ESTIMATIVO. FISCAL: MARIA APARECIDA D'ÁVILA",
    "",
)
_TEXT_OF_PLAN = "MANUTENÇÃO DAS ATIVIDADES FINALÍSTICAS"


def action_of(index: int) -> dict[str, str]:
    """Return programme and action, codes and names."""
    programme, programme_name, action, action_name = _ACTIONS[index % len(_ACTIONS)]
    return {
        "programa_governo": programme,
        "programa_governo_descricao": programme_name,
        "acao_governo": action,
        "acao_governo_descricao": action_name,
    }


def author_of(index: int) -> dict[str, str]:
    """Return who proposed an amendment."""
    code, name = _AUTHORS[index % len(_AUTHORS)]
    return {"autor_emendas_orcamento": code, "autor_emendas_orcamento_descricao": name}


def place_of(index: int) -> dict[str, str]:
    """Return where an expense is made."""
    code, name, region, uf, uf_name, town = _PLACES[index % len(_PLACES)]
    return {
        "localizador_gasto": code,
        "localizador_gasto_descricao": name,
        "regiao_pt": region,
        "uf_pt": uf,
        "uf_pt_descricao": uf_name,
        "municipio_pt": town,
    }


def plan_of(index: int) -> dict[str, str]:
    """Return the seven columns of a budget plan."""
    number = f"{index % 4:04d}"
    parts = (f"29101{number}", "14", "422", "5015", "20ZH", number, f"{_TEXT_OF_PLAN} {number}")
    return {f"plano_orcamentario_{position}": part for position, part in enumerate(parts)}


def text_of(index: int) -> str:
    """Return a remark as people write them: with separators, quotes, line ends and names inside, or none."""
    return _TEXTS[index % len(_TEXTS)]
