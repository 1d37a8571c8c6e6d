"""The walk of the captured payloads: from the replayed services to lake and bronze, of the bodies they belong to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from govhub.catalog import Catalog, ResourceDeclaration, load_catalog
from govhub.catalog.loops import ValuesLoop
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import Request, Workplace, ingest_resource
from govhub.pipeline.request import Period
from govhub.settings import load_settings
from govhub.warehouse.ledger import Run
from govhub_simulator import certificates

from .captured_answers import replayed
from .captured_figures import CAPTURES, Capture, Row
from .conftest import Warehouse, fresh_warehouse

BODIES = """
orgaos:
  - {sigla: DPU, nome: Defensoria Pública da União, siorg: "260668", siafi: "29000", siape: "37000", ugs: ["290002"]}
  - {sigla: MGI, nome: Ministério da Gestão, siorg: "2981", siape: "20113", ugs: ["201013"]}
  - {sigla: MinC, nome: Ministério da Cultura}
"""
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))  # that of the captured documents of SIAFI
FAR = 130  # numbers without a document before the captured 000123
ASKED = {  # whose answers were captured
    "compras_gov": Request(orgaos=("DPU",)),
    "siafi": Request(orgaos=("MGI",)),
    "siape": Request(orgaos=("MGI",)),
    "transferegov_fundoafundo": Request(orgaos=("MinC",)),
}
EXTRA = ("transferegov_fundoafundo__programas",)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A warehouse that holds the captured payloads, the runs that brought them, the files they came from, and what shuts SIAFI."""

    warehouse: Warehouse
    samples: Path
    runs: dict[str, Run] = field(default_factory=dict)
    closed: threading.Event = field(default_factory=threading.Event)

    def bronze(self, capture: Capture) -> list[Row]:
        return self.warehouse.rows(f"select * from bronze.{capture.table} where _deleted_at is null")

    @property
    def place(self) -> Workplace:
        return self.warehouse.place

    def one(self, model: str, condition: str = "true", **columns: str) -> Row:
        """Return the only row that a query of a silver model gives."""
        wanted = ", ".join(f"{expression} as {name}" for name, expression in columns.items())
        [row] = self.warehouse.rows(f"select {wanted} from silver.{model} where {condition}")
        return row

    def payload(self, table: str) -> list[Row]:
        return next(capture for capture in CAPTURES if capture.table == table).rows(self.samples)


def _reaching(resource: ResourceDeclaration) -> ResourceDeclaration:
    """Scan as far as the number that was captured, and of payables only its kind."""
    scan = resource.paging.scan
    if scan is None:
        return resource
    per = tuple(
        loop.model_copy(update={"values": ("NP",)}) if isinstance(loop, ValuesLoop) else loop for loop in resource.per
    )
    paging = resource.paging.model_copy(update={"scan": scan.model_copy(update={"misses": FAR})})
    return resource.model_copy(update={"paging": paging, "per": per})


def _ingest(loaded: Loaded) -> None:
    """Read what a file was captured of and what it hangs on, parents first; of Compras.gov also what answers nothing."""
    place, catalog = loaded.place, loaded.warehouse.catalog
    wanted = {capture.table for capture in CAPTURES} | set(EXTRA)
    systems = dict(catalog.systems)
    for name in ASKED:
        reaching = {each: _reaching(resource) for each, resource in systems[name].resources.items()}
        systems[name] = systems[name].model_copy(update={"resources": reaching})
    object.__setattr__(place, "catalog", Catalog(systems=systems, bodies=catalog.bodies))
    for name, asked in ASKED.items():
        for resource in systems[name].in_load_order():
            if resource.table in wanted or (name == "compras_gov" and not resource.on_request):
                period = YEAR if resource.has_period else None
                loaded.runs[resource.table] = ingest_resource(place, name, resource.name, replace(asked, period=period))


@contextmanager
def captured_walk(samples: Path, postgres: EmbeddedPostgres, template: str, home: Path) -> Iterator[Loaded]:
    """Yield a fresh warehouse that holds the captured payloads; the services stay for a second reading."""
    (home / "orgaos.yaml").write_text(BODIES, encoding="utf-8")
    certificates.make(home)
    files = {"CERT_FILE": "client.pem", "KEY_FILE": "client.key", "CA_FILE": "ca.pem"}
    given = {f"GOVHUB_SOURCE_SIAFI_{name}": str(home / file) for name, file in files.items()}
    with (
        pytest.MonkeyPatch.context() as patch,
        fresh_warehouse(postgres, template, home) as environment,
        replayed(samples, closed := threading.Event()) as addresses,
    ):
        for name, value in {
            **environment,
            **addresses,
            **given,
            "GOVHUB_ORGAOS_FILE": str(home / "orgaos.yaml"),
        }.items():
            patch.setenv(name, value)
        settings = load_settings()
        found = Loaded(Warehouse(settings, load_catalog(settings), environment), samples, closed=closed)
        _ingest(found)
        yield found
