"""Tesouro Gerencial: a report far beyond the usual size, from the folder where it was laid to the committed table."""

from __future__ import annotations

import io
import tempfile
from datetime import datetime
from pathlib import Path

from benchmarks.cluster import workplace, write_bodies
from benchmarks.measure import Ingestion, Measure, count, ingest_once, source
from govhub_simulator.tesouro_gerencial.commitments import since_2024
from govhub_simulator.tesouro_gerencial.reports import REPORTS
from govhub_simulator.tesouro_gerencial.writing import lines_of, write_csv
from govhub_simulator.world import Body, Unit, World

_BODY = Body("BENCH", "Órgão de teste", ("700001",))
_UNIT = Unit("700001", "UG 700001", "UNIDADE GESTORA DE TESTE", "70000", "ORGAO DE TESTE")
_CONTRACTS = 2000  # those whose notes are written again and again, each time of another UG
_WRITTEN_AT = datetime(2026, 11, 1, 12)  # noqa: DTZ001 - the portal tells no time zone
_PLACE = "@@@@@@"  # where each copy has its UG
_WITHOUT_MARK = "utf-16-le"
_GIGABYTE = 1_000_000_000
_AIM = 100_000  # lines a second


def measure_tesouro(size: int = _GIGABYTE) -> list[Measure]:
    """Ingest one report of notes of commitment: how many lines a second, and how much memory."""
    run = ingest_report(size)
    lines = run.rows
    rate, reading = lines / run.seconds, lines / run.reading_s
    title = f"tesouro: relatório de {size / _GIGABYTE:g} GB em UTF-16 ({count(lines)} linhas)"
    return [
        Measure(f"{title}, até a tabela", rate, "linhas/s", _AIM, rate / _AIM, "≥ 1"),
        Measure("tesouro: o mesmo, do arquivo ao lake", reading, "linhas/s", _AIM, reading / _AIM, "≥ 1"),
        Measure("tesouro: memória residente máxima", run.peak_mib, "MiB", 1024, run.peak_mib / 1024, "≤ 1"),
    ]


def ingest_report(size: int) -> Ingestion:
    """Write a report of at least so many bytes and ingest it into a warehouse of its own."""
    with tempfile.TemporaryDirectory(prefix="govhub-relatorios-") as name:
        folder = Path(name) / "relatorios"
        folder.mkdir()
        lines = write_report(folder, size)
        settings = write_bodies(Path(name), _BODY) | source("tesouro_gerencial", str(folder))
        with workplace(settings):
            run = ingest_once("tesouro_gerencial", "notas_empenho")
    assert run.rows == lines
    return run


def write_report(folder: Path, size: int) -> int:
    """Write a report of at least so many bytes, in the simulator's own form; return how many lines of data it has.

    Only one copy of the lines is held: the file grows by writing them again with the notes of another UG.
    """
    report = next(report for report in REPORTS if report.name == "notas_empenho")
    rows = list(since_2024(World(1, _CONTRACTS, (_UNIT,), bodies=(_BODY,)), 0, None))
    rows = [row | {"ne_ccor": _PLACE + row["ne_ccor"][len(_PLACE) :]} for row in rows]
    *lines, total = lines_of(report, rows, _WRITTEN_AT)
    data = io.BytesIO()
    write_csv(data, report, lines[-len(rows) :], _WITHOUT_MARK)
    content, copies = data.getvalue(), 0
    with (folder / f"{report.subject}.csv").open("wb") as stream:
        write_csv(stream, report, lines[: -len(rows)])
        while stream.tell() < size:
            stream.write(content.replace(_PLACE.encode(_WITHOUT_MARK), f"{700_000 + copies}".encode(_WITHOUT_MARK)))
            copies += 1
        sums = [cell * copies if isinstance(cell, int) else cell for cell in total]
        write_csv(stream, report, [sums], _WITHOUT_MARK)
    return len(rows) * copies
