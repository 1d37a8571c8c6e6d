"""Answers about one person: personal data, bonds, the unit of each bond, retirement."""

from __future__ import annotations

from datetime import date

from govhub_simulator.randomness import add_months, stream
from govhub_simulator.siape.bonds import SITUATIONS, Bond, bonds_in, bonds_of, name_of, parents_of
from govhub_simulator.siape.envelope import NIL, NO_DATA, Fault, Node, full, no_data
from govhub_simulator.siape.population import Member, choice, cpf_of, d8, head_number, unit_code
from govhub_simulator.siape.schema import FIELDS
from govhub_simulator.siape.units import CITIES, function_held, plain, unit_acronym, unit_name
from govhub_simulator.world import Body, World

_COLOURS = (("01", "BRANCA"), ("04", "PARDA"), ("02", "PRETA"), ("05", "AMARELA"), ("06", "INDIGENA"), ("", ""))
_MARITAL = (("1", "SOLTEIRO"), ("2", "CASADO"), ("3", "DIVORCIADO"), ("4", "VIUVO"))
_STATUS_OF_PGD = (("sim", "parcial"), ("Sim", "integral"), ("nao", "presencial"), ("Não", ""), ("", ""))
_REGIMES = {"12": ("CDT", "CONTRATO TEMPORARIO"), "66": ("ETG", "ESTAGIO")}
_WITHOUT_PERSONAL_DATA = 13  # one person in so many: the service says that there is nothing


def personal(world: World, person: Member, _body: Body) -> Node:
    """Answer consultaDadosPessoais."""
    if person.rank % _WITHOUT_PERSONAL_DATA == 6:
        raise no_data(person.index)
    (name, sex), (mother, father) = name_of(world.seed, person.index), parents_of(world.seed, person.index)
    random = stream(world.seed, "siape", "personal", person.index)
    colour, city = random.choice(_COLOURS), random.choice(CITIES)
    marital = _MARITAL[(person.index + person.version) % len(_MARITAL)]
    disabled = person.rank % 10 == 7
    foreigner = person.rank % 29 == 9
    return full(
        "DadosPessoais",
        {
            "codCor": colour[0],
            "codDefFisica": "2" if disabled else "0",
            "codEstadoCivil": marital[0],
            "codNacionalidade": "3" if foreigner else "1",
            "codSexo": sex,
            "dataChegBrasil": "10031998" if foreigner else "00000000",
            "dataNascimento": d8(born_on(world, person)),
            "grupoSanguineo": random.choice(("A+", "O+", "O-", "B+", " ")),
            "nome": name,
            "nomeCor": colour[1],
            "nomeDefFisica": "DEFICIENCIA AUDITIVA" if disabled else "",
            "nomeEstadoCivil": marital[1],
            "nomeMae": mother,
            "nomeMunicipNasc": city[1],
            "nomeNacionalidade": "ESTRANGEIRO" if foreigner else "BRASILEIRO",
            "nomePai": father,
            "nomePais": "PORTUGAL" if foreigner else NIL,
            "nomeSexo": "FEMININO" if sex == "F" else "MASCULINO",
            "numPisPasep": f"1{random.randrange(10**10):010d}",
            "ufNascimento": city[2],
        },
    )


def born_on(world: World, person: Member) -> date:
    """Return the birthday of a person."""
    entered = bonds_of(world, person)[-1].start
    return add_months(entered, -12 * (20 + choice(world, person.index, "age", 18)) - person.index % 12)


def functional(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosFuncionais: every bond with the body."""
    bonds = require_bonds(world, person, body)
    return {
        "dadosFuncionais": {"DadosFuncionais": [full("DadosFuncionais", _bond(world, person, bond)) for bond in bonds]}
    }


def bond_check(world: World, person: Member, body: Body) -> Node:
    """Answer verificaVinculo: the same bonds, with fewer fields."""
    fields, bonds = set(FIELDS["DadosVinculo"]), require_bonds(world, person, body)
    rows: list[Node] = [
        full("DadosVinculo", {name: value for name, value in _bond(world, person, bond).items() if name in fields})
        for bond in bonds
    ]
    return {"dadosVinculos": {"DadosVinculo": rows}}


def require_bonds(world: World, person: Member, body: Body) -> list[Bond]:
    """Return the bonds of a person with a body.

    Raises: Fault if there are none.
    """
    bonds = bonds_in(world, person, body)
    if not bonds:
        raise no_data(person.index)
    return bonds


def _bond(world: World, person: Member, bond: Bond) -> dict[str, Node]:
    active = bond.end is None and bond.situation != "02"
    return {
        **_career(person, bond, active=active),
        **_milestones(person, bond),
        **_places(world, bond),
        **(_present(world, person, bond) if active else {}),
        "codOrgao": bond.body.siape,
        "codigoOrgaoOrigem": person.body.siape if bond.situation == "08" else "",
        "identUnica": f"{matricula_chain(world, person):0>9}",
        "matriculaSiape": bond.matricula,
        "nomeOrgao": plain(bond.body.nome) if person.index % 2 else NIL,
        "siglaOrgao": bond.body.sigla,
    }


def _career(person: Member, bond: Bond, *, active: bool) -> dict[str, Node]:
    regime = _REGIMES.get(bond.situation, ("EST", "REGIME JURIDICO UNICO"))
    return {
        "codCargo": bond.post[0],
        "codClasse": "S" if person.version % 2 else "C",
        "codJornada": "40",
        "codPadrao": ("I", "II", "III", "IV", "V")[(person.index + person.version) % 5],
        "codSitFuncional": bond.situation,
        "nomeCargo": bond.post[1],
        "nomeJornada": "40 HORAS SEMANAIS",
        "nomeRegimeJuridico": regime[1],
        "nomeSitFuncional": SITUATIONS[bond.situation],
        "percentualTS": "10,00" if bond.start.year < 2005 else "0",
        "pontuacaoDesempenho": str(80 + (person.index + person.version) % 21) if active else "",
        "siglaNivelCargo": bond.post[2],
        "siglaRegimeJuridico": regime[0],
        "valorValeTransporte": "220,00" if active and person.index % 3 == 0 else "",
    }


def _milestones(person: Member, bond: Bond) -> dict[str, Node]:
    since, exempt = d8(bond.start), bond.retired_on is not None and person.rank % 2 == 1
    return {
        "codOcorrAposentadoria": "00101" if bond.retired_on else "",
        "codOcorrExclusao": ("02035" if bond.died else "02001") if bond.end else "",
        "codOcorrIngressoOrgao": "01001",
        "codOcorrIngressoServPublico": "01001",
        "codOcorrIsencaoIR": "05001" if exempt else "",
        "dataExercicioNoOrgao": since,
        "dataIngressoFuncao": "00000000",
        "dataIniOcorrIsencaoIR": d8(bond.retired_on) if exempt else "00000000",
        "dataOcorrAposentadoria": d8(bond.retired_on),
        "dataOcorrExclusao": d8(bond.end),
        "dataOcorrIngressoOrgao": since,
        "dataOcorrIngressoServPublico": since,
        "dataUorgExercicio": since,
        "dataUorgLotacao": since,
        "nomeOcorrAposentadoria": "APOSENTADORIA VOLUNTARIA" if bond.retired_on else "",
        "nomeOcorrExclusao": ("FALECIMENTO" if bond.died else "EXONERACAO") if bond.end else "",
    }


def _places(world: World, bond: Bond) -> dict[str, Node]:
    unit, name = unit_code(bond.unit), unit_name(world, bond.body, bond.unit)
    acronym = unit_acronym(world, bond.body, bond.unit)
    return {
        "codUorgExercicio": unit,
        "codUorgLotacao": unit,
        "codUpag": unit_code(0),
        "nomeChefeUorg": name_of(world.seed, head_number(world, bond.body, bond.unit))[0],
        "nomeUorgExercicio": name,
        "nomeUorgLotacao": name,
        "siglaUorgExercicio": acronym,
        "siglaUorgLotacao": acronym,
    }


def _present(world: World, person: Member, bond: Bond) -> dict[str, Node]:
    """Return what only those who work today have: function, chief, e-mails, programme of management."""
    managed, mode = _STATUS_OF_PGD[person.index % len(_STATUS_OF_PGD)]
    head = head_number(world, bond.body, bond.unit)
    name, chief = (name_of(world.seed, number)[0].replace(" ", ".") for number in (person.index, head))
    present: dict[str, Node] = {
        "cpfChefiaImediata": cpf_of(world.seed, head),
        "emailChefiaImediata": f"{chief}@{bond.body.sigla}.GOV.BR",
        "emailInstitucional": f"{name}@{bond.body.sigla}.GOV.BR",
        "emailServidor": f"{name}@EXEMPLO.COM.BR",
        "modalidadePGD": mode,
        "participaPGD": managed,
    }
    held = None
    if bond.situation not in {"08", "66"}:
        held = function_held(world, bond.body, person, bond.unit, appointed=bond.situation == "04")
    if held is not None:
        present |= {"codFuncao": held[0], "nomeFuncao": held[1], "dataIngressoFuncao": d8(bond.start)}
    return present


def matricula_chain(world: World, person: Member) -> str:
    """Return what all bonds of a person share: the first matrícula and a check digit."""
    number = bonds_of(world, person)[0].matricula
    return f"{number}{sum(map(int, number)) % 10}"


def units_of_bonds(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosUorg."""
    rows: list[Node] = []
    for bond in require_bonds(world, person, body):
        city = CITIES[bond.unit % len(CITIES)]
        row: dict[str, Node] = {
            "bairroUorg": "ZONA CIVICO-ADMINISTRATIVA",
            "cepUorg": "70040902",
            "codMatricula": bond.matricula,
            "codMunicipioUorg": city[0],
            "codOrgao": body.siape,
            "codOrgaoUorg": f"{body.siape:0>5}{unit_code(bond.unit)[-7 if bond.unit % 2 else -9 :]}",
            "complementoUorg": "---" if bond.unit % 2 else "BLOCO A",
            "emailUorg": f"UORG{bond.unit}@{body.sigla}.GOV.BR",
            "endUorg": "ESPLANADA DOS MINISTERIOS",
            "logradouroUorg": "ESPLANADA DOS MINISTERIOS",
            "nomeMunicipioUorg": city[1],
            "nomeUorg": unit_name(world, body, bond.unit),
            "numTelefoneUorg": f"00613333{bond.unit:04d}000000",
            "numeroUorg": "S/N",
            "siglaUorg": unit_acronym(world, body, bond.unit),
            "ufUorg": city[2],
        }
        rows.append(full("DadosUorg", row))
    return {"uorgs": {"DadosUorg": rows}}


def retirement(world: World, person: Member, body: Body, number: str) -> Node:
    """Answer listaInformacoesAposentadoria, whose element names nobody has confirmed."""
    bond = next((bond for bond in bonds_in(world, person, body) if bond.matricula == number and bond.retired_on), None)
    if bond is None:
        raise Fault(NO_DATA)
    return {
        "dataAposentadoria": d8(bond.retired_on),
        "fundamentoLegal": "EC 41/2003 ART 6",
        "tipoAposentadoria": "VOLUNTARIA",
        "tipoProvento": "INTEGRAL",
    }
