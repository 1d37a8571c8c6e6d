"""Which fields the captured payloads and the published interface have, against the declarations: drift, and what was never seen."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import pytest

from govhub.catalog import Catalog
from govhub.catalog.draft import guess_fields
from govhub.settings import CHECKOUT

from .captured_figures import CAPTURES, Capture, places

# Reviewed: declared on the word of a published schema or of a client in production, and in no captured payload. The files
# of TransfereGov are transcribed subsets; those of SIAFI have no payment, deduction, alteration or cost centre.
NEVER_SEEN = {
    "compras_gov__responsaveis": "telefone_fixo telefone_celular",
    "transferegov_fundoafundo__planos_acao": """
        cnpj_ente_repassador_plano_acao cnpj_fundo_repassador_plano_acao cnpj_fundo_vinculado_plano_acao
        cnpj_orgao_repassador_plano_acao codigo_ibge_fundo_repassador_plano_acao
        codigo_ibge_fundo_vinculado_plano_acao codigo_ibge_municipio_ente_repassador_plano_acao
        descricao_tipo_unidade_recebedora_vinculada_plano_acao id_ente_recebedor_plano_acao
        id_ente_repassador_plano_acao id_fundo_repassador_plano_acao id_fundo_vinculado_plano_acao
        id_orgao_repassador_plano_acao municipio_fundo_repassador_plano_acao
        municipio_fundo_vinculado_plano_acao nome_ente_repassador_plano_acao nome_fundo_vinculado_plano_acao
        nome_municipio_ente_recebedor_plano_acao nome_municipio_ente_repassador_plano_acao
        tipo_unidade_recebedora_vinculada_plano_acao uf_ente_recebedor_plano_acao uf_ente_repassador_plano_acao
        uf_fundo_repassador_plano_acao uf_fundo_vinculado_plano_acao valor_outros_plano_acao
        """,
    "transferegov_fundoafundo__relatorios_gestao": """
        contrapartida_relatorio_gestao data_e_hora_relatorio_gestao data_relatorio_gestao
        descritivo_relatorio_gestao endereco_eletronico_publicidade_acoes_relatorio_gestao
        resultados_alcancados_metas_relatorio_gestao
        """,
    "siafi__notas_empenho": "passivoAnterior registroAlteracao",
    "siafi__documentos_habeis": """
        centroCusto compensacao credito dadosBasicos.docRelacionado dadosBasicos.dtPgtoReceb
        dadosBasicos.tramite dadosBasicos.txtInfoAdic dadosPgto deducao despesaAnular docContabilizacao
        encargo outrosLanc pso
        """,
}
# Personal, and nothing in their names or values tells it to who sees them for the first time.
GUESSED_LOWER = {"compras_gov__empenhos": {"credor"}, "compras_gov__responsaveis": {"funcao_id"}}
# The part of the specification of Compras.gov that describes each table.
SPECIFIED = {
    "contratos": "Contratos_ug",
    "contratos_orgao": "Contratos_ug",
    "historico": "Historicos",
    "empenhos": "Empenhos",
    "cronograma": "Cronograma",
    "garantias": "Garantias",
    "itens": "Itens",
    "prepostos": "Prepostos",
    "responsaveis": "Responsaveis",
    "despesas_acessorias": "DespesasAcessorias",
    "faturas": "Faturas",
    "ocorrencias": "Ocorrencias",
    "terceirizados": "Terceirizados",
    "arquivos": "Arquivos",
    "unidades": "Unidade",
    "orgaos": "Orgao_id",
}


def sources(catalog: Catalog, system: str, name: str) -> set[str]:
    """Return the places in the payload of the declared fields of a table."""
    fields = catalog.resource(system, name).fields
    return {field.source for field in fields if field.from_payload and field.source[0] not in "^$@"}


def is_known(place: str, known: set[str]) -> bool:
    """Tell whether a place is declared, lies in what is kept whole, or only holds what is declared."""
    return any(f"{place}.".startswith(f"{each}.") or each.startswith(f"{place}.") for each in known)


@pytest.mark.parametrize("capture", CAPTURES, ids=[capture.table for capture in CAPTURES])
def test_every_field_of_a_captured_payload_is_declared_and_those_never_seen_are_listed(
    samples: Path, catalog: Catalog, capture: Capture
) -> None:
    known, seen = sources(catalog, *capture.resource), places(capture.rows(samples))

    assert len(known & seen) >= 2
    assert [place for place in sorted(seen) if not is_known(place, known)] == []
    assert known - seen == set(NEVER_SEEN.get(capture.table, "").split())


@pytest.mark.parametrize("name", SPECIFIED)
def test_every_field_of_the_specification_of_compras_gov_is_declared(
    samples: Path, catalog: Catalog, name: str
) -> None:
    specified: dict[str, list[str]] = defaultdict(list)
    with (samples / "comprasnet" / "openapi_hom_serpro" / "schema_fields.csv").open(encoding="utf-8") as file:
        for line in csv.reader(file):
            specified[line[0]].append(line[1])

    known = sources(catalog, "compras_gov", name)
    assert specified[SPECIFIED[name]]
    assert [place for place in specified[SPECIFIED[name]] if not is_known(place, known)] == []


@pytest.mark.parametrize("table", [capture.table for capture in CAPTURES if capture.element is None])
def test_a_draft_calls_nothing_less_personal_than_the_reviewed_declaration(
    samples: Path, catalog: Catalog, table: str
) -> None:
    capture = next(each for each in CAPTURES if each.table == table)
    declared = {field.source: field for field in catalog.resource(*capture.resource).fields}
    guessed = [field for field in guess_fields(capture.rows(samples)) if field.source in declared]

    assert len(guessed) >= 7
    lower = {each.source for each in guessed if each.lgpd < declared[each.source].lgpd}
    assert lower == GUESSED_LOWER.get(table, set())
    assert {each.source for each in guessed if each.lgpd != "P0" and not each.doubts} == set()


def test_the_codes_of_the_states_are_those_of_the_municipalities(samples: Path) -> None:
    """Of the captured plan (IBGE) and the captured unit (SIAFI) too."""
    with gzip.open(samples / "siconv" / "municipios.csv.gz", "rt", encoding="utf-8", newline="") as file:
        towns = list(csv.DictReader(file))
    with (CHECKOUT / "dbt" / "seeds" / "uf.csv").open(encoding="utf-8", newline="") as file:
        states = {row["ibge"]: row["uf"] for row in csv.DictReader(file)}
    plan = next(capture for capture in CAPTURES if capture.table.endswith("planos_acao")).rows(samples)[0]
    unit = next(capture for capture in CAPTURES if capture.table.endswith("dados_uorg")).rows(samples)[0]

    assert len(towns) == 5570
    assert {row["codigo_uf"] for row in towns} == set(states)
    assert {row["codigo_ibge"][:2] == row["codigo_uf"] for row in towns} == {True}
    by_ibge = {row["codigo_ibge"]: row["nome"] for row in towns}
    assert by_ibge[str(plan["codigo_ibge_municipio_ente_recebedor_plano_acao"])] == "Nova Palma"
    [town] = [row for row in towns if row["siafi_id"] == unit["codMunicipio"]]
    assert (town["nome"], states[town["codigo_uf"]]) == ("Brasília", unit["siglaUfMunicipio"])


def test_every_table_of_which_something_was_captured_is_walked(samples: Path) -> None:
    """A file that somebody adds to the captured payloads is used, or this fails."""
    used = {file for capture in CAPTURES for file in capture.files}
    walked = ("comprasnet/dpu_290002", "transferegov/samples", "siape/synthetic", "siafi/synthetic")
    there = {str(file.relative_to(samples)) for folder in walked for file in (samples / folder).iterdir()}

    assert there - used == {"siape/synthetic/fault_0002.xml", "siafi/synthetic/fault_fora_do_horario.xml"}
