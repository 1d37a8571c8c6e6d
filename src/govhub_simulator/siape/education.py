"""Answers about schooling and curriculum."""

from __future__ import annotations

from govhub_simulator.randomness import stream
from govhub_simulator.siape.bonds import bonds_in
from govhub_simulator.siape.envelope import Node, full, no_data
from govhub_simulator.siape.population import Member, cpf_of
from govhub_simulator.siape.records import matricula_chain
from govhub_simulator.world import Body, World

_SCHOOLING = (("09", "SUPERIOR COMPLETO"), ("10", "POS-GRADUACAO"), ("07", "ENSINO MEDIO"))
_DEGREES = (("25", "ESPECIALIZACAO"), ("26", "MESTRADO"), ("27", "DOUTORADO"))
_COURSES = (("1001", "ADMINISTRACAO PUBLICA"), ("1002", "GESTAO DE CONTRATOS"), ("1003", "CIENCIA DE DADOS"))
_AREAS = (("1", "ADMINISTRACAO"), ("2", "TECNOLOGIA DA INFORMACAO"))


def schooling(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosEscolares: level, and lists of which either may be empty."""
    bonds = bonds_in(world, person, body)
    if not bonds:
        raise no_data(person.index)
    level = _SCHOOLING[person.index % len(_SCHOOLING)]
    titles: list[Node] = [
        full(
            "DadosTitulacao",
            {"codMatricula": bonds[0].matricula, "codOrgao": body.siape, "codTitulacao": code, "nomeTitulacao": name},
        )
        for code, name in _DEGREES[: person.rank % 3]
    ]
    courses: list[Node] = [
        full("DadosCurso", {"codCurso": code, "nomeCurso": name}) for code, name in _COURSES[: (person.rank + 1) % 4]
    ]
    return {
        "arrayCursos": {"DadosCurso": courses} if courses else None,
        "arrayTitulacao": {"DadosTitulacao": titles} if titles else None,
        "codEscolaridade": level[0],
        "nomeEscolaridade": level[1],
    }


def curriculum(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosCurriculo: every second person filled it in."""
    if person.rank % 2 or not bonds_in(world, person, body):
        raise no_data(person.index)
    random = stream(world.seed, "siape", "curriculum", person.index)
    chain = matricula_chain(world, person)
    number = person.index * 10
    year = 2000 + random.randrange(20)
    return {
        "cpf": cpf_of(world.seed, person.index),
        "identificUnica": chain,
        "listaCurso": {"Curso": [_course(place, year + place) for place in range(1 + person.rank % 3)]},
        "listaExperienciaProfissional": {
            "ExperienciaProfissional": {
                "area": _named(_AREAS[person.index % 2]),
                "cargo": "ANALISTA",
                "codigo": str(number + 1),
                "dataFim": f"{year + 3}12",
                "dataInicio": f"{year}02",
                "identificUnica": chain,
                "nomeOrgaoEmpresa": "EMPRESA FICTICIA LTDA",
                "projeto": "SISTEMA DE GESTAO",
                "tipoAtuacao": _named(("1", "EXECUCAO")),
            }
        },
        "listaFormacaoAcademica": {
            "FormacaoAcademica": {
                "codigo": str(number + 2),
                "curso": _course(0, year),
                "dataConclusao": f"{year}12",
                "identificUnica": chain,
                "instituicao": "UNIVERSIDADE DE BRASILIA",
                "nivelEscolaridade": _named(("5", "GRADUACAO")),
                "situacao": _named(("1", "CONCLUIDO")),
            }
        },
        "listaIdiomas": {
            "Idiomas": [
                {
                    "codigo": str(number + 3 + place),
                    "identificUnica": chain,
                    "idiomasDesc": _named((str(place + 1), name)),
                    "idiomasEscreve": _named(("2", "RAZOAVELMENTE")),
                    "idiomasFala": _named(("2", "RAZOAVELMENTE")),
                    "idiomasLe": _named(("3", "BEM")),
                }
                for place, name in enumerate(("INGLES", "ESPANHOL"))
            ]
        },
        "listaParticipacaoComissoes": {
            "ParticipacaoComissoes": {
                "codigo": str(number + 6),
                "dataFim": None,
                "dataInicio": f"{year + 5}03",
                "identificUnica": chain,
                "infoAdicionais": "COMISSAO DE LICITACAO",
                "tipoDesc": "PERMANENTE",
                "tipoParticipacaoComissoes": _named(("2", "MEMBRO")),
            }
        }
        if person.rank % 4 == 0
        else None,
    }


def _course(place: int, year: int) -> Node:
    code, name = _COURSES[place]
    return {
        "area": _named(_AREAS[place % 2]),
        "cargaHoraria": str(20 + place * 20),
        "codCurso": code,
        "dataConclusao": f"{year}06",
        "instituicao": "ENAP",
        "nomeCurso": name,
        "tipoEvento": _named(("1", "CURSO")),
    }


def _named(pair: tuple[str, str]) -> Node:
    return {"codigo": pair[0], "nome": pair[1]}
