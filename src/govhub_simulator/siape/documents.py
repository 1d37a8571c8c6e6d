"""Answers that no analysis needs: bank accounts, documents, address, legal representatives, lawsuits."""

from __future__ import annotations

from datetime import timedelta

from govhub_simulator.randomness import stream
from govhub_simulator.siape.bonds import bonds_in, name_of
from govhub_simulator.siape.envelope import Node, full, no_data
from govhub_simulator.siape.population import REPRESENTATIVES, Member, choice, cpf_of, d8
from govhub_simulator.siape.records import born_on, require_bonds
from govhub_simulator.world import Body, World


def bank_accounts(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosBancarios."""
    rows: list[Node] = [
        full(
            "DadosBancarios",
            {
                "agencia": f"{choice(world, person.index, 'agencia', 9000):04d}X",
                "banco": "001",
                "codOrgao": body.siape,
                "contaCorrente": f"{choice(world, person.index, 'conta', 10**8):08d}",
                "matricula": bond.matricula,
            },
        )
        for bond in require_bonds(world, person, body)
    ]
    return {"dadosBancarios": {"DadosBancarios": rows}}


def legal_representative(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosRepresentanteLegal: some of the retired have one."""
    bonds = [bond for bond in bonds_in(world, person, body) if bond.situation == "02"]
    if not bonds:
        raise no_data(person.index)
    number = REPRESENTATIVES + person.index
    row: dict[str, Node] = {
        "agencia": "0452",
        "banco": "104",
        "codOrgao": body.siape,
        "contaCorrente": f"{choice(world, number, 'conta', 10**7):07d}",
        "cpf": cpf_of(world.seed, number),
        "matricula": bonds[0].matricula,
        "nome": name_of(world.seed, number)[0],
    }
    return {"dadosRepresentanteLegal": {"DadosRepresentanteLegal": full("DadosRepresentanteLegal", row)}}


def papers(world: World, person: Member, _body: Body) -> Node:
    """Answer consultaDadosDocumentacao."""
    random = stream(world.seed, "siape", "documents", person.index)
    return full(
        "DadosDocumentacao",
        {
            "dataCarteiraIdentidade": d8(born_on(world, person) + timedelta(days=6600)),
            "dataValidadeCarteiraMotorista": "00000000",
            "numCPF": cpf_of(world.seed, person.index),
            "numPisPasep": f"1{random.randrange(10**10):010d}",
            "numeroCarteiraIdentidade": str(random.randrange(10**6, 10**7)),
            "numeroTituloEleitor": f"{random.randrange(10**12):012d}",
            "orgaoCarteiraIdentidade": "SSP",
            "secaoTituloEleitor": f"{random.randrange(400):04d}",
            "ufCarteiraIdentidade": "DF",
            "ufTituloEleitor": "DF",
            "zonaTituloEleitor": f"{random.randrange(20):03d}",
        },
    )


def address(world: World, person: Member, _body: Body) -> Node:
    """Answer consultaDadosEnderecoResidencial."""
    random = stream(world.seed, "siape", "address", person.index, person.version // 3)
    return full(
        "DadosEnderecoResidencial",
        {
            "bairro": "ASA NORTE",
            "cep": f"70{random.randrange(10**6):06d}",
            "codMunicipio": "9701",
            "complemento": "---" if person.index % 2 else f"APTO {random.randrange(100, 600)}",
            "dddTelefone": "0061",
            "logradouro": f"SQN {random.randrange(102, 417)} BLOCO {random.choice('ABCDEFGH')}",
            "nomeMunicipio": "BRASILIA",
            "numTelefone": f"00{random.randrange(10**8):08d}",
            "numero": "S/N",
            "uf": "DF",
        },
    )


def lawsuits(world: World, person: Member, body: Body) -> Node:
    """Answer consultaDadosSICAJ: one person in five has one."""
    if person.rank % 5 != 1:
        raise no_data(person.index)
    bond = require_bonds(world, person, body)[0]
    row: dict[str, Node] = {
        "codAcao": "28,86%",
        "codOrgao": body.siape,
        "dataAjuizamento": "12041999",
        "dataTransitoJulgamento": "00000000",
        "indicadorExclusao": "N",
        "indicadorSituacaoAcao": "S",
        "matricula": bond.matricula,
        "numAcao": f"1999.34.00.{person.index:06d}-{person.index % 10}",
        "statusAcaoSICAJ": "ATIVA",
        "ufAcao": "DF",
        "valorBeneficiarioAcao": "12.345,67",
    }
    return {"dadosSICAJ": {"DadosSICAJ": [full("DadosSICAJ", row)]}}
