"""Tesouro Gerencial read from a mailbox over a real socket: every trap ends in rows or in a clear refusal."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from govhub.catalog import SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.extraction.answers import BadAnswer, Page, PassingFault, Scope
from govhub.extraction.editions import Channel, Edition, open_channel
from govhub.extraction.files import FileReading
from govhub.settings import CHECKOUT, SourceSettings
from govhub_simulator.addresses import Addresses
from govhub_simulator.bodies import read_bodies, units_of
from govhub_simulator.faults import Fault, Faults
from govhub_simulator.metrics import Metrics
from govhub_simulator.server import free_port
from govhub_simulator.tesouro_gerencial import environment
from govhub_simulator.tesouro_gerencial.imap import FAULT_PATH, mailbox
from govhub_simulator.tesouro_gerencial.mailbox import STRANGER
from govhub_simulator.world import World

PREFIX = "GOVHUB_SOURCE_TESOURO_GERENCIAL_"
NOTES = "notas_de_empenhos_a_partir_de_2024"
PROGRAMMING = "programacoes_financeiras_recebidas_a_partir_de_2024"
BODIES = read_bodies(CHECKOUT / "tests" / "integration" / "orgaos.yaml")
WORLD = World(42, 60, units_of(BODIES), 0, BODIES)
Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Source:
    """A running mailbox and what reads it."""

    system: SystemDeclaration
    state: Any
    settings: SourceSettings

    def arm(self, kind: Any, count: int = 1, seconds: float = 0) -> None:
        self.state.faults.armed.append(Fault(kind=kind, path=FAULT_PATH, count=count, seconds=seconds))

    def read(self, resource: str, channel: Channel, edition: Edition, folder: Path) -> tuple[Rows, FileReading]:
        target = folder / f"original{edition.kind}"
        channel.fetch(edition, target)
        reading = FileReading(self.system.resources[resource], target, edition.kind)

        async def collect() -> Rows:
            scope = Scope({"assunto": edition.subject}, edition.cursor)
            items = [item async for item in reading.pages([scope])]
            return [row for item in items if isinstance(item, Page) for row in item.table.to_pylist()]

        return asyncio.run(collect()), reading

    def latest(self, resource: str, subject: str, folder: Path) -> Rows:
        with open_channel(self.system, self.settings) as channel:
            return self.read(resource, channel, channel.editions(subject, None)[-1], folder)[0]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    files, port = tmp_path_factory.mktemp("certificados"), free_port()
    state = SimpleNamespace(world=WORLD, faults=Faults(), metrics=Metrics())
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    box = mailbox(state, files, port)
    asyncio.run_coroutine_threadsafe(box.__aenter__(), loop).result(30)
    given = {
        name.removeprefix(PREFIX).lower(): value for name, value in environment(Addresses(port - 2, files)).items()
    }
    system = read_system(CHECKOUT / "sources" / "tesouro_gerencial.yaml")
    hasty = system.politeness.model_copy(update={"wait_max_s": 0.02, "timeout_s": 2.0})
    yield Source(system.model_copy(update={"politeness": hasty}), state, SourceSettings(**given))
    asyncio.run_coroutine_threadsafe(box.__aexit__(None, None, None), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


@pytest.fixture
def source(running: Source) -> Source:
    running.state.world, running.state.faults, running.state.metrics = WORLD, Faults(), Metrics()
    return running


def subjects(resource: Any) -> list[str]:
    return [value.replace("{orgao}", "dpu") for loop in resource.per for value in loop.values]


def test_every_resource_gives_rows_of_the_declared_columns_with_unique_keys(source: Source, tmp_path: Path) -> None:
    seen = 0
    with open_channel(source.system, source.settings) as channel:
        for name, resource in source.system.resources.items():
            for subject in subjects(resource):
                editions = channel.editions(subject, None)
                rows, reading = source.read(name, channel, editions[-1], tmp_path)
                key = [part for part in resource.key if part != "ordem"]
                assert len(editions) >= 5, subject
                assert len(rows) >= 3, subject
                assert list(rows[0]) == [*(field.name for field in resource.columns), "_scope", "_extras"]
                assert {row["_extras"] for row in rows} == {None}
                assert all(row[part] is not None for row in rows for part in key)
                assert len({tuple(row[part] for part in key) for row in rows}) > len(rows) // 2
                assert reading.effort.rejected == 0
                seen += 1
    assert seen == 17


def test_t47_editions_are_taken_oldest_first_and_a_missed_day_is_caught_up(source: Source, tmp_path: Path) -> None:
    with open_channel(source.system, source.settings) as channel:
        every = channel.editions(NOTES, None)
        assert [f"{edition.arrived_at:%d/%m}" for edition in every] == [
            "27/10",
            "27/10",
            "28/10",
            "29/10",
            "31/10",
            "01/11",
            "01/11",
        ]
        assert [edition.cursor for edition in every] == sorted({edition.cursor for edition in every})
        assert channel.editions(NOTES, every[-1].cursor) == []
        source.state.world = WORLD.advanced(4)  # nobody read on the days between
        assert [f"{edition.arrived_at:%d/%m}" for edition in channel.editions(NOTES, every[-1].cursor)] == [
            "02/11",
            "03/11",
            "05/11",
        ]


def test_another_validity_of_the_mailbox_starts_anew(source: Source) -> None:
    with open_channel(source.system, source.settings) as channel:
        assert len(channel.editions(NOTES, "0000000001:9999999999")) == 7


def test_t50_a_revised_figure_is_the_same_row_with_another_amount(source: Source, tmp_path: Path) -> None:
    resource = source.system.resources["notas_empenho"]
    key = [part for part in resource.key if part != "ordem"]
    with open_channel(source.system, source.settings) as channel:
        first, last = (
            {
                tuple(row[part] for part in key): row
                for row in source.read("notas_empenho", channel, edition, tmp_path)[0]
            }
            for edition in (channel.editions(NOTES, None)[0], channel.editions(NOTES, None)[-1])
        )

    revised = [part for part in first.keys() & last.keys() if first[part] != last[part]]
    assert revised
    assert {name for part in revised for name in first[part] if first[part][name] != last[part][name]} <= {
        "despesas_liquidadas", "restos_a_pagar_pagos", "despesas_empenhadas", "despesas_pagas", "restos_a_pagar_inscritos",
    }  # fmt: skip


def test_only_the_exact_subject_from_the_configured_sender_counts(source: Source) -> None:
    anyone = source.settings.model_copy(update={"sender": None})
    stranger = source.settings.model_copy(update={"sender": STRANGER})

    found = {}
    for name, settings in (("portal", source.settings), ("anyone", anyone), ("stranger", stranger)):
        with open_channel(source.system, settings) as channel:
            found[name] = len(channel.editions(NOTES, None))
            assert channel.editions("notas_de_empenhos", None) == []
    assert found == {"portal": 7, "anyone": 13, "stranger": 6}


def test_opening_balances_codes_and_blank_amounts_stay_as_they_came(source: Source, tmp_path: Path) -> None:
    rows = source.latest("notas_empenho", NOTES, tmp_path)
    opening = [row for row in rows if row["emissao_dia"] == "000/2026"]

    assert opening
    assert {row["emissao_mes"] for row in opening} == {""}
    assert {row["despesas_empenhadas"] for row in opening} == {None}
    assert {len(row["ne_ccor"]) for row in rows} == {23}
    assert any(row["despesas_empenhadas"].startswith("(") for row in rows if row["despesas_empenhadas"])
    assert any("\n" in row["doc_observacao"] for row in rows)
    assert any(len(row["ne_ccor_favorecido"]) == 11 for row in rows)


def test_every_block_of_the_budget_overview_gives_its_year(source: Source, tmp_path: Path) -> None:
    rows = source.latest("visao_orcamentaria", "visao_orcamentaria_total_dpu", tmp_path)

    assert sorted({row["ano_exercicio"] for row in rows}) == ["2024", "2025", "2026"]
    assert {len(row["unidade_orcamentaria"]) for row in rows} == {5}


def test_a_spreadsheet_gives_the_texts_of_a_csv(source: Source, tmp_path: Path) -> None:
    rows = source.latest("programacoes_financeiras", PROGRAMMING, tmp_path)

    assert {row["pf_vinculacao_pagamento"] for row in rows} >= {"400"}
    assert all(len(row["pf"]) == 23 for row in rows)
    assert any("," in row["pf_valor_linha"] for row in rows)
    assert not any("." in row["pf_valor_linha"] for row in rows)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("truncated", "O arquivo ZIP do relatório está truncado ou danificado; nada foi gravado"),
        ("html", "Veio uma página HTML no lugar do relatório; nada foi gravado"),
        ("empty", "A mensagem não traz o relatório anexado"),
    ],
)
def test_a_spoiled_message_is_refused_and_the_next_reading_is_good(
    source: Source, tmp_path: Path, kind: str, words: str
) -> None:
    source.arm(kind)

    with pytest.raises(BadAnswer, match=words):
        source.latest("notas_empenho", NOTES, tmp_path)
    assert len(source.latest("notas_empenho", NOTES, tmp_path)) > 60
    assert source.state.faults.struck == {kind: 1}


@pytest.mark.parametrize(("kind", "seconds"), [("disconnect", 0.0), ("status", 0.0), ("slow", 3.0)])
def test_a_conversation_that_breaks_is_begun_anew(source: Source, tmp_path: Path, kind: str, seconds: float) -> None:
    source.arm(kind, count=2, seconds=seconds)

    assert len(source.latest("notas_empenho", NOTES, tmp_path)) > 60
    assert source.state.faults.struck == {kind: 2}


def test_a_mailbox_that_stays_broken_is_told_with_the_attempts(source: Source) -> None:
    source.arm("disconnect", count=99)

    with (
        pytest.raises(PassingFault, match=r"A conversa com a caixa postal foi interrompida \(4 tentativas\)"),
        open_channel(source.system, source.settings),
    ):
        pass


def test_a_refused_password_is_asked_once_and_never_told(source: Source) -> None:
    wrong = source.settings.model_copy(update={"password": SourceSettings(password="errada-secreta").password})

    with pytest.raises(BadAnswer, match="recusou o usuário ou a senha") as refused, open_channel(source.system, wrong):
        pass
    assert "errada-secreta" not in str(refused.value)
    assert "GOVHUB_SOURCE_TESOURO_GERENCIAL_PASSWORD" in str(refused.value)
    assert source.state.metrics.by_path.total() <= 2  # CAPABILITY and LOGIN


def test_a_folder_that_does_not_exist_and_a_certificate_nobody_knows_are_refused(source: Source) -> None:
    elsewhere = source.settings.model_copy(
        update={"base_url": str(source.settings.base_url).replace("INBOX", "Arquivo")}
    )
    unknown = source.settings.model_copy(update={"ca_file": None})

    with (
        pytest.raises(BadAnswer, match="A caixa postal não tem a pasta Arquivo"),
        open_channel(source.system, elsewhere),
    ):
        pass
    with pytest.raises(BadAnswer, match="não apresentou um certificado aceito"), open_channel(source.system, unknown):
        pass
