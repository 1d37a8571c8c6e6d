"""The registers: units that buy, bodies, suppliers, and the figures of the API itself."""

from __future__ import annotations

from datetime import date, timedelta

from govhub_simulator.compras_dados_abertos.country import bodies, body_cnpj, elsewhere, parts, place_of, siorg_of
from govhub_simulator.compras_dados_abertos.writing import Row, Rows, document, instant
from govhub_simulator.people import suppliers
from govhub_simulator.world import FIRST_DAY, World

_FIRST_OTHER_BODY = 90001


def _others(world: World) -> int:
    return max(30, world.scale // 3) + world.day // 5


def _touched(world: World, position: int) -> str:
    return instant(
        world.today if position % 60 == world.day % 60 else FIRST_DAY - timedelta(days=position % 700), position
    )


def units(world: World) -> Rows:
    """Yield every unit that ever bought; one in seven of the others is closed."""
    for part in parts(world):
        for unit in part.units:
            yield _unit(world, unit.codigo, unit.nome, unit.orgao_codigo, position=0)
    for position in range(1, _others(world)):
        body = str(_FIRST_OTHER_BODY + position // 3)
        yield _unit(world, f"{70000 + position * 3:06d}", f"UNIDADE MUNICIPAL {position}", body, position=position)


def _unit(world: World, codigo: str, nome: str, body: str, *, position: int) -> Row:
    place, cnpj = place_of(codigo), body_cnpj(world, body)
    return {
        "codigoUasg": codigo,
        "nomeUasg": nome,
        "usoSisg": position % 3 == 0,
        "adesaoSiasg": position % 3 == 1,
        "siglaUf": place.uf,
        "codigoMunicipio": place.siasg,
        "codigoMunicipioIbge": place.ibge,
        "nomeMunicipioIbge": place.nome,
        "codigoUnidadePolo": None,
        "nomeUnidadePolo": None,
        "codigoUnidadeEspelho": None,
        "nomeUnidadeEspelho": None,
        "uasgCadastradora": position % 4 == 0,
        "cnpjCpfUasg": cnpj if cnpj != "0" else None,
        "codigoOrgao": int(body),
        "cnpjCpfOrgao": cnpj,
        "cnpjCpfOrgaoVinculado": None,
        "cnpjCpfOrgaoSuperior": "00394411000109",
        "codigoSiorg": siorg_of(world, body),
        "statusUasg": position % 7 != 6,
        "dataImplantacaoSidec": instant(date(1997, 3, 1), position) if position % 2 else None,
        "dataHoraMovimento": _touched(world, position),
    }


def organs(world: World) -> Rows:
    """Yield every body; several share a CNPJ and some have `0`."""
    for codigo, nome in bodies(world).items():
        yield _organ(world, codigo, nome, position=0)
    for position in range(1, _others(world) // 3 + 1):
        yield _organ(world, str(_FIRST_OTHER_BODY + position), f"PREFEITURA MUNICIPAL {position}", position=position)


def _organ(world: World, codigo: str, nome: str, *, position: int) -> Row:
    return {
        "codigoOrgao": int(codigo),
        "nomeOrgao": nome,
        "nomeMnemonicoOrgao": "".join(word[0] for word in nome.split()),
        "cnpjCpfOrgao": body_cnpj(world, codigo),
        "codigoOrgaoVinculado": None,
        "cnpjCpfOrgaoVinculado": None,
        "nomeOrgaoVinculado": None,
        "codigoOrgaoSuperior": 20000,
        "cnpjCpfOrgaoSuperior": "00394411000109",
        "nomeOrgaoSuperior": "PRESIDENCIA DA REPUBLICA",
        "codigoTipoAdministracao": 1,
        "nomeTipoAdministracao": "ADMINISTRAÇÃO DIRETA",
        "poder": "Executivo",
        "esfera": "Municipal" if position else "Federal",
        "usoSisg": position == 0,
        "statusOrgao": position % 6 != 5,
        "dataHoraMovimento": _touched(world, position),
    }


def vendors(world: World) -> Rows:
    """Yield the suppliers that are firms or persons; one in twenty is inactive."""
    pool = [*suppliers(world.seed), *suppliers(elsewhere(world).seed)]
    for position, supplier in enumerate(pool):
        if supplier.tipo not in {"JURIDICA", "FISICA"}:
            continue
        is_firm, place = supplier.tipo == "JURIDICA", place_of(str(position))
        yield {
            "ativo": position % 20 != 3,
            "cnpj": document(supplier) if is_firm else None,
            "cpf": None if is_firm else document(supplier),
            "habilitadoLicitar": position % 15 != 6,
            "codigoCnae": 8121400 if is_firm else None,
            "nomeCnae": "LIMPEZA EM PRÉDIOS E EM DOMICÍLIOS" if is_firm else None,
            "nomeMunicipio": place.nome,
            "naturezaJuridicaId": 2062 if is_firm else 4000,
            "naturezaJuridicaNome": "SOCIEDADE EMPRESÁRIA LIMITADA" if is_firm else "PESSOA FÍSICA",
            "porteEmpresaId": 1 + position % 3 if is_firm else None,
            "porteEmpresaNome": ("MICROEMPRESA", "PEQUENO PORTE", "DEMAIS")[position % 3] if is_firm else None,
            "nomeRazaoSocialFornecedor": supplier.nome,
            "ufSigla": place.uf,
        }


def usage(world: World) -> Rows:
    """Yield the one row of consolidated figures, with a column whose name is a date."""
    yield {
        "anoMesInicio": "202401",
        "anoMesFim": f"{world.today:%Y%m}",
        "totalServicos": 61,
        "totalRequisicoes": 9_120_400 + world.day * 31_000,
        "percentualSucesso": 97.41,
        "mediaTempoRespostaMs": 1843.7,
        "totalDownloadGb": 4210.5,
        "mediaDownloadMesGb": 123.8,
        f"{world.today:%Y-%m-%d}": 31_000,
    }


def monthly_usage(world: World) -> Rows:
    """Yield the figures of each month since 2024."""
    months = (world.today.year - 2024) * 12 + world.today.month
    for month in range(months):
        year, number = 2024 + month // 12, month % 12 + 1
        yield {
            "anoMes": f"{year}{number:02d}",
            "ano": year,
            "mes": number,
            "totalServicos": 61,
            "totalRequisicoes": 210_000 + month * 7_000,
            "percentualSucesso": 96.5 + month % 3,
            "mediaTempoRespostaMs": 1500.25 + month,
            "totalDownloadGb": 90.5 + month,
            "totalDownloadMbytes": (90.5 + month) * 1024,
        }
