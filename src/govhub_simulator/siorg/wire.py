"""Units in the wire form of the service: URIs, address, contact, legal act."""

from __future__ import annotations

from typing import Any

from govhub_simulator.siorg.structure import OrgUnit, is_direct, unit_code, version, version_date
from govhub_simulator.world import World

HOST = "estruturaorganizacional.dados.gov.br/id"
_PLACES = (
    ("SBS Quadra 1 Bloco J", "Asa Sul", 70076900, 9701, "DF"),
    ("Avenida Paulista", "Bela Vista", 1310100, 7107, "SP"),  # the CEP is 01310-100
    ("Avenida Presidente Vargas", "Centro", 20071003, 6001, "RJ"),
)


def uri(kind: str, tail: str, *, secure: bool) -> str:
    """Return an identifier; both schemes occur, for the same thing."""
    return f"{'https' if secure else 'http'}://{HOST}/{kind}/{tail}"


def summary(world: World, unit: OrgUnit, *, numbered: bool = False) -> dict[str, Any]:
    """Return the fields of `resumida`; `numbered` gives tails as numbers, as the list of bodies does."""
    secure = unit.number % 3 == 0
    parent = _code(world, unit, unit.parent)
    former = _code(world, unit, unit.former_parent)
    nature = (
        ("3" if numbered else "administracao-direta") if is_direct(unit.body) else ("2" if numbered else "fundacao")
    )
    return {
        "codigoUnidade": _unit_uri(unit.code, secure=secure),
        "codigoUnidadePai": _unit_uri(parent, secure=not secure) if parent else None,
        "codigoOrgaoEntidade": _unit_uri(unit.body.siorg, secure=secure),
        "codigoTipoUnidade": uri("tipo-unidade", unit.kind, secure=secure),
        "nome": unit.name,
        "sigla": unit.acronym,
        "codigoEsfera": uri("esfera", "1" if numbered else "federal", secure=secure),
        "codigoPoder": uri("poder", "1" if numbered else "executivo", secure=secure),
        "codigoNaturezaJuridica": uri("natureza-juridica", nature, secure=secure),
        "codigoSubNaturezaJuridica": None,
        "nivelNormatizacao": "LEI_DECRETO" if unit.level < 3 else None,
        "versaoConsulta": version(unit.version),
        "dataInicialVersaoConsulta": version_date(unit.version),
        "dataFinalVersaoConsulta": None,
        "operacao": "ALTERADA" if former else None,
        "codigoUnidadePaiAnterior": _unit_uri(former, secure=secure) if former else None,
        "codigoOrgaoEntidadeAnterior": None,
    }


def complete(world: World, unit: OrgUnit) -> dict[str, Any]:
    """Return the fields of `completa`."""
    return summary(world, unit) | {
        "codigoCategoriaUnidade": uri("categoria-unidade", "5", secure=False) if unit.number == 0 else None,
        "areaAtuacao": None,
        "finalidade": "Apoiar a formulação\nde políticas públicas." if unit.number == 0 else None,
        "competencia": f"I - executar as atividades de {unit.name.lower()};" if unit.level in {1, 2} else None,
        "missao": None,
        "regulamentoEspecifico": None,
        "endereco": addresses(unit),
        "contato": contacts(unit),
        "atoNormativo": _act() if unit.level < 3 else None,
    }


def addresses(unit: OrgUnit) -> list[dict[str, Any]]:
    """Return the addresses: units of the lowest level have none, some have two of one type."""
    if unit.level > 2:
        return []
    found = [_address(unit.number)]
    return [*found, _address(unit.number + 1)] if unit.number % 5 == 2 else found


def contacts(unit: OrgUnit) -> list[dict[str, Any]]:
    """Return the contacts, institutional ones."""
    if unit.level > 1:
        return []
    domain = f"{unit.body.sigla.lower()}.gov.br"
    return [
        {
            "telefone": [f"(61) 2026-{1000 + unit.number:04d}"],
            "email": [f"{unit.acronym.strip().lower()}@{domain}"],
            "site": [{"site": f"https://www.{domain}", "tipo": "INSTITUCIONAL", "outroTipoSite": None}],
        }
    ]


def _address(number: int) -> dict[str, Any]:
    street, district, cep, municipality, state = _PLACES[number % len(_PLACES)]
    return {
        "tipoEndereco": "COMERCIAL",
        "logradouro": street,
        "numero": "S/N" if number % 4 == 1 else str(100 + number),
        "complemento": None,
        "bairro": district,
        "cep": cep,
        "municipio": municipality if number % 2 else str(municipality),
        "uf": state,
        "pais": "BRASIL",
        "horarioDeFuncionamento": "8h às 18h" if number == 0 else None,
    }


def _act() -> dict[str, str]:
    return {
        "tipoAto": "Decreto",
        "numero": "11.328",
        "dataAssinatura": "2023-01-01",
        "dataPublicacao": "2023-01-02",
    }


def _unit_uri(code: str, *, secure: bool) -> str:
    return uri("unidade-organizacional", code, secure=secure)


def _code(world: World, unit: OrgUnit, number: int | None) -> str | None:
    return None if number is None else unit_code(world, unit.body, number)
