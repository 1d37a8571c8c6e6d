"""`govhub sources new` asks a real server once and writes a declaration that the standard connector tests then try."""

from __future__ import annotations

import logging
import os
import pty
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response
from typer.testing import CliRunner, Result

from govhub.catalog import load_catalog, read_system
from govhub.cli.root import app
from govhub.local.postgres import EmbeddedPostgres
from govhub.settings import load_settings
from govhub.warehouse.setup import setup_warehouse
from govhub_simulator.addresses import Addresses
from govhub_simulator.app import Troublemaker, add_admin
from govhub_simulator.faults import Faults
from govhub_simulator.metrics import Metrics
from govhub_simulator.server import Simulator, free_port

from .conftest import BODY, Warehouse, fresh_warehouse
from .sources.conftest import Walked
from .sources.test_connectors import (  # noqa: F401 - the standard tests, over the source that was drafted
    test_a_changed_row_rewrites_exactly_one_and_a_row_that_left_is_marked,
    test_a_fault_that_lasts_fails_cleanly_and_bronze_stands,
    test_a_second_run_through_every_fault_that_passes_loses_and_writes_nothing,
    test_every_row_is_written_in_declared_columns_and_counted,
    test_replay_rebuilds_every_table_without_calling_the_source,
    test_t83_no_identifier_of_a_person_and_no_secret_is_in_any_log_or_message,
)

KEY = "chave-da-frota"
VEHICLES = [
    {
        "placa": f"ABC{number:04d}",
        "modelo": {"nome": "Furgão", "ano": 2000 + number % 20},
        "valor": 61000 + number,
        "motorista_cpf": "52998224725" if number % 2 else None,
        "revisoes": [{"km": 10000}],
        "observacao": None,
    }
    for number in range(7)
]


@pytest.fixture(scope="module")
def source() -> Iterator[Simulator]:
    """A source of one list, with the faults and figures of the simulator around it, on a real socket."""
    small = FastAPI()
    small.state.faults, small.state.metrics = Faults([]), Metrics()
    small.state.latency_s, small.state.last_body = 0, {}

    @small.get("/frota/veiculos/{ug}")
    def vehicles(ug: str, pagina: int = 1, tamanho: int = 3) -> dict[str, Any]:
        rows = VEHICLES[(pagina - 1) * tamanho : pagina * tamanho] if ug == "290002" else []
        return {"dados": rows, "totalRegistros": len(VEHICLES)}

    @small.get("/frota/todos/{ug}")
    def every(ug: str) -> dict[str, Any]:
        return {"dados": VEHICLES if ug == "290002" else []}

    @small.get("/frota/{kind}")
    def answers(kind: str) -> Response:
        bodies = {
            "lista": b'[{"id": 1}, {"id": 2}]',
            "vazia": b"[]",
            "iguais": b'[{"a": 1}, {"a": 1}]',
            "cortada": b'[{"a":',
        }
        return Response(bodies[kind], media_type="application/json") if kind in bodies else Response(status_code=404)

    add_admin(small)
    small.add_middleware(Troublemaker, state=small.state)
    at = Addresses(free_port(), Path())
    server = uvicorn.Server(uvicorn.Config(small, port=at.port, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Simulator(at)
    server.should_exit = True
    thread.join()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GOVHUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GOVHUB_SOURCES_DIR", str(tmp_path / "fontes"))
    monkeypatch.setenv("GOVHUB_ORGAOS_FILE", str(BODY))
    monkeypatch.setenv("GOVHUB_ENV_FILE", str(tmp_path / "nenhum.env"))
    return tmp_path / "fontes"


def new(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["sources", "new", "frota", "--base-url", f"{url}/frota", *arguments])


def test_one_call_gives_envelope_paging_key_types_and_classes(folder: Path, source: Simulator) -> None:
    source.reset_metrics()

    said = new(source.url, "--path", "/veiculos/{ug}?pagina=1&tamanho=3")

    assert said.exit_code == 0, said.output
    assert source.metrics()["requests"] == 1
    (resource,) = read_system(folder / "frota.yaml").resources.values()
    rule = resource.paging.page_number
    assert rule is not None
    assert (resource.name, resource.path, resource.key, resource.scope) == (
        "veiculos",
        "/veiculos/{ug}",
        ("ug", "placa"),
        ("ug",),
    )
    assert (rule.rows, rule.total_rows, rule.page_param, rule.size_param, rule.size) == (
        "dados",
        "totalRegistros",
        "pagina",
        "tamanho",
        3,
    )
    assert [(field.name, field.source, field.type, field.lgpd, field.identifier) for field in resource.fields] == [
        ("ug", "$ug", "text", "P0", None),
        ("placa", "placa", "text", "P0", None),
        ("modelo_nome", "modelo.nome", "text", "P1", None),
        ("modelo_ano", "modelo.ano", "bigint", "P0", None),
        ("valor", "valor", "number", "P0", None),
        ("motorista_cpf", "motorista_cpf", "text", "P3", "cpf"),
        ("revisoes", "revisoes", "json", "P0", None),
        ("observacao", "observacao", "scalar", "P2", None),
    ]
    text = (folder / "frota.yaml").read_text(encoding="utf-8")
    assert "key: [ug, placa]  # palpite: nunca se repete nas 3 linhas vistas; confirme" in text
    assert "palpite: revise a classe" in text
    assert "chave: placa (palpite: confirme)" in said.output
    assert CliRunner().invoke(app, ["sources", "check", str(folder / "frota.yaml")]).exit_code == 0


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nada", "recusou o pedido com o código 404"),
        ("/vazia", "não traz linha nenhuma"),
        ("/iguais", "distingue as linhas da amostra"),
        ("/cortada", "truncada ou malformada"),
        ("/veiculos/{ug}?tamanho=3", "anuncia 7 linhas e entregou 3"),
        ("/veiculos/{ano}", "não são {ug} nem {orgao}"),
    ],
)
def test_a_call_that_gives_nothing_to_propose_writes_nothing(
    folder: Path, source: Simulator, path: str, words: str
) -> None:
    result = new(source.url, "--path", path)

    assert words in str(result.exception)
    assert not folder.exists()


@pytest.mark.parametrize("kind", ["html", "disconnect", "truncated", "status"])
def test_a_source_that_fails_is_told_in_a_sentence_and_nothing_is_written(
    folder: Path, source: Simulator, kind: str
) -> None:
    source.arm(kind, "*/lista", **({"status": 500} if kind == "status" else {}))

    result = new(source.url, "--path", "/lista")

    source.disarm()
    assert "nada foi escrito" in str(result.exception)
    assert "frota/lista" in str(result.exception)
    assert not folder.exists()


def test_a_dead_source_writes_nothing_and_the_example_needs_no_call(folder: Path) -> None:
    dead = f"http://127.0.0.1:{free_port()}"

    assert "não aceitou a conexão; nada foi escrito (frota/lista)" in str(new(dead, "--path", "/lista").exception)
    assert not folder.exists()
    assert new(dead, "--path", "/lista", "--no-call").exit_code == 0
    assert list(read_system(folder / "frota.yaml").resources) == ["exemplo"]


def test_an_access_key_is_taken_from_the_settings_and_written_nowhere(
    folder: Path, source: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("--path", "/lista", "--token-header", "X-Chave")
    assert "GOVHUB_SOURCE_FROTA_TOKEN" in str(new(source.url, *asked).exception)

    monkeypatch.setenv("GOVHUB_SOURCE_FROTA_TOKEN", KEY)
    said = new(source.url, *asked)

    text = (folder / "frota.yaml").read_text(encoding="utf-8")
    assert read_system(folder / "frota.yaml").auth.headers == {"X-Chave": "{source[token]}"}
    assert KEY not in text + said.output


def test_a_key_that_is_no_field_leaves_no_file(folder: Path, source: Simulator) -> None:
    assert "a chave 'placa' não é um campo" in str(new(source.url, "--path", "/lista", "--key", "placa").exception)
    assert list(folder.iterdir()) == []


def test_at_a_terminal_it_asks_and_proposes(folder: Path, source: Simulator) -> None:
    """A real terminal: the answers are typed, and an empty line takes what is proposed."""
    terminal, inside = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "govhub.cli", "sources", "new", "frota"], stdin=inside, stdout=subprocess.PIPE, text=True
    )
    os.close(inside)
    for answer in ("Frota de veículos", f"{source.url}/frota", "/veiculos/{ug}?pagina=1&tamanho=3", "", ""):
        os.write(terminal, f"{answer}\n".encode())
    said, _ = process.communicate(timeout=120)
    os.close(terminal)

    assert process.returncode == 0, said
    system = read_system(folder / "frota.yaml")
    assert (system.title, list(system.resources)) == ("Frota de veículos", ["veiculos"])
    assert "Nome do recurso [veiculos]" in said


@contextmanager
def drafted(postgres: EmbeddedPostgres, template: str, source: Simulator, home: Path, path: str) -> Iterator[Walked]:
    """A source drafted from one address, set up and read once; no line of the draft is touched."""
    with pytest.MonkeyPatch.context() as patch, fresh_warehouse(postgres, template, home) as environment:
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setenv("GOVHUB_SOURCES_DIR", str(home / "fontes"))
        patch.setenv("GOVHUB_SOURCE_FROTA_PER_MINUTE", "60000")
        said = new(source.url, "--path", path)
        assert said.exit_code == 0, said.output
        settings = load_settings()
        catalog = load_catalog(settings)
        setup_warehouse(settings, catalog)
        found = Walked(Warehouse(settings, catalog, environment), catalog.system("frota"), source)
        root = logging.getLogger()
        level = root.level
        root.addHandler(found.journal)
        root.setLevel(logging.DEBUG)
        try:
            for resource in found.resources:
                found.runs[resource.name] = found.ingest(resource, complete=False)
        finally:
            root.removeHandler(found.journal)
            root.setLevel(level)
        yield found


@pytest.fixture(scope="module")
def walked(
    postgres: EmbeddedPostgres, template: str, source: Simulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walked]:
    """The source without pages: its rows can be changed and taken away one by one."""
    with drafted(postgres, template, source, tmp_path_factory.mktemp("rascunho"), "/todos/{ug}") as found:
        yield found


def test_the_draft_of_a_paged_source_brings_every_row_and_masks_the_cpf(
    postgres: EmbeddedPostgres, template: str, source: Simulator, tmp_path: Path
) -> None:
    with drafted(postgres, template, source, tmp_path, "/veiculos/{ug}?pagina=1&tamanho=3") as found:
        rows = found.warehouse.rows(
            "select placa, motorista_cpf_mascara, _extras from bronze.frota__veiculos order by placa"
        )

        assert found.runs["veiculos"].pages == 3
        assert [(row["placa"], row["_extras"]) for row in rows] == [(vehicle["placa"], None) for vehicle in VEHICLES]
        assert [row["motorista_cpf_mascara"] for row in rows] == [
            "***.982.247-**" if vehicle["motorista_cpf"] else None for vehicle in VEHICLES
        ]
