"""SIAFI: the declaration against the written answers, and the simulated documents against their own sums."""

from __future__ import annotations

import csv
import re
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from lxml import etree

from govhub.catalog import SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.extraction.answers import BadAnswer, PassingFault, Scope
from govhub.extraction.paging import Answer
from govhub.extraction.rows import RowReader
from govhub.extraction.soap import SoapMessages
from govhub.settings import CHECKOUT, SourceSettings
from govhub_simulator.compras_gov.contracts import contract
from govhub_simulator.compras_gov.money_flow import commitments
from govhub_simulator.siafi import commitments as notes
from govhub_simulator.siafi import payables, transfers
from govhub_simulator.siafi.messages import envelope, said
from govhub_simulator.siafi.numbering import exists, last_number
from govhub_simulator.siafi.wsdl import SERVICES, wsdl
from govhub_simulator.world import Unit, World

UNITS = tuple(Unit(code, f"UG {code}", f"UNIDADE {code}", "29000", "DPU") for code in ("290002", "113601"))
WORLD = World(42, 60, UNITS)
UG = "290002"
SOURCE = SourceSettings(cpf="00000000191", ug=UG)


@pytest.fixture(scope="module")
def siafi() -> SystemDeclaration:
    return read_system(CHECKOUT / "sources" / "siafi.yaml")


def messages(siafi: SystemDeclaration, resource: str, source: SourceSettings = SOURCE) -> SoapMessages:
    declaration = siafi.resources[resource]
    assert declaration.soap is not None
    service = SERVICES[declaration.soap.service.removeprefix("/siafi{ano}/services/")]
    return SoapMessages(siafi, declaration, source, wsdl(service, "https://exemplo/servico").encode())


def answered(siafi: SystemDeclaration, resource: str, outcome: str, text: str) -> Answer:
    service = SERVICES["orcamentario/manterOrcamentario"]
    return messages(siafi, resource).read(envelope(service, "orcDetalharEmpenho", outcome, said(text)))


def numbers(world: World, kind: str, year: int = 2025) -> list[int]:
    return [n for n in range(1, last_number(world, year, kind) + 1) if exists(world, UG, year, kind, n)]


def everything(world: World, order: int = 1) -> bytes:
    years = (2024, 2025, 2026)
    found: list[Any] = []
    for year in years[::order]:
        for number in range(1, 60)[::order]:
            facts = notes.note(world, UG, year, number)
            papers = [payables.payable(world, UG, year, kind, number) for kind in payables.KINDS]
            found.append(
                [
                    (year, number),
                    notes.wire(facts) if facts else None,
                    [payables.wire(paper) for paper in papers if paper],
                    transfers.programming(world, UG, year, number),
                    transfers.credit_note(world, UG, "00001", year, number),
                ]
            )
    return orjson.dumps(sorted(found, key=lambda item: item[0]))


def test_no_operation_that_writes_is_declared(siafi: SystemDeclaration) -> None:
    declared = {resource.soap.operation for resource in siafi.resources.values() if resource.soap}
    reading = {name for service in SERVICES.values() for name in service.operations}
    writing = {name for service in SERVICES.values() for name in service.writing}

    assert declared == reading
    assert len(writing) == 5
    assert not any(re.search("Incluir|Alterar|Cadastrar|Cancelar", name) for name in declared)


def test_the_year_and_the_unit_are_in_every_key_of_a_document(siafi: SystemDeclaration) -> None:
    documents = {name: r for name, r in siafi.resources.items() if name not in {"unidades_gestoras", "situacoes"}}

    assert len(documents) == 24
    for name, resource in documents.items():
        params = {
            field.name: field.from_request or field.source for field in resource.fields if field.name in resource.key
        }
        assert {"ano", "anoEmpenho", "anoDH"} & set(params.values()), name
        assert {"ug", "ugEmitente", "codUG", "codUgEmit"} & set(params.values()), name
        assert not [key for key in resource.key if key.startswith("vlr")], name


def test_what_is_charged_or_slow_is_read_on_request_only(siafi: SystemDeclaration) -> None:
    daily = [name for name, resource in siafi.resources.items() if not resource.on_request]

    assert daily == ["notas_empenho", "programacoes_financeiras"]


@pytest.mark.parametrize(
    ("file", "resource", "params", "expected"),
    [
        (
            "cprDHDetalharDH_ok.xml",
            "documentos_habeis",
            {"ug": "201013", "ano": "2026", "tipo": "NP"},
            {"num_dh": "000123", "vlr": "10009.09", "cod_credor_devedor": "00000000000191", "dt_pgto_receb": None},
        ),
        (
            "cprDHDetalharDH_ok.xml",
            "documentos_habeis_itens",
            {"ug": "201013", "ano": "2026", "tipo": "NP", "numero": "000123"},
            {"aba": "pco", "num_seq_pai": "1", "num_empe": "2026NE000123", "cod_ug_empe": "201013", "vlr": "10009.09"},
        ),
        (
            "cprDHDetalharDH_ok.xml",
            "documentos_habeis_origens",
            {"ug": "201013", "ano": "2026", "tipo": "NP", "numero": "000123"},
            {"cod_ident_emit": "00000000000191", "num_doc_origem": "456", "vlr": "10009.09"},
        ),
        (
            "orcEmpenhoDados.xml",
            "notas_empenho",
            {"ug": "201013", "ano": "2026"},
            {"num_empenho": "000123", "cod_nat_desp": "339039", "vlr_empenho": "120109.08", "registro_alteracao": None},
        ),
        (
            "orcEmpenhoDados.xml",
            "notas_empenho_operacoes",
            {"ug": "201013", "ano": "2026", "numero": "000123"},
            {
                "num_seq_item": "1",
                "cod_sub_elemento": "15",
                "tipo_operacao_item_empenho": "INCLUSAO",
                "quantidade": "12",
            },
        ),
    ],
    ids=["documento", "itens", "origens", "empenho", "operacoes"],
)
def test_a_written_answer_gives_its_row_and_leaves_nothing_over(
    siafi: SystemDeclaration, samples: Path, file: str, resource: str, params: dict[str, str], expected: dict[str, Any]
) -> None:
    body = (samples / "siafi" / "synthetic" / file).read_bytes()
    if b"Envelope" not in body:
        content = body.partition(b"?>")[2]
        body = b"<e><orcDetalharEmpenhoResponse>" + content + b"</orcDetalharEmpenhoResponse></e>"

    rows = messages(siafi, resource).read(body).rows
    page = RowReader(siafi.resources[resource]).read(Scope(params), rows)

    [row] = page.table.to_pylist()
    assert {name: row[name] for name in expected} == expected
    assert page.unknown_fields == set()


@pytest.mark.parametrize(
    "text", ["Empenho inexistente", "EMPENHO N&Atilde;O ENCONTRADO", "Documento hábil não encontrado"]
)
def test_only_the_words_of_non_existence_mean_that_there_is_nothing(siafi: SystemDeclaration, text: str) -> None:
    assert answered(siafi, "notas_empenho", "FALHA", text).nothing
    assert answered(siafi, "notas_empenho", "SUCESSO", text).nothing, "said instead of the content"


@pytest.mark.parametrize(
    ("outcome", "text", "passing", "told"),
    [
        ("FALHA", "Usuario inexistente", False, "recusou a consulta orcDetalharEmpenho"),
        ("FALHA", "Empenho inexistente: usuario sem permissao", False, "recusou a consulta"),
        ("FALHA", "", False, "recusou a consulta"),
        ("FALHA", "Horário não permitido", False, "fora do horário de atendimento; nada foi gravado nem se perdeu"),
        ("FALHA", "Sistema indisponivel. Tente novamente", True, "motivo passageiro"),
        ("INDEFINIDO", "", True, "não soube dizer o resultado"),
        ("SUCESSO", "", True, "sem conteúdo"),
    ],
    ids=["unknown-user", "no-permission", "no-words", "closed", "passing", "undefined", "no-content"],
)
def test_other_words_are_never_taken_for_nothing(
    siafi: SystemDeclaration, outcome: str, text: str, passing: bool, told: str
) -> None:
    with pytest.raises(BadAnswer, match=told) as caught:
        answered(siafi, "notas_empenho", outcome, text)

    assert isinstance(caught.value, PassingFault) is passing


def test_the_security_header_has_the_user_an_empty_password_and_the_user_s_unit(siafi: SystemDeclaration) -> None:
    written = messages(siafi, "notas_empenho").write({"ug": "113601", "ano": "2026", "numero": "000001"})
    root = etree.fromstring(written)

    def text(name: str) -> list[str | None]:
        return [node.text for node in root.iter() if etree.QName(node).localname == name]

    password = next(node for node in root.iter() if etree.QName(node).localname == "Password")
    own = next(node for node in root.iter() if etree.QName(node).localname == "cabecalhoSIAFI")
    assert (text("Username"), password.text) == (["00000000191"], None)
    assert password.get("Type").endswith("#PasswordText")
    assert etree.QName(own).namespace == SERVICES["orcamentario/manterOrcamentario"].namespace
    assert (text("ug"), text("ugEmitente"), text("numEmpenho")) == ([UG], ["113601"], ["000001"])


def test_a_nonce_is_never_used_twice_even_by_threads(siafi: SystemDeclaration) -> None:
    writer, found = messages(siafi, "notas_empenho"), list[str]()

    def write() -> None:
        for _ in range(50):
            found.extend(re.findall(rb"<nonce>(\d+)</nonce>", writer.write({"ug": UG, "ano": "2026", "numero": "1"})))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == len(set(found)) == 200
    assert all(int(nonce) < 2**63 for nonce in found)


def test_the_same_world_gives_the_same_bytes_in_any_order() -> None:
    assert everything(WORLD) == everything(WORLD, -1)
    assert everything(WORLD) != everything(World(43, 60, UNITS))


@pytest.mark.parametrize("kind", ["NE", "PF", "NC", "NP"])
def test_the_numbering_has_gaps_and_none_is_long(kind: str) -> None:
    found = numbers(WORLD, kind)
    steps = [after - before for before, after in pairwise(found)]

    assert 15 < len(found) < last_number(WORLD, 2025, kind)
    assert sum(step > 1 for step in steps) > 2
    assert max(steps) <= 10


def test_every_note_that_a_contract_declares_is_in_siafi_with_its_amount_and_creditor() -> None:
    declared = {
        (row["unidade_gestora"], row["numero"]): row
        for index in range(60)
        if WORLD.exists(index)
        for row in commitments(contract(WORLD, index))
    }
    assert len(declared) > 60
    for (ug, number), row in declared.items():
        facts = notes.note(WORLD, ug, int(number[:4]), int(number[6:]))
        assert facts is not None, number
        sent = notes.wire(facts)
        assert int(sent["vlrEmpenho"].replace(".", "")) == int(re.sub(r"\D", "", row["empenhado"])), number
        assert sent["codFavorecido"] == notes.document(row["credor_obj"]["cnpj_cpf_idgener"]), number


def test_every_nature_of_expense_is_in_the_treasury_s_table(samples: Path) -> None:
    with (samples / "siafi" / "tabelas" / "natureza_despesa.csv").open(encoding="utf-8", newline="") as file:
        known = {row["codigo"] for row in csv.DictReader(file)}
    found = {facts.nature for n in range(1, 60) if (facts := notes.note(WORLD, UG, 2025, n)) is not None}

    assert len(found) >= 5
    assert found <= known


def test_a_note_is_the_sum_of_its_operations_and_a_document_that_of_its_items() -> None:
    papers = [payables.payable(WORLD, UG, 2026, "NP", n) for n in numbers(WORLD, "NP", 2026)]
    assert len(papers) > 15
    for paper in (payables.wire(paper) for paper in papers if paper):
        total = cents(paper["dadosBasicos"]["vlr"])
        assert sum(cents(item["vlr"]) for line in paper["pco"] for item in line["pcoItem"]) == total
        assert sum(cents(origin["vlr"]) for origin in paper["dadosBasicos"]["docOrigem"]) == total
        withheld = sum(cents(line["vlr"]) for line in paper["deducao"] or [])
        assert sum(cents(line["vlr"]) for line in paper["dadosPgto"]) + withheld == total
    for facts in (notes.note(WORLD, UG, 2026, n) for n in numbers(WORLD, "NE", 2026)):
        assert facts is not None
        assert facts.cents == sum(operation.signed_cents for item in facts.items for operation in item.operations) > 0


def cents(text: str) -> int:
    return int(text.replace(".", ""))


def test_a_day_brings_documents_reinforcements_and_payments() -> None:
    later = WORLD.advanced(30)
    before, after = ([notes.note(world, UG, 2026, n) for n in numbers(WORLD, "NE", 2026)] for world in (WORLD, later))
    changed = [a.number for a, b in zip(before, after, strict=True) if a and b and a.cents != b.cents]
    papers = [[payables.payable(day, UG, 2026, "NP", n) for n in numbers(WORLD, "NP", 2026)] for day in (WORLD, later)]
    unpaid = [[paper.number for paper in day if paper and paper.paid_on is None] for day in papers]

    assert last_number(WORLD.advanced(1), 2026, "NE") == last_number(WORLD, 2026, "NE") + 1
    assert 3 < len(changed) < len(before)
    assert set(unpaid[1]) < set(unpaid[0])
    assert [paper.cents for paper in papers[0] if paper] == [paper.cents for paper in papers[1] if paper]
