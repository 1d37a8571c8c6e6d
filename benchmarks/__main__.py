"""`make bench`: measure, print a table, and write .govhub/bench.json.

python -m benchmarks [--contracts 200000] [--only bronze|children|transferegov|siape|tesouro|transform|growth|volume]
    [--scale large] [--sizes 1000000,10000000]

`--scale large` takes what only shows at millions of rows: growth and volume.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from benchmarks.builds import measure_builds
from benchmarks.growth import measure_growth
from benchmarks.measure import Measure
from benchmarks.rest import measure_bronze, measure_children, measure_transferegov
from benchmarks.siape import measure_siape
from benchmarks.tesouro import measure_tesouro
from benchmarks.transform import measure_transform
from govhub.settings import CHECKOUT

_LARGE = {"growth", "volume"}


def main() -> None:
    """Run the chosen benchmarks, one after the other."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--contracts", type=int, default=200_000)
    parser.add_argument("--sizes", default="1000000,10000000", help="rows of bronze, for volume")
    measuring: dict[str, Callable[[], list[Measure]]] = {
        "bronze": lambda: measure_bronze(options.contracts),
        "children": measure_children,
        "transferegov": measure_transferegov,
        "siape": measure_siape,
        "tesouro": measure_tesouro,
        "transform": measure_transform,
        "growth": measure_growth,
        "volume": lambda: measure_builds(tuple(int(size) for size in options.sizes.split(","))),
    }
    parser.add_argument("--only", choices=tuple(measuring))
    parser.add_argument("--scale", choices=("large",))
    options = parser.parse_args()
    chosen = {options.only} if options.only else _LARGE if options.scale else set(measuring)
    measures: list[Measure] = []
    try:
        for name in measuring:
            if name in chosen:
                measures += measuring[name]()
    finally:  # half an hour of figures is not lost with one that fails
        report(measures)


def report(measures: list[Measure]) -> None:
    """Print the table and write the file."""
    table = Table(title="make bench", title_justify="left")
    for column in ("medida", "valor", "unidade", "base", "razão", "alvo"):
        table.add_column(column)
    for measure in measures:
        figures = [
            f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
            for number in (measure.value, measure.baseline, measure.ratio)
        ]
        table.add_row(measure.name, figures[0], measure.unit, figures[1], figures[2], measure.aim)
    Console().print(table)
    target = CHECKOUT / ".govhub" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    rows = [{key: value for key, value in asdict(measure).items() if key != "aim"} for measure in measures]
    target.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
