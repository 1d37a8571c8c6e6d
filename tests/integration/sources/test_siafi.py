"""SIAFI read over real sockets: mutual TLS, the gateway, every resource, and every trap."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response

from govhub.catalog import SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.extraction.answers import BadAnswer, Page, PassingFault, Scope
from govhub.extraction.probing import probe
from govhub.extraction.reading import ServiceReading
from govhub.settings import CHECKOUT, SourceSettings, load_source_settings
from govhub_simulator import certificates
from govhub_simulator.addresses import Addresses
from govhub_simulator.server import free_port
from govhub_simulator.siafi import environment
from govhub_simulator.siafi.routes import router
from govhub_simulator.world import Unit, World

UG = "290002"
UNITS = tuple(Unit(code, f"UG {code}", f"UNIDADE {code}", "29000", "DPU") for code in (UG, "113601"))
WORLD = World(42, 60, UNITS)
KINDS = ("NP", "RP")
Row = dict[str, Any]
Params = dict[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """A running SIAFI and what reads it; `app.state.answer`, once set, is what its services say to everything."""

    system: SystemDeclaration
    settings: SourceSettings
    at: Addresses
    app: FastAPI
    asked: dict[str, list[Params]] = field(default_factory=dict)

    def pages(self, resource: str, params: list[Params], **settings: Any) -> list[Page]:
        hasty = self.system.politeness.model_copy(update={"attempts": 2, "wait_max_s": 0.1, "concurrency": 4})
        system = self.system.model_copy(update={"politeness": hasty})
        reading = ServiceReading(system, system.resources[resource], self.settings.model_copy(update=settings))

        async def collect() -> list[Page]:
            scopes = [Scope(each) for each in params]
            return [item async for item in reading.pages(scopes) if isinstance(item, Page)]

        return asyncio.run(collect())

    def rows(self, resource: str, params: list[Params], **settings: Any) -> list[Row]:
        return [row for page in self.pages(resource, params, **settings) for row in page.table.to_pylist()]

    def turn(self, switch: str, **options: Any) -> None:
        httpx.post(f"{self.at.http}/siafi/{switch}", params=options).raise_for_status()


def serve(app: FastAPI, port: int, **tls: Any) -> uvicorn.Server:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", **tls))
    threading.Thread(target=server.run, daemon=True).start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    return server


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    app, files = FastAPI(), tmp_path_factory.mktemp("certificados")

    @app.middleware("http")
    async def other_answer(request: Any, call_next: Callable[[Any], Any]) -> Any:
        request.app.state.seen.append((request.url.path, await request.body()))
        request.app.state.expiring(request)
        body = request.app.state.answer
        if body is None or request.method != "POST" or "/services/" not in request.url.path:
            return await call_next(request)
        return Response(body, 500 if b"Fault" in body else 200, media_type="text/xml")

    app.include_router(router)
    certificates.make(files)
    at = Addresses(free_port(), files)
    tls = {"ssl_certfile": files / "server.pem", "ssl_keyfile": str(files / "server.key")}
    plain = serve(app, at.port)
    mutual = serve(app, at.tls_port, **tls, ssl_ca_certs=str(files / "ca.pem"), ssl_cert_reqs=ssl.CERT_REQUIRED)
    settings = load_source_settings("siafi", base={**environment(at), "GOVHUB_SOURCE_SIAFI_PER_MINUTE": "600000"})
    yield Source(read_system(CHECKOUT / "sources" / "siafi.yaml"), settings, at, app)
    plain.should_exit = mutual.should_exit = True


@pytest.fixture
def source(running: Source) -> Source:
    state = running.app.state
    state.world, state.answer, state.seen = WORLD, None, []
    state.siafi_closed, state.siafi_faults, state.expiring = False, {}, lambda _: None
    return running


def keys(rows: list[Row], **columns: str) -> list[Params]:
    return [dict(sorted(each)) for each in {frozenset((p, row[c]) for p, c in columns.items()) for row in rows}]


def scopes(source: Source, resource: str) -> list[Params]:
    """The requests of a resource for the first body and this year; parents' keys from the parents' own rows."""
    if resource not in source.asked:
        source.asked[resource] = _scopes(source, resource)
    return source.asked[resource]


def _scopes(source: Source, resource: str) -> list[Params]:
    def parents(name: str, **columns: str) -> list[Params]:
        return keys(source.rows(name, scopes(source, name)), **columns)

    match source.system.resources[resource].request_params:
        case ("ug", "ano", "numero") if resource.startswith("programacoes"):
            return parents("programacoes_financeiras", ug="cod_ug_emit", ano="ano", numero="numero_documento")
        case ("ug", "ano", "numero"):
            return parents("notas_empenho", ug="ug_emitente", ano="ano_empenho", numero="num_empenho")
        case ("ug", "ano", "tipo", "numero"):
            return parents("documentos_habeis", ug="cod_ug_emit", ano="ano_dh", tipo="cod_tipo_dh", numero="num_dh")
        case ("ug", "ano", "numero", "subitem", "conta", "mes"):
            columns = {
                "ug": "ug_emitente",
                "ano": "ano_empenho",
                "numero": "num_empenho",
                "subitem": "cod_sub_elemento",
            }
            items = parents("notas_empenho_itens", **columns)[:12]
            return [{**each, "conta": "622920101", "mes": month} for each in items for month in ("01", "10", "12")]
        case ("situacao", "ano"):
            return [{**each, "ano": "2026"} for each in parents("documentos_habeis_situacoes", situacao="cod_sit")]
        case ("ug", "ano", "tipo"):
            return [{"ug": UG, "ano": "2026", "tipo": kind} for kind in KINDS]
        case ("ug", "gestao", "ano"):
            return [{"ug": UG, "gestao": "00001", "ano": "2026"}]
        case _:
            return [{"ug": UG, "ano": "2026"}]


RESOURCES = sorted(read_system(CHECKOUT / "sources" / "siafi.yaml").resources)


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_resource_gives_rows_with_a_unique_key_and_nothing_unknown(source: Source, resource: str) -> None:
    declaration = source.system.resources[resource]

    pages = source.pages(resource, scopes(source, resource))

    rows = [row for page in pages for row in page.table.to_pylist()]
    assert len(rows) >= (1 if resource == "unidades_gestoras" else 3)
    assert {name for page in pages for name in page.unknown_fields} == set()
    numbered: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row[name] for name in declaration.key if name != declaration.order)
        assert None not in key
        numbered[key] = numbered.get(key, 0) + 1
    assert declaration.order or max(numbered.values()) == 1


def test_a_scan_finds_every_document_behind_the_gaps_and_none_of_another_unit(source: Source) -> None:
    rows = source.rows("notas_empenho", [{"ug": ug, "ano": "2025"} for ug in (UG, "113601")])

    for ug in (UG, "113601"):
        found = sorted(int(row["num_empenho"]) for row in rows if row["ug_emitente"] == ug)
        assert found[-1] > len(found) > 30, "there are gaps"
    assert {row["ano_empenho"] for row in rows} == {"2025"}


def test_every_request_has_a_nonce_of_its_own_also_in_another_reading(source: Source) -> None:
    for _ in range(2):
        source.rows("programacoes_financeiras", [{"ug": UG, "ano": "2026"}])

    nonces = [match[1] for _, body in source.app.state.seen if (match := re.search(rb"<nonce>(\d+)</nonce>", body))]
    assert len(nonces) == len(set(nonces)) > 80


def test_a_repeated_nonce_is_refused_by_the_source(source: Source) -> None:
    source.rows("notas_empenho_itens", [{"ug": UG, "ano": "2026", "numero": "000001"}])
    path, body = next((path, body) for path, body in source.app.state.seen if b"<nonce>" in body)
    client = ssl.create_default_context(cafile=str(source.at.files / "ca.pem"))
    client.load_cert_chain(source.at.files / "client.pem", source.at.files / "client.key")

    answer = httpx.post(source.at.tls + path, content=body, verify=client)

    assert (answer.status_code, "<resultado>FALHA</resultado>" in answer.text) == (200, True)
    assert "nonce repetido" in answer.text


def test_outside_hours_the_run_fails_with_a_message_and_later_goes_on(source: Source) -> None:
    source.turn("fechado", valor="true")
    with pytest.raises(BadAnswer, match="fora do horário de atendimento; nada foi gravado nem se perdeu") as caught:
        source.rows("notas_empenho", [{"ug": UG, "ano": "2026"}])
    assert not isinstance(caught.value, PassingFault)
    source.turn("fechado", valor="false")

    assert len(source.rows("notas_empenho", [{"ug": UG, "ano": "2026"}])) > 30


@pytest.mark.parametrize(
    ("kind", "told"), [("indefinido", "não soube dizer o resultado"), ("sem_resposta", "não respondeu à operação")]
)
def test_an_outcome_that_is_not_known_is_asked_again_and_never_empty(source: Source, kind: str, told: str) -> None:
    asked = [{"ug": UG, "ano": "2026", "numero": "000001"}]
    source.turn("falhas", tipo=kind, vezes=1)
    assert len(source.rows("notas_empenho_itens", asked)) >= 1

    source.turn("falhas", tipo=kind, vezes=2)
    with pytest.raises(PassingFault, match=told):
        source.rows("notas_empenho_itens", asked)


def test_a_unit_that_is_not_ours_and_an_unknown_user_are_refused(source: Source) -> None:
    with pytest.raises(BadAnswer, match="recusou a consulta orcDetalharEmpenho"):
        source.rows("notas_empenho", [{"ug": "999999", "ano": "2026"}])
    with pytest.raises(BadAnswer, match="recusou a consulta") as caught:
        source.rows("notas_empenho", [{"ug": UG, "ano": "2026"}], cpf="11144477735")
    assert "11144477735" not in str(caught.value)


def test_without_a_certificate_nobody_is_let_in_and_the_server_is_verified(source: Source, tmp_path: Path) -> None:
    certificates.make(tmp_path)
    strange = {"cert_file": tmp_path / "client.pem", "key_file": tmp_path / "client.key"}
    with pytest.raises(BadAnswer, match="A conexão com o SIAFI falhou|recusou a conexão segura"):
        source.rows("unidades_gestoras", [{"ug": UG, "ano": "2026"}], **strange)
    with pytest.raises(BadAnswer, match="O SIAFI recusou a conexão segura"):
        source.rows("unidades_gestoras", [{"ug": UG, "ano": "2026"}], ca_file=None)


def test_doctor_reaches_the_service_and_the_gateway(source: Source) -> None:
    assert probe(source.system, source.settings).told.startswith("127.0.0.1 respondeu com o código 200")
    assert source.app.state.seen[1][0] == "/siafi/gateway/token"


def test_an_expired_token_is_renewed_and_the_scan_goes_on(source: Source) -> None:
    left = iter(range(20))
    source.app.state.expiring = lambda request: (
        setattr(request.app.state, "siafi_token", 7)
        if "nota-credito" in request.url.path and next(left, 0) == 9
        else None
    )

    rows = source.rows("notas_credito", [{"ug": UG, "gestao": "00001", "ano": "2026"}])

    assert len(rows) > 10
    assert sum(path.endswith("/token") for path, _ in source.app.state.seen) == 2


def test_a_refused_key_stops_before_any_note_is_asked(source: Source) -> None:
    with pytest.raises(BadAnswer, match="SIAFI recusou as credenciais") as caught:
        source.rows("notas_credito", [{"ug": UG, "gestao": "00001", "ano": "2026"}], password="errado-plantado")

    assert "errado-plantado" not in str(caught.value)
    assert [path for path, _ in source.app.state.seen] == ["/siafi/gateway/token"]


@pytest.mark.parametrize(
    ("file", "resource", "params", "expected"),
    [
        ("cprDHDetalharDH_ok.xml", "documentos_habeis_itens", {"tipo": "NP"}, {"num_empe": "2026NE000123"}),
        ("orcEmpenhoDados.xml", "notas_empenho_itens", {}, {"cod_sub_elemento": "15", "descricao": "ITEM FICTICIO"}),
        (
            "tabConsultarSaldoContabil_ok.xml",
            "saldos_contabeis",
            {"subitem": "01", "conta": "622920101", "mes": "03"},
            {"conta_corrente": "N2026NE00012301", "vlr_saldo": "12345.67", "tipo_saldo": "C", "mes_ref_saldo": "03"},
        ),
    ],
    ids=["documento", "empenho", "saldo"],
)
def test_a_written_answer_over_the_socket_gives_its_row(
    source: Source, samples: Path, file: str, resource: str, params: Params, expected: Row
) -> None:
    body = (samples / "siafi" / "synthetic" / file).read_bytes()
    if b"Envelope" not in body:
        content = body.partition(b"?>")[2]
        body = b"<e><orcDetalharEmpenhoResponse>" + content + b"</orcDetalharEmpenhoResponse></e>"
    source.app.state.answer = body

    [row] = source.rows(resource, [{"ug": "201013", "ano": "2026", "numero": "000123", **params}])

    assert {name: row[name] for name in expected} == expected


def test_the_written_fault_means_outside_hours(source: Source, samples: Path) -> None:
    source.app.state.answer = (samples / "siafi" / "synthetic" / "fault_fora_do_horario.xml").read_bytes()

    with pytest.raises(BadAnswer, match="fora do horário"):
        source.rows("documentos_habeis", [{"ug": "201013", "ano": "2026", "tipo": "NP"}])
