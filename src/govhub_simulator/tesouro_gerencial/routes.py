"""The portal's task interface: log in, export a report, log out."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, time

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from govhub_simulator.faults import HTML_PAGE
from govhub_simulator.tesouro_gerencial.mailbox import scheduled
from govhub_simulator.tesouro_gerencial.reports import Report
from govhub_simulator.tesouro_gerencial.writing import lines_of, write_csv
from govhub_simulator.world import Body, World

router = APIRouter(prefix="/tesouro_gerencial")
CPF, PORTAL_PASSWORD = "11144477735", "senha-do-portal"
_PROJECT = "TESOURO GERENCIAL - DES"


def report_id(subject: str) -> str:
    """Return the identifier of a report in the portal."""
    return hashlib.blake2b(subject.encode(), digest_size=16).hexdigest().upper()


@router.get("/tg/servlet/taskAdmin")
def task(request: Request) -> Response:
    """Answer one task; what the session does not allow is answered with the page of the log-in."""
    asked, world = request.query_params, _world(request)
    match asked.get("taskId"):
        case "senhaMstrSSOTask":
            good = (asked.get("cpf"), asked.get("senha"), asked.get("project")) == (CPF, PORTAL_PASSWORD, _PROJECT)
            return JSONResponse({"sessionState": _session(world)}) if good else _login_page()
        case "exportReport" if asked.get("sessionState") == _session(world):
            return _export(
                world, asked.get("reportID", ""), asked.get("executionMode", ""), asked.get("plainTextDelimiter", ",")
            )
        case "logout":
            return JSONResponse({"taskResponse": "ok"})
        case _:
            return _login_page()


def _export(world: World, identifier: str, mode: str, separator: str) -> Response:
    found = next(
        (
            (report, body)
            for report, body in scheduled(world.bodies)
            if report_id(report.subject_of(body)) == identifier
        ),
        None,
    )
    if found is None or mode != "4":
        return Response(
            b'{"errorMessage":"Relat\xc3\xb3rio n\xc3\xa3o encontrado"}', 500, media_type="application/json"
        )
    return Response(_csv(world, *found, separator), media_type="text/csv")


def _csv(world: World, report: Report, body: Body | None, separator: str) -> bytes:
    buffer = io.BytesIO()
    at = datetime.combine(world.today, time(7))
    write_csv(buffer, report, lines_of(report, report.rows(world, 0, body), at), encoding="utf-8", separator=separator)
    return buffer.getvalue()


def _session(world: World) -> str:
    return hashlib.blake2b(f"{world.seed}/{world.day}".encode(), digest_size=24).hexdigest()


def _login_page() -> Response:
    return Response(HTML_PAGE, media_type="text/html")


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world
