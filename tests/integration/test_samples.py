"""The captured payloads of every system, replayed over a socket, against figures taken from the files by other means.

One warehouse and one build of dbt for the whole module. The files of SIAPE and SIAFI are invented on real names and
structure (see the samples' README): what they prove is our reading of that structure, not the services.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from govhub.extraction.answers import BadAnswer
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import ingest_resource, replay_resource
from govhub.transformation import run_dbt

from .captured_figures import CAPTURES, Capture, Row, at, leaves, reais, texts
from .captured_walk import ASKED, Loaded, captured_walk

pytestmark = [pytest.mark.xdist_group("samples"), pytest.mark.timeout(600)]

IDS = [capture.table for capture in CAPTURES]


def day(text: str) -> date:
    return date.fromisoformat(text)


def day8(text: str) -> date:
    return date(int(text[4:]), int(text[2:4]), int(text[:2]))


def declared(row: Row, given: tuple[str, ...]) -> Row:
    """The columns of a bronze row that its payload filled."""
    made = ("_pseudonimo", "_mascara")
    return {
        name: value
        for name, value in row.items()
        if not name.startswith("_") and not name.endswith(made) and name not in given
    }


@pytest.fixture(scope="module")
def loaded(
    samples: Path, postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    with captured_walk(samples, postgres, template, tmp_path_factory.mktemp("amostras")) as found:
        yield found


@pytest.fixture(scope="module")
def built(loaded: Loaded) -> Loaded:
    run_dbt(loaded.warehouse.settings, ["--quiet", "build", "--exclude-resource-type", "unit_test"])
    return loaded


@pytest.mark.parametrize("capture", CAPTURES, ids=IDS)
def test_bronze_has_the_rows_keys_sums_and_dates_of_the_captured_payload(loaded: Loaded, capture: Capture) -> None:
    sent, kept = capture.rows(loaded.samples), loaded.bronze(capture)

    assert (loaded.runs[capture.table].rows_fetched, len(kept)) == (len(sent), len(sent))
    assert len(sent) >= 1
    keys = [[str(at(row, place)) for place in capture.key.values()] for row in sent]
    assert sorted(keys) == sorted([str(row[column]) for column in capture.key] for row in kept)
    for column, place in capture.money.items():
        assert sum(reais(row[column]) for row in kept) == sum(reais(at(row, place)) for row in sent), column
    for column, place in capture.dates.items():
        days = [at(row, place) for row in sent if at(row, place)]
        stored = [row[column] for row in kept if row[column]]
        assert (len(stored), min(stored), max(stored)) == (len(days), min(days), max(days)), column


@pytest.mark.parametrize("capture", CAPTURES, ids=IDS)
def test_bronze_has_every_value_of_the_captured_payload_and_no_other(loaded: Loaded, capture: Capture) -> None:
    sent, kept = capture.rows(loaded.samples), loaded.bronze(capture)
    expected = sorted(sorted(texts(row, capture.dropped).items()) for row in sent)

    assert sorted(sorted(texts(declared(row, capture.given)).items()) for row in kept) == expected
    assert {row["_extras"] for row in kept} == {None}
    assert loaded.runs[capture.table].drift == []
    dropped = {text for row in sent for place, text in leaves(row) if place in capture.dropped and len(text) > 3}
    assert not [text for text in dropped if any(text in str(row) for row in kept)]


def test_contracts_reach_silver_and_gold_with_the_counts_and_sums_of_the_payloads(built: Loaded) -> None:
    contracts, terms = built.payload("compras_gov__contratos"), built.payload("compras_gov__historico")
    invoices, notes = built.payload("compras_gov__faturas"), built.payload("compras_gov__empenhos")
    worth = sum(reais(row["valor_global"]) for row in contracts)
    billed = sum(reais(row["valor"]) for row in invoices)

    assert (len(contracts), len(terms), len(invoices), len(notes)) == (8, 11, 8, 2)
    assert built.one(
        "contrato", "situacao_fonte = 'Ativo'", n="count(*)", v="sum(valor_global)", a="min(vigencia_inicio)"
    ) == {"n": len(contracts), "v": worth, "a": day(min(row["vigencia_inicio"] for row in contracts))}
    assert built.one("contrato_termo", n="count(*)", v="sum(valor_global)", z="max(data_assinatura)") == {
        "n": len(terms),
        "v": sum(reais(row["valor_global"]) for row in terms),
        "z": day(max(row["data_assinatura"] for row in terms)),
    }
    assert built.one("empenho_saldo_compras", n="count(*)", e="sum(valor_empenhado)", p="sum(valor_pago)") == {
        "n": len(notes),
        "e": sum(reais(row["empenhado"]) for row in notes),
        "p": sum(reais(row["pago"]) for row in notes),
    }
    assert built.one("fatura", n="count(*)", v="sum(valor)", a="min(data_emissao)", z="max(data_emissao)") == {
        "n": len(invoices),
        "v": billed,
        "a": day(min(row["emissao"] for row in invoices)),
        "z": day(max(row["emissao"] for row in invoices)),
    }
    for part, amount, name in (
        ("empenho", "valor_empenho", "dados_empenho"),
        ("referencia", "valorref", "dados_referencia"),
    ):
        listed = [each for row in invoices for each in row[name]]
        assert built.one(f"fatura_{part}", n="count(*)", v="sum(valor)") == {
            "n": len(listed),
            "v": sum(reais(each[amount]) for each in listed),
        }
    assert built.one("contrato_responsavel", n="count(*)")["n"] == len(built.payload("compras_gov__responsaveis"))
    gold = built.warehouse.one
    assert gold("select sum(valor_liquido) from gold.faturas_detalhe") == sum(
        reais(row["valorliquido"]) for row in invoices
    )
    assert gold("select sum(valor_faturado) from gold.contrato_acompanhamento_mensal") == billed - sum(
        reais(row["glosa"]) for row in invoices
    )
    assert gold("select sum(valor_global) from gold.contratos_resumo where situacao_fonte = 'Ativo'") == worth
    # A bill of nine months is nine months, and a natural person has no CPF past silver.
    assert max(len(row["dados_referencia"]) for row in invoices) == 9
    assert gold("select count(*) from silver.fatura_referencia group by fatura_id order by 1 desc limit 1") == 9
    person = built.warehouse.rows(
        "select fornecedor_documento from gold.contratos_resumo where fornecedor_tipo = 'FISICA'"
    )
    assert {row["fornecedor_documento"] for row in person} == {"***.000.001-**"}


def test_a_plan_and_its_report_meet_in_silver_though_one_has_its_ids_as_text(built: Loaded) -> None:
    [plan] = built.payload("transferegov_fundoafundo__planos_acao")
    [report] = built.payload("transferegov_fundoafundo__relatorios_gestao")

    assert (type(plan["id_plano_acao"]), type(report["id_plano_acao"])) == (int, str)
    assert built.one(
        "transferencia_plano",
        orgao="orgao_chave",
        codigo="codigo",
        cnpj="beneficiario_cnpj",
        ibge="municipio_codigo",
        a="vigencia_inicio",
        z="vigencia_fim",
        previsto="valor_previsto",
        total="valor_total",
        custeio="valor_custeio",
        investimento="valor_investimento",
        erros="_erros_conversao",
    ) == {
        "orgao": "minc",
        "codigo": plan["codigo_plano_acao"],
        "cnpj": plan["cnpj_ente_recebedor_plano_acao"],
        "ibge": str(plan["codigo_ibge_municipio_ente_recebedor_plano_acao"]),
        "a": day(plan["data_inicio_vigencia_plano_acao"]),
        "z": day(plan["data_fim_vigencia_plano_acao"]),
        "previsto": plan["valor_total_repasse_plano_acao"],
        "total": plan["valor_total_plano_acao"],
        "custeio": plan["valor_total_custeio_plano_acao"],
        "investimento": plan["valor_total_investimento_plano_acao"],
        "erros": [],
    }
    assert built.one(
        "transferencia_relatorio_gestao",
        plano="plano_chave",
        executado="valor_executado",
        pendente="valor_pendente",
        tipo="tipo",
    ) == {
        "plano": f"fundo_a_fundo/{plan['id_plano_acao']}",
        "executado": report["valor_executado_relatorio_gestao"],
        "pendente": report["valor_pendente_relatorio_gestao"],
        "tipo": report["tipo_relatorio_gestao"],
    }


def test_people_and_units_reach_silver_with_the_counts_of_the_payloads(built: Loaded) -> None:
    units, people = built.payload("siape__lista_uorgs"), built.payload("siape__lista_servidores")
    [unit] = built.payload("siape__dados_uorg")
    bonds = built.payload("siape__consulta_dados_funcionais")
    ended = [row for row in bonds if row["dataOcorrExclusao"]]

    assert built.one("uorg", n="count(*)", com_ug="count(ug_codigo)", orgao="min(orgao_chave)") == {
        "n": len(units),
        "com_ug": 1,
        "orgao": "mgi",
    }
    assert built.one("uorg", "ug_codigo is not null", nome="nome", ug="ug_codigo", uf="uf", siorg="siorg_codigo") == {
        "nome": unit["nomeUorg"],
        "ug": unit["codUnidadeSiafi"],
        "uf": unit["siglaUfMunicipio"],
        "siorg": unit["codSiorg"],
    }
    assert built.one("lotacao", n="count(*)", z="max(data_ultima_transacao)") == {
        "n": len(people),
        "z": max(day8(row["dataUltimaTransacao"]) for row in people),
    }
    assert built.one("pessoa", n="count(*)", nascidos="count(ano_nascimento)") == {"n": len(people), "nascidos": 1}
    assert built.one("vinculo", n="count(*)", ativos="count(*) filter (where ativo)", saida="min(data_exclusao)") == {
        "n": len(bonds),
        "ativos": len(bonds) - len(ended),
        "saida": day8(ended[0]["dataOcorrExclusao"]),
    }


def test_a_note_of_siafi_reaches_silver_as_it_was_sent(built: Loaded) -> None:
    [note] = built.payload("siafi__notas_empenho")

    assert built.one(
        "nota_empenho",
        "'siafi' = any(fontes)",
        ne="ne_curta",
        ug="ug_codigo",
        dia="data_emissao",
        natureza="natureza_codigo",
        ptres="ptres",
        fonte="fonte_codigo",
        pi="plano_interno",
        compra="compra_id17",
        tipo="tipo_empenho",
        fontes="fontes",
    ) == {
        "ne": f"{note['anoEmpenho']}NE{note['numEmpenho']}",
        "ug": note["ugEmitente"],
        "dia": day(note["dtEmis"]),
        "natureza": note["celulaOrcamentaria"]["codNatDesp"],
        "ptres": note["celulaOrcamentaria"]["codPTRES"],
        "fonte": note["celulaOrcamentaria"]["codFonteRec"],
        "pi": note["celulaOrcamentaria"]["codPlanoInterno"],
        "compra": note["txtInfoCompl"],
        "tipo": "estimativo",
        "fontes": ["siafi"],
    }


def test_outside_the_hours_of_siafi_bronze_stands_and_the_run_says_so(loaded: Loaded) -> None:
    before = loaded.warehouse.contents("notas_empenho", "siafi")

    loaded.closed.set()
    with pytest.raises(BadAnswer, match="SIAFI está fora do horário"):
        ingest_resource(loaded.place, "siafi", "notas_empenho", ASKED["siafi"])
    loaded.closed.clear()

    assert loaded.warehouse.contents("notas_empenho", "siafi") == before
    assert len(before) == 1
    assert [run["status"] for run in loaded.warehouse.ledger("notas_empenho")] == ["sucesso", "falha"]


def test_read_again_or_from_the_lake_nothing_of_the_payloads_changes(loaded: Loaded) -> None:
    assert set(IDS) < set(loaded.runs)
    for table, run in loaded.runs.items():
        system, name = table.split("__")
        before = loaded.warehouse.contents(name, system)
        assert run.status == ("sucesso" if before else "sucesso_vazio"), table
        assert replay_resource(loaded.place, system, name).status == run.status, table
        assert loaded.warehouse.contents(name, system) == before, table
        if system == "compras_gov":  # the others would scan or ask per person again
            again = ingest_resource(loaded.place, system, name, ASKED[system])
            assert (again.rows_inserted, again.rows_updated, again.rows_deleted) == (0, 0, 0), table
            assert loaded.warehouse.contents(name, system) == before, table
