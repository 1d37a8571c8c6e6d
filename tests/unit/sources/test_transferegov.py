"""TransfereGov: the declarations against the publisher's schema, and the simulated TEDs against their own arithmetic."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from govhub.catalog import FieldDeclaration, ResourceDeclaration, SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.settings import CHECKOUT
from govhub_simulator.transferegov import generic, parties, ted, ted_money, ted_pages
from govhub_simulator.transferegov.filters import read_query
from govhub_simulator.transferegov.plans import CANCELLATION, RETURN, Plan, plans
from govhub_simulator.transferegov.schema import MODULES, Table
from govhub_simulator.world import Body, World

NAMES = tuple(MODULES)
SYSTEMS = {name: read_system(CHECKOUT / "sources" / f"transferegov_{name}.yaml") for name in NAMES}
DPU = Body("DPU", "Defensoria Pública da União", ("290002", "290003"), siorg="260668")
IPEA = Body("IPEA", "Instituto de Pesquisa Econômica Aplicada", ("113601",), siorg="7")
WORLD = World(42, 60, (), 0, (DPU, IPEA))

TYPES = {
    "string": {"text"},
    "string (date)": {"text"},
    "string (date-time)": {"text"},
    "integer": {"bigint"},
    "number": {"number"},
    "boolean": {"boolean"},
    "array": {"json"},
}
# Declared integers that may come as "***" or as text, ids that a real sample shows as text, months of unsure form.
UNSTEADY = {
    "mes_cronograma_plano_trabalho",
    "mes_referencia_centro_custo_dh",
    "mes_emissao",
    "mes_proposta",
    "nr_ref_mes_data_especif",
    "nr_ref_mes_sazonalidade",
    "id_apoiador_mascarado",
    *(f"codigo_{part}_favorecido_gestao_financeira" for part in ("banco", "agencia", "conta")),
    *(f"codigo_{part}_beneficiario_subtransacao_gestao_financeira" for part in ("banco", "agencia", "conta")),
    "relatorios-gestao.id_relatorio_gestao",
    "relatorios-gestao.id_plano_acao",
    "relatorios-gestao-acoes.id_relatorio_gestao",
    "relatorios-gestao-analises.id_relatorio_gestao",
}

Schema = Mapping[tuple[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def schema(samples: Path) -> Schema:
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    file = samples / "transferegov" / "schema" / "fields_api-publica_2026-09.csv"
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            found[row["module"], row["path"]][row["field"]] = row["api_type"]
    assert (len(found), sum(map(len, found.values()))) == (74, 1045)
    return found


@pytest.fixture(scope="module")
def published(samples: Path) -> dict[str, Any]:
    text = (samples / "transferegov" / "schema" / "transferegovpy-0.3.0-schema.json").read_text(encoding="utf-8")
    modules: dict[str, Any] = json.loads(text)["modules"]
    return {
        name: {"limit": module["max_page_size"], "tables": {t["path"]: t["params"] for t in module["tables"].values()}}
        for name, module in modules.items()
    }


def whole(system: SystemDeclaration) -> list[ResourceDeclaration]:
    return [resource for resource in system.resources.values() if not resource.unfold]


def sent(resource: ResourceDeclaration) -> dict[str, list[FieldDeclaration]]:
    found: dict[str, list[FieldDeclaration]] = defaultdict(list)
    for field in resource.fields:
        if field.from_payload:
            found[field.source.partition(".")[0]].append(field)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_table_and_column_of_the_schema_is_declared(name: str, schema: Schema) -> None:
    declared = {resource.path.strip("/"): set(sent(resource)) for resource in whole(SYSTEMS[name])}

    assert declared == {path: set(columns) for (module, path), columns in schema.items() if module == name}


@pytest.mark.parametrize("name", NAMES)
def test_declared_types_agree_with_the_schema(name: str, schema: Schema) -> None:
    for resource in whole(SYSTEMS[name]):
        path = resource.path.strip("/")
        types = schema[name, path]
        for column, fields in sent(resource).items():
            if types[column] == "object":
                assert {field.source.count(".") for field in fields} == {1}
                continue
            expected = {"scalar"} if {column, f"{path}.{column}"} & UNSTEADY else TYPES[types[column]]
            assert {field.type for field in fields} == expected, f"{path}.{column}"


@pytest.mark.parametrize("name", NAMES)
def test_every_filter_is_a_parameter_that_the_source_knows_and_is_checked(name: str, published: dict[str, Any]) -> None:
    filtered = 0
    for resource in SYSTEMS[name].resources.values():
        known = published[name]["tables"][resource.path.strip("/")]
        for param in resource.params.keys() - {"tamanho_da_pagina"}:
            filtered += 1
            assert param in known
            loop = resource.parent_loop
            assert (loop.batch if loop and loop.batch else 1) <= known[param]["max_values"]
            assert param in resource.matches
    assert filtered == sum(len(resource.request_params) for resource in SYSTEMS[name].resources.values())


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_as_large_as_the_module_allows(name: str, published: dict[str, Any]) -> None:
    sizes = {resource.paging.page_number.size for resource in whole(SYSTEMS[name]) if resource.paging.page_number}

    assert sizes == {published[name]["limit"]} == {MODULES[name].page_limit}


@pytest.mark.parametrize("name", NAMES)
def test_the_simulated_tables_have_the_columns_of_the_schema_in_order(name: str, schema: Schema) -> None:
    simulated = {
        path: [column.name for column in table.columns]
        for path, table in MODULES[name].tables.items()
        if path != "etapas"
    }

    assert simulated == {path: list(columns) for (module, path), columns in schema.items() if module == name}


@pytest.mark.parametrize("name", NAMES)
def test_the_simulator_knows_the_filters_that_the_source_knows(name: str, published: dict[str, Any]) -> None:
    for path, params in published[name]["tables"].items():
        table = MODULES[name].tables[path]
        assert {column.name for column in table.columns if column.filters} == params.keys() & table.by_name.keys()
        lists = {column.name for column in table.columns if column.takes_list}
        assert lists == {param for param, facts in params.items() if facts["multiple"] and param in table.by_name}


def test_every_ted_table_is_read_daily_in_both_directions() -> None:
    system = SYSTEMS["ted"]
    on_request = {name for name, resource in system.resources.items() if resource.on_request}

    assert on_request == {"programas_beneficiarios_orgao"}
    assert system.resources["notas_credito"].parents == ("planos_acao", "planos_acao_recebidos")
    assert {resource.path for resource in system.resources.values() if not resource.on_request} == {
        f"/{path}" for path in MODULES["ted"].tables
    }


def test_a_column_that_may_hold_a_cpf_gets_pseudonym_and_mask() -> None:
    pattern = re.compile(r"(^|_)(cpf|doc|identificacao)(_|$)|numero_documento_benef|credor_devedor$")
    found = 0
    for system in SYSTEMS.values():
        for resource in system.resources.values():
            for field in resource.columns:
                if pattern.search(field.name) and not field.name.startswith(("tipo", "tp_", "nm_", "nome", "dt_")):
                    found += 1
                    assert (field.identifier, field.lgpd) == ("cpf", "P3"), field.name
    assert found == 14


def rows_of(world: World, name: str, table: Table, **params: str) -> list[dict[str, Any]]:
    query = read_query(MODULES[name], table, {"tamanho_da_pagina": str(MODULES[name].page_limit), **params})
    if name == "ted":
        return ted_pages.page(world, table.path, query)[1]
    return generic.page(world, MODULES[name], table, query)[1]


def everything(world: World) -> dict[tuple[str, str], list[dict[str, Any]]]:
    return {
        (name, path): rows_of(world, name, table)
        for name, module in MODULES.items()
        for path, table in module.tables.items()
        if path != "etapas"
    }


def test_the_same_world_tells_the_same_bytes_and_a_day_changes_a_little() -> None:
    first, again, later = (
        everything(WORLD),
        everything(World(42, 60, (), 0, (DPU, IPEA))),
        everything(WORLD.advanced(1)),
    )

    assert json.dumps(list(first.values())) == json.dumps(list(again.values()))
    assert all(len(rows) >= 3 for rows in first.values())
    changed = 0
    for (name, path), rows in first.items():
        key = MODULES[name].tables[path].named("key", "keytext")
        if key is None:
            continue
        before = {row[key.name]: row for row in rows}
        after = {row[key.name]: row for row in later[name, path]}
        same = [number for number in before.keys() & after.keys() if before[number] == after[number]]
        changed += len(before) - len(same)
        assert len(same) > 0.8 * len(before), path
    assert changed > 20
    assert len(later["ted", "planos-acao"]) != len(first["ted", "planos-acao"])


def test_the_ids_of_credit_notes_do_not_move_when_others_come() -> None:
    def facts(world: World) -> dict[int, tuple[str, str | None]]:
        rows = [row for plan in plans(world) for row in ted_money.notes(plan)]
        assert len({row["id_nota"] for row in rows}) == len(rows)
        return {row["id_nota"]: (row["cd_ug_emitente_nota"], row["tx_numero_nota"]) for row in rows}

    today, later = facts(WORLD), facts(WORLD.advanced(120))

    kept = today.keys() & later.keys()
    assert len(kept) > 100
    assert all(today[note][0] == later[note][0] and today[note][1] in {None, later[note][1]} for note in kept)
    assert len(later) > len(kept)


def cents(rows: list[dict[str, Any]], column: str) -> int:
    return sum(round(row[column] * 100) for row in rows)


def net_cents(plan: Plan) -> int:
    negative = {RETURN, CANCELLATION}
    return sum(
        round(row["vl_evento"] * 100) * (-1 if row["cd_evento"] in negative else 1) for row in ted_money.events(plan)
    )


def test_the_amounts_of_a_ted_agree_from_plan_to_event() -> None:
    found = list(plans(WORLD))
    signed = [plan for plan in found if plan.is_signed]

    assert len(found) > 50
    assert len(signed) > 40
    for plan in found:
        value = round(ted.plan_row(plan)["vl_total_plano_acao"] * 100)
        goals = ted.goals(plan)
        assert value == sum(round(row["nr_quantidade_meta"] * row["vl_valor_unitario_meta"] * 100) for row in goals)
        assert value == cents(ted.steps(plan), "vl_valor_unitario_etapa")
        assert value == cents(ted.schedule(plan), "valor_cronograma_plano_trabalho")
        assert 0 <= net_cents(plan) <= value
        assert cents(ted_money.programming_items(plan), "vl_valor_trf") <= value
    assert all(net_cents(plan) > 0 for plan in signed)
    events = [row["cd_evento"] for plan in found for row in ted_money.events(plan)]
    assert {"300300", "300306", "300301", "300302", "300063"} == set(events)


def test_notes_and_transfers_have_the_forms_that_other_systems_join_on() -> None:
    for plan in plans(WORLD):
        instrument = ted.plan_row(plan)["sq_instrumento"]
        assert (instrument is None) == (not plan.is_signed)
        assert instrument is None or re.fullmatch(r"\d{6}", instrument)
        for row in ted_money.notes(plan):
            assert re.fullmatch(r"\d{6}", row["cd_ug_emitente_nota"])
            assert re.fullmatch(r"\d{5}", row["cd_gestao_emitente_nota"])
            assert row["tx_numero_nota"] is None or re.fullmatch(r"\d{4}NC\d{6}", row["tx_numero_nota"])
        for row in ted_money.programmings(plan):
            assert row["tx_numero_programacao"] is None or re.fullmatch(r"\d{4}PF\d{6}", row["tx_numero_programacao"])
    numbers = [
        (row["cd_ug_emitente_nota"], row["tx_numero_nota"])
        for plan in plans(WORLD)
        for row in ted_money.notes(plan)
        if row["tx_numero_nota"]
    ]
    assert len(numbers) == len(set(numbers)) > 150


def test_each_unit_of_a_body_sends_and_receives() -> None:
    found = list(plans(WORLD))

    for party in parties.own(WORLD):
        assert [plan for plan in found if plan.program.sender == party]
        assert [plan for plan in found if plan.recipient == party]
    assert not [plan for plan in found if plan.recipient == plan.program.sender]


def test_no_cpf_leaves_the_simulated_source_unmasked() -> None:
    told = [
        str(row[column.name])
        for (name, path), rows in everything(WORLD).items()
        for column in MODULES[name].tables[path].columns
        if column.kind in {"doc", "cpf"}
        for row in rows
    ]

    masked = [text for text in told if re.fullmatch(r"\*{3}\.\d{3}\.\d{3}-\*{2}", text)]
    assert len(masked) > 100
    assert all(text in masked or re.fullmatch(r"\d{14}", text) for text in told)
