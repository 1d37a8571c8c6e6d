"""Financial programming (PF) and credit notes (NC): what a unit passes on to others."""

from __future__ import annotations

from typing import Any

from govhub_simulator.randomness import stream
from govhub_simulator.siafi.messages import amount
from govhub_simulator.siafi.numbering import exists, issued_on
from govhub_simulator.world import World

MAIN_TREASURY = "00001"
_FAVOURED = ("110407", "153173", "154003", "201013")
_EVENTS = ("300300", "300301", "300302")


def programming(world: World, ug: str, year: int, number: int) -> dict[str, Any] | None:
    """Return a transfer (TRF) as the service sends it; the number comes in two spellings, the list may be missing."""
    if not exists(world, ug, year, "PF", number):
        return None
    random = stream(world.seed, "siafi", "PF", ug, year, number)
    count = (1, 2, 1, 0)[number % 4]
    items = [
        {
            "vlr": amount(random.randint(1_000_00, 5_000_000_00)),
            "codVinc": random.choice(("400", "412", "510")),
            "codFontRecur": "1000000000",
            "codCtgoGasto": random.choice(("C", "D")),
            "codSit": "TRF001" if place == 0 else "TRF003",
        }
        for place in range(count)
    ]
    return {
        "TRF": {
            "tipoPF": "TRF",
            "codUgEmit": ug,
            "codUgFavorecida": random.choice(_FAVOURED),
            "ano": year,
            "numeroDocumento": f"{year}PF{number:06d}" if number % 2 else number,
            "observacao": f"TRANSFERENCIA {900_000 + number:06d}" if number % 3 else "",
            "listaItemPFDTO": items,
        }
    }


def credit_note(world: World, ug: str, gestao: str, year: int, number: int) -> dict[str, Any] | None:
    """Return a credit note as the gateway sends it: JSON, amounts as numbers."""
    if gestao != MAIN_TREASURY or not exists(world, ug, year, "NC", number):
        return None
    random = stream(world.seed, "siafi", "NC", ug, year, number)
    return {
        "numero": f"{number:06d}",
        "ano": year,
        "dataEmissao": issued_on(world, year, "NC", number).isoformat(),
        "ugFavorecida": random.choice(_FAVOURED),
        "gestaoFavorecida": random.choice((MAIN_TREASURY, "15257")),
        "observacao": f"DESCENTRALIZACAO DE CREDITO, TRANSFERENCIA {900_000 + number:06d}" if number % 3 else None,
        "eventos": [
            {
                "evento": random.choice(_EVENTS),
                "esfera": "1",
                "ptres": random.choice(("173370", "230390")),
                "fonte": "1000000000",
                "natureza": random.choice(("339000", "339039", "449000")),
                "ugResponsavel": ug,
                "planoInterno": random.choice((None, "F2725INF040")),
                "valor": random.randint(1_000_00, 5_000_000_00) / 100,
            }
            for _ in range(1 + number % 2)
        ],
    }
