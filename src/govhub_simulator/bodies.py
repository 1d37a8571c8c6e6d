"""The bodies and units that the simulated world has: those of orgaos.yaml, or one if there is no such file."""

from __future__ import annotations

from pathlib import Path

import yaml

from govhub_simulator.world import Body, Unit

_DEFAULT = (Body("DPU", "Defensoria Pública da União", ("290002",), "1234", "29000", "29000"),)


def read_bodies(file: Path | None) -> tuple[Body, ...]:
    """Return the bodies of the file, in its order."""
    if file is None or not file.exists():
        return _DEFAULT
    return tuple(
        Body(
            sigla=body["sigla"],
            nome=body["nome"],
            ugs=tuple(body.get("ugs") or ()),
            siorg=body.get("siorg") or "",
            siafi=body.get("siafi") or "",
            siape=body.get("siape") or "",
        )
        for body in yaml.safe_load(file.read_text(encoding="utf-8"))["orgaos"]
    )


def units_of(bodies: tuple[Body, ...]) -> tuple[Unit, ...]:
    """Return one unit per UG of the bodies."""
    return tuple(
        Unit(
            codigo=ug,
            nome_resumido=f"UG {ug} - {body.sigla}",
            nome=f"{body.sigla}-UNIDADE GESTORA {ug}",
            orgao_codigo=body.siafi or ug[:3] + "00",
            orgao_nome=body.nome.upper(),
        )
        for body in bodies
        for ug in body.ugs
    )
