"""SIORG: the declaration against real addresses, and the simulated structure against the rules of a tree."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import orjson
import pytest

from govhub.catalog import SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.extraction.answers import Scope
from govhub.extraction.rows import RowReader
from govhub.settings import CHECKOUT
from govhub_simulator.siorg import posts, registers, structure, wire
from govhub_simulator.siorg.structure import OrgUnit
from govhub_simulator.world import Body, World

DPU = Body("DPU", "Defensoria Pública da União", ("290002",), siorg="260668")
IPEA = Body("IPEA", "Instituto de Pesquisa Econômica Aplicada", ("113601",), siorg="7")
NOBODY = Body("MIR", "Ministério da Igualdade Racial", ("670001",))
WORLD = World(42, 60, (), 0, (DPU, NOBODY, IPEA))


@pytest.fixture(scope="module")
def siorg() -> SystemDeclaration:
    return read_system(CHECKOUT / "sources" / "siorg.yaml")


def units(world: World, body: Body) -> dict[int, OrgUnit]:
    return {unit.number: unit for unit in structure.units(world, body)}


def bytes_of(world: World) -> bytes:
    trees = [wire.complete(world, unit) for body in (DPU, IPEA) for unit in structure.units(world, body)]
    held = [posts.posts_of(world, unit) for body in (DPU, IPEA) for unit in structure.units(world, body)]
    return orjson.dumps([trees, held, list(registers.register(world)), registers.changes(world, "110.0.0")])


def test_every_address_of_a_body_gives_its_code_as_the_key(siorg: SystemDeclaration, samples: Path) -> None:
    with (samples / "siorg" / "publicbodies_br.csv").open(encoding="utf-8", newline="") as file:
        bodies = [row for row in csv.DictReader(file) if row["source_url"]]
    answer = [{"codigoUnidade": row["source_url"], "nome": row["name"], "sigla": row["abbreviation"]} for row in bodies]

    table = RowReader(siorg.resources["orgaos_entidades"]).read(
        Scope({"poder": "1", "esfera": "1"}), orjson.dumps(answer)
    )

    codes = table.table.column("id_unidade").to_pylist()
    assert len(codes) == len(set(codes)) == len(bodies) > 200
    assert codes == [row["source_url"].rsplit("/", 1)[1] for row in bodies]
    assert dict(zip(table.table.column("sigla").to_pylist(), codes, strict=True))["IPEA"] == "7"


def test_every_address_of_a_unit_has_its_last_segment_beside_it(siorg: SystemDeclaration) -> None:
    for name in ("orgaos_entidades", "unidades", "unidade_detalhe", "filha"):
        names = {field.name for field in siorg.resources[name].columns}
        addresses = {found for found in names if found.startswith("codigo_")}
        assert len(addresses) >= 10
        assert {found.replace("codigo_", "id_", 1) for found in addresses} <= names


def test_a_weekly_load_reads_only_what_every_body_needs(siorg: SystemDeclaration) -> None:
    usual = [name for name, resource in siorg.resources.items() if not resource.on_request]

    assert usual == ["orgaos_entidades", "unidades", "instancias", "cargos_funcoes", "cargos_funcoes_denominacoes"]
    assert siorg.schedule == "0 4 * * 1"
    assert siorg.freshness.warn_after_h > 7 * 24


def test_a_holder_s_cpf_and_the_caller_s_address_are_never_columns(siorg: SystemDeclaration) -> None:
    holder = next(field for field in siorg.resources["instancias"].fields if field.source == "cpfTitular")
    columns = {field.source for resource in siorg.resources.values() for field in resource.columns}

    assert holder.discard
    assert not columns & {"cpfTitular", "ipRequisitante", "servico.ipRequisitante"}


def test_a_discarded_cpf_reaches_neither_a_column_nor_the_extras(siorg: SystemDeclaration) -> None:
    post = {"codigoInstancia": 70, "nomeTitular": None, "cpfTitular": "00000000191"}
    answer = [{"codigoUnidade": "7", "cargos": {"denominacao": "Diretor", "funcao": "FCE 1 15", "instancias": post}}]

    page = RowReader(siorg.resources["instancias"]).read(Scope({"unidade": "7"}), orjson.dumps(answer))

    (row,) = page.table.to_pylist()
    assert (row["id_unidade"], row["codigo_instancia"], row["denominacao"], row["funcao"]) == (
        "7",
        "70",
        "Diretor",
        "FCE 1 15",
    )
    assert "00000000191" not in str(row)


def test_the_same_seed_gives_the_same_bytes_and_another_day_or_seed_others() -> None:
    again = World(42, 60, (), 0, (DPU, NOBODY, IPEA))

    assert bytes_of(WORLD) == bytes_of(again)
    assert bytes_of(WORLD) != bytes_of(WORLD.advanced(1))
    assert bytes_of(WORLD) != bytes_of(World(43, 60, (), 0, (DPU, NOBODY, IPEA)))


@pytest.mark.parametrize(("scale", "days", "count"), [(60, 0, 8), (300, 0, 30), (300, 12, 38), (30_000, 0, 3000)])
def test_a_structure_has_one_root_no_cycle_and_four_levels(scale: int, days: int, count: int) -> None:
    world = World(42, scale, (), days, (DPU, IPEA))
    found = units(world, IPEA)

    assert len(found) == count
    assert [unit.number for unit in found.values() if unit.parent is None] == [0]
    assert {unit.parent for unit in found.values()} - {None} <= set(found)
    depths = {len(path_to_root(found, number)) for number in found}
    assert depths == {1, 2, 3, 4}


def path_to_root(found: dict[int, OrgUnit], number: int | None) -> list[int]:
    path: list[int] = []
    while number is not None:
        assert number not in path
        path.append(number)
        number = found[number].parent
    return path


def test_codes_are_unique_in_the_country_and_lead_back_to_their_unit() -> None:
    world = World(42, 300, (), 3, (DPU, NOBODY, IPEA))
    every = [unit for body in (DPU, IPEA) for unit in structure.units(world, body)]

    assert len({unit.code for unit in every}) == len(every) == 60
    assert all(structure.find(world, unit.code) == unit for unit in every)
    assert [structure.find(world, code) for code in ("999", "abc", "", "399999", str(structure.FIRST_CODE))] == [
        None
    ] * 5


def test_a_day_brings_one_unit_moves_one_and_takes_one_away() -> None:
    before, after = units(WORLD, DPU), units(WORLD.advanced(1), DPU)

    assert set(after) - set(before) == {8}
    assert set(before) - set(after) == {4}
    moved = [number for number in before if number in after and before[number].parent != after[number].parent]
    assert moved == [6]
    assert (before[6].parent, after[6].parent, after[6].former_parent) == (2, 1, 2)
    sent = wire.summary(WORLD.advanced(1), after[6])
    assert sent["operacao"] == "ALTERADA"
    assert sent["codigoUnidadePaiAnterior"].endswith(f"/{before[2].code}")
    assert sent["versaoConsulta"] == "110.5.0"


def test_the_oddities_of_the_real_one_are_there() -> None:
    tree = [wire.complete(WORLD, unit) for unit in structure.units(WORLD, DPU)]
    listed = list(registers.register(WORLD))
    held = [posts.posts_of(WORLD, unit) for unit in structure.units(WORLD, DPU)]
    groups = [group for unit in held for group in (unit["cargos"] if isinstance(unit["cargos"], list) else [])]

    assert {row["codigoUnidade"].partition(":")[0] for row in tree} == {"http", "https"}
    assert {row["codigoPoder"].rsplit("/", 1)[1] for row in tree} == {"executivo"}
    assert {row["codigoPoder"].rsplit("/", 1)[1] for row in listed} == {"1"}
    assert any("  " in row["nome"] for row in tree)
    assert any(row["sigla"] != row["sigla"].strip() for row in tree)
    assert {type(address["cep"]) for row in tree for address in row["endereco"]} == {int}
    assert any(address["cep"] < 10_000_000 for row in tree for address in row["endereco"])
    assert {type(address["municipio"]) for row in tree for address in row["endereco"]} == {int, str}
    assert {type(unit["cargos"]) for unit in held} == {list, dict}
    assert {type(group["instancias"]) for group in groups} == {list, dict}
    assert [] in [unit["cargos"] for unit in held]
    assert {type(unit["codigoUnidade"]) for unit in held} == {int, str}


def test_every_post_is_of_a_kind_that_exists_and_names_nobody() -> None:
    kinds = {
        (kind["sigla"], level["categoria"], level["nivel"])
        for kind in posts.kinds_of_posts()
        for level in kind["cargosFuncoes"]["cargoFuncao"]
    }
    held: list[dict[str, Any]] = []
    for unit in structure.units(World(42, 300, (), 0, (DPU,)), DPU):
        found = posts.posts_of(WORLD, unit)["cargos"]
        held += found if isinstance(found, list) else [found]
    instances = [
        post
        for group in held
        for post in (group["instancias"] if isinstance(group["instancias"], list) else [group["instancias"]])
    ]

    assert len(held) > 40
    assert {tuple(group["funcao"].split()) for group in held} <= kinds
    assert {post["nomeTitular"] for post in instances} == {None}
    assert any(post.get("cpfTitular") for post in instances)
    assert next(kind for kind in posts.kinds_of_posts() if kind["sigla"] == "FG")["cargosFuncoes"] == {
        "cargoFuncao": []
    }


def test_a_post_reported_under_two_units_keeps_its_identity() -> None:
    root, second = units(WORLD, DPU)[0], units(WORLD, DPU)[2]
    repeated = posts.posts_of(WORLD, root)["cargos"][-1]["instancias"][0]

    assert repeated == posts.posts_of(WORLD, second)["cargos"][0]["instancias"][0]


def test_changes_since_a_version_end_at_the_current_one_and_an_unknown_version_has_none() -> None:
    later = WORLD.advanced(2)

    assert registers.changes(later, "1.0") is None
    assert registers.changes(WORLD, "110.5.0") is None
    current = registers.changes(later, "110.6.0")
    assert current is not None
    assert current["orgaoEntidadeAlterado"] == []
    since = registers.changes(later, "110.4.0")
    assert since is not None
    assert since["versaoAtual"] == "110.6.0"
    assert [change["codigo"] for change in since["orgaoEntidadeAlterado"]] == [260668, 7]
