"""Models that compute only what changed hold, row for row, what computing everything would give."""

from __future__ import annotations

import psycopg
import pytest

from govhub.pipeline import ingest_resource, replay_resource
from govhub.pipeline.readiness import usual_resources
from govhub.transformation import run_dbt
from govhub_simulator.server import Simulator

from .conftest import Warehouse

INCREMENTAL = (
    "silver.empenho_lancamento",
    "silver.execucao_contrato",
    "silver.execucao_ted",
    "silver_restrito.remuneracao_rubrica",
    "silver.fatura",
    "silver.fatura_item",
    "silver.fatura_empenho",
    "silver.fatura_referencia",
    "gold.ted_documentos",
)
INVOICES = "bronze.compras_gov__faturas"
LISTED = (
    f"(select min(id) from {INVOICES} where dados_item_faturado ->> 0 is not null"
    " and dados_empenho ->> 0 is not null and dados_referencia ->> 0 is not null)"
)
LINES, PAYROLL = "bronze.tesouro_gerencial__notas_empenho", "bronze.siape__consulta_dados_financeiros"
ON_REQUEST = {"consulta_dados_financeiros", "consulta_dados_financeiros_historico"}
SYSTEMS = ("compras_gov", "siafi", "tesouro_gerencial", "transferegov_ted", "siape")


def build(warehouse: Warehouse, *more: str) -> None:
    kinds = [part for kind in ("seed", "model", "snapshot") for part in ("--resource-type", kind)]
    chosen = [f"+{table.split('.')[1]}" for table in INCREMENTAL]
    run_dbt(warehouse.settings, ["--quiet", "build", *kinds, "--select", *chosen, "+mudanca_vinculo", *more])


def contents(warehouse: Warehouse) -> dict[str, list[str]]:
    return {
        table: [row["linha"] for row in warehouse.rows(f"select t::text as linha from {table} as t order by 1")]
        for table in INCREMENTAL
    }


def written(warehouse: Warehouse) -> dict[str, set[str]]:
    """Which row versions each table holds, by where they lie: a row that was not computed again stays in its place."""
    return {
        table: {row["v"] for row in warehouse.rows(f"select ctid::text || '/' || xmin::text as v from {table}")}
        for table in INCREMENTAL
    }


def change(warehouse: Warehouse, *statements: str) -> None:
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        for statement in statements:
            etl.execute(statement)


def run_in_ledger(run_id: str, system: str, resource: str, ago: str = "0 seconds") -> str:
    return (
        "insert into bronze._runs (run_id, system, resource, kind, status, orgaos, started_at, finished_at) values"
        f" ('{run_id}', '{system}', '{resource}', 'ingest', 'sucesso', 'todos', now() - interval '10 days', now() - interval '{ago}')"
    )


def assert_as_if_computed_whole(warehouse: Warehouse) -> dict[str, list[str]]:
    """Compare what an incremental build left with a full one."""
    incremental = contents(warehouse)
    build(warehouse, "--full-refresh")
    whole = contents(warehouse)
    for table in INCREMENTAL:
        assert incremental[table] == whole[table], table
    return whole


@pytest.mark.timeout(900)
def test_incremental_builds_after_changes_equal_a_full_refresh(warehouse: Warehouse, simulator: Simulator) -> None:
    for name in SYSTEMS:
        system = warehouse.catalog.system(name)
        read = {resource.name for resource in usual_resources(warehouse.settings, system)} | ON_REQUEST
        for resource in system.in_load_order():
            if resource.name in read:
                ingest_resource(warehouse.place, name, resource.name)
    build(warehouse)
    # What the look-back still covers would be computed again whatever happens: let everything be of last month.
    change(
        warehouse,
        "update bronze._runs set started_at = started_at - interval '30 days', finished_at = finished_at - interval '30 days'",
        *(
            f"update {table} set _ingested_at = _ingested_at - interval '30 days'"
            for table in (LINES, PAYROLL, f"{PAYROLL}_historico", INVOICES)
        ),
    )
    build(warehouse, "--full-refresh")
    first, places = contents(warehouse), written(warehouse)
    assert all(len(rows) > 20 for rows in first.values())

    build(warehouse)
    assert contents(warehouse) == first
    assert written(warehouse) == places, "nothing came, yet rows were computed again"

    change(
        warehouse,
        run_in_ledger("hoje", "tesouro_gerencial", "notas_empenho"),
        run_in_ledger("atrasada", "tesouro_gerencial", "notas_empenho"),
        run_in_ledger("hoje-24", "tesouro_gerencial", "notas_empenho_24"),
        run_in_ledger("hoje", "siape", "consulta_dados_financeiros"),
        run_in_ledger("hoje", "compras_gov", "faturas"),
        run_in_ledger("atrasada", "compras_gov", "faturas"),
        # Corrected, gone, new; and late: read ten days ago, committed only now.
        f"update {LINES} set despesas_pagas = '7,77', _run_id = 'hoje', _ingested_at = now()"
        f" where ctid in (select ctid from {LINES} order by ne_ccor, ordem, emissao_dia limit 2)",
        f"update {LINES} set _deleted_at = now(), _run_id = 'hoje', _ingested_at = now()"
        f" where ctid in (select ctid from {LINES} where _run_id <> 'hoje' order by ne_ccor desc limit 1)",
        f"create temporary table novas as select * from {LINES} where _run_id <> 'hoje' order by ne_ccor limit 2",
        "update novas set ordem = ordem + 900, despesas_empenhadas = '11,11', _run_id = 'hoje', _ingested_at = now()",
        "update novas set ordem = ordem + 1, _run_id = 'atrasada', _ingested_at = now() - interval '10 days' where ctid = (select max(ctid) from novas)",
        f"insert into {LINES} select * from novas",
        # Another layout now tells the ação of a note whose lines did not change; a contract no longer declares a note.
        "insert into bronze.tesouro_gerencial__notas_empenho_24 (assunto, ne_ccor, ne_ccor_ano_emissao, emissao_mes, emissao_dia,"
        " natureza_despesa, ptres, fonte_recursos_detalhada, doc_observacao, ne_ccor_favorecido, programa_governo, acao_governo, ordem, _run_id,"
        " _ingested_at, _first_seen_at, _hash, _scope) select 'a', max(ne_ccor), '', '', '', '', '', '', '', '', '5015', '20ZH', 1, 'hoje-24',"
        f" now(), now(), '', '' from {LINES} where ne_ccor ~ 'NE' and _deleted_at is null and _run_id not in ('hoje', 'atrasada')",
        "update bronze.compras_gov__empenhos set _deleted_at = now() where id = (select min(id) from bronze.compras_gov__empenhos)",
        # Payroll: a line corrected, one of another month of reference, one that left.
        f"update {PAYROLL} set valor_rubrica = '1,23', _run_id = 'hoje', _ingested_at = now()"
        f" where ctid = (select min(ctid) from {PAYROLL})",
        f"update {PAYROLL} set data_ano_mes_rubrica = '012020', _run_id = 'hoje', _ingested_at = now()"
        f" where ctid = (select min(ctid) from {PAYROLL} where _run_id <> 'hoje')",
        f"update {PAYROLL} set _deleted_at = now(), _run_id = 'hoje', _ingested_at = now()"
        f" where ctid = (select max(ctid) from {PAYROLL} where _run_id <> 'hoje')",
        # Invoices: one corrected, which no longer lists anything; one that left; one that is new; one that came late.
        f"update {INVOICES} set valor = '7,77', dados_item_faturado = '[]', dados_empenho = '[]', dados_referencia = '[]',"
        f" _run_id = 'hoje', _ingested_at = now() where id = {LISTED}",
        f"update {INVOICES} set _deleted_at = now(), _run_id = 'hoje', _ingested_at = now()"
        f" where id = (select max(id) from {INVOICES})",
        f"create temporary table notas as select * from {INVOICES} where _run_id <> 'hoje' order by id limit 2",
        "update notas set id = id + 900000000, _run_id = 'hoje', _ingested_at = now()",
        "update notas set _run_id = 'atrasada', _ingested_at = now() - interval '10 days' where id = (select max(id) from notas)",
        f"insert into {INVOICES} select * from notas",
    )
    build(warehouse)
    for table, versions in written(warehouse).items():
        assert len(versions & places[table]) > len(first[table]) / 2, f"{table} was computed whole"
        assert contents(warehouse)[table] != first[table], table
    lost = warehouse.rows("select tipo_mudanca from auditoria.mudanca_vinculo where ponte = 'contrato_empenho'")
    assert lost, "a contract that no longer declares a note is a change of link"
    (invoices,) = warehouse.rows(
        "select count(*) filter (where fatura_id > 900000000) as new, count(*) filter (where valor = 7.77) as corrected,"
        " count(*) filter (where _deleted_at is not null) as gone from silver.fatura"
    )
    assert invoices == {"new": 2, "corrected": 1, "gone": 1}
    assert_as_if_computed_whole(warehouse)

    # Whose a unit is changes without a row of the source; so does a table that is rebuilt from the lake.
    change(warehouse, "delete from referencia.orgao_ug")
    build(warehouse)
    bodies = warehouse.rows("select distinct orgao_chave as o from silver.empenho_lancamento")
    assert [row["o"] for row in bodies] == ["nao_identificado"]
    assert_as_if_computed_whole(warehouse)
    replay_resource(warehouse.place, "tesouro_gerencial", "notas_empenho")
    replay_resource(warehouse.place, "siape", "consulta_dados_financeiros")
    build(warehouse)
    assert_as_if_computed_whole(warehouse)
