"""The units that the simulated world has: those of orgaos.yaml, or one if there is no such file."""

from __future__ import annotations

from pathlib import Path

import yaml

from govhub_simulator.compras_gov.world import Unit

_DEFAULT = (
    Unit(
        "290002", "SEOF - DPU", "DPU-SECRETARIA DE EXECUCAO ORCAM. FINANCEIRA", "29000", "DEFENSORIA PUBLICA DA UNIAO"
    ),
)


def read_units(file: Path | None) -> tuple[Unit, ...]:
    """Return one unit per UG of the file, in its order."""
    if file is None or not file.exists():
        return _DEFAULT
    bodies = yaml.safe_load(file.read_text(encoding="utf-8"))["orgaos"]
    return tuple(
        Unit(
            codigo=ug,
            nome_resumido=f"UG {ug} - {body['sigla']}",
            nome=f"{body['sigla']}-UNIDADE GESTORA {ug}",
            orgao_codigo=body.get("siafi", ug[:3] + "00"),
            orgao_nome=body["nome"].upper(),
        )
        for body in bodies
        for ug in body["ugs"]
    )
