"""dbt over simulated data: everything green, the same twice, and nothing personal in gold."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from govhub.pipeline import ingest_resource
from govhub.transformation import run_dbt
from govhub_simulator.server import Simulator

from .conftest import Warehouse

CPF = re.compile(r"(?<![\d./-])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\d/])")


def has_check_digits(digits: str) -> bool:
    numbers = [int(digit) for digit in digits]
    for size in (9, 10):
        rest = (
            sum(number * weight for number, weight in zip(numbers, range(size + 1, 1, -1), strict=False)) * 10 % 11 % 10
        )
        if rest != numbers[size]:
            return False
    return len(set(digits)) > 1


def fingerprint(warehouse: Warehouse, schema: str) -> dict[str, str]:
    tables = warehouse.rows("select tablename from pg_tables where schemaname = %s order by 1", schema)
    found = {}
    for row in tables:
        lines = warehouse.rows(f"select md5(t::text) as linha from {schema}.{row['tablename']} as t order by 1")
        found[row["tablename"]] = hashlib.md5("".join(line["linha"] for line in lines).encode()).hexdigest()
    return found


@pytest.mark.timeout(600)
def test_build_unit_tests_and_data_tests_pass_and_a_second_build_changes_nothing(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    resources = warehouse.catalog.system("compras_gov").in_load_order()
    for resource in resources:
        ingest_resource(warehouse.place, "compras_gov", resource.name)

    run_dbt(warehouse.settings, ["--quiet", "build"])
    silver, gold = fingerprint(warehouse, "silver"), fingerprint(warehouse, "gold")
    run_dbt(warehouse.settings, ["--quiet", "build", "--exclude-resource-type", "unit_test"])

    assert len(gold) == 7
    assert len(silver) > 30
    assert fingerprint(warehouse, "gold") == gold
    assert fingerprint(warehouse, "silver") == silver

    assert_no_cpf_in_gold(warehouse)
    assert_freshness_follows_the_ledger(warehouse)
    assert_logs_hold_nothing_personal(warehouse)


def assert_no_cpf_in_gold(warehouse: Warehouse) -> None:
    texts = warehouse.rows(
        "select table_name, column_name from information_schema.columns where table_schema = 'gold' and data_type = 'text'"
    )
    assert len(texts) > 60
    for column in texts:
        name = f"{column['table_name']}.{column['column_name']}"
        values = warehouse.rows(f"select distinct {column['column_name']} as v from gold.{column['table_name']}")
        found = [match for row in values for match in CPF.findall(row["v"] or "")]
        codes = name == "faturas_detalhe.numero"
        bad = [m for m in found if re.search("[.-]", m) or (has_check_digits(re.sub(r"\D", "", m)) and not codes)]
        assert bad == [], name


def assert_freshness_follows_the_ledger(warehouse: Warehouse) -> None:
    run_dbt(warehouse.settings, ["--quiet", "source", "freshness", "--select", "source:compras_gov"])
    assert warehouse.rows(
        "select distinct situacao_frescor as s, falhas_consecutivas as f from gold.saude_dos_dados"
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
