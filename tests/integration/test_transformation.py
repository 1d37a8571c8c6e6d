"""dbt over simulated data: everything green, the same twice, and nothing personal in gold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from govhub.errors import ConfigurationError
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import ingest_resource
from govhub.pipeline.readiness import usual_resources
from govhub.transformation import run_dbt
from govhub_simulator.server import Simulator

from .conftest import Warehouse
from .privacy import (
    assert_every_column_is_declared,
    assert_key_is_nowhere,
    assert_no_cpf_is_read,
    assert_rows_stay_in_their_body,
)

RULES_OF_CONTRACTS = "contrato,test_name:regras"
# What violates a rule of each kind, and how that ends.
VIOLATIONS = {
    "not_null_contrato_empenho_metodo_rateio": ("update silver.contrato_empenho set metodo_rateio = null", "fail"),
    "v01_valores_aceitos_contrato_empenho_regra_codigo": (
        "update silver.contrato_empenho set regra_codigo = 'C8'",
        "fail",
    ),
    "v03_formato_contrato_empenho_ne": ("update silver.contrato_empenho set ne = 'NE1'", "fail"),
    "n01_nao_negativo_contrato_empenho_qtd_candidatos": (
        "update silver.contrato_empenho set qtd_candidatos = -1",
        "fail",
    ),
    "n02_entre_zero_e_um_contrato_empenho_fator_rateio": (
        "update silver.contrato_empenho set fator_rateio = 2",
        "fail",
    ),
    "v04_data_plausivel_contrato_data_assinatura": (
        "update silver.contrato set data_assinatura = '1900-01-01'",
        "warn",
    ),
    "l07_mascara_fornecedor_cpf_mascarado": ("update silver.fornecedor set cpf_mascarado = '12345678901'", "fail"),
    "unique_uf_iso": ("update referencia.uf set iso = 'BR-SP'", "fail"),
    "c01_mesmas_chaves_contrato_publicacao": ("delete from silver.contrato_publicacao", "fail"),
    "c18_versao_atual_contrato_hist": ("update silver.contrato_hist set valor_global = -1", "fail"),
    "l01_sem_cpf_contratos_resumo": ("update gold.contratos_resumo set numero = '529.982.247-25'", "fail"),
}


def fingerprint(warehouse: Warehouse, schema: str) -> dict[str, str]:
    tables = warehouse.rows("select tablename from pg_tables where schemaname = %s order by 1", schema)
    found = {}
    for row in tables:
        lines = warehouse.rows(f"select md5(t::text) as linha from {schema}.{row['tablename']} as t order by 1")
        found[row["tablename"]] = hashlib.md5("".join(line["linha"] for line in lines).encode()).hexdigest()
    return found


def models(warehouse: Warehouse) -> list[dict[str, Any]]:
    manifest = Path(warehouse.settings.home, "dbt", "target", "manifest.json").read_text(encoding="utf-8")
    return [node for node in json.loads(manifest)["nodes"].values() if node["resource_type"] == "model"]


@pytest.mark.timeout(900)
def test_a_warehouse_without_a_row_builds(warehouse: Warehouse) -> None:
    run_dbt(warehouse.settings, ["--quiet", "build", "--exclude-resource-type", "unit_test"])

    assert len(fingerprint(warehouse, "gold")) > 7


@pytest.mark.timeout(1800)
def test_c20_build_and_tests_pass_and_a_second_build_changes_nothing(
    warehouse: Warehouse, simulator: Simulator, postgres: EmbeddedPostgres
) -> None:
    for system in warehouse.catalog.systems.values():
        usual = {resource.name for resource in usual_resources(warehouse.settings, system)}
        for resource in system.in_load_order():
            if resource.name in usual:
                ingest_resource(warehouse.place, system.name, resource.name)

    run_dbt(warehouse.settings, ["--quiet", "build"])
    silver, gold = fingerprint(warehouse, "silver"), fingerprint(warehouse, "gold")
    run_dbt(warehouse.settings, ["--quiet", "build", "--exclude-resource-type", "unit_test"])

    built = models(warehouse)
    assert set(gold) == {
        m["name"] for m in built if m["schema"] == "gold" and m["config"]["materialized"] in {"table", "incremental"}
    }
    assert fingerprint(warehouse, "gold") == gold
    assert fingerprint(warehouse, "silver") == silver

    assert_no_cpf_is_read(warehouse, "silver", "gold", "referencia")
    assert_every_column_is_declared(warehouse, {model["name"]: set(model["columns"]) for model in built})
    assert_key_is_nowhere(warehouse)
    assert_freshness_follows_the_ledger(warehouse)
    assert_logs_hold_nothing_personal(warehouse)
    assert_outcomes_of_tests_are_kept(warehouse)
    assert_each_rule_finds_what_violates_it(warehouse)
    assert_an_accepted_failure_warns_until_its_day(warehouse)
    assert_rows_stay_in_their_body(postgres, warehouse)


def assert_outcomes_of_tests_are_kept(warehouse: Warehouse) -> None:
    seen = {
        row["s"]: row["n"]
        for row in warehouse.rows("select situacao as s, count(*) as n from gold.saude_testes group by 1")
    }
    assert seen["aprovado"] > 200
    assert not seen.keys() & {"reprovado", "nao_executado"}
    assert warehouse.one("select count(*) from gold.saude_conciliacoes where eh_atual and diferenca <> 0") == 0
    assert (
        warehouse.one(
            "select count(*) from gold.dicionario_dados where produto = 'contratos_resumo' and fontes ~ 'compras_gov'"
        )
        > 10
    )


def assert_each_rule_finds_what_violates_it(warehouse: Warehouse) -> None:
    """A row violates each rule, a version its order and a pair of rows their key; nothing else is said to fail."""
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        for number, (statement, _) in enumerate(VIOLATIONS.values()):
            table = statement.split()[1 if statement.startswith("update") else 2]
            chosen = f"(select ctid from {table} order by ctid offset {number} limit 1)"
            assert etl.execute(f"{statement} where ctid = {chosen}").rowcount == 1, statement
        twice = "insert into silver.posto select * from silver.posto where _deleted_at is null limit 1"
        assert etl.execute(twice).rowcount == 1
        backwards = "update silver.uorg_hist set dbt_valid_to = dbt_valid_from - interval '1 day'"
        assert etl.execute(f"{backwards} where ctid = (select min(ctid) from silver.uorg_hist)").rowcount == 1
    tables = (
        "contrato",
        "contrato_empenho",
        "fornecedor",
        "uf",
        "contrato_publicacao",
        "contrato_hist",
        "contratos_resumo",
    )
    selected = [f"{table},test_name:regras" for table in (*tables, "posto", "uorg_hist")]
    with pytest.raises(ConfigurationError):
        run_dbt(warehouse.settings, ["--quiet", "test", "--select", *selected])

    found = warehouse.rows(
        "select teste, desfecho, qtd_falhas from auditoria.teste_resultado where desfecho <> 'pass' and invocation_id ="
        " (select invocation_id from auditoria.teste_resultado order by executado_em desc limit 1)"
    )
    more = {"u01_chave_unica_posto_instancia_codigo": ("fail", 1), "u02_versoes_uorg_hist": ("fail", 1)}
    more |= {"c01_mesmas_chaves_posto": ("fail", 1), "c18_versao_atual_uorg_hist": ("fail", 1)}
    more |= {"c18_versao_atual_contrato_hist": ("fail", 2)}  # its own, and the contract whose signature changed above
    assert {row["teste"]: (row["desfecho"], row["qtd_falhas"]) for row in found} == {
        rule: (outcome, 1) for rule, (_, outcome) in VIOLATIONS.items()
    } | more


def assert_an_accepted_failure_warns_until_its_day(warehouse: Warehouse) -> None:
    test, other = "not_null_contrato_contrato_id", "u01_chave_unica_contrato_contrato_id"
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        etl.execute(
            "update silver.contrato set contrato_id = null where ctid = (select min(ctid) from silver.contrato)"
        )
    for days, stops in ((0, False), (-1, True)):
        with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
            etl.execute("delete from referencia.divergencia_conhecida")
            etl.execute(
                "insert into referencia.divergencia_conhecida (teste, valida_ate, motivo, autor)"
                " select t, cast(now() at time zone 'America/Sao_Paulo' as date) + cast(%s as integer), 'a fonte corrige', 'dados'"
                " from unnest(cast(%s as text[])) as t",
                (days, [test, other]),
            )
        if stops:
            with pytest.raises(ConfigurationError):
                run_dbt(warehouse.settings, ["--quiet", "test", "--select", RULES_OF_CONTRACTS])
        else:
            run_dbt(warehouse.settings, ["--quiet", "test", "--select", RULES_OF_CONTRACTS])
            assert warehouse.one("select situacao from gold.saude_testes where teste = %s", test) == "aceito"


def assert_freshness_follows_the_ledger(warehouse: Warehouse) -> None:
    run_dbt(warehouse.settings, ["--quiet", "source", "freshness", "--select", "source:compras_gov"])
    assert warehouse.rows(
        "select distinct situacao_frescor as s, falhas_consecutivas as f from gold.saude_dos_dados where fonte = 'compras_gov'"
    ) == [{"s": "em_dia", "f": 0}]


def assert_logs_hold_nothing_personal(warehouse: Warehouse) -> None:
    cpfs = {
        row["d"]
        for row in warehouse.rows(
            "select fornecedor_cnpj_cpf_idgener as d from bronze.compras_gov__contratos where fornecedor_tipo = 'FISICA'"
        )
    }
    secrets = ["senha-etl", "senha-admin", "senha-bi", "chave-de-teste"]
    logs = [file for file in Path(warehouse.settings.home).rglob("*.log") if file.is_file()]
    assert cpfs
    assert logs
    for file in logs:
        text = file.read_text(encoding="utf-8", errors="replace")
        assert [word for word in [*cpfs, *secrets] if word in text] == [], file
