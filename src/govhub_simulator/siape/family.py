"""Answers about dependants, alimony and pensions."""

from __future__ import annotations

from govhub_simulator.randomness import money, stream
from govhub_simulator.siape.bonds import Bond, bonds_in, matricula, name_of
from govhub_simulator.siape.envelope import NIL, NO_DATA, Fault, Node, full, no_data
from govhub_simulator.siape.payroll import benefit_rows, last_closed, month_text
from govhub_simulator.siape.population import (
    BENEFICIARIES,
    DEPENDANTS,
    PENSIONERS,
    Member,
    cpf_of,
    member,
    number_of,
)
from govhub_simulator.world import Body, World

_EACH = 4  # numbers that are kept for the relatives of one person
_KINSHIP = (("01", "CONJUGE"), ("06", "FILHO(A)"), ("06", "FILHO(A)"))
_BENEFITS = (("12", "IMPOSTO DE RENDA"), ("22", "ACOMPANHAMENTO PESSOA FAMILIA"), ("35", "AUXILIO PRE-ESCOLAR"))


def dependants(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosDependentes; children have no CPF now and then."""
    bonds = bonds_in(world, person, body)
    count = stream(world.seed, "siape", "dependents", person.index).randrange(4)
    if not bonds or not count:
        raise no_data(person.index)
    return {
        "dadosDependentes": {"DadosDependentes": [_dependant(world, person, bonds[0], place) for place in range(count)]}
    }


def _dependant(world: World, person: Member, bond: Bond, place: int) -> Node:
    number = DEPENDANTS + person.index * _EACH + place
    kinship = _KINSHIP[place % len(_KINSHIP)]
    disabled = place == 1 and person.rank % 5 == 2
    benefits = [
        full(
            "Beneficio", {"codBeneficio": code, "dataFim": "00000000", "dataInicio": "01032020", "nomeBeneficio": name}
        )
        for code, name in _BENEFITS[: (person.index + place) % 4]
    ]
    return full(
        "DadosDependentes",
        {
            "arrayBeneficios": {"Beneficio": benefits} if benefits else None,
            "codCondicao": "2" if disabled else "1",
            "codGrauParentesco": kinship[0],
            "codOrgao": bond.body.siape,
            "cpf": "" if place == 2 else cpf_of(world.seed, number),
            "matricula": bond.matricula,
            "nome": name_of(world.seed, number)[0],
            "nomeCondicao": "INVALIDO" if disabled else "NORMAL",
            "nomeGrauParentesco": kinship[1],
        },
    )


def alimony(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosPA."""
    bonds = [bond for bond in bonds_in(world, person, body) if bond.is_paid]
    if not bonds or person.rank % 12 != 7:
        raise no_data(person.index)
    number = BENEFICIARIES + person.index * _EACH
    fed = [
        full(
            "AlimentadosPA",
            {
                "codVinculoServidor": "06",
                "nomeAlimentado": name_of(world.seed, number + 1 + place)[0],
                "nomeVinculoServidor": "FILHO(A)",
            },
        )
        for place in range(1 + person.index % 3)
    ]
    return {
        "dadosPA": {
            "DadosPA": full(
                "DadosPA",
                {
                    "agenciaBeneficiario": "1234X",
                    "arrayAlimentadosPA": {"AlimentadosPA": fed},
                    "bancoBeneficiario": "001",
                    "codOrgao": body.siape,
                    "contaBeneficiario": f"{person.index:08d}",
                    "cpfBeneficiario": cpf_of(world.seed, number),
                    "matricula": bonds[0].matricula,
                    "nomeBeneficiario": name_of(world.seed, number)[0],
                    "valorUltimaPensao": money(123_456 + person.index * 10),
                },
            )
        }
    }


def pensions_left(world: World, person: Member, body: Body) -> Node:
    """Answer consultaPensoesInstituidas: those who died left one or two."""
    if not any(bond.died for bond in bonds_in(world, person, body)):
        raise no_data(person.index)
    rows: list[Node] = []
    for number in _pensioners(person):
        row: dict[str, Node] = {
            **_pension(world, person, number),
            "cpfPensionista": cpf_of(world.seed, number),
            "matriculaPensionista": _pensioner_matricula(number),
            "nomePensionista": name_of(world.seed, number)[0],
            "orgaoPensionista": body.siape,
        }
        rows.append(full("PensoesInstituidas", row))
    return {"pensoesInstituidas": {"PensoesInstituidas": rows}}


def pension_received(world: World, cpf: str, body: Body) -> Node:
    """Answer consultaPensaoRecebida, asked with the CPF of the pensioner."""
    found = _founder(world, cpf)
    if found is None or found[0].body.siape != body.siape:
        raise Fault(NO_DATA)
    person, number = found
    row: dict[str, Node] = {
        **_pension(world, person, number),
        "cpfIntituidor": cpf_of(world.seed, person.index),
        "matricula": _pensioner_matricula(number),
        "nomeInstituidor": name_of(world.seed, person.index)[0],
        "orgao": body.siape,
    }
    return {"pensaoRecebida": {"PensaoRecebida": full("PensaoRecebida", row)}}


def pensioner(world: World, cpf: str) -> Node:
    """Answer getPensionista."""
    found = _founder(world, cpf)
    if found is None:
        raise Fault(NO_DATA)
    person, number = found
    name, sex = name_of(world.seed, number)
    return full(
        "Pensionista",
        {
            "bairro": "TAGUATINGA",
            "cep": "72010010",
            "cidade": "BRASILIA",
            "faixaEtaria": "DE 60 A 64 ANOS",
            "logradouro": f"QNA {number % 50}",
            "matriculaBeneficiario": _pensioner_matricula(number),
            "nome": name,
            "numero": str(number % 30),
            "orgao": {"string": [person.body.siape]},
            "sexo": sex,
            "uf": "DF",
            "upag": {"string": ["000000001", "000003000"][: 1 + number % 2]},
        },
    )


def _pensioners(person: Member) -> range:
    first = PENSIONERS + person.index * _EACH
    return range(first, first + 1 + person.rank % 2)


def _founder(world: World, cpf: str) -> tuple[Member, int] | None:
    """Return who left the pension that a person receives, and the pensioner's number."""
    number = number_of(world.seed, cpf)
    if number is None or not PENSIONERS <= number < DEPENDANTS:
        return None
    person = member(world, (number - PENSIONERS) // _EACH)
    if person is None or person.rank % 9 != 2 or number not in _pensioners(person):
        return None
    return person, number


def _pension(world: World, person: Member, number: int) -> dict[str, Node]:
    month = last_closed(world.today)
    cents = 300_000 + stream(world.seed, "siape", "pension", person.index).randrange(500_000)
    minor = number % 2 == 1
    return {
        "agencia": "0001X",
        "arrayFichaFinanceira": {
            "data": month_text(month),
            "fichaFinaceiraBeneficiario": {"FichaFinaceiraBeneficiario": benefit_rows(cents, month)},
        },
        "banco": "104",
        "codParentesco": "06" if minor else "01",
        "conta": f"{number % 10**8:08d}",
        "cotaPensao": "1/2" if person.rank % 2 else "1/1",
        "cpfRepresentanteLegal": cpf_of(world.seed, PENSIONERS + person.index * _EACH) if minor else NIL,
        "naturezaPensao": "TEMPORARIA" if minor else "VITALICIA",
        "nomeParentesco": "FILHO(A)" if minor else "CONJUGE",
        "nomeRepresentanteLegal": name_of(world.seed, PENSIONERS + person.index * _EACH)[0] if minor else NIL,
        "nomeTipoPensao": "PENSAO CIVIL",
        "tipoPensao": "01",
    }


def _pensioner_matricula(number: int) -> str:
    return matricula(number - PENSIONERS, 1)
