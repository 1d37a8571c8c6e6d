"""The other ways by which reports of Tesouro Gerencial come: a folder, and the portal's own export. No secret is told."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from govhub.catalog import SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.errors import ConfigurationError
from govhub.extraction.answers import BadAnswer, Page, PassingFault, Scope
from govhub.extraction.editions import Channel, Edition, open_channel
from govhub.extraction.files import FileReading
from govhub.settings import CHECKOUT, SourceSettings, load_source_settings
from govhub_simulator.bodies import read_bodies, units_of
from govhub_simulator.server import Simulator
from govhub_simulator.tesouro_gerencial.folder import write_folder
from govhub_simulator.tesouro_gerencial.routes import CPF, PORTAL_PASSWORD, report_id
from govhub_simulator.world import World

NOTES = "notas_de_empenhos_a_partir_de_2024"
PORTAL_PATH = "/tesouro_gerencial/tg/servlet/taskAdmin"
BODIES = read_bodies(CHECKOUT / "tests" / "integration" / "orgaos.yaml")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def system() -> SystemDeclaration:
    system = read_system(CHECKOUT / "sources" / "tesouro_gerencial.yaml")
    return system.model_copy(update={"politeness": system.politeness.model_copy(update={"wait_max_s": 0.02})})


@pytest.fixture
def portal(simulator: Simulator) -> SourceSettings:
    return SourceSettings(
        base_url=simulator.url + PORTAL_PATH,
        cpf=CPF,
        password=PORTAL_PASSWORD,
        reports=f"outro=1; {NOTES}={report_id(NOTES)}",
    )


@pytest.fixture
def world(simulator: Simulator) -> World:
    """The world that the simulator shows now, whatever other tests did to it."""
    state = simulator.get("/admin/state")
    return World(state["seed"], state["scale"], units_of(BODIES), state["day"], BODIES)


def read(system: SystemDeclaration, channel: Channel, edition: Edition, folder: Path) -> Rows:
    target = folder / f"original{edition.kind}"
    channel.fetch(edition, target)
    reading = FileReading(system.resources["notas_empenho"], target, edition.kind)

    async def collect() -> Rows:
        items = [item async for item in reading.pages([Scope({"assunto": edition.subject}, edition.cursor)])]
        return [row for item in items if isinstance(item, Page) for row in item.table.to_pylist()]

    return asyncio.run(collect())


def test_a_folder_gives_the_same_editions_and_rows_as_the_mailbox(
    system: SystemDeclaration, simulator: Simulator, world: World, tmp_path: Path
) -> None:
    write_folder(world, tmp_path / "pasta")
    found = []
    for settings in (SourceSettings(base_url=str(tmp_path / "pasta")), load_source_settings("tesouro_gerencial")):
        with open_channel(system, settings) as channel:
            editions = channel.editions(NOTES, None)
            found.append(([edition.arrived_at for edition in editions], read(system, channel, editions[-1], tmp_path)))

    assert found[0] == found[1]
    assert len(found[0][1]) > 60


def test_an_export_gives_the_rows_of_the_day_once_and_logs_no_address(
    system: SystemDeclaration, portal: SourceSettings, world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.NOTSET)
    with open_channel(system, portal) as channel:
        (edition,) = channel.editions(NOTES, None)
        assert channel.editions(NOTES, edition.cursor) == []
        rows = read(system, channel, edition, tmp_path)

    write_folder(world, tmp_path / "pasta")
    with open_channel(system, SourceSettings(base_url=str(tmp_path / "pasta"))) as channel:
        of_last_message = {row["ne_ccor"] for row in read(system, channel, channel.editions(NOTES, None)[-1], tmp_path)}
    assert {row["ne_ccor"] for row in rows} >= of_last_message
    assert not any(secret in caplog.text for secret in (CPF, PORTAL_PASSWORD, "senha="))


def test_a_report_without_identifier_is_told_with_the_setting(
    system: SystemDeclaration, portal: SourceSettings
) -> None:
    with open_channel(system, portal) as channel, pytest.raises(ConfigurationError) as refused:
        channel.editions("notas_credito", None)

    assert "Inclua notas_credito=IDENTIFICADOR em GOVHUB_SOURCE_TESOURO_GERENCIAL_REPORTS" in str(refused.value)


def test_a_refused_cpf_is_told_without_secrets(system: SystemDeclaration, portal: SourceSettings) -> None:
    wrong = portal.model_copy(update={"password": SourceSettings(password="errada-secreta").password})

    with (
        pytest.raises(BadAnswer, match="O Tesouro Gerencial recusou o CPF ou a senha") as refused,
        open_channel(system, wrong),
    ):
        pass
    assert not any(secret in str(refused.value) for secret in (CPF, "errada-secreta", "cpf="))


def test_a_page_in_the_place_of_the_report_says_that_the_session_is_over(
    system: SystemDeclaration, portal: SourceSettings, simulator: Simulator, tmp_path: Path
) -> None:
    with open_channel(system, portal) as channel:
        (edition,) = channel.editions(NOTES, None)
        simulator.arm("html", PORTAL_PATH)
        with pytest.raises(BadAnswer, match="entregou uma página HTML no lugar do relatório") as ended:
            channel.fetch(edition, tmp_path / "r.csv")

    assert "GOVHUB_SOURCE_TESOURO_GERENCIAL_PASSWORD" in str(ended.value)
    assert CPF not in str(ended.value)


def test_a_portal_that_fails_for_a_moment_is_asked_again_and_one_that_stays_so_is_told(
    system: SystemDeclaration, portal: SourceSettings, simulator: Simulator, tmp_path: Path
) -> None:
    with open_channel(system, portal) as channel:
        (edition,) = channel.editions(NOTES, None)
        simulator.arm("status", PORTAL_PATH, status=503)
        simulator.arm("disconnect", PORTAL_PATH)
        assert len(read(system, channel, edition, tmp_path)) > 60
        assert simulator.disarm() == {"status": 1, "disconnect": 1}
        simulator.arm("status", PORTAL_PATH, status=503, count=99)
        with pytest.raises(PassingFault, match="O Tesouro Gerencial respondeu com o código 503") as failed:
            channel.fetch(edition, tmp_path / "r.csv")
        simulator.disarm()

    assert not any(secret in str(failed.value) for secret in (CPF, PORTAL_PASSWORD))
