"""The captured answers of the sources behind one socket, as the services would send them.

Bodies are the bytes of the files of ../shared/samples. What had to be added is what the files lack and a walk cannot do
without: the envelope of TransfereGov, the SOAP body of one file of SIAFI, the programme above the captured plan, contracts
whose children were captured without them, tokens, and "there is nothing" for everything else.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

from govhub_simulator.siafi.wsdl import SERVICES, wsdl

CONTRACTS = {
    "/contrato/ug/290002": ["contrato_ug_290002.json"],
    "/contrato/4388/historico": ["4388_historico.json"],
    "/contrato/4390/historico": ["4390_historico.json"],
    "/contrato/4388/empenhos": ["4388_empenhos.json"],
    "/contrato/15209/historico": ["15209_historico_parcial.json"],
    "/contrato/15209/faturas": ["15209_faturas.json"],
    "/contrato/15209/responsaveis": ["15209_responsaveis_pseudonimizado.json"],
    "/contrato/8711/faturas": ["8711_faturas_pf_anonimizado.json"],
}
SIAPE_FILES = {  # operation, unit and person asked
    ("listaUorgs", "00000000", "00000000191"): "listaUorgs.xml",
    ("dadosUorg", "000003000", "00000000191"): "dadosUorg.xml",
    ("listaServidores", "000003000", "00000000191"): "listaServidores.xml",
    ("consultaDadosPessoais", None, "00000000191"): "consultaDadosPessoais.xml",
    ("consultaDadosFuncionais", None, "00000000191"): "consultaDadosFuncionais_2vinculos.xml",
}
SIAFI_FILES = {  # operation and all that is asked
    ("orcDetalharEmpenho", "201013", "2026", "000123"): "orcEmpenhoDados.xml",
    ("cprDHDetalharDH", "201013", "2026", "NP", "000123"): "cprDHDetalharDH_ok.xml",
    ("tabConsultarSaldoContabil", "201013", "622920101", "N2026NE00012315", "03"): "tabConsultarSaldoContabil_ok.xml",
}
NO_SUCH = b"<e><Fault><faultcode>1</faultcode><faultstring>Documento inexistente</faultstring></Fault></e>"
PROGRAMME = {"id_programa": 8, "ano_programa": 2020, "sigla_orgao_superior_programa": "MinC"}
Sent = tuple[int, str, bytes]
JSON, XML = "application/json", "text/xml; charset=utf-8"


def rows_of(samples: Path, path: str) -> list[dict[str, Any]]:
    """Return what was captured of one address of Compras.gov."""
    folder = samples / "comprasnet" / "dpu_290002"
    return [row for name in CONTRACTS.get(path, []) for row in json.loads((folder / name).read_text(encoding="utf-8"))]


def _contracts(samples: Path, path: str) -> Sent:
    files = CONTRACTS.get(path, [])
    if len(files) == 1:
        return 200, "text/html; charset=UTF-8", (samples / "comprasnet" / "dpu_290002" / files[0]).read_bytes()
    inactive: list[dict[str, Any]] = []
    if path == "/contrato/inativo/ug/290002":
        listed = rows_of(samples, "/contrato/ug/290002")
        named = {int(each.split("/")[2]) for each in CONTRACTS if each.split("/")[2].isdigit()}
        orphans = sorted(named - {row["id"] for row in listed})
        inactive = [listed[0] | {"id": contract, "situacao": "Inativo"} for contract in orphans]
    return 200, "text/html; charset=UTF-8", json.dumps(inactive, ensure_ascii=False).encode()


def _transfers(samples: Path, path: str, query: dict[str, list[str]]) -> Sent:
    folder = samples / "transferegov" / "samples"
    rows = b"[]"
    if path == "/data-atualizacao":
        return 200, JSON, b'{"data_ultima_atualizacao": "2026-09-07"}'
    if path == "/programas" and query["sigla_orgao_superior_programa"] == ["MinC"]:
        rows = json.dumps([PROGRAMME]).encode()
    if path == "/planos-acao":
        rows = (folder / "fundoafundo_planos-acao_1617_subset.json").read_bytes()
    if path == "/relatorios-gestao":
        rows = (folder / "fundoafundo_relatorios-gestao_1617_subset.json").read_bytes()
    total = len(json.loads(rows))
    return 200, JSON, b'{"data": %s, "total_items": %d, "total_pages": 1}' % (rows, total)


def _asked(body: bytes) -> tuple[str, dict[str, str]]:
    """Return the operation of a SOAP request and its parameters by local name."""
    envelope = ET.fromstring(body)
    [call] = next(part for part in envelope if part.tag.endswith("}Body"))
    return call.tag.rpartition("}")[2], {each.tag.rpartition("}")[2]: each.text or "" for each in call.iter()}


def _people(samples: Path, path: str, body: bytes) -> Sent:
    folder = samples / "siape" / "synthetic"
    if path.endswith("/jwt-token/"):
        return 200, JSON, b'{"access_token": "passe-do-teste", "expires_in": 3600}'
    operation, asked = _asked(body)
    file = SIAPE_FILES.get((operation, asked.get("codUorg"), asked["cpf"])) if asked["codOrgao"] == "20113" else None
    return (200, XML, (folder / file).read_bytes()) if file else (500, XML, (folder / "fault_0002.xml").read_bytes())


def _finance(samples: Path, path: str, body: bytes, closed: bool) -> Sent:
    if not body:
        service = "/".join(path.split("/")[-2:])
        return 200, XML, wsdl(SERVICES[service], path).encode()
    if closed:
        return 500, XML, (samples / "siafi" / "synthetic" / "fault_fora_do_horario.xml").read_bytes()
    operation, asked = _asked(body)
    file = SIAFI_FILES.get((operation, *(text for text in asked.values() if text.strip())))
    if file is None:
        return 500, XML, NO_SUCH
    sent = (samples / "siafi" / "synthetic" / file).read_bytes()
    if b"Envelope" not in sent:
        sent = b"<e><orcDetalharEmpenhoResponse>" + sent.partition(b"?>")[2] + b"</orcDetalharEmpenhoResponse></e>"
    return 200, XML, sent


def _published(samples: Path, path: str) -> Sent:
    """Return the page of PNCP, whose totals are those of the real query, or with `/um` those of its only row."""
    body = (samples / "pncp" / "contratos_1.json").read_bytes()
    if path.startswith("/um/"):
        body = json.dumps(json.loads(body) | {"totalRegistros": 1, "totalPaginas": 1, "paginasRestantes": 0}).encode()
    return 200, JSON, body


@contextmanager
def replayed(samples: Path, closed: threading.Event | None = None) -> Iterator[dict[str, str]]:
    """Serve the captured answers; yield the settings by which the platform reaches them, certificates left out.

    While `closed` is set SIAFI says that it is outside its hours.
    """
    shut = closed or threading.Event()
    answers: dict[str, Callable[[str, dict[str, list[str]], bytes], Sent]] = {
        "compras_gov": lambda path, _, __: _contracts(samples, path),
        "transferegov_fundoafundo": lambda path, query, _: _transfers(samples, path, query),
        "siape": lambda path, _, body: _people(samples, path, body),
        "siafi": lambda path, _, body: _finance(samples, path, body, shut.is_set()),
        "pncp": lambda path, _, __: _published(samples, path),
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two would wait for each other's receipt
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            system, _, rest = address.path[1:].partition("/")
            status, kind, content = answers[system](f"/{rest}", parse_qs(address.query), body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the name that http.server asks for

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    prefix = "GOVHUB_SOURCE_"
    yield {
        **{f"{prefix}{name.upper()}_BASE_URL": f"http://127.0.0.1:{server.server_port}/{name}" for name in answers},
        **{f"{prefix}{name.upper()}_PER_MINUTE": "600000" for name in answers},
        **{f"{prefix}SIAPE_{name}": "teste" for name in ("USERNAME", "PASSWORD", "SYSTEM_CODE", "SYSTEM_NAME")},
        f"{prefix}SIAPE_SYSTEM_PASSWORD": "teste",
        f"{prefix}SIAPE_CPF": "00000000191",
        f"{prefix}SIAPE_WSDL_FILE": str(samples / "siape" / "ConsultaSIAPE.wsdl"),
        f"{prefix}SIAFI_CPF": "00000000191",
    }
    server.shutdown()
    server.server_close()
