"""The endpoints: a WSDL and a SOAP endpoint per service and fiscal year, the gateway, and the switches."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from govhub_simulator.siafi import gateway, tables
from govhub_simulator.siafi.commitments import note
from govhub_simulator.siafi.commitments import wire as note_wire
from govhub_simulator.siafi.messages import CLOSED, Call, Refused, envelope, fault, read_call, said, without_response
from govhub_simulator.siafi.numbering import knows
from govhub_simulator.siafi.payables import payable
from govhub_simulator.siafi.payables import wire as payable_wire
from govhub_simulator.siafi.transfers import programming
from govhub_simulator.siafi.wsdl import SERVICES, Service, wsdl
from govhub_simulator.world import World

router = APIRouter(prefix="/siafi")
router.include_router(gateway.router)
_ADDRESS = "/siafi{ano}/services/{group}/{name}"
_REMEMBERED = 200_000  # nonces; older ones are forgotten
_XML = "text/xml; charset=utf-8"

Params = Mapping[str, str]
Content = dict[str, Any]


class _Failure(Exception):
    """A business failure: header FALHA, and a message."""


@router.get(_ADDRESS)
def describe(ano: int, group: str, name: str, request: Request) -> Response:
    """Return the WSDL of a service of a year."""
    service = SERVICES.get(f"{group}/{name}")
    if service is None or "wsdl" not in request.query_params:
        return PlainTextResponse("Servico inexistente", 404)
    return Response(
        wsdl(service, f"https://servicos-siafi.tesouro.gov.br/siafi{ano}/services/{group}/{name}"), 200, None, _XML
    )


@router.post(_ADDRESS)
async def answer(ano: int, group: str, name: str, request: Request) -> Response:
    """Answer one SOAP request."""
    service = SERVICES.get(f"{group}/{name}")
    if request.url.scheme != "https":
        return PlainTextResponse("Certificado digital exigido", 403)
    if service is None:
        return PlainTextResponse("Servico inexistente", 404)
    try:
        if getattr(request.app.state, "siafi_closed", False):
            raise Refused("soap:Server", CLOSED)
        call = read_call(await request.body(), service)
        return Response(_answered(request, service, call, ano), 200, None, _XML)
    except Refused as refusal:
        return Response(fault(refusal), 500, None, _XML)


@router.post("/fechado")
def close(request: Request, valor: bool = True) -> dict[str, bool]:
    """Close the services, or open them again."""
    request.app.state.siafi_closed = valor
    return {"fechado": valor}


@router.post("/falhas")
def break_down(request: Request, tipo: str, vezes: int = 1) -> dict[str, int]:
    """Let the next answers fail: `indefinido` or `sem_resposta`."""
    _faults(request)[tipo] = vezes
    return _faults(request)


def _faults(request: Request) -> dict[str, int]:
    faults: dict[str, int] | None = getattr(request.app.state, "siafi_faults", None)
    if faults is None:
        faults = request.app.state.siafi_faults = {}
    return faults


def _struck(request: Request, kind: str) -> bool:
    faults = _faults(request)
    left = faults.get(kind, 0)
    faults[kind] = max(0, left - 1)
    return left > 0


def _answered(request: Request, service: Service, call: Call, year: int) -> bytes:
    if _struck(request, "sem_resposta"):
        return without_response("SUCESSO")
    if _struck(request, "indefinido"):
        return envelope(service, call.operation, "INDEFINIDO", {})
    try:
        _use_nonce(request, service, call)
        content = _content(request.app.state.world, call, year)
    except _Failure as failure:
        return envelope(service, call.operation, "FALHA", _wrapped(call.operation, said(str(failure))))
    return envelope(service, call.operation, "SUCESSO", content)


def _use_nonce(request: Request, service: Service, call: Call) -> None:
    """Refuse a request without a nonce of its own."""
    if not call.nonce.isdigit():
        if service.needs_nonce or call.nonce:
            raise _Failure("Bilhetador obrigatorio: nonce ausente ou invalido")
        return
    used: OrderedDict[str, None] | None = getattr(request.app.state, "siafi_nonces", None)
    if used is None:
        used = request.app.state.siafi_nonces = OrderedDict()
    if call.nonce in used:
        raise _Failure("Bilhetador ja utilizado: nonce repetido")
    used[call.nonce] = None
    if len(used) > _REMEMBERED:
        used.popitem(last=False)


def _content(world: World, call: Call, year: int) -> Content:
    operation = _OPERATIONS.get(call.operation)
    if operation is None:
        raise _Failure("Usuario sem permissao para a operacao")
    ug = next((call.params[name] for name in ("codUG", "ugEmitente", "codUgEmit") if name in call.params), None)
    if ug is not None and not knows(world, ug):
        raise _Failure("Usuario sem permissao para a unidade gestora")
    asked = next((call.params[name] for name in ("anoDH", "anoEmpenho", "ano") if name in call.params), str(year))
    if asked != str(year):
        raise _Failure("Exercicio do documento difere do exercicio do servico")
    try:
        return _wrapped(call.operation, operation(world, call.params))
    except (KeyError, ValueError) as error:
        raise _Failure("Parametro obrigatorio ausente ou invalido") from error


def _wrapped(operation: str, content: Content) -> Content:
    """Put the content where the operation has it: DH and situations have an element of their own around it."""
    wrapper = {"cprDHDetalharDH": "cprDhDetalharResposta", "cprDAConsultarSituacao": "cprDaConsultarSituacaoResposta"}
    return {wrapper[operation]: content} if operation in wrapper else content


def _note(world: World, params: Params) -> Content:
    found = note(world, params["ugEmitente"], int(params["anoEmpenho"]), int(params["numEmpenho"]))
    if found is None:
        raise _Failure("Empenho inexistente")
    return {"orcEmpenhoDados": note_wire(found)}


def _payable(world: World, params: Params) -> Content:
    found = payable(world, params["codUgEmit"], int(params["anoDH"]), params["codTipoDH"], int(params["numDH"]))
    if found is None:
        raise _Failure("Documento hábil não encontrado")
    return {"documentoHabil": payable_wire(found)}


def _programming(world: World, params: Params) -> Content:
    found = programming(world, params["codUgEmit"], int(params["ano"]), int(params["numeroDocumento"]))
    return _or_missing(found, "Programacao financeira inexistente")


def _balance(world: World, params: Params) -> Content:
    found = tables.balance(
        world, params["codUG"], params["contaContabil"], params["contaCorrente"], params["mesRefSaldo"]
    )
    return _or_missing(found, "Saldo inexistente para os parametros informados")


def _unit(world: World, params: Params) -> Content:
    return _or_missing(tables.unit(world, params["codUG"]), "Unidade gestora inexistente")


def _situation(_world: World, params: Params) -> Content:
    return _or_missing(tables.situation(params["codSit"]), "Situacao inexistente")


def _or_missing(found: Content | None, message: str) -> Content:
    if found is None:
        raise _Failure(message)
    return found


_OPERATIONS: dict[str, Callable[[World, Params], Content]] = {
    "orcDetalharEmpenho": _note,
    "cprDHDetalharDH": _payable,
    "cprDAConsultarSituacao": _situation,
    "pfDetalharProgramacaoFinanceira": _programming,
    "tabConsultarSaldoContabil": _balance,
    "tabConsultarUnidadeGestora": _unit,
}
