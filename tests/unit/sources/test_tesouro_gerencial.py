"""Tesouro Gerencial: the declaration against the layouts, and the simulated mailbox against its own promises."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest

from govhub.catalog import SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.extraction.titles import HeaderSearch
from govhub.settings import CHECKOUT
from govhub_simulator.compras_gov.contracts import contract
from govhub_simulator.compras_gov.money_flow import commitments
from govhub_simulator.tesouro_gerencial import mailbox
from govhub_simulator.tesouro_gerencial.budget import overview
from govhub_simulator.tesouro_gerencial.commitments import since_2024
from govhub_simulator.tesouro_gerencial.credits import all_credits, received_credits, sent_credits
from govhub_simulator.tesouro_gerencial.mailbox import SENDER, STRANGER, Envelope, attachment, envelopes
from govhub_simulator.tesouro_gerencial.other_commitments import undeclared
from govhub_simulator.tesouro_gerencial.reports import REPORTS, Report
from govhub_simulator.tesouro_gerencial.ted_commitments import of_transfers
from govhub_simulator.transferegov.plans import number, plans
from govhub_simulator.world import Body, World
from govhub_simulator.world import Unit as ManagingUnit

BODIES = (
    Body("DPU", "Defensoria Pública da União", ("290002",), siafi="29000"),
    Body("IPEA", "Instituto", ("113601", "113602")),
)
UNITS = tuple(
    ManagingUnit(ug, f"UG {ug}", f"UNIDADE GESTORA {ug}", body.siafi or "11300", body.nome.upper())
    for body in BODIES
    for ug in body.ugs
)
WORLD = World(42, 60, UNITS, 0, BODIES)
COLUMNS = {
    "notas_empenho": 20, "notas_empenho_24": 24, "notas_empenho_emendas_38": 38, "notas_empenho_emendas_33": 33,
    "notas_empenho_emendas_30": 30, "notas_credito": 20, "notas_credito_24": 24, "notas_credito_28": 28,
    "programacoes_financeiras": 21, "programacoes_financeiras_16": 16, "visao_orcamentaria": 30,
    "programacao_acao_ptres": 17, "dotacao_execucao_outras_fontes": 30, "orcamento_por_acao": 38,
}  # fmt: skip
TEXTS = tuple(report for report in REPORTS if not report.spreadsheet)
DAILY = {"notas_empenho", "notas_credito", "programacoes_financeiras", "visao_orcamentaria"}


@pytest.fixture(scope="module")
def tesouro() -> SystemDeclaration:
    return read_system(CHECKOUT / "sources" / "tesouro_gerencial.yaml")


def sent(world: World, subject: str) -> list[Envelope]:
    return [envelope for envelope in envelopes(world) if envelope.subject == subject and envelope.sender == SENDER]


def lines(world: World, envelope: Envelope) -> list[list[str]]:
    report = envelope.report
    assert report is not None
    with zipfile.ZipFile(io.BytesIO(attachment(world, envelope))) as archive:
        text = archive.read(archive.namelist()[0]).decode(report.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=report.separator))


def test_every_layout_is_declared_with_all_its_columns(tesouro: SystemDeclaration) -> None:
    found = {
        name: sum(field.from_payload and field.name != "ano_exercicio" for field in resource.fields)
        for name, resource in tesouro.resources.items()
    }

    assert found == COLUMNS
    assert {name for name, resource in tesouro.resources.items() if not resource.on_request} == DAILY


def test_amounts_are_never_part_of_a_key_and_every_key_ends_with_the_order(tesouro: SystemDeclaration) -> None:
    for resource in tesouro.resources.values():
        assert resource.file is not None
        money = {
            field.name for field in resource.fields if "em reais" in field.about or "moeda de origem" in field.about
        }
        assert money >= set(resource.file.amounts)
        assert money
        assert money.isdisjoint(resource.key)
        assert resource.key[0] == "assunto"
        assert resource.key[-1] == resource.order == "ordem"


def test_parts_of_a_key_that_may_be_blank_have_a_default(tesouro: SystemDeclaration) -> None:
    for resource in tesouro.resources.values():
        for field in resource.fields:
            if (
                field.name in resource.key
                and field.from_payload
                and field.name not in {"ne_ccor", "nc", "pf", "ano_exercicio"}
            ):
                assert field.default == "", f"{resource.name}.{field.name}"


def test_documents_of_favoured_parties_are_identifiers_of_suppliers(tesouro: SystemDeclaration) -> None:
    found = {
        (field.name, field.lgpd, field.context)
        for resource in tesouro.resources.values()
        for field in resource.fields
        if re.search(r"favorecido(_doc|_codigo)?$", field.name) and not field.name.startswith("ug_")
    }

    assert found == {
        (name, "P3", "fornecedor")
        for name in ("ne_ccor_favorecido", "ne_ccor_favorecido_codigo", "favorecido_doc", "favorecido_codigo")
    }


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.subject)
def test_the_declared_titles_are_those_of_the_simulated_report(tesouro: SystemDeclaration, report: Report) -> None:
    header = HeaderSearch(tesouro.resources[report.name]).match(
        [[title for title, _ in (*report.columns, *report.amounts)]]
    )

    assert header is not None
    assert header.width == COLUMNS[report.name]
    assert header.unknown == {}
    assert len(set(header.places.values())) == header.width


def test_the_same_world_gives_the_same_messages_in_any_order() -> None:
    first = {envelope.uid: attachment(WORLD, envelope) for envelope in envelopes(WORLD) if envelope.report}
    mailbox.attachment.cache_clear()
    again = {envelope.uid: attachment(WORLD, envelope) for envelope in reversed(envelopes(WORLD)) if envelope.report}

    assert again == first
    assert len(first) > 80


def test_uids_grow_with_time_and_keep_their_message_when_days_pass() -> None:
    today, tomorrow = envelopes(WORLD), envelopes(WORLD.advanced(1))
    both = {envelope.uid: envelope for envelope in today} | {envelope.uid: envelope for envelope in tomorrow}

    assert [envelope.uid for envelope in today] == sorted({envelope.uid for envelope in today})
    assert sorted(today, key=lambda envelope: envelope.sent_at) == today
    assert all(envelope in both.values() for envelope in today)
    assert max(envelope.uid for envelope in tomorrow) > max(envelope.uid for envelope in today)


def test_a_day_is_missing_a_message_is_doubled_and_a_report_comes_twice_a_day() -> None:
    notes = Counter(envelope.sent_at.date() for envelope in sent(WORLD, "notas_de_empenhos_a_partir_de_2024"))
    credits = sent(WORLD, "notas_credito_recebidas_a_partir_de_2024")

    assert notes == {
        date(2026, 10, 27): 2,
        date(2026, 10, 28): 1,
        date(2026, 10, 29): 1,
        date(2026, 10, 31): 1,
        date(2026, 11, 1): 2,
    }
    assert [envelope.revision for envelope in credits if envelope.sent_at.date() == date(2026, 10, 28)] == [0, 1]
    same, copy = sent(WORLD, "notas_de_empenhos_a_partir_de_2024")[-2:]
    assert attachment(WORLD, same).partition(b"relatorios/")[2] != b""
    assert lines(WORLD, same)[8:] == lines(WORLD, copy)[8:]


def test_strangers_and_answers_lie_between_the_reports() -> None:
    strangers = {envelope.subject for envelope in envelopes(WORLD) if envelope.sender == STRANGER}

    assert strangers == {"RES: notas_de_empenhos_a_partir_de_2024", "notas_de_empenhos_a_partir_de_2024"}


@pytest.mark.parametrize("report", TEXTS, ids=lambda report: report.subject)
def test_every_edition_is_a_snapshot_that_differs_a_little_from_the_one_before(report: Report) -> None:
    editions = sent(WORLD.advanced(2), report.subject_of(BODIES[0]))
    first, last = (
        {tuple(line) for line in lines(WORLD.advanced(2), envelope)[report.lines_before :] if line}
        for envelope in (editions[-2], editions[-1])
    )

    assert len(first) >= 4
    assert 0 < len(last - first) < len(last)
    assert len(first & last) > len(first) // 3


def test_the_lines_of_a_note_add_up_to_what_compras_gov_says() -> None:
    said: dict[str, Any] = {}
    for index in range(WORLD.size):
        for note in commitments(contract(WORLD, index)) if WORLD.exists(index) else []:
            said[f"{note['unidade_gestora']}{note['gestao']}{note['numero']}"] = (note["empenhado"], note["pago"])
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in since_2024(WORLD, 0, None):
        found[row["ne_ccor"]][0] += row.get("despesas_empenhadas", 0)
        found[row["ne_ccor"]][1] += row.get("despesas_pagas", 0)

    of_contracts = {note_number: sums for note_number, sums in found.items() if note_number in said}
    assert all(len(note_number) == 23 for note_number in found)
    assert len(of_contracts) > WORLD.scale
    for note_number, sums in of_contracts.items():
        assert sums == [int(text.replace(".", "").replace(",", "")) for text in said[note_number]]


def test_credit_notes_are_those_of_transferegov_and_a_movement_within_a_body_is_in_both_reports() -> None:
    known = {
        f"{note.issuer.ug}{note.issuer.gestao}{number(plan, 'NC', note.position, note.issued)}": plan.instrument
        for plan in plans(WORLD)
        for note in plan.notes()
    }
    rows = list(all_credits(WORLD, 0, None))
    both = {row["nc"] for row in sent_credits(WORLD, 0, None)} & {row["nc"] for row in received_credits(WORLD, 0, None)}

    transferred = {row["nc"]: row["transferencia"] for row in rows if row["transferencia"] != "-8"}
    assert len(transferred) > 20
    assert transferred.items() <= known.items()
    assert len(both) >= 3
    assert any(row["valor"] < 0 for row in rows)


def test_commitments_of_a_ted_spend_no_more_than_its_credit_and_cite_it_in_several_ways() -> None:
    credit: dict[str, int] = defaultdict(int)
    for row in all_credits(WORLD, 0, None):
        credit[row["ptres"]] += row["valor"] if row["transferencia"] != "-8" else 0
    rows = list(of_transfers(WORLD, None, 2024))
    spent: dict[str, int] = defaultdict(int)
    for row in rows:
        spent[row["ptres"]] += row.get("despesas_empenhadas", 0)
    texts = {row["ne_ccor_descricao"] for row in rows}

    assert len(spent) > 3
    assert all(0 < spent[ptres] <= credit[ptres] for ptres in spent)
    assert {row["ne_ccor"] for row in rows}.isdisjoint(
        f"{note['unidade_gestora']}{note['gestao']}{note['numero']}"
        for index in range(WORLD.size)
        for note in (commitments(contract(WORLD, index)) if WORLD.exists(index) else [])
    )
    for said in ("DA NC", "TED 0", "TRANSFERENCIA 0", "DESPESA DO PLANO"):
        assert any(said in text for text in texts)


def test_traps_of_the_source_are_there() -> None:
    notes = list(since_2024(WORLD, 0, None))

    assert any(row["emissao_dia"] == "000/2026" and row["emissao_mes"] == "" for row in notes)
    assert any(row["despesas_empenhadas"] < 0 for row in notes if "despesas_empenhadas" in row)
    assert any(len(row["ne_ccor_favorecido"]) == 11 for row in notes)
    assert any("\n" in row["doc_observacao"] for row in notes)
    assert {"-8", "-9"} <= {value for row in notes for value in row.values() if isinstance(value, str)}
    assert (
        max(
            Counter(tuple(row[name] for name in ("ne_ccor", "emissao_dia", "doc_observacao")) for row in notes).values()
        )
        > 1
    )


def test_notes_that_no_contract_declares_say_in_several_ways_whose_they_are() -> None:
    rows = list(undeclared(WORLD, None, 2024))
    declared = {
        f"{note['unidade_gestora']}{note['gestao']}{note['numero']}"
        for index in range(WORLD.size)
        for note in (commitments(contract(WORLD, index)) if WORLD.exists(index) else [])
    }

    assert {row["ne_ccor"] for row in rows}.isdisjoint(declared)
    assert {row["natureza_despesa"] for row in rows} == {"319011", "339039"}
    for name in ("ne_num_processo", "ne_info_complementar"):
        assert len({row[name] for row in rows if row[name] != "-8"}) > 1
    assert any(row["ne_ccor_descricao"] == "DESPESA EVENTUAL" for row in rows)


def test_the_budget_executes_what_the_notes_of_its_units_say() -> None:
    notes: Counter[tuple[str, str]] = Counter()
    for row in since_2024(WORLD, 0, None):
        notes[row["ne_ccor"][:6], row["emissao_dia"][-4:]] += row.get("despesas_pagas", 0)
    cells: Counter[tuple[str, str]] = Counter()
    for row in overview(WORLD, 0, None):
        cells[row["ug_executora"], row["ano_exercicio"]] += row["despesas_pagas"]
        assert row["despesas_empenhadas"] == row["a_liquidar"] + row["a_pagar"] + row["despesas_pagas"]

    assert {key: cents for key, cents in cells.items() if cents} == {
        key: cents for key, cents in notes.items() if cents
    }
