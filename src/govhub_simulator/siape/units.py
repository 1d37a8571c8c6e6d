"""Answers about units, and the lists from which every reading starts."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date

from govhub_simulator.randomness import stream
from govhub_simulator.siape.envelope import NO_DATA, Fault, Node, full
from govhub_simulator.siape.population import (
    Member,
    cpf_of,
    d8,
    head_number,
    people_of,
    unit_changed_on,
    unit_code,
    unit_count,
    unit_number,
)
from govhub_simulator.siorg import structure
from govhub_simulator.siorg.posts import places_of
from govhub_simulator.world import Body, World

CITIES = (
    ("9701", "BRASILIA", "DF"),
    ("7107", "SAO PAULO", "SP"),
    ("6001", "RIO DE JANEIRO", "RJ"),
    ("1389", "FORTALEZA", "CE"),
)
_HEADS = (  # where SIORG is silent
    ("Presidente", "CCE 1 17"),
    ("Diretor", "FCE 1 15"),
    ("Coordenador-Geral", "FCE 1 13"),
)


def list_units(world: World, body: Body) -> Node:
    """Answer listaUorgs."""
    return {
        "Uorg": [
            full(
                "Uorg",
                {
                    "codigo": unit_code(number),
                    "dataUltimaTransacao": d8(unit_changed_on(world, number)),
                    "nome": unit_name(world, body, number),
                },
            )
            for number in range(unit_count(world))
        ]
    }


def unit_data(world: World, body: Body, code: str) -> Node:
    """Answer dadosUorg."""
    number = unit_number(world, code)
    if number is None:
        raise Fault(NO_DATA)
    name, city = unit_name(world, body, number), CITIES[number % len(CITIES)]
    days = stream(world.seed, "siape", "unit", number).randrange(3000)
    return full(
        "UorgDados",
        {
            "codMunicipio": city[0],
            "codOrgao": body.siape,
            "codSiorg": siorg_code(world, body, number),
            "codSiorgOrgao": body.siorg,
            "codUnidadeSiafi": body.ugs[number % len(body.ugs)] if body.ugs else "",
            "codUorg": code,
            "codUorgPagadora": unit_code(0),
            "codUorgPai": unit_code((number - 1) // 3) if number else "",
            "codUorgPessoal": unit_code(0),
            "cpfTitularAutoridadeUorg": cpf_of(world.seed, head_number(world, body, number)) if number % 4 != 3 else "",
            "dataCriacaoUorg": d8(date.fromordinal(date(2015, 1, 2).toordinal() + days)),
            "diplomaLegalCriacaoUorg": "DECRETO 11437/2023",
            "indicadorUorgAdministrativa": "S",
            "indicadorUorgPessoal": "S" if number == 0 else "N",
            "indicadorUorgRegimenta": "N" if number % 6 == 4 else "S",
            "indicadorUorgUpag": "S" if number == 0 else "N",
            "nomeExtendido": name,
            "nomeMunicipio": city[1],
            "nomeUorg": name,
            "nomeUorgMaiusculo": name,
            "siglaOrgao": body.sigla,
            "siglaUfMunicipio": city[2],
            "siglaUorg": unit_acronym(world, body, number),
            "telefone": f"00613333{number:04d}000000",
        },
    )


def list_people(world: World, body: Body, code: str) -> Node:
    """Answer listaServidores."""
    number = unit_number(world, code)
    found = list(people_of(world, body, number)) if number is not None else []
    if not found:
        raise Fault(NO_DATA)
    return {
        "Servidor": [
            {"cpf": cpf_of(world.seed, person.index), "dataUltimaTransacao": d8(person.changed_on)} for person in found
        ]
    }


def vacancies(world: World, body: Body) -> Node:
    """Answer consultaTotalizadorVagasOrgao."""
    totals: Counter[str] = Counter()
    numbers = [found.number for found in structure.units(world, body)] if body.siorg else range(unit_count(world))
    for number in numbers:
        for _, function, count in posts_of_unit(world, body, number):
            totals[function] += count
    places = []
    for place, (function, total) in enumerate(sorted(totals.items())):
        free = (place + world.day // 7) % (total // 3 + 1)
        counts = {"quantVagaFuncaoLivre": str(free), "quantVagaFuncaoOcupada": str(total - free)}
        places.append({"funcoesOrgao": _spelled(function, place), **counts})
    direct = structure.is_direct(body)
    nature = "ADMINISTRACAO DIRETA" if direct else "AUTARQUIA"
    return {
        "codNatJuridica": "1" if direct else "3",
        "nomeNatJuridica": nature,
        "vagasPorOrgao": {"VagasOrgao": places},
    }


def unit_name(world: World, body: Body, number: int) -> str:
    """Return the name of a unit: that of its SIORG unit, in upper case without accents."""
    if number % 5 == 3:
        return "DIVISAO DE PAGAMENTO & BENEFICIOS"
    found = structure.unit(world, body, number) if body.siorg else None
    name = found.name if found is not None else (body.nome if number == 0 else f"COORDENACAO {number}")
    return plain(name)


def unit_acronym(world: World, body: Body, number: int) -> str:
    """Return the acronym of a unit."""
    found = structure.unit(world, body, number) if body.siorg else None
    return found.acronym.strip() if found is not None else f"CO{number}"


def siorg_code(world: World, body: Body, number: int) -> str:
    """Return the SIORG code of a unit, also of one that SIORG no longer has."""
    return structure.unit_code(world, body, number) if body.siorg else ""


def posts_of_unit(world: World, body: Body, number: int) -> list[tuple[str, str, int]]:
    """Return title, function and number of the posts of a unit, as SIORG has them."""
    found = structure.unit(world, body, number) if body.siorg else None
    return places_of(world, found) if found is not None else [(*_HEADS[min(number, len(_HEADS) - 1)], 1)]


def function_held(world: World, body: Body, person: Member, unit: int, *, appointed: bool) -> tuple[str, str] | None:
    """Return code, in one of its spellings, and title of the function that a person holds in a unit, null for none.

    The first person of a unit heads it; of the others one in eight, and whoever was appointed, advises.
    """
    places = posts_of_unit(world, body, unit)
    if not places or not (person.rank == unit or appointed or person.rank % 8 == 0):
        return None
    advisers = places[1:] or places
    title, function, _ = places[0] if person.rank == unit else advisers[person.rank // 6 % len(advisers)]
    return _spelled(function, person.index), plain(title)


def _spelled(function: str, turn: int) -> str:
    kind, category, level = function.split()
    return (f"{kind}0{category}{level}", f"{kind} {category}{level}", f"{kind}-{category}.{level}")[turn % 3]


def plain(text: str) -> str:
    """Return a text as the mainframe keeps it: upper case, no accents, single spaces."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(ascii_text.upper().split())
