"""What a source's state is made of, and how the screen says it, without a warehouse."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from govhub.catalog import Catalog
from govhub.cli.screen import screen, size, span
from govhub.observation.figures import OUTCOMES, STATUSES, Figures, RecentRun, ResourceFigures
from govhub.observation.overview import Disk, Overview, Service, WarehouseState, source_states, worst
from govhub.observation.sources import Source, reports, sources_of
from govhub.settings import load_settings

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def source(catalog: Catalog, *resources: str, not_ready: str | None = None) -> Source:
    return Source(catalog.system("siorg"), resources, not_ready, 120, 3)


def ingested(resource: str, hours: float | None, **more: object) -> ResourceFigures:
    then = None if hours is None else NOW - timedelta(hours=hours)
    known = ResourceFigures(
        system="siorg", resource=resource, kind="ingest", rows=dict.fromkeys(OUTCOMES, 1000), runs=dict.fromkeys(STATUSES, 0),
        running=0, failures=0, requests=0, retries=0, bytes=0, waited_s=0, answering_s=0, duration_s=0, fresh_at=then,
        last_started_at=then,
    )  # fmt: skip
    return replace(known, **more)  # type: ignore[arg-type]


def figures(*resources: ResourceFigures, recent: tuple[RecentRun, ...] = ()) -> Figures:
    return Figures(resources, recent, 1024, 3, 100, None)


def test_a_source_is_in_the_worst_state_of_its_resources(catalog: Catalog) -> None:
    known = figures(ingested("unidades", 1), ingested("instancias", 200, failures=2), ingested("esfera", 9000))

    (state,) = source_states((source(catalog, "unidades", "instancias", "cargos_funcoes"),), known, NOW)

    assert state.states == {"em_dia": 1, "atencao": 1, "atrasado": 0, "nunca": 1}
    assert (state.state, state.resources, state.failed) == ("nunca", 3, ("instancias",))
    assert state.oldest_data_at == NOW - timedelta(hours=200)  # not that of `esfera`, which nobody asks for day by day
    assert state.last_run_at == NOW - timedelta(hours=1)


def test_a_source_that_is_not_ready_is_not_late_but_keeps_what_is_known_of_it(catalog: Catalog) -> None:
    (state,) = source_states(
        (source(catalog, "unidades", not_ready="desligada"),), figures(ingested("unidades", 9000)), NOW
    )

    assert (state.ready, state.state, state.reason) == (False, None, "desligada")
    assert state.oldest_data_at == NOW - timedelta(hours=9000)


def test_a_replay_makes_nothing_fresher(catalog: Catalog) -> None:
    known = figures(ingested("unidades", 9000), ingested("unidades", 0, kind="replay"))

    (state,) = source_states((source(catalog, "unidades"),), known, NOW)

    assert state.state == "atrasado"


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"em_dia": 3}, "em_dia"),
        ({"em_dia": 3, "atencao": 1}, "atencao"),
        ({"atencao": 1, "nunca": 1}, "nunca"),
        ({"nunca": 1, "atrasado": 1}, "atrasado"),
        ({}, None),
    ],
)
def test_the_worst_state_is_what_asks_most_loudly(states: dict[str, int], expected: str | None) -> None:
    assert worst(Counter(states)) == expected  # type: ignore[arg-type]


def test_settings_that_do_not_fit_make_one_source_not_ready_and_disturb_no_other(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOVHUB_ENV_FILE", str(tmp_path / "nenhum.env"))
    monkeypatch.setenv("GOVHUB_SOURCE_SIORG_PER_MINUTE", "muitos")
    monkeypatch.setenv("GOVHUB_SOURCE_COMPRAS_GOV_PER_MINUTE", "30")

    found = {item.name: item for item in sources_of(load_settings(), catalog)}

    assert list(found) == list(catalog.systems)
    assert "GOVHUB_SOURCE_SIORG_PER_MINUTE" in str(found["siorg"].not_ready)
    assert found["siorg"].per_minute == 120
    assert (found["compras_gov"].not_ready, found["compras_gov"].per_minute) == (None, 30)
    assert len(found["compras_gov"].resources) == 15


def test_reports_are_the_resources_that_come_as_files(catalog: Catalog) -> None:
    assert "tesouro_gerencial/notas_empenho" in reports(catalog)
    assert not [name for name in reports(catalog) if not name.startswith("tesouro_gerencial/")]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-1, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (47 * 3600, "47 h"), (48 * 3600, "2 dias")],
)  # fmt: skip
def test_a_length_of_time_is_said_in_one_unit(seconds: int, said: str) -> None:
    assert span(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1,5 KiB"), (66 * 1024**3, "66 GiB"), (5000 * 1024**4, "5000 TiB")],
)
def test_a_size_is_said_in_one_unit(count: int, said: str) -> None:
    assert size(count) == said


def test_the_screen_fits_80_columns_whatever_happens(catalog: Catalog, tmp_path: Path) -> None:
    settings = load_settings(base={"GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env")})
    known = figures(
        *[replace(ingested("unidades", 9000, failures=9, running=1), system=name) for name in catalog.systems],
        recent=(
            RecentRun("r1", "transferegov_fundoafundo", "relatorios_gestao_acoes_plano_acao_gerencial", "replay",
                      "interrompida", NOW - timedelta(days=900), 123_456.0, 123_456_789, "…"),
        ),
    )  # fmt: skip
    found = Overview(
        "0.1.0",
        NOW,
        tuple(Service(name, True, "servico-de-nome-longo.orgao.gov.br:65535") for name in ("airflow", "superset")),
        WarehouseState(False, "banco:5432", "O warehouse não respondeu. Confira-o.", None, None, None, None),
        Disk(str(tmp_path), 1, 10),
        source_states(sources_of(settings, catalog), known, NOW),
        known.recent,
    )
    written = io.StringIO()
    Console(file=written, width=80).print(screen(found))
    shown = written.getvalue()

    assert max(len(line) for line in shown.splitlines()) <= 80
    assert "…" not in shown
    assert "123.456.789" in shown
    assert "O warehouse não respondeu. Confira-o." in shown


def test_the_screen_fits_80_columns_while_everything_runs(catalog: Catalog, tmp_path: Path) -> None:
    sources = sources_of(load_settings(base={"GOVHUB_ENV_FILE": str(tmp_path / "nenhum.env")}), catalog)
    known = [
        replace(ingested(name, 9000, running=1), system=item.name, rows=dict.fromkeys(OUTCOMES, 1_000_000))
        for item in sources
        for name in item.resources
    ]
    found = Overview(
        "0.1.0", NOW, (), WarehouseState(True, "banco:5432", None, 1024, 9, 100, None), Disk(str(tmp_path), 1, 10),
        source_states([replace(item, not_ready=None) for item in sources], figures(*known), NOW), (),
    )  # fmt: skip
    written = io.StringIO()
    Console(file=written, width=80).print(screen(found))

    assert "…" not in written.getvalue()
    assert "executando  0 de 16" in written.getvalue()
