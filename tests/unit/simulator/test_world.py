"""The simulated world: the same bytes for the same seed, the real wire format, and money without contradiction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from govhub_simulator.bodies import read_bodies, units_of
from govhub_simulator.compras_gov.contracts import contract
from govhub_simulator.compras_gov.routes import CHILDREN, contract_rows
from govhub_simulator.people import cnpj, cpf
from govhub_simulator.randomness import money, stream
from govhub_simulator.world import World

UNITS = units_of(read_bodies(None))
WORLD = World(seed=42, scale=300, units=UNITS)


def rows(world: World, child: str) -> list[dict[str, Any]]:
    return [
        row
        for index in range(world.size)
        if world.exists(index)
        for row in CHILDREN[child](world, contract(world, index))
    ]


def cents(text: str) -> int:
    return int(text.replace(".", "").replace(",", ""))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    def bytes_of(world: World) -> bytes:
        return orjson.dumps([list(contract_rows(world, "290002", inactive=False)), rows(world, "faturas")])

    assert bytes_of(WORLD) == bytes_of(World(42, 300, UNITS))
    assert bytes_of(WORLD) != bytes_of(World(43, 300, UNITS))


def test_a_million_contracts_cost_nothing_until_they_are_asked() -> None:
    world = World(42, 1_000_000, UNITS)

    first = next(contract_rows(world, "290002", inactive=False))
    assert first["id"] >= 4000
    assert contract(world, 999_999).id == 4000 + 999_999 * 3


@pytest.mark.parametrize(
    ("child", "file"),
    [
        ("historico", "4390_historico.json"),
        ("empenhos", "4388_empenhos.json"),
        ("faturas", "15209_faturas.json"),
        ("responsaveis", "15209_responsaveis_pseudonimizado.json"),
    ],
)
def test_children_have_the_keys_order_and_types_of_the_captured_ones(samples: Path, child: str, file: str) -> None:
    captured = json.loads((samples / "comprasnet" / "dpu_290002" / file).read_text(encoding="utf-8"))
    simulated = rows(WORLD, child)

    assert [list(row) for row in simulated[:50]] == [list(captured[0])] * 50
    for key, kinds in _types(captured).items():
        if kinds - {"NoneType"}:
            assert _types(simulated)[key] - {"NoneType"} <= kinds - {"NoneType"} or not _types(simulated)[key] - {
                "NoneType"
            }, key


def test_contracts_have_the_nested_keys_of_the_captured_ones(samples: Path) -> None:
    captured = json.loads(
        (samples / "comprasnet" / "dpu_290002" / "contrato_ug_290002.json").read_text(encoding="utf-8")
    )

    assert _shape(next(contract_rows(WORLD, "290002", inactive=False))) == _shape(captured[0])


def test_money_adds_up_from_schedule_to_invoice() -> None:
    for index in range(60):
        facts = contract(WORLD, index)
        schedule = {(row["anoref"], row["mesref"]): cents(row["valor"]) for row in CHILDREN["cronograma"](WORLD, facts)}
        for invoice in CHILDREN["faturas"](WORLD, facts):
            value = cents(invoice["valor"])
            net = value + cents(invoice["juros"]) + cents(invoice["multa"]) - cents(invoice["glosa"])
            assert cents(invoice["valorliquido"]) == net
            months = invoice["dados_referencia"]
            if months:
                assert sum(cents(month["valorref"]) for month in months) == value
                assert all(cents(month["valorref"]) == schedule[month["anoref"], month["mesref"]] for month in months)
            if invoice["dados_empenho"]:
                assert sum(cents(note["valor_empenho"]) for note in invoice["dados_empenho"]) == value


def test_the_oddities_of_the_real_one_are_there() -> None:
    invoices, notes, terms = rows(WORLD, "faturas"), rows(WORLD, "empenhos"), rows(WORLD, "historico")
    contracts = [row for inactive in (False, True) for row in contract_rows(WORLD, "290002", inactive=inactive)]
    ids = [note["id"] for note in notes]

    assert {"Pago", "Pendente", "Siafi Apropriado", "Apropriado Siafi", "Analisado"} == {
        row["situacao"] for row in invoices
    }
    assert {0, 1, 2} <= {len(row["dados_empenho"]) for row in invoices}
    assert {0, 1, 9} <= {len(row["dados_referencia"]) for row in invoices}
    assert len(ids) > len(set(ids))
    assert {"20", "50", "55", "60"} == {row["codigo_tipo"] for row in terms}
    assert {"JURIDICA", "FISICA", "UG", "IDGENERICO"} == {row["fornecedor"]["tipo"] for row in contracts}
    assert {row["receita_despesa"] for row in contracts} == {"Receita", "Despesa"}
    assert any(row["vigencia_fim"] == "2099-06-30" for row in contracts)
    assert any(row["situacao"] == "Ativo" and (row["vigencia_fim"] or "9") < "2026" for row in contracts)
    assert len({row["id"] for row in contracts}) < len(contracts)
    assert any("D'OESTE" in row["fornecedor"]["nome"] for row in contracts)


def test_days_bring_new_contracts_payments_and_deletions() -> None:
    later = WORLD.advanced(30)
    known = {index for index in range(WORLD.size) if WORLD.exists(index)}
    then = {index for index in range(later.size) if later.exists(index)}

    assert len(then - known) == 30
    assert 0 < len(known - then) < len(known) / 20
    assert rows(later, "faturas") != rows(WORLD, "faturas")


def test_documents_have_valid_check_digits() -> None:
    random = stream(1, "documentos")
    assert cpf(stream(0, "x")) == cpf(stream(0, "x"))
    for _ in range(50):
        digits = [int(digit) for digit in cpf(random)]
        for size in (9, 10):
            rest = sum(digits[i] * (size + 1 - i) for i in range(size)) * 10 % 11 % 10
            assert rest == digits[size]
        assert len(cnpj(random)) == 14


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0,00"), (168413472, "1.684.134,72"), (-5, "-0,05"), (100000, "1.000,00")]
)
def test_money_is_written_as_the_server_writes_it(amount: int, text: str) -> None:
    assert money(amount) == text


def _types(found: list[dict[str, Any]]) -> dict[str, set[str]]:
    return {key: {type(row[key]).__name__ for row in found} for key in found[0]}


def _shape(value: Any) -> Any:
    return [(key, _shape(item)) for key, item in value.items()] if isinstance(value, dict) else None
