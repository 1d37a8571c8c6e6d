"""The same bronze built by dbt on PostgreSQL and on Snowflake's stand-in: gold is the same row by row, money to the cent.

What the stand-in can't show (types, speed, permissions, transactions of several sessions) only an account shows.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from .engines.sides import Sides, both_sides

pytestmark = [pytest.mark.xdist_group("gold-on-snowflake"), pytest.mark.timeout(900)]

DECLARED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "engines" / "compared.yaml").read_text(encoding="utf-8")
)
GOLD = {file.stem: file.parent.name for file in sorted((CHECKOUT / "dbt" / "models" / "gold").glob("*/*.sql"))}
RESTRICTED = {"forca_trabalho", "pessoas_contagem"}
TABLES = {product: f"gold{'_restrito' if product in RESTRICTED else ''}.{product}" for product in GOLD}

WITHOUT_TESTS = ["--quiet", "build", "--exclude-resource-type", "test", "unit_test"]


@pytest.fixture(scope="module")
def sides(
    postgres: EmbeddedPostgres,
    template: str,
    _running_simulator: Simulator,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sides]:
    """Both, built from the same bronze."""
    home = tmp_path_factory.mktemp("ouro")
    (home / "substituto").mkdir()
    with warehouse_in(postgres, template, home) as warehouse, pytest.MonkeyPatch.context() as patch:
        answer_with(_running_simulator, patch)
        with both_sides(warehouse, home / "substituto") as made:
            made.build(WITHOUT_TESTS)
            yield made


def unlike(sides: Sides, tables: dict[str, str]) -> list[str]:
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
