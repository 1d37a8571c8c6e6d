"""Names and bonds of a person: one, two or three of them, active, retired, ceded or ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from govhub_simulator.randomness import add_months, stream
from govhub_simulator.siape.population import Member, bodies, is_ceded, units_of
from govhub_simulator.world import FIRST_DAY, Body, World

_WOMEN = [
    "MARIA",
    "ANA",
    "FRANCISCA",
    "ANTONIA",
    "ADRIANA",
    "JULIANA",
    "MARCIA",
    "FERNANDA",
    "PATRICIA",
    "ALINE",
    "SANDRA",
    "CAMILA",
    "LUCIA",
    "BEATRIZ",
    "ROSANGELA",
]
_MEN = [
    "JOSE",
    "JOAO",
    "ANTONIO",
    "FRANCISCO",
    "CARLOS",
    "PAULO",
    "PEDRO",
    "LUCAS",
    "LUIZ",
    "MARCOS",
    "RAFAEL",
    "BRUNO",
    "EDUARDO",
    "RODRIGO",
    "SEVERINO",
]
_SURNAMES = [
    "SILVA",
    "SANTOS",
    "OLIVEIRA",
    "SOUZA",
    "PEREIRA",
    "FERREIRA",
    "ALVES",
    "LIMA",
    "COSTA",
    "RIBEIRO",
    "MARTINS",
    "CARVALHO",
    "ALMEIDA",
    "LOPES",
    "SOARES",
    "VIEIRA",
    "MONTEIRO",
    "MENDES",
    "BARROS",
    "FREITAS",
    "BARBOSA",
    "PINTO",
    "MOURA",
    "CAVALCANTI",
    "DIAS",
    "CASTRO",
    "CAMPOS",
    "CARDOSO",
]
_PARTICLES = {"SILVA": "DA ", "COSTA": "DA ", "SANTOS": "DOS "}

SITUATIONS = {
    "01": "ATIVO PERMANENTE",
    "02": "APOSENTADO",
    "04": "NOMEADO CARGO COMIS.",
    "08": "ATIVO EM OUTRO ORGAO",
    "12": "CONTRATO TEMPORARIO",
    "66": "ESTAGIARIO SIGEPE",
}
POSTS = (
    ("480026", "ANALISTA EM TECNOLOGIA DA INFORMACAO", "NS"),
    ("480045", "ANALISTA TECNICO DE POLITICAS SOCIAIS", "NS"),
    ("400007", "ADMINISTRADOR", "NS"),
    ("400012", "ECONOMISTA", "NS"),
    ("480225", "AGENTE ADMINISTRATIVO", "NI"),
    ("480301", "TECNICO EM CONTABILIDADE", "NI"),
    ("432550", "AUXILIAR OPERACIONAL", "NA"),
)
_INTERN = ("900001", "ESTAGIARIO", "NA")
_MATRICULAS = 9_000_000
_BONDS_EACH = 4


@dataclass(frozen=True, slots=True)
class Bond:
    """One bond of a person with a body on one day; `unit` is a number in the body."""

    body: Body
    matricula: str
    situation: str
    post: tuple[str, str, str]
    start: date
    end: date | None
    retired_on: date | None
    unit: int
    died: bool = False

    @property
    def is_paid(self) -> bool:
        """Whether a sheet is made for it."""
        return self.end is None and self.situation != "08"


def name_of(seed: int, number: int) -> tuple[str, str]:
    """Return name and sex of the person with a number, of whatever kind."""
    random = stream(seed, "siape", "name", number)
    sex = "F" if random.random() < 0.52 else "M"
    return _name(random, _WOMEN if sex == "F" else _MEN), sex


def parents_of(seed: int, number: int) -> tuple[str, str]:
    """Return the names of mother and father."""
    random = stream(seed, "siape", "parents", number)
    mother, father = _name(random, _WOMEN), _name(random, _MEN)
    return mother, "NAO DECLARADO" if number % 7 == 4 else father


def _name(random: Random, first_names: list[str]) -> str:
    first, second = random.sample(_SURNAMES, 2)
    return f"{random.choice(first_names)} {first} {_PARTICLES.get(second, '')}{second}"


def matricula(index: int, place: int) -> str:
    """Return seven digits that no other bond has."""
    return str(1_000_000 + (index * _BONDS_EACH + place) * 1_234_567 % _MATRICULAS)


def bonds_of(world: World, person: Member) -> list[Bond]:
    """Return every bond that a person ever had, in all bodies, the present one first."""
    random = stream(world.seed, "siape", "bonds", person.index)
    units = units_of(world, person)
    entered = FIRST_DAY + timedelta(days=person.born) if person.born else _past(random, 2, 25)
    left = FIRST_DAY + timedelta(days=person.left) if person.left is not None else None
    post = POSTS[random.randrange(len(POSTS))]

    def bond(place: int, situation: str, start: date, end: date | None = None, **more: date | bool | None) -> Bond:
        retired = more.get("retired_on")
        return Bond(
            person.body,
            matricula(person.index, place),
            situation,
            POSTS[-3 - place] if place else post,
            start,
            end,
            retired if isinstance(retired, date) else None,
            units[0],
            bool(more.get("died")),
        )

    if person.rank % 9 == 2:  # retired and deceased: others receive a pension
        retired = add_months(entered, 12)
        return [bond(0, "02", add_months(entered, -300), add_months(retired, 6), retired_on=retired, died=True)]
    if person.rank % 6 == 5:  # retired, and back in a commissioned post
        retired = add_months(entered, -1)
        return [bond(0, "04", entered, left), bond(1, "02", add_months(entered, -360), retired_on=retired)]
    if person.rank % 12 == 6:  # retired in the last five years, alive
        retired = _recent(random, 1800)
        return [bond(0, "02", add_months(retired, -12 * random.randint(25, 40)), retired_on=retired)]
    if person.rank % 12 == 10:
        return [replace(bond(0, "66", _recent(random, 500), left), post=_INTERN)]
    if person.rank % 24 == 12:  # left in the last year
        return [bond(0, "01", entered, _recent(random, 360))]
    if person.rank % 8 == 7:  # entered in the last year
        entered = _recent(random, 360)
    if person.rank % 7 == 3:
        earlier = [bond(1, "01", add_months(entered, -96), add_months(entered, -2))]
        if person.rank % 14 == 3:
            earlier.append(bond(2, "12", add_months(entered, -150), add_months(entered, -110)))
        return [bond(0, "01", entered, left), *earlier]
    found = [bond(0, "12" if person.rank % 10 == 8 else "01", entered, left)]
    return found + _ceded(world, person, found[0])


def _ceded(world: World, person: Member, home: Bond) -> list[Bond]:
    known = bodies(world)
    if len(known) < 2 or not is_ceded(person):
        return []
    host = known[(person.index + 1) % len(known)]
    number = matricula(person.index, 3)
    return [Bond(host, number, "08", home.post, add_months(home.start, 12), home.end, None, home.unit)]


def _recent(random: Random, days: int) -> date:
    return FIRST_DAY - timedelta(days=random.randint(5, days))


def _past(random: Random, least_years: int, most_years: int) -> date:
    return FIRST_DAY - timedelta(days=random.randint(least_years * 365, most_years * 365))


def bonds_in(world: World, person: Member, body: Body) -> list[Bond]:
    """Return the bonds of a person with one body."""
    return [bond for bond in bonds_of(world, person) if bond.body.siape == body.siape]
