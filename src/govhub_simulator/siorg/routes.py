"""The endpoints of the service, over the world that the application holds; `.json` after a path changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from govhub_simulator.siorg import posts, registers, structure, wire
from govhub_simulator.world import World

router = APIRouter(prefix="/siorg")
_BATCH = 200
_NOT_FOUND, _BAD_VERSION, _NOT_A_BODY = 102, 103, 104
_MESSAGES = {
    0: "Processamento sem erros",
    _NOT_FOUND: "Unidade organizacional não encontrada",
    _BAD_VERSION: "Versão de referência inválida",
    _NOT_A_BODY: "O código informado não corresponde a um órgão ou entidade",
}


@router.get("/doc/{path:path}")
def answer(path: str, request: Request) -> Response:
    """Answer any question of the service."""
    world: World = request.app.state.world
    query = dict(request.query_params)
    match path.removesuffix(".json").strip("/").split("/"):
        case ["orgao-entidade", "resumida" | "completa"]:
            return _bodies(world, request, query)
        case ["estrutura-organizacional", "alteracoes"]:
            return _changes(world, request, query.get("versaoReferencia", ""))
        case ["estrutura-organizacional", "resumida" | "completa" as extent]:
            return _tree(world, request, query.get("codigoUnidade", ""), extent)
        case ["estrutura-organizacional", code, "filha"]:
            return _tree(world, request, code, "resumida", below=True)
        case ["unidade-organizacional", code, *rest] if rest in ([], ["resumida"], ["completa"]):
            return _unit(world, request, code, complete=rest == ["completa"])
        case ["cargo-funcao"]:
            return _json(request, tipoCargoFuncao=posts.kinds_of_posts())
        case ["instancias", "consulta-unidade"]:
            return _posts(world, request, query.get("codigoUnidade", ""))
        case ["composicao-colegiado", code]:
            return _members(world, request, code)
        case [name] if (table := registers.code_table(name)) is not None:
            return _json(request, **{table[0]: table[1]})
    return Response("<html><body>404</body></html>", 404, media_type="text/html")


def _bodies(world: World, request: Request, query: dict[str, str]) -> Response:
    if query.get("codigoPoder", "1") != "1" or query.get("codigoEsfera", "1") != "1":
        return _error(request, _NOT_FOUND)  # only the federal executive is registered
    return _stream(request, registers.register(world))


def _tree(world: World, request: Request, code: str, extent: str, *, below: bool = False) -> Response:
    body = structure.root_of(world, code)
    if body is None:
        return _error(request, _NOT_A_BODY if structure.find(world, code) else _NOT_FOUND)
    found = (unit for unit in structure.units(world, body) if unit.number or not below)
    if extent == "completa":
        return _stream(request, (wire.complete(world, unit) for unit in found))
    return _stream(request, (wire.summary(world, unit) for unit in found))


def _unit(world: World, request: Request, code: str, *, complete: bool) -> Response:
    found = structure.find(world, code)
    if found is None:
        return _error(request, _NOT_FOUND)
    return _json(request, unidade=wire.complete(world, found) if complete else wire.summary(world, found))


def _posts(world: World, request: Request, code: str) -> Response:
    found = structure.find(world, code)
    return _json(request, unidade=posts.posts_of(world, found)) if found else _error(request, _NOT_FOUND)


def _members(world: World, request: Request, code: str) -> Response:
    council = structure.find(world, code)
    if council is None or not council.is_council:
        return _error(request, _NOT_FOUND)
    members = [
        {"outraRepresentatividade": text, "unidadeResumida": wire.summary(world, unit) if unit else None}
        for unit, text in posts.members_of(world, council)
    ]
    return _json(request, integranteColegiadoResumido=members)


def _changes(world: World, request: Request, reference: str) -> Response:
    found = registers.changes(world, reference)
    return _json(request, resposta=found) if found else _error(request, _BAD_VERSION)


def _service(request: Request, code: int = 0) -> dict[str, Any]:
    """The envelope; a ticket is a function of the question, so that equal worlds give equal bytes."""
    world: World = request.app.state.world
    question = f"{world.seed}/{world.day}/{request.url.path}?{request.url.query}"
    return {
        "codigoErro": code,
        "mensagem": _MESSAGES[code],
        "data": world.today.isoformat(),
        "versaoServico": "4.0.2",
        "ipRequisitante": "203.0.113.7",
        "ticket": hashlib.blake2b(question.encode(), digest_size=8).hexdigest(),
    }


def _error(request: Request, code: int) -> Response:
    """An error inside a good answer, without the payload."""
    return Response(orjson.dumps({"servico": _service(request, code)}), media_type="application/json")


def _json(request: Request, **payload: Any) -> Response:
    return Response(orjson.dumps({"servico": _service(request), **payload}), media_type="application/json")


def _stream(request: Request, rows: Iterator[dict[str, Any]]) -> Response:
    head = orjson.dumps({"servico": _service(request)})[:-1] + b',"unidades":['
    return StreamingResponse(_pieces(head, rows), media_type="application/json")


def _pieces(head: bytes, rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """Write the answer piece by piece, so that a large structure never stands in memory."""
    buffer = bytearray(head)
    for count, row in enumerate(rows):
        if count:
            buffer += b","
        buffer += orjson.dumps(row)
        if count % _BATCH == _BATCH - 1:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer) + b"]}"
