"""The same bronze built by dbt on PostgreSQL and on Snowflake's stand-in: gold is the same row by row, money to the cent.

What the stand-in can't show (types, speed, permissions, transactions of several sessions) only an account shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from govhub.errors import ConfigurationError
from govhub.local.postgres import EmbeddedPostgres
from govhub.settings import CHECKOUT
from govhub.transformation import run_dbt
from govhub_simulator.server import Simulator

from .conftest import answer_with, warehouse_in
from .engines.comparison import differences
from .engines.sides import Sides, both_sides, columns_of

pytestmark = [pytest.mark.xdist_group("gold-on-snowflake"), pytest.mark.timeout(900)]

DECLARED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "engines" / "compared.yaml").read_text(encoding="utf-8")
)
GOLD = {file.stem: file.parent.name for file in sorted((CHECKOUT / "dbt" / "models" / "gold").glob("*/*.sql"))}
RESTRICTED = {"forca_trabalho", "pessoas_contagem"}
TABLES = {product: f"gold{'_restrito' if product in RESTRICTED else ''}.{product}" for product in GOLD}

INVOICES, LINES = "bronze.compras_gov__faturas", "bronze.tesouro_gerencial__notas_empenho"
PAYROLL, CONTRACTS = "bronze.siape__consulta_dados_financeiros", "bronze.compras_gov__contratos"
INCREMENTAL = (
    "silver.empenho_lancamento",
    "silver.execucao_contrato",
    "silver.execucao_ted",
    "silver_restrito.remuneracao_rubrica",
    "silver.fatura",
    "silver.fatura_item",
    "silver.fatura_empenho",
    "silver.fatura_referencia",
)
NOW = f"cast('{datetime.now(UTC):%Y-%m-%d %H:%M:%S}+00:00' as timestamp with time zone)"
WITHOUT_TESTS = ["--quiet", "build", "--exclude-resource-type", "test", "unit_test"]


@pytest.fixture(scope="module")
def sides(
    postgres: EmbeddedPostgres,
    template: str,
    _running_simulator: Simulator,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sides]:
    """Both, built from bronze that arrived a month ago, so that what changes afterwards is all that changed."""
    home = tmp_path_factory.mktemp("ouro")
    (home / "substituto").mkdir()
    with warehouse_in(postgres, template, home) as warehouse, pytest.MonkeyPatch.context() as patch:
        answer_with(_running_simulator, patch)
        with both_sides(warehouse, home / "substituto") as made:
            made.execute(
                *(
                    f"update {table} set _ingested_at = _ingested_at - interval '30 days'"
                    for table in (INVOICES, LINES, PAYROLL, f"{PAYROLL}_historico")
                ),
                "update bronze._runs set started_at = started_at - interval '30 days', finished_at = finished_at - interval '30 days'",
            )
            made.build(WITHOUT_TESTS)
            yield made


def unlike(sides: Sides, tables: dict[str, str], instants: bool = True) -> list[str]:
    """Return what tells the rows of tables apart, those columns left out that are declared to differ."""
    told = []
    for name, table in tables.items():
        expected, found = sides.rows(table)
        told += [f"{name}: {line}" for line in differences(expected, found, DECLARED["columns"].get(name, {}))]
    return told


def compared() -> dict[str, str]:
    return {product: table for product, table in TABLES.items() if product not in DECLARED["not_compared"]}


def test_gold_is_row_by_row_what_postgresql_has(sides: Sides) -> None:
    told = unlike(sides, compared())

    assert told == [], "\n".join(told)
    assert [product for product, table in compared().items() if not sides.rows(table)[0]] == []


def test_what_changed_is_computed_again_alike_and_nothing_else(sides: Sides) -> None:
    """Incremental models and snapshots after rows that came, changed and left; and after a build that failed halfway.

    A mark on rows that did not change shows that they were not computed again, and what the stand-in lost comes back.
    """
    marked = {"silver.fatura": ("fatura_id", "numero"), "silver.empenho_lancamento": ("linha_id", "ne_descricao")}
    for table, (key, column) in marked.items():
        sides.execute(f"update {table} set {column} = 'MARCA' where {key} = (select max({key}) from {table})")
    for table, key in (("silver.fatura", "fatura_id"), ("silver.execucao_contrato", "parte_chave")):
        assert sides.opened.execute(f"delete from {table} where {key} = (select min({key}) from {table})") == 1
    before = {table: sides.rows(table)[0] for table in INCREMENTAL}
    sides.execute(*changes(sides))
    changed = [
        f"source:{name}+"
        for name in ("compras_gov.faturas", "compras_gov.contratos", "tesouro_gerencial.notas_empenho")
    ]
    chosen = ["--select", *changed, "source:siape.consulta_dados_financeiros+"]
    sides.build([*WITHOUT_TESTS, *chosen])

    told = unlike(sides, compared() | {table: table for table in (*INCREMENTAL, "silver.contrato_hist")})
    assert told == [], "\n".join(told)
    for table, (_, column) in marked.items():
        assert [sum(row[column] == "MARCA" for row in rows) for rows in sides.rows(table)] == [1, 1], table
    assert [table for table, rows in before.items() if sides.rows(table)[0] == rows] == []
    assert [len([row for row in rows if row["dbt_valid_to"]]) for rows in sides.rows("silver.contrato_hist")] == [1, 1]


def changes(sides: Sides) -> list[str]:
    """Statements by which rows of four tables of bronze are corrected, leave or come in a run of today."""
    run = f"_run_id = 'hoje', _ingested_at = {NOW}"
    ledger = (
        "insert into bronze._runs (run_id, system, resource, kind, status, orgaos, started_at, finished_at)"
        f" values ('hoje', 'compras_gov', 'faturas', 'ingest', 'sucesso', 'todos', {NOW}, {NOW})"
    )
    live = "_deleted_at is null"
    first, second, third = [
        row["id"]
        for row in sides.warehouse.rows(f"select id from {INVOICES} where {live} order by id offset 1 limit 3")
    ]
    lines = alone(sides, LINES, f"{live} and ne_ccor ~ 'NE'")
    return [
        ledger,
        f"update {INVOICES} set valor = '7,77', {run} where id = {first}",
        f"update {INVOICES} set _deleted_at = {NOW}, {run} where id = {second}",
        copy_of(sides, INVOICES, f"id = {third}", id="id + 900000000"),
        f"update {LINES} set despesas_pagas = '7,77', {run} where _hash = '{lines[0]}'",
        f"update {LINES} set _deleted_at = {NOW}, {run} where _hash = '{lines[1]}'",
        copy_of(sides, LINES, f"_hash = '{lines[2]}'", ordem="ordem + 900", despesas_empenhadas="'11,11'"),
        f"update {PAYROLL} set valor_rubrica = '1,23', {run} where _hash = '{alone(sides, PAYROLL, live)[0]}'",
        f"update {CONTRACTS} set valor_global = '9.999,99', {run} where id = (select min(id) from {CONTRACTS} where {live})",
    ]


def alone(sides: Sides, table: str, condition: str) -> list[str]:
    """Return the hashes that one row only has, which tell it on both sides, in their order."""
    rows = sides.warehouse.rows(
        f"select _hash from {table} where {condition} group by _hash having count(*) = 1 order by _hash limit 3"
    )
    return [row["_hash"] for row in rows]


def copy_of(sides: Sides, table: str, condition: str, **other: str) -> str:
    """Return the statement by which a row comes that is like another, but for some columns, in a run of today."""
    other |= {"_run_id": "'hoje'", "_ingested_at": NOW}
    columns = columns_of(sides.warehouse, table)
    values = ", ".join(other.get(name, name) for name in columns)
    return f"insert into {table} ({', '.join(columns)}) select {values} from {table} where {condition}"


def test_rules_find_what_violates_them_there(sides: Sides) -> None:
    def one(table: str, change: str, key: str, condition: str = "true") -> str:
        return f"update {table} set {change} where {key} = (select min({key}) from {table} where {condition})"

    violations = (
        one("silver.contrato_empenho", "metodo_rateio = null", "vinculo_chave"),
        one("silver.contrato_empenho", "ne = 'NE1'", "ne", "metodo_rateio is not null"),
        one("silver.fornecedor", "cpf_mascarado = '12345678901'", "fornecedor_chave", "cpf_mascarado is not null"),
        one("gold.contratos_resumo", "numero = '529.982.247-25 529.982.247-25'", "contrato_id"),
        one("silver.uorg_hist", "dbt_valid_to = dateadd(day, -1, dbt_valid_from)", "uorg_id"),
        "insert into silver.posto select * from silver.posto where instancia_codigo ="
        " (select min(instancia_codigo) from silver.posto where _deleted_at is null)",
    )
    assert [sides.opened.execute(statement) for statement in violations] == [1] * len(violations)
    tables = ("contrato_empenho", "fornecedor", "contratos_resumo", "uorg_hist", "posto")
    with pytest.raises(ConfigurationError):
        run_dbt(sides.elsewhere, ["--quiet", "test", "--select", *(f"{table},test_name:regras" for table in tables)])

    found = sides.opened.rows(
        "select teste, qtd_falhas from auditoria.teste_resultado where desfecho <> 'pass' and invocation_id ="
        " (select invocation_id from auditoria.teste_resultado order by executado_em desc limit 1)"
    )
    assert dict(found) == {
        "not_null_contrato_empenho_metodo_rateio": 1,
        "v03_formato_contrato_empenho_ne": 1,
        "l07_mascara_fornecedor_cpf_mascarado": 1,
        "l01_sem_cpf_contratos_resumo": 1,
        "u01_chave_unica_posto_instancia_codigo": 1,
        "c01_mesmas_chaves_posto": 1,
        "u02_versoes_uorg_hist": 1,
        "c18_versao_atual_uorg_hist": 1,
    }


def test_every_product_is_compared_or_said_not_to_be_and_money_always_is() -> None:
    assert set(DECLARED["not_compared"]) <= set(GOLD)
    assert {GOLD[product] for product in DECLARED["not_compared"]} <= {"plataforma"}
    assert [c for columns in DECLARED["columns"].values() for c in columns if c.startswith("valor")] == []


def test_a_cent_a_text_and_a_missing_row_are_told_and_a_millionth_is_not() -> None:
    row = {"valor": Decimal("10.10"), "parte": Decimal("0.333333"), "nome": "A", "lista": ["x"]}
    same = {"valor": Decimal("10.10"), "parte": Decimal("0.333334"), "nome": "A", "lista": '["x"]'}

    assert differences([row], [same]) == []
    for other in ({"valor": Decimal("10.11")}, {"nome": "B"}, {"parte": Decimal("0.333433")}, {"lista": "[]"}):
        assert differences([row], [same | other]) != []
    assert differences([row, row], [same]) != []
    assert differences([row], [same | {"nome": "B"}], left_out=["nome"]) == []
