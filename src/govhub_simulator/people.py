"""Believable Brazilian persons, companies and documents, pooled once per seed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from faker import Faker

from govhub_simulator.randomness import stream

_CPF_WEIGHTS = (range(10, 1, -1), range(11, 1, -1))
_CNPJ_WEIGHTS = ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))
_POOL = 400


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier as the wire names it: tipo, document text, name."""

    tipo: str
    documento: str
    nome: str

    def wire(self) -> dict[str, str]:
        """Return the object of the API."""
        return {"tipo": self.tipo, "cnpj_cpf_idgener": self.documento, "nome": self.nome}


def cpf(random: Random) -> str:
    """Return 11 digits with valid check digits."""
    return _checked([random.randint(0, 9) for _ in range(9)], _CPF_WEIGHTS)


def cnpj(random: Random) -> str:
    """Return 14 digits with valid check digits."""
    return _checked([random.randint(0, 9) for _ in range(8)] + [0, 0, 0, 1], _CNPJ_WEIGHTS)


def _checked(digits: list[int], weights: tuple[object, ...]) -> str:
    for row in weights:
        rest = sum(digit * weight for digit, weight in zip(digits, row, strict=True)) % 11  # type: ignore[call-overload]
        digits = [*digits, 0 if rest < 2 else 11 - rest]
    return "".join(map(str, digits))


def formatted_cpf(digits: str) -> str:
    """Return 000.000.001-91."""
    return f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}"


def formatted_cnpj(digits: str) -> str:
    """Return 26.972.885/0001-84."""
    return f"{digits[:2]}.{digits[2:5]}.{digits[5:8]}/{digits[8:12]}-{digits[12:]}"


@lru_cache(maxsize=4)
def suppliers(seed: int) -> tuple[Supplier, ...]:
    """Return the pool of suppliers: mostly companies, some persons, units of government, and foreigners."""
    faker, random = _faker(seed, "suppliers"), stream(seed, "suppliers")
    return tuple(_supplier(index, faker, random) for index in range(_POOL))


def _supplier(index: int, faker: Faker, random: Random) -> Supplier:
    kind = index % 25
    if kind in {3, 14}:
        return Supplier("FISICA", formatted_cpf(cpf(random)), faker.name().upper())
    if kind == 7:
        return Supplier("UG", f"{806000 + index:06d}", "SERPRO - REGIONAL " + faker.city().upper())
    if kind == 19:
        return Supplier(
            "IDGENERICO", f"EX{random.randint(10**6, 10**7 - 1)}", f"{faker.last_name().upper()} INTERNATIONAL LLC"
        )
    if kind == 21:  # a one-person firm carries its owner's name and CPF
        return Supplier("JURIDICA", formatted_cnpj(cnpj(random)), f"{faker.name().upper()} {cpf(random)}")
    name = faker.company().upper()
    return Supplier("JURIDICA", formatted_cnpj(cnpj(random)), f"{name} D'OESTE LTDA" if kind == 11 else name)


@lru_cache(maxsize=4)
def servants(seed: int) -> tuple[str, ...]:
    """Return the pool of public servants as the API shows them: half-masked CPF, hyphen, name."""
    return _users(seed, "servants")


@lru_cache(maxsize=4)
def workers(seed: int) -> tuple[str, ...]:
    """Return the pool of outsourced workers, in the same form."""
    return _users(seed, "workers")


def _users(seed: int, pool: str) -> tuple[str, ...]:
    faker, random = _faker(seed, pool), stream(seed, pool)
    return tuple(_user(index, faker, random) for index in range(_POOL))


def _user(index: int, faker: Faker, random: Random) -> str:
    digits = cpf(random)
    name = faker.name().upper()
    if index % 40 == 5:
        name = f"{name} - {faker.last_name().upper()}"
    return f"***.{digits[3:6]}.{digits[6:9]}-** - {name}"


def _faker(seed: int, pool: str) -> Faker:
    faker = Faker("pt_BR")
    faker.seed_instance(f"{seed}/{pool}")
    return faker
