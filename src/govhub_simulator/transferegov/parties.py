"""The bodies that transfer and receive: those of the world, and others with which they deal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from govhub_simulator.world import World

DIRECT = "00001"


@dataclass(frozen=True, slots=True)
class Party:
    """A management unit with the body that it belongs to and the body above it; `gestao` has 5 digits, `ug` 6."""

    ug: str
    gestao: str
    siorg: int
    sigla: str
    nome: str
    superior_siorg: int
    superior_sigla: str
    superior_nome: str

    @property
    def fk(self) -> int:
        """Internal id of the unit at the source."""
        return 100 + self.siorg


_MEC = (244, "MEC", "Ministério da Educação")
_MCTI = (308798, "MCTI", "Ministério da Ciência, Tecnologia e Inovação")
_MGI = (308796, "MGI", "Ministério da Gestão e da Inovação em Serviços Públicos")
_MS = (304, "MS", "Ministério da Saúde")
_MAPA = (14, "MAPA", "Ministério da Agricultura e Pecuária")
_OTHERS = (
    ("154040", "15257", 448, "UnB", "Universidade de Brasília", _MEC),
    ("153052", "15226", 461, "UFG", "Universidade Federal de Goiás", _MEC),
    ("153115", "15236", 467, "UFRJ", "Universidade Federal do Rio de Janeiro", _MEC),
    ("153103", "15234", 459, "UFRN", "Universidade Federal do Rio Grande do Norte", _MEC),
    ("158143", "26428", 100904, "IFB", "Instituto Federal de Brasília", _MEC),
    ("154003", "15279", 250, "CAPES", "Coordenação de Aperfeiçoamento de Pessoal de Nível Superior", _MEC),
    ("364102", "36201", 1820, "CNPq", "Conselho Nacional de Desenvolvimento Científico e Tecnológico", _MCTI),
    ("114702", "11401", 2182, "ENAP", "Fundação Escola Nacional de Administração Pública", _MGI),
    ("254420", "25201", 1850, "FIOCRUZ", "Fundação Oswaldo Cruz", _MS),
    ("135100", "13203", 1754, "EMBRAPA", "Empresa Brasileira de Pesquisa Agropecuária", _MAPA),
)


@lru_cache(maxsize=4)
def own(world: World) -> tuple[Party, ...]:
    """Return one party per UG of the world's bodies, the first UG of each body before the second ones."""
    found = [(place, order, body) for order, body in enumerate(world.bodies) for place in range(len(body.ugs))]
    return tuple(
        Party(
            ug=body.ugs[place],
            gestao=DIRECT,
            siorg=int(body.siorg or 900_000 + order),
            sigla=body.sigla,
            nome=body.nome,
            superior_siorg=int(body.siorg or 900_000 + order),
            superior_sigla=body.sigla,
            superior_nome=body.nome,
        )
        for place, order, body in sorted(found, key=lambda item: item[:2])
    )


@lru_cache(maxsize=4)
def others(world: World) -> tuple[Party, ...]:
    """Return bodies outside the world, with codes that none of the world's bodies has."""
    taken = {party.ug for party in own(world)} | {party.sigla.upper() for party in own(world)}
    return tuple(
        Party(ug, gestao, siorg, sigla, nome, *superior)
        for ug, gestao, siorg, sigla, nome, superior in _OTHERS
        if ug not in taken and sigla.upper() not in taken
    )


def every(world: World) -> tuple[Party, ...]:
    """Return all parties."""
    return own(world) + others(world)
