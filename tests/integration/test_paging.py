"""The four paging families over sockets: all rows, exactly once, or an error that says why."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from govhub.catalog import SystemDeclaration
from govhub.errors import SourceError
from govhub.extraction.answers import Page, Scope, ScopeDone
from govhub.extraction.reading import ServiceReading
from govhub.settings import SourceSettings
from govhub_simulator.server import Simulator

PAGINGS: dict[str, dict[str, Any]] = {
    "array": {"array": {}},
    "number": {
        "page_number": {
            "page_param": "pagina", "size_param": "tamanhoPagina", "size": 10, "rows": "resultado", "total_rows": "totalRegistros"
        }
    },
    "offset": {"offset": {"offset_param": "offset", "limit_param": "limit", "limit": 10, "rows": "items", "total_rows": "total"}},
    "next": {"next_link": {"rows": "items", "next": "next"}},
}  # fmt: skip
BY_PAGES = {
    "page_number": {
        "page_param": "pagina",
        "size_param": "tamanhoPagina",
        "size": 10,
        "rows": "resultado",
        "total_pages": "totalPaginas",
    }
}


def declared(path: str, paging: dict[str, Any]) -> SystemDeclaration:
    fields = [
        {"name": name, "from": name, "type": kind, "lgpd": "P0", "about": "Campo de teste"}
        for name, kind in (("id", "bigint"), ("nome", "text"), ("valor", "text"))
    ]
    resource = {
        "system": "teste", "name": "linhas", "about": "Linhas de teste", "path": path, "paging": paging, "key": ["id"],
        "load": "snapshot", "scope": [], "fields": fields,
    }  # fmt: skip
    return SystemDeclaration.model_validate(
        {
            "system": "teste", "title": "Sistema de teste", "about": "Só para testes", "domain": "teste", "owner": "teste",
            "protocol": "rest", "base_url": "http://localhost", "access": "livre", "schedule": "@daily",
            "freshness": {"warn_after_h": 1, "error_after_h": 2}, "resources": {"linhas": resource},
            "politeness": {"per_minute": 60000, "attempts": 2, "wait_max_s": 0.1, "timeout_s": 5},
        }
    )  # fmt: skip


def read(simulator: Simulator, path: str, paging: dict[str, Any]) -> tuple[list[int], list[ScopeDone]]:
    system = declared(path, paging)
    reading = ServiceReading(system, system.resources["linhas"], SourceSettings(base_url=simulator.url))

    async def collect() -> tuple[list[int], list[ScopeDone]]:
        ids: list[int] = []
        done = []
        async for item in reading.pages([Scope({})]):
            if isinstance(item, Page):
                ids += item.table.column("id").to_pylist()
            else:
                done.append(item)
        return ids, done

    return asyncio.run(collect())


@pytest.mark.parametrize("family", PAGINGS)
def test_every_row_arrives_once_and_in_order(simulator: Simulator, family: str) -> None:
    ids, (done,) = read(simulator, f"/paged/{family}", PAGINGS[family])

    assert ids == list(range(1, 26))
    assert (done.rows, done.rows_announced) == (25, 25 if family in {"number", "offset"} else None)


def test_pages_counted_by_the_source_end_the_reading_too(simulator: Simulator) -> None:
    assert read(simulator, "/paged/number", BY_PAGES)[0] == list(range(1, 26))


@pytest.mark.parametrize("family", ["number", "offset", "next"])
def test_a_fault_in_the_middle_is_retried_without_loss(simulator: Simulator, family: str) -> None:
    simulator.arm("truncated", f"/paged/{family}", count=1)

    assert read(simulator, f"/paged/{family}", PAGINGS[family])[0] == list(range(1, 26))
    assert simulator.disarm() == {"truncated": 1}


@pytest.mark.parametrize(
    ("family", "kind", "words"),
    [
        ("number", "missing_rows", "A página 1 trouxe 5 de 10 linhas antes do fim anunciado"),
        ("offset", "missing_rows", "A página 1 trouxe 5 de 10 linhas antes do fim anunciado"),
        ("number", "repeated_page", "repetiu a mesma página"),
        ("offset", "repeated_page", "repetiu a mesma página"),
        ("next", "repeated_page", "repetiu a mesma página|mandou ler de novo"),
        ("number", "wrong_total", "anunciou 26 linhas e entregou 25"),
        ("offset", "wrong_total", "anunciou 26 linhas e entregou 25"),
        ("number", "object", "não traz o total em totalRegistros"),
        ("next", "object", "outra coisa|lista prometida|não traz"),
    ],
)
def test_c03_t43_a_page_missing_repeated_or_miscounted_is_an_error(
    simulator: Simulator, family: str, kind: str, words: str
) -> None:
    simulator.arm(kind, f"/paged/{family}", count=None, **({"fraction": 0.5} if kind == "missing_rows" else {}))

    with pytest.raises(SourceError, match=words):
        read(simulator, f"/paged/{family}", PAGINGS[family])


def test_the_agreed_pace_is_never_exceeded(simulator: Simulator) -> None:
    system = declared("/paged/array", {"array": {}})
    resource = system.resources["linhas"].model_copy(update={"per": "ug", "scope": ("ug",)})
    reading = ServiceReading(system, resource, SourceSettings(base_url=simulator.url, per_minute=1200, concurrency=2))

    async def collect() -> int:
        return len(
            [
                item
                async for item in reading.pages(Scope({"ug": str(n)}) for n in range(60))
                if isinstance(item, ScopeDone)
            ]
        )

    assert asyncio.run(collect()) == 60
    metrics = simulator.metrics()
    assert metrics["requests"] == 60
    assert metrics["max_in_flight"] <= 2
    assert metrics["max_per_second"] <= 20 + 1  # a second that begins with a request holds one more
