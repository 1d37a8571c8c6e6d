"""The catalogues of materials (CATMAT) and services (CATSER): a small tree, and as many items as the world's scale."""

from __future__ import annotations

from datetime import date, timedelta

from govhub_simulator.compras_dados_abertos.writing import Row, Rows, instant
from govhub_simulator.world import FIRST_DAY, World

GROUPS = (
    (71, "MOBILIÁRIO"),
    (75, "MATERIAL DE EXPEDIENTE"),
    (70, "INFORMÁTICA"),
    (65, "MATERIAL MÉDICO"),
    (89, "GÊNEROS"),
)
SECTIONS = ((1, "SERVIÇOS DE APOIO"), (2, "SERVIÇOS DE TIC"), (3, "SERVIÇOS DE ENGENHARIA"))
CLASSES, PDMS = 3, 2  # per group, per class
FIRST_MATERIAL, FIRST_SERVICE = 150500, 8729  # the codes that the simulated contracts name
_NATURES = (("33903000", "MATERIAL DE CONSUMO"), ("44905200", "EQUIPAMENTOS E MATERIAL PERMANENTE"))
_NOUNS = (
    "PAPEL SULFITE A4",
    "CADEIRA GIRATÓRIA",
    "NOTEBOOK",
    "LUVA DE PROCEDIMENTO",
    "CAFÉ TORRADO",
    "MESA DE REUNIÃO",
)
_SERVICES = ("PRESTACAO DE SERVICOS DE PORTARIA", "LIMPEZA E CONSERVAÇÃO", "SUPORTE DE SOFTWARE", "MANUTENÇÃO PREDIAL")


def _updated(world: World, position: int) -> str:
    """Return the update's instant: one item in fifty is touched every day."""
    recent = position % 50 == world.day % 50
    day: date = world.today if recent and world.day else FIRST_DAY - timedelta(days=30 + position % 400)
    return instant(day, time="12:07:25")


def _active(position: int) -> bool:
    return position % 9 != 4


def material_size(world: World) -> int:
    """Return how many items of material there are; new ones come every day."""
    return max(60, world.scale) + world.day


def material(world: World, position: int) -> Row:
    """Return one item of material."""
    pdm = position % (len(GROUPS) * CLASSES * PDMS)
    return {
        "codigoItem": FIRST_MATERIAL + position,
        **_material_levels(pdm),
        "descricaoItem": f"{_NOUNS[pdm % len(_NOUNS)]}, MODELO {position}",
        "statusItem": _active(position),
        "itemSustentavel": position % 6 == 0,
        "codigo_ncm": f"48{position % 1000000:06d}" if position % 3 else None,
        "descricao_ncm": "PAPEL E CARTÃO" if position % 3 else None,
        "aplica_margem_preferencia": position % 8 == 0,
        "dataHoraAtualizacao": _updated(world, position),
    }


def _material_levels(pdm: int) -> Row:
    class_position = pdm // PDMS
    group, name = GROUPS[class_position // CLASSES]
    return {
        "codigoGrupo": group,
        "nomeGrupo": name,
        "codigoClasse": group * 100 + class_position % CLASSES + 5,
        "nomeClasse": f"{name} - CLASSE {class_position % CLASSES + 1}",
        "codigoPdm": 1000 + pdm,
        "nomePdm": _NOUNS[pdm % len(_NOUNS)],
    }


def material_groups(world: World) -> Rows:
    """Yield the groups of materials."""
    for position, (code, name) in enumerate(GROUPS):
        when = _updated(world, position)
        yield {"codigoGrupo": code, "nomeGrupo": name, "statusGrupo": position != 4, "dataHoraAtualizacao": when}


def material_classes(world: World) -> Rows:
    """Yield the classes of materials."""
    for position in range(len(GROUPS) * CLASSES):
        levels = _material_levels(position * PDMS)
        yield {
            **{name: levels[name] for name in ("codigoClasse", "codigoGrupo", "nomeGrupo", "nomeClasse")},
            "statusClasse": _active(position),
            "dataHoraAtualizacao": _updated(world, position),
        }


def material_pdms(world: World) -> Rows:
    """Yield the standard descriptions of materials."""
    for pdm in range(len(GROUPS) * CLASSES * PDMS):
        yield {**_material_levels(pdm), "statusPdm": _active(pdm), "dataHoraAtualizacao": _updated(world, pdm)}


def material_items(world: World) -> Rows:
    """Yield the items of material."""
    return (material(world, position) for position in range(material_size(world)))


def material_natures(_world: World) -> Rows:
    """Yield the natures of expense of each PDM; now and then a pair comes twice, exactly equal."""
    for pdm in range(len(GROUPS) * CLASSES * PDMS):
        for code, name in _NATURES[: 1 + pdm % 2]:
            row = {"codigoPdm": 1000 + pdm, "codigoNaturezaDespesa": code, "nomeNaturezaDespesa": name}
            for _ in range(2 if pdm % 10 == 3 else 1):
                yield {**row, "statusNaturezaDespesa": "true" if _active(pdm) else "false"}


def material_packages(world: World) -> Rows:
    """Yield the units of supply of each PDM."""
    for pdm in range(len(GROUPS) * CLASSES * PDMS):
        for number, (short, name) in enumerate((("UN", "UNIDADE"), ("CX", "CAIXA"))):
            yield {
                "codigoPdm": 1000 + pdm,
                "siglaUnidadeFornecimento": short,
                "nomeUnidadeFornecimento": name,
                "descricaoUnidadeFornecimento": name if number == 0 else f"{name} COM 100 UNIDADES",
                "siglaUnidadeMedida": "UN",
                "capacidadeUnidadeFornecimento": 100.0 if number else 1.0,
                "numeroSequencialUnidadeFornecimento": number + 1,
                "statusUnidadeFornecimentoPdm": _active(pdm),
                "statusUnidadeFornecimento": True,
                "dataHoraAtualizacao": _updated(world, pdm),
            }


def material_characteristics(world: World) -> Rows:
    """Yield two characteristics of each item of material."""
    for position in range(material_size(world)):
        for number, (name, value) in enumerate((("COR", "BRANCA"), ("GRAMATURA", "75"))):
            yield {
                "codigoItem": FIRST_MATERIAL + position,
                "itemSustentavel": position % 6 == 0,
                "statusItem": _active(position),
                "codigoCaracteristica": f"{name[:3]}{number}",
                "nomeCaracteristica": name,
                "statusCaracteristica": True,
                "codigoValorCaracteristica": f"{position % 40:03d}",
                "nomeValorCaracteristica": value,
                "statusValorCaracteristica": True,
                "numeroCaracteristica": number + 1,
                "siglaUnidadeMedida": "G" if number else None,
                "dataHoraAtualizacao": _updated(world, position),
            }


def service_size(world: World) -> int:
    """Return how many services there are."""
    return max(24, world.scale // 10)


def service(world: World, position: int) -> Row:
    """Return one service of the catalogue."""
    return {
        **_service_levels(position % (len(SECTIONS) * 2)),
        "codigoServico": FIRST_SERVICE + position,
        "nomeServico": _SERVICES[position % len(_SERVICES)]
        + (f" - TIPO {position}" if position >= len(_SERVICES) else ""),
        "codigoCpc": 85000 + position,
        "exclusivoCentralCompras": position % 11 == 5,
        "statusServico": _active(position),
        "dataHoraAtualizacao": _updated(world, position),
    }


def _service_levels(subclass: int) -> Row:
    section, name = SECTIONS[subclass // 2]
    levels: Row = {"codigoSecao": section, "nomeSecao": name}
    for level, code in (("Divisao", section * 10 + 1), ("Grupo", section * 100 + 11), ("Classe", section * 1000 + 111)):
        levels |= {f"codigo{level}": code, f"nome{level}": f"{name} - {level.upper()}"}
    return levels | {
        "codigoSubclasse": section * 10000 + 1111 + subclass % 2,
        "nomeSubclasse": f"{name} - SUBCLASSE {subclass % 2 + 1}",
    }


def _service_tree(world: World, names: tuple[str, ...], status: str, step: int = 2) -> Rows:
    for position in range(0, len(SECTIONS) * 2, step):
        levels = _service_levels(position)
        row = {name: levels[name] for name in names}
        yield {**row, status: True, "dataHoraAtualizacao": _updated(world, position)}


def service_sections(world: World) -> Rows:
    """Yield the sections of services."""
    return _service_tree(world, ("codigoSecao", "nomeSecao"), "statusSecao")


def service_divisions(world: World) -> Rows:
    """Yield the divisions of services."""
    return _service_tree(world, ("codigoSecao", "nomeSecao", "codigoDivisao", "nomeDivisao"), "statusDivisao")


def service_groups(world: World) -> Rows:
    """Yield the groups of services."""
    names = ("nomeSecao", "codigoDivisao", "nomeDivisao", "codigoGrupo", "nomeGrupo")
    return _service_tree(world, names, "statusGrupo")


def service_classes(world: World) -> Rows:
    """Yield the classes of services, whose status is named after the group."""
    return _service_tree(world, ("codigoGrupo", "nomeGrupo", "codigoClasse", "nomeClasse"), "statusGrupo")


def service_subclasses(world: World) -> Rows:
    """Yield the subclasses of services."""
    names = ("codigoClasse", "nomeClasse", "codigoSubclasse", "nomeSubclasse")
    return _service_tree(world, names, "statusSubclasse", step=1)


def service_items(world: World) -> Rows:
    """Yield the services."""
    return (service(world, position) for position in range(service_size(world)))


def service_measures(world: World) -> Rows:
    """Yield the units of measure of each service."""
    for position in range(service_size(world)):
        for short, name in (("MES", "MÊS"), ("UN", "UNIDADE"))[: 1 + position % 2]:
            yield {
                "codigoServico": FIRST_SERVICE + position,
                "siglaUnidadeMedida": short,
                "nomeUnidadeMedida": name,
                "statusUnidadeMedida": _active(position),
            }


def service_natures(world: World) -> Rows:
    """Yield the natures of expense of each service; the status is a boolean here and a text at materials."""
    for position in range(service_size(world)):
        yield {
            "codigoServico": FIRST_SERVICE + position,
            "codigoNaturezaDespesa": "33903900",
            "nomeNaturezaDespesa": "OUTROS SERVIÇOS DE TERCEIROS - PJ",
            "statusNaturezaDespesa": _active(position),
        }
