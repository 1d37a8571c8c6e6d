"""Posts: which kinds exist, and which of them each unit has."""

from __future__ import annotations

from typing import Any

from govhub_simulator.people import cpf
from govhub_simulator.randomness import stream
from govhub_simulator.siorg.structure import OrgUnit, unit
from govhub_simulator.world import World

Rows = list[dict[str, Any]]

_KINDS = (
    (12, "Função Comissionada Executiva", "FCE"),
    (13, "Cargo Comissionado Executivo", "CCE"),
    (1, "Direção e Assessoramento Superiores", "DAS"),
    (7, "Função Gratificada", "FG"),  # extinct: no post is left
)
_CATEGORIES, _LEVELS = range(1, 5), range(1, 18)
_HEADS = (
    ("Presidente", "CCE 1 17"),
    ("Diretor", "FCE 1 15"),
    ("Coordenador-Geral", "FCE 1 13"),
    ("Coordenador", "CCE 1 10"),
    ("Chefe de Divisão", "FCE 1 07"),
)
_ADVISERS = (("Assessor Técnico", "FCE 2 10"), ("Assistente", "CCE 2 07"), ("Gerente de Projeto", "FCE 3 13"))


def posts_of(world: World, found: OrgUnit) -> dict[str, Any]:
    """Return the answer about one unit: its posts by title and function."""
    groups = [_group(world, found, place) for place in range(len(places_of(world, found)))]
    if found.number == 0:
        groups += _reported_twice(world, found)
    return {
        "codigoUnidade": int(found.code) if found.number % 2 else found.code,
        "nomeUnidade": found.name,
        "siglaUnidade": found.acronym,
        "municipio": "Brasília" if found.level < 3 else None,
        "uf": "DF" if found.level < 3 else None,
        "cargos": groups[0] if len(groups) == 1 and found.number % 2 else groups,
    }


def places_of(world: World, found: OrgUnit) -> list[tuple[str, str, int]]:
    """Return title, function and number of the posts of a unit: its head, then its advisers; a collegiate has none."""
    if found.is_council:
        return []
    places = [(*_HEADS[min(found.level, 4)], 1)]
    for place in range(1, 1 + found.number % 3):
        created = place == 1 and world.day > found.number * 3 % 29  # a post that was created since
        places.append((*_ADVISERS[(found.number + place) % 3], 1 + (found.number + place) % 3 + created))
    return places


def _group(world: World, found: OrgUnit, place: int) -> dict[str, Any]:
    title, function, count = places_of(world, found)[place]
    posts = [_post(world, found, place, position) for position in range(count)]
    return {"denominacao": title, "funcao": function, "instancias": posts[0] if len(posts) == 1 and place else posts}


def _post(world: World, found: OrgUnit, place: int, position: int) -> dict[str, Any]:
    code = int(found.code) * 100 + place * 10 + position
    post: dict[str, Any] = {"codigoInstancia": str(code) if position == 1 else code, "nomeTitular": None}
    if place == 0 and found.number % 4 == 1:  # older answers carried it
        post["cpfTitular"] = cpf(stream(world.seed, "siorg", "titular", found.code))
    return post


def _reported_twice(world: World, root: OrgUnit) -> Rows:
    """The head of unit 2 is reported under the body too."""
    found = unit(world, root.body, 2)
    return [_group(world, found, 0)] if found is not None else []


def kinds_of_posts() -> Rows:
    """Return the kinds of posts, each with its categories and levels and their possible titles."""
    return [
        {
            "codigoTipo": code,
            "nome": name,
            "sigla": acronym,
            "cargosFuncoes": {"cargoFuncao": [] if acronym == "FG" else _levels(code)},
        }
        for code, name, acronym in _KINDS
    ]


def _levels(kind: int) -> Rows:
    return [_level(kind, category, level) for category in _CATEGORIES for level in _LEVELS]


def _level(kind: int, category: int, level: int) -> dict[str, Any]:
    code = kind * 1000 + category * 100 + level
    return {
        "codigoCargoFuncao": code if level % 2 else str(code),
        "categoria": str(category),
        "nivel": f"{level:02d}",
        "regraAutoridade": "AUTORIDADE" if level > 14 else None,
        "atoNormativo": {
            "tipoAto": "Lei",
            "codigoUnidade": None,
            "numero": "14.204",
            "ementa": "Simplifica a gestão de cargos em comissão e de funções de confiança",
            "url": "https://www.planalto.gov.br/ccivil_03/_ato2019-2022/2021/lei/L14204.htm",
            "codigoTipo": 3,
            "siglaTipo": "LEI",
            "dataAssinatura": "2021-09-16",
            "dataPublicacao": "2021-09-17",
            "dataVigencia": None,
        },
        "denominacoes": _titles(code, category, level),
    }


def _titles(code: int, category: int, level: int) -> dict[str, Any] | None:
    """Many titles, one that came without its list, or none."""
    if level < 5:
        return None
    name = {1: ("Chefe", "Coordenador-Geral", "Diretor"), 2: ("Assistente", "Assessor", "Assessor Especial")}.get(
        category, ("Gerente de Projeto", "Líder de Projeto", "Especialista")
    )
    titles: Rows = [{"codigo": code * 10 + place, "descricao": text} for place, text in enumerate(name)]
    return {"denominacao": titles[0] if level % 6 == 5 else titles}


def members_of(world: World, council: OrgUnit) -> list[tuple[OrgUnit | None, str | None]]:
    """Return who sits in a collegiate: units of the body, and representations from outside."""
    inside = [unit(world, council.body, number) for number in (1, 2, 3)]
    outside = ["Sociedade civil", "Sociedade civil", f"Empregados da {council.body.sigla}"]
    members: list[tuple[OrgUnit | None, str | None]] = [(found, None) for found in inside if found is not None]
    return members + [(None, text) for text in outside]
