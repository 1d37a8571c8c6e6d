"""SIAPE: the declaration against the real WSDL and table of rubrics, and the simulator's people and traps."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zeep
from lxml import etree

from govhub.catalog import Catalog, ResourceDeclaration, SystemDeclaration
from govhub.extraction import xml
from govhub.extraction.soap import SoapMessages
from govhub.settings import SourceSettings
from govhub_simulator.siape import leaves, payroll, records, service, units
from govhub_simulator.siape.bonds import bonds_of
from govhub_simulator.siape.envelope import Fault, answer_body
from govhub_simulator.siape.gateway import AUTHORISED_CPF, SYSTEM_CODE, SYSTEM_NAME, SYSTEM_PASSWORD
from govhub_simulator.siape.population import Member, bodies, cpf_of, member, number_of, people_of, unit_count
from govhub_simulator.siape.schema import FIELDS, OPERATIONS
from govhub_simulator.siorg.structure import unit_code as siorg_code
from govhub_simulator.world import Body, World

DPU = Body("DPU", "Defensoria Pública da União", ("290002",), "1234", "29000", "29000")
MGI = Body("MGI", "Ministério da Gestão", ("201013",), "2981", "20113", "20113")
WORLD = World(42, 60, (), 0, (DPU, Body("XYZ", "Sem SIAPE", ("111111",)), MGI))
UNKNOWN_TO_THE_WSDL = {
    "UorgDados": {"cpfTitularAutoridadeUorg", "siglaUfMunicipio", "telefone"},
    "DadosFuncionais": {"dataUorgExercicio", "dataUorgLotacao", "emailInstitucional", "modalidadePGD", "participaPGD"},
}
SETTINGS = SourceSettings(
    username="u", password="p", cpf=AUTHORISED_CPF,
    system_code=SYSTEM_CODE, system_name=SYSTEM_NAME, system_password=SYSTEM_PASSWORD,
)  # fmt: skip
DEFAULT = {
    "lista_uorgs", "dados_uorg", "lista_servidores", "consulta_dados_pessoais", "consulta_dados_funcionais",
    "consulta_dados_uorg", "consulta_dados_afastamento", "consulta_totalizador_vagas_orgao",
}  # fmt: skip


@pytest.fixture(scope="module")
def siape(catalog: Catalog) -> SystemDeclaration:
    return catalog.system("siape")


@pytest.fixture(scope="module")
def real_wsdl(samples: Path) -> bytes:
    return (samples / "siape" / "ConsultaSIAPE.wsdl").read_bytes()


def people(world: World) -> list[Member]:
    return [found for found in (member(world, index) for index in range(world.scale + 500)) if found is not None]


def test_every_operation_but_one_stands_in_the_real_wsdl_with_its_parameters_in_order(
    siape: SystemDeclaration, real_wsdl: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "siape.wsdl"
    file.write_bytes(real_wsdl)
    binding = zeep.Client(str(file)).service._binding.all()
    declared = {r.soap.operation: tuple(r.soap.params) for r in siape.resources.values() if r.soap}
    described = {name: tuple(key for key, _ in found.input.body.type.elements) for name, found in binding.items()}
    assert declared.pop("listaInformacoesAposentadoria") == OPERATIONS["listaInformacoesAposentadoria"]
    assert declared == described
    assert len(declared) == 25


def test_the_real_wsdl_writes_the_request_of_every_resource(siape: SystemDeclaration, real_wsdl: bytes) -> None:
    for resource in siape.resources.values():
        asked = {name: "2025" if name == "ano" else "20113" for name in resource.request_params}
        body = SoapMessages(siape, resource, SETTINGS, real_wsdl).write(asked)
        operation, params = service.parse(body)  # the simulator refuses what is out of order or qualified
        assert resource.soap is not None
        assert (operation, tuple(params)) == (resource.soap.operation, tuple(resource.soap.params))
        assert params.get("senha", SYSTEM_PASSWORD) == SYSTEM_PASSWORD


def test_the_simulated_types_are_those_of_the_real_wsdl_and_the_elements_seen_beyond_it(real_wsdl: bytes) -> None:
    root, xsd = etree.fromstring(real_wsdl), "{http://www.w3.org/2001/XMLSchema}"
    for kind, fields in FIELDS.items():
        found = next(node for node in root.iter(f"{xsd}complexType") if node.get("name") == kind)
        real = [str(element.get("name")) for element in found.iter(f"{xsd}element")]
        assert [name for name in fields if name not in UNKNOWN_TO_THE_WSDL.get(kind, set())] == real, kind


@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_every_field_of_a_type_is_declared_in_a_table(siape: SystemDeclaration, kind: str) -> None:
    nested = {"DadosAfastamentoPorCpf", "DadosAfastamentoPorMatricula"}
    lists = {"ferias", "lpa", "ocorrencias", "reclusao"}
    declared = [
        {field.source.split(".")[-1] for field in resource.fields}
        | {field.source.split(".")[0] for field in resource.fields}
        for resource in siape.resources.values()
    ]
    wanted = set(FIELDS[kind]) - (lists if kind in nested else set())
    assert any(wanted <= names for names in declared)


def test_only_the_default_set_is_read_every_day(siape: SystemDeclaration) -> None:
    assert {resource.name for resource in siape.resources.values() if not resource.on_request} == DEFAULT


def test_the_default_set_keeps_neither_race_disability_blood_group_parents_nor_the_act_of_a_leave(
    siape: SystemDeclaration,
) -> None:
    kept = {field.name for name in DEFAULT for field in siape.resources[name].columns}
    unwanted = {
        "cod_cor", "nome_cor", "cod_def_fisica", "nome_def_fisica", "grupo_sanguineo", "nome_mae", "nome_pai",
        "desc_diploma_afastamento", "numero_diploma_afastamento",
    }  # fmt: skip
    assert kept & unwanted == set()
    sensitive = {field.name for field in siape.resources["consulta_dados_pessoais_sensiveis"].columns}
    assert unwanted - {"desc_diploma_afastamento", "numero_diploma_afastamento"} <= sensitive


def test_every_cpf_is_an_identifier_with_the_context_of_its_kind_of_person(siape: SystemDeclaration) -> None:
    contexts = {
        (resource.name, field.name): field.context
        for resource in siape.resources.values()
        for field in resource.columns
        if "cpf" in field.name
    }
    assert None not in contexts.values()
    assert contexts["lista_servidores", "cpf"] == "servidor"
    assert contexts["consulta_dados_dependentes", "cpf"] == "dependente"
    assert contexts["consulta_dados_dependentes", "cpf_servidor"] == "servidor"
    assert contexts["consulta_pensao_recebida", "cpf"] == "pensionista"
    assert contexts["consulta_pensao_recebida", "cpf_intituidor"] == "servidor"
    assert {siape.resources[resource].name for resource, _ in contexts} >= {"dados_uorg", "consulta_dados_pa"}


def test_what_reveals_health_race_family_or_lawsuits_is_of_the_strictest_class(siape: SystemDeclaration) -> None:
    strict = {
        (resource.name, field.name)
        for resource in siape.resources.values()
        for field in resource.columns
        if field.lgpd == "P4"
    }
    everywhere = {field for _, field in strict}
    assert {"cod_cor", "nome_def_fisica", "grupo_sanguineo", "nome_ocorr_isencao_ir", "desc_ocorrencia"} <= everywhere
    assert {"cod_rubrica", "nome_rubrica", "nome_alimentado", "valor_ultima_pensao", "resposta"} <= everywhere
    for name in ("consulta_dados_dependentes", "consulta_dados_pa", "consulta_dados_sicaj"):
        from_source = {field.name for field in siape.resources[name].columns if field.from_payload}
        assert len(from_source) > 8
        assert {(name, field) for field in from_source} <= strict


def test_no_amount_is_part_of_a_key_and_what_tells_repetitions_apart_may_be_missing(siape: SystemDeclaration) -> None:
    parts = {"indicador_mov_supl", "numero_seq", "data_ini", "cod_ocorrencia", "gr_matricula", "data_inicio", "nome"}
    found = set[str]()
    for resource in siape.resources.values():
        fields = {field.name: field for field in resource.columns}
        assert not [name for name in resource.key if name.startswith("valor")], resource.name
        for name in parts & set(resource.key):
            found.add(name)
            assert fields[name].default == "", (resource.name, name)
    assert found == parts


def test_a_cpf_tells_its_number_back_and_no_two_numbers_share_one() -> None:
    numbers = [*range(500), 200_000_001, 999_999_999]
    cpfs = [cpf_of(42, number) for number in numbers]
    assert len(set(cpfs)) == len(numbers)
    assert [number_of(42, cpf) for cpf in cpfs] == numbers
    assert cpf_of(43, 0) != cpfs[0]
    assert [number_of(42, wrong) for wrong in ("123", cpfs[0][:10] + "x", cpfs[0][:10] + str((int(cpfs[0][10]) + 1) % 10))] == [
        None, None, None,
    ]  # fmt: skip


def test_the_same_world_answers_the_same_bytes_whatever_was_asked_before() -> None:
    def body(person: int) -> bytes:
        found = member(WORLD, person)
        assert found is not None
        return answer_body("consultaDadosFuncionais", records.functional(WORLD, found, found.body))

    first = body(3)
    body(4)
    assert body(3) == first
    other = member(World(43, 60, (), 0, WORLD.bodies), 3)
    assert other is not None
    assert answer_body("x", records.functional(World(43, 60, (), 0, WORLD.bodies), other, other.body)) != first


def test_a_day_changes_one_person_in_twenty_and_lets_a_few_in_and_out() -> None:
    world = World(42, 6000, (), 30, WORLD.bodies)
    today, tomorrow = people(world), people(world.advanced(1))
    before = {person.index: person.changed_on for person in today if person.left is None}
    after = {person.index: person.changed_on for person in tomorrow if person.left is None}
    changed = sum(before[index] != after[index] for index in before.keys() & after.keys())
    assert 0.04 < changed / len(before) < 0.06
    assert 0 < len(people(World(42, 60, (), 31, WORLD.bodies))) - len(people(World(42, 60, (), 30, WORLD.bodies))) < 5
    assert any(person.left is not None for person in today)


def test_people_are_listed_in_the_units_of_bodies_with_a_siape_code_and_some_in_two() -> None:
    assert bodies(WORLD) == (DPU, MGI)
    listed = [
        p.index for body in bodies(WORLD) for unit in range(unit_count(WORLD)) for p in people_of(WORLD, body, unit)
    ]
    assert set(listed) == set(range(60))
    assert len(listed) > 60


def test_several_bonds_end_retire_and_cross_bodies() -> None:
    bonds: list[list[Any]] = [bonds_of(WORLD, person) for person in people(WORLD)]
    assert {len(each) for each in bonds} >= {1, 2, 3}
    assert {bond.situation for each in bonds for bond in each} == {"01", "02", "04", "08", "12", "66"}
    matriculas = [(bond.body.siape, bond.matricula) for each in bonds for bond in each]
    assert len(set(matriculas)) == len(matriculas)


def test_a_window_of_leaves_tells_the_same_as_its_parts() -> None:
    def starts(first: date, last: date) -> set[bytes]:
        found = member(WORLD, 2)
        assert found is not None
        body = answer_body("consultaDadosAfastamentoHistorico", leaves.history(WORLD, found, found.body, first, last))
        return set(re.findall(rb"<dataIni>(\d{8})", body))

    whole = starts(date(2024, 1, 1), date(2025, 12, 31))
    assert len(whole) >= 4
    assert whole == starts(date(2024, 1, 1), date(2024, 12, 31)) | starts(date(2025, 1, 1), date(2025, 12, 31))


def test_the_rubrics_of_the_sheets_are_real(samples: Path) -> None:
    with (samples / "siape" / "siape_rubricas.csv").open(encoding="utf-8") as file:
        real = {row["codigo"]: row["descricao"] for row in csv.DictReader(file)}
    found = set[tuple[str, str]]()
    for person in people(WORLD):
        try:
            sheets = answer_body("x", payroll.sheets(WORLD, person, person.body, 2025, 2026)).decode()
        except Fault:
            continue
        found |= set(re.findall(r"<codRubrica>(\d+)</codRubrica>.*?<nomeRubrica>(.*?)</nomeRubrica>", sheets))
    assert len(found) >= 7
    assert {(code, real[code]) for code, _ in found} == found


def test_a_careless_answer_holds_what_must_be_repaired_and_the_same_values() -> None:
    data = units.unit_data(World(42, 600, (), 0, (DPU,)), DPU, "000003002")
    careless, clean = answer_body("dadosUorg", data, careless=True), answer_body("dadosUorg", data)
    assert careless.startswith(b'  \n<?xml version="1.0" encoding="ISO-8859-1"?>')
    assert b"PAGAMENTO & BENEFICIOS\b<" in careless
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(careless.strip())
    assert xml.value(xml.parse(careless)) == xml.value(xml.parse(clean))


def test_units_carry_siorg_code_and_managing_unit() -> None:
    data = answer_body("dadosUorg", units.unit_data(WORLD, MGI, "000003000")).decode()
    world = World(42, 60, (), 0, (DPU, MGI))
    assert f">{siorg_code(world, MGI, 1)}</codSiorg>" in data
    assert ">201013</codUnidadeSiafi>" in data


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"senha": "outra"}, "Sistema nao autorizado"),
        ({"codOrgao": "029000"}, "Orgao n&amp;#xE3;o autorizado"),
        ({"parmTipoVinculo": "a"}, "Parametro de pesquisa invalido"),
        ({"cpf": "11111111111"}, "Nao existem dados"),
    ],
    ids=["password", "leading zero", "parameter", "unknown person"],
)
def test_the_service_says_everything_with_the_same_fault(changed: dict[str, str], text: str) -> None:
    good = {
        "siglaSistema": SYSTEM_CODE, "nomeSistema": SYSTEM_NAME, "senha": SYSTEM_PASSWORD, "cpf": cpf_of(42, 0),
        "codOrgao": "29000", "parmExistPag": "b", "parmTipoVinculo": "c",
    }  # fmt: skip
    assert service.answer(WORLD, "consultaDadosPessoais", good)
    with pytest.raises(Fault) as fault:
        service.answer(WORLD, "consultaDadosPessoais", good | changed)
    assert fault.value.code == "0002"
    assert text in fault.value.text


def test_every_table_says_what_a_row_is(siape: SystemDeclaration) -> None:
    resources: list[ResourceDeclaration] = list(siape.resources.values())
    assert len({resource.about for resource in resources}) == len(resources) == 38
