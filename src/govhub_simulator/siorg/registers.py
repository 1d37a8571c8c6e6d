"""The register of bodies, the code tables, and what changed since a version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govhub_simulator.siorg.structure import FIRST_VERSION, bodies, root_of, unit, version
from govhub_simulator.siorg.wire import summary
from govhub_simulator.world import Body, World

Rows = list[dict[str, Any]]

_OTHERS = (
    ("46", "Advocacia-Geral da União", "AGU"),
    ("244", "Ministério da Educação", "MEC"),
    ("1", "Financiadora de Estudos e Projetos", "FINEP"),
    ("3", "Fundação Instituto Brasileiro de Geografia e Estatística", "IBGE"),
    ("261", "Fundação Casa de Rui Barbosa", "FCRB"),
    ("984", "Fundação Biblioteca Nacional", "FBN"),
    ("1782", "Fundação Cultural Palmares", "FCP"),
    ("2330", "Fundação Nacional de Artes", "FUNARTE"),
)
_FIRST_CODE = 330_000
_POWERS = (("1", "Executivo"), ("2", "Legislativo"), ("3", "Judiciário"))
_SPHERES = (("1", "Federal"), ("2", "Estadual/Distrital"), ("3", "Municipal"))
_NATURES = (("1", "Empresa Pública"), ("2", "Fundação"), ("3", "Administração Direta"), ("4", "Autarquia"))
_SUBNATURES = (("1", "Autarquia Especial - Agência Reguladora", "4"), ("2", "Fundação Pública", "2"))
_CATEGORIES = (("1", "Essenciais da Presidência da República"), ("5", "Estrutura Básica"), ("9", "Vinculado"))
_TYPES = (
    ("OR", "Órgão"),
    ("EN", "Entidade"),
    ("UA", "Unidade Administrativa"),
    ("UC", "Unidade Colegiada"),
    ("ET", "Estrutura Temporária"),
)


def register(world: World) -> Iterator[dict[str, Any]]:
    """Yield the bodies of the federal executive: those that are served, well-known ones, and universities."""
    known = bodies(world)
    for body in known:
        yield _body(world, body)
    for code, name, acronym in _OTHERS:
        if root_of(world, code) is None:
            yield _body(world, Body(acronym, name, (), code))
    for number in range(max(4, world.scale // 10)):
        name = f"Fundação Universidade Federal da Região {number + 1}"
        yield _body(world, Body(f"UFR{number + 1}", name, (), str(_FIRST_CODE + number)))


def _body(world: World, body: Body) -> dict[str, Any]:
    """A body alone has no units of its own here, so it is made from the tree of a world in which it is the only one."""
    found = unit(World(world.seed, world.scale, (), world.day, (body,)), body, 0)
    assert found is not None, "a body always has its root"
    return summary(world, found, numbered=True)


def code_table(name: str) -> tuple[str, Rows] | None:
    """Return the payload key and the rows of a code table."""
    simple = {
        "poder": ("poder", "Poder", _POWERS),
        "esfera": ("esfera", "Esfera", _SPHERES),
        "natureza-juridica": ("naturezaJuridica", "NaturezaJuridica", _NATURES),
        "categoria-unidade": ("categoriaUnidade", "CategoriaUnidade", _CATEGORIES),
    }
    if name in simple:
        key, noun, values = simple[name]
        return key, [{f"codigo{noun}": int(code), f"descricao{noun}": text, "ativo": "SIM"} for code, text in values]
    if name == "tipo-unidade":
        return "tipoUnidade", [{"codigoTipoUnidade": code, "descricaoTipoUnidade": text} for code, text in _TYPES]
    if name == "subnatureza-juridica":
        return "subNaturezaJuridica", [_subnature(*values) for values in _SUBNATURES]
    return None


def _subnature(code: str, text: str, nature: str) -> dict[str, Any]:
    return {
        "codigoSubNaturezaJuridica": int(code),
        "descricaoSubNaturezaJuridica": text,
        "codigoNaturezaJuridica": f"http://estruturaorganizacional.dados.gov.br/id/natureza-juridica/{nature}",
        "ativo": "SIM",
    }


def changes(world: World, reference: str) -> dict[str, Any] | None:
    """Return what changed since a version, null for a version that never was."""
    current = FIRST_VERSION + world.day
    number = next((number for number in range(current + 1) if version(number) == reference), None)
    if number is None:
        return None
    changed = [_change(body.siorg, current) for body in bodies(world)] if number < current else []
    return {
        "versaoReferencia": reference,
        "versaoAtual": version(current),
        "orgaoEntidadeIncluido": [_change(str(_FIRST_CODE), 1)] if number < 1 else [],
        "orgaoEntidadeAlterado": changed,
        "orgaoEntidadeExcluido": [_change("72084", 2)] if number < 2 else [],
    }


def _change(code: str, number: int) -> dict[str, Any]:
    return {"codigo": int(code), "versao": version(number), "estruturaPerfeita": True}
