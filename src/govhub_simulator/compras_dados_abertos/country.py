"""Who buys: the units of the simulated bodies, a few others that stand for the rest of the country, and their bodies.

The rest of the country is another world of the same kind, so that a request whose filter is ignored brings strangers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from govhub_simulator.people import cnpj
from govhub_simulator.randomness import stream
from govhub_simulator.world import Unit, World

_BODIES = (("52121", "COMANDO DO EXERCITO"), ("26000", "MINISTERIO DA EDUCACAO"), ("36000", "MINISTERIO DA SAUDE"))
_UNITS = tuple(
    Unit(f"{160399 + place * 37:06d}", f"UNIDADE {place + 1}", f"UNIDADE DE COMPRAS {place + 1}", *body)
    for place, body in enumerate(_BODIES)
)
_PLACES = (
    ("DF", 97012, 5300108, "Brasília"),
    ("SP", 71072, 3550308, "São Paulo"),
    ("PA", 4278, 1501402, "Belém"),
    ("RS", 88013, 4314902, "Porto Alegre"),
    ("SP", 71234, 3545803, "Santa Bárbara d'Oeste"),
)
_SHARED_CNPJ_EVERY, _NO_CNPJ_EVERY = 20, 33


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality in the codes of SIASG and IBGE."""

    uf: str
    siasg: int
    ibge: int
    nome: str


@lru_cache(maxsize=16)
def elsewhere(world: World) -> World:
    """Return the rest of the country: a world with another seed and other units."""
    return replace(world, seed=world.seed + 1, scale=max(40, world.scale // 4), units=_UNITS, bodies=())


def parts(world: World) -> tuple[World, World]:
    """Return the two worlds whose rows the API publishes."""
    return world, elsewhere(world)


@lru_cache(maxsize=16)
def bodies(world: World) -> dict[str, str]:
    """Return the names of the bodies by code, those of the simulated world first."""
    return {unit.orgao_codigo: unit.orgao_nome for part in parts(world) for unit in part.units}


@lru_cache(maxsize=4096)
def body_cnpj(world: World, codigo: str) -> str:
    """Return the CNPJ of a body: real ones have their own, of the others some share one and some have `0`."""
    if codigo in bodies(world):
        return cnpj(stream(world.seed, "cnpj", codigo))
    if int(codigo) % _NO_CNPJ_EVERY == 0:
        return "0"
    return cnpj(stream(world.seed, "cnpj", "90000" if int(codigo) % _SHARED_CNPJ_EVERY == 0 else codigo))


def siorg_of(world: World, codigo: str) -> str | None:
    """Return the SIORG code of a body of orgaos.yaml, null for others."""
    return next((body.siorg for body in world.bodies if body.siafi == codigo and body.siorg), None)


def place_of(codigo: str) -> Place:
    """Return where a unit is."""
    return Place(*_PLACES[int(codigo) % len(_PLACES)])
