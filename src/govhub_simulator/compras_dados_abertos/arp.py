"""Price-registration minutes (atas): the minutes, their items by supplier, participants, balances and adhesions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from govhub_simulator.compras_dados_abertos.contratacoes import MODALITIES, catalogued
from govhub_simulator.compras_dados_abertos.purchases import (
    MINUTE_DAYS,
    Line,
    Purchase,
    extras,
    purchases,
    purchases_at,
)
from govhub_simulator.compras_dados_abertos.writing import Row, Rows, document, instant, reais
from govhub_simulator.people import Supplier
from govhub_simulator.world import World

_VALID_DAYS = 365
_NUMBERS = 89999  # minutes of purchases with contract are numbered up to here
_PNCP = "https://pncp.gov.br/app"
_PARTICIPANTS = (("GERENCIADORA", ""), ("PARTICIPANTE", "160436"), ("NÃO PARTICIPANTE", "160473"))


def _minutes(world: World, since: date | None, until: date | None) -> Iterator[Purchase]:
    """Yield the purchases whose minute began between two days."""
    for buy in purchases(world, since, until, slack=MINUTE_DAYS):
        start = _start(buy)
        in_window = (since is None or since <= start) and (until is None or start <= until)
        if buy.registers_prices and not buy.is_legacy and in_window and start <= world.today:
            yield buy


def _minute(world: World, number: str) -> Iterator[Purchase]:
    """Yield the purchases whose minute has this number, one unit's or another's."""
    own = number.partition("/")[0]
    if not own.isdigit():
        return
    found = extras(world) if int(own) > _NUMBERS else purchases_at(world, int(own) - 1, _NUMBERS)
    for buy in found:
        begun = _start(buy) <= world.today and not buy.is_legacy
        if buy.registers_prices and begun and _number(buy) == number:
            yield buy


def _start(buy: Purchase) -> date:
    return buy.published + timedelta(days=MINUTE_DAYS)


def _end(world: World, buy: Purchase) -> date:
    """Return the last day; a third of the minutes is renewed for a year when it ends."""
    end = _start(buy) + timedelta(days=_VALID_DAYS)
    return end + timedelta(days=_VALID_DAYS) if buy.position % 3 == 0 and end <= world.today else end


def _number(buy: Purchase) -> str:
    """Return number and year, unique within the unit: purchases without contract lend theirs."""
    own = buy.number if buy.is_extra else f"{buy.position % _NUMBERS + 1:05d}"
    return f"{own}/{_start(buy).year}"


def _control(buy: Purchase) -> str | None:
    """Return the control number in PNCP; some minutes never got one."""
    return None if buy.position % 14 == 6 else f"{buy.control}-{1:06d}"


def _common(world: World, buy: Purchase) -> Row:
    return {
        "numeroAtaRegistroPreco": _number(buy),
        "codigoUnidadeGerenciadora": buy.unit.codigo,
        "nomeUnidadeGerenciadora": buy.unit.nome,
        "numeroCompra": buy.number,
        "anoCompra": str(buy.year),
        "codigoModalidadeCompra": f"{buy.modality:02d}",
        "nomeModalidadeCompra": MODALITIES[buy.modality],
        "dataVigenciaInicial": instant(_start(buy), buy.position),
        "dataVigenciaFinal": instant(_end(world, buy), buy.position),
        "dataHoraAtualizacao": instant(max(_start(buy), world.today - timedelta(days=buy.position % 30)), buy.position),
        "dataHoraInclusao": instant(_start(buy), buy.position, "10:11:12"),
        "numeroControlePncpAta": _control(buy),
        "numeroControlePncpCompra": buy.control,
        "idCompra": buy.id,
    }


def minutes(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the minutes that began between two days."""
    for buy in _minutes(world, since, until):
        excluded = buy.position % 22 == 10
        yield {
            **_common(world, buy),
            "codigoOrgao": int(buy.unit.orgao_codigo),
            "nomeOrgao": buy.unit.orgao_nome,
            "linkAtaPNCP": f"{_PNCP}/atas/{buy.cnpj}/{buy.year}/{buy.sequence}/1",
            "linkCompraPNCP": f"{_PNCP}/editais/{buy.cnpj}/{buy.year}/{buy.sequence}",
            "dataAssinatura": (_start(buy) - timedelta(days=2)).isoformat(),
            "valorTotal": reais(sum(line.total_cents for line in _lines(buy))),
            "statusAta": "Ata de Registro de Preços",
            "objeto": "Registro de preços para bens e serviços da sede",
            "quantidadeItens": len(_lines(buy)),
            "dataHoraExclusao": instant(_start(buy) + timedelta(days=9), buy.position) if excluded else None,
            "ataExcluido": excluded,
        }


def _lines(buy: Purchase) -> tuple[Line, ...]:
    return tuple(line for line in buy.lines if line.has_result)


def minute_items(world: World, since: date | None, until: date | None) -> Rows:
    """Yield the items of the minutes; a corrected one comes twice, excluded and not, and some have two suppliers."""
    for buy in _minutes(world, since, until):
        for line in _lines(buy):
            if (buy.position + line.number) % 3 == 1:
                yield _item(world, buy, line, buy.supplier, order=1, excluded=True)
            yield _item(world, buy, line, buy.supplier, order=1, excluded=False)
            if line.number == 2:
                yield _item(world, buy, line, buy.runner_up, order=2, excluded=False)


def _item(world: World, buy: Purchase, line: Line, supplier: Supplier, *, order: int, excluded: bool) -> Row:
    entry = catalogued(world, line)
    return {
        **_common(world, buy),
        "dataAssinatura": instant(_start(buy) - timedelta(days=2), buy.position),
        "numeroItem": f"{line.number:05d}",
        "codigoItem": line.code,
        "descricaoItem": entry["nomeServico" if line.is_service else "descricaoItem"],
        "tipoItem": "Serviço" if line.is_service else "Material",
        "quantidadeHomologadaItem": float(line.quantity * 2),
        "classificacaoFornecedor": f"{order:03d}",
        "niFornecedor": document(supplier),
        "nomeRazaoSocialFornecedor": supplier.nome,
        "quantidadeHomologadaVencedor": float(line.quantity),
        "valorUnitario": reais(line.unit_cents),
        "valorTotal": reais(line.total_cents),
        "maximoAdesao": float(line.quantity * 2),
        "quantidadeEmpenhada": float(_committed(world, buy, line)),
        "percentualMaiorDesconto": None,
        "situacaoSicaf": "Credenciado",
        "dataHoraExclusao": instant(_start(buy) + timedelta(days=3), buy.position) if excluded else None,
        "itemExcluido": excluded,
        "codigoPdm": None if line.is_service else entry["codigoPdm"],
        "nomePdm": entry.get("nomePdm"),
    }


def _committed(world: World, buy: Purchase, line: Line) -> int:
    """Return the quantity that was committed until today: a twelfth a month."""
    months = (world.today - _start(buy)).days // 30
    return min(line.quantity, line.quantity * months // 12)


def _units(buy: Purchase) -> Iterator[tuple[str, str]]:
    for role, codigo in _PARTICIPANTS:
        yield role, codigo or buy.unit.codigo


def participants(world: World, number: str) -> Rows:
    """Yield the units of each item of each minute."""
    for buy in _minute(world, number):
        for line in _lines(buy):
            for role, codigo in _units(buy):
                yield {
                    "numeroAta": _number(buy),
                    "unidadeGerenciadora": buy.unit.codigo,
                    "numeroItem": f"{line.number:05d}",
                    "codigoPdm": None if line.is_service else str(catalogued(world, line)["codigoPdm"]),
                    "descricaoItem": catalogued(world, line)["nomeServico" if line.is_service else "descricaoItem"],
                    "fornecedor": f"{document(buy.supplier)} - {buy.supplier.nome}",
                    "quantidadeRegistrada": float(line.quantity),
                    "saldoAdesoes": float(line.quantity * 2),
                    "saldoRemanejamentoEmpenho": float(line.quantity - _committed(world, buy, line)),
                    "qtdLimiteAdesao": float(line.quantity * 2),
                    "qtdLimiteInformadoCompra": float(line.quantity * 2),
                    "aceitaAdesao": buy.position % 2 == 0,
                    "dataHoraInclusao": instant(_start(buy), buy.position, "10:11:12"),
                    "dataHoraAtualizacao": instant(_start(buy), buy.position, "10:11:12"),
                    "dataHoraExclusao": None,
                    "codigoUnidade": codigo,
                    "nomeUnidade": buy.unit.nome if codigo == buy.unit.codigo else f"UNIDADE {codigo}",
                    "tipoUnidade": role,
                }


def balances(world: World, number: str) -> Rows:
    """Yield the balance of each item, unit and role; what is not sent, the minute, starts with an underscore."""
    for buy in _minute(world, number):
        for line in _lines(buy):
            for role, codigo in _units(buy):
                spent = _committed(world, buy, line) if role == "GERENCIADORA" else 0
                yield {
                    "_numeroAta": _number(buy),
                    "_unidadeGerenciadora": buy.unit.codigo,
                    "numeroItem": f"{line.number:05d}",
                    "unidade": codigo,
                    "tipo": role,
                    "quantidadeRegistrada": float(line.quantity),
                    "quantidadeEmpenhada": float(spent),
                    "saldoEmpenho": float(line.quantity - spent),
                    "dataHoraInclusao": instant(_start(buy), buy.position, "10:11:12"),
                    "dataHoraAtualizacao": instant(_start(buy), buy.position, "10:11:12"),
                }


def adhesions(world: World, number: str) -> Rows:
    """Yield the adhesions approved to the first item of each minute; the row does not say the item."""
    for buy in _minute(world, number):
        for turn in range(1 + buy.position % 2):
            yield {
                "_numeroItem": "00001",
                "numeroAta": _number(buy),
                "unidadeGerenciadora": buy.unit.codigo,
                "unidadeNaoParticipante": f"{160473 + turn * 11} - UNIDADE {160473 + turn * 11}",
                "dataAprovacaoAnalise": instant(_start(buy) + timedelta(days=20 + turn), buy.position, "16:20:00"),
                "quantidadeAprovadaAdesao": float(_lines(buy)[0].quantity),
            }
