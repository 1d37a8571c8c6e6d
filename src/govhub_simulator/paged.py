"""A small made-up resource in each way that sources page, to prove the paging families over sockets."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

router = APIRouter(prefix="/paged")


def rows(total: int) -> list[dict[str, Any]]:
    """Return the rows that all four ways deliver."""
    return [{"id": number, "nome": f"linha {number}", "valor": f"{number},00"} for number in range(1, total + 1)]


def _total(request: Request) -> int:
    total: int = request.app.state.paged_total
    return total


@router.get("/array")
def array(request: Request) -> list[dict[str, Any]]:
    """Everything at once."""
    return rows(_total(request))


@router.get("/number")
def number(request: Request, pagina: int = 1, tamanhoPagina: int = 10) -> dict[str, Any]:  # noqa: N803 - the wire's name
    """Numbered pages with announced totals."""
    total = _total(request)
    pages = -(-total // tamanhoPagina)
    start = (pagina - 1) * tamanhoPagina
    return {
        "resultado": rows(total)[start : start + tamanhoPagina],
        "totalRegistros": total,
        "totalPaginas": pages,
        "paginasRestantes": max(0, pages - pagina),
    }


@router.get("/offset")
def offset(request: Request, offset: int = 0, limit: int = 10) -> dict[str, Any]:
    """Offset and limit with an announced total."""
    total = _total(request)
    return {"items": rows(total)[offset : offset + limit], "total": total}


@router.get("/next")
def next_link(request: Request, start: int = 0) -> dict[str, Any]:
    """A link to the next page, null on the last."""
    total, end = _total(request), start + 10
    return {"items": rows(total)[start:end], "next": f"/paged/next?start={end}" if end < total else None}
