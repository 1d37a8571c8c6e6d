"""Lines of the reports on credit notes and financial programming: what the bodies sent, returned and received.

Those of a TED are the ones that TransfereGov knows; beside them are movements between the body's own units, which are
in both reports, sent and received.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from govhub_simulator.people import cnpj, cpf
from govhub_simulator.randomness import stream
from govhub_simulator.tesouro_gerencial.classification import MONTHS, action_of, text_of
from govhub_simulator.tesouro_gerencial.commitments import FIRST_YEAR
from govhub_simulator.transferegov import ted_money
from govhub_simulator.transferegov.parties import Party, own
from govhub_simulator.transferegov.plans import CANCELLATION, GRANT_OF_CAPITAL, RETURN, Plan, number, plans
from govhub_simulator.world import Body, World

Row = dict[str, Any]

_EVENTS = {
    RETURN: "DEVOLUCAO DE CREDITO",
    CANCELLATION: "ANULACAO DE DESCENTRALIZACAO DE CREDITO",
    GRANT_OF_CAPITAL: "DESCENTRALIZACAO DE CREDITO - CAPITAL",
}
_PROVISION = "300052"
_FIRST_INTERNAL = 800_000


@dataclass(frozen=True, slots=True)
class Move:
    """A credit note or a financial programming: its number, who gives and who gets, and when."""

    number: str
    kind: str
    issuer: Party
    favored: Party
    issued: date
    transfer: str

    @property
    def row(self) -> Row:
        """What all lines of the document say."""
        return {
            "emissao_ano": str(self.issued.year),
            "emissao_mes": f"{MONTHS[self.issued.month - 1]}/{self.issued.year}",
            "emissao_dia": f"{self.issued:%d/%m/%Y}",
            "nc" if self.kind == "NC" else "pf": f"{self.issuer.ug}{self.issuer.gestao}{self.number}",
            "ug_emitente": self.issuer.ug,
            "ug_emitente_descricao": self.issuer.nome.upper(),
            "ug_favorecido": self.favored.ug,
            "ug_favorecido_descricao": self.favored.nome.upper(),
            "favorecido_doc": self.favored.ug,
            "favorecido_doc_descricao": self.favored.nome.upper(),
            "transferencia": self.transfer,
            "fonte_descricao": "RECURSOS LIVRES DA UNIAO",
        }


def sent_credits(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of the credit notes that the bodies emitted."""
    yield from _of(world, body, "ug_emitente", _all_credits(world, revision))


def received_credits(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of the credit notes that favour the bodies."""
    yield from _of(world, body, "ug_favorecido", _all_credits(world, revision))


def body_credits(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of the credit notes from 2026 on that a body emitted or got."""
    yield from (row for row in all_credits(world, revision, body) if row["emissao_ano"] >= "2026")


def all_credits(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of every credit note since 2024."""
    yield from _either_side(world, body, _all_credits(world, revision))


def _all_credits(world: World, revision: int) -> Iterator[Row]:
    for plan in plans(world):
        yield from _credits_of(plan)
    for index, move in _internal(world, "NC"):
        yield from _provision(world, revision, index, move)


def sent_programming(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of the financial programming that the bodies emitted."""
    yield from _of(world, body, "ug_emitente", _all_programming(world, revision))


def received_programming(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of the financial programming that favours the bodies."""
    yield from _of(world, body, "ug_favorecido", _all_programming(world, revision))


def all_programming(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of all financial programming since 2024."""
    yield from _either_side(world, body, _all_programming(world, revision))


def _all_programming(world: World, revision: int) -> Iterator[Row]:
    for plan in plans(world):
        yield from _programming_of(plan)
    for index, move in _internal(world, "PF"):
        random = stream(world.seed, "tesouro_gerencial", "pf", index)
        cents = random.randint(5_000_00, 900_000_00) + _revision(world, revision, index)
        cancelled = index % 9 == 4
        action = "CANCELAMENTO" if cancelled else "TRANSFERENCIA"
        yield move.row | _item(action, "400", "C", "1000000000", index) | {"valor": -cents if cancelled else cents}


def _ugs(world: World, body: Body | None) -> set[str]:
    return set(body.ugs) if body else {party.ug for party in own(world)}


def _of(world: World, body: Body | None, side: str, rows: Iterator[Row]) -> Iterator[Row]:
    ugs = _ugs(world, body)
    return (row for row in rows if row[side] in ugs)


def _either_side(world: World, body: Body | None, rows: Iterator[Row]) -> Iterator[Row]:
    ugs = _ugs(world, body)
    return (row for row in rows if ugs & {row["ug_emitente"], row["ug_favorecido"]})


def _credits_of(plan: Plan) -> Iterator[Row]:
    events = iter(ted_money.events(plan))
    for note in plan.notes():
        move = Move(
            number(plan, "NC", note.position, note.issued),
            "NC",
            note.issuer,
            note.favored,
            note.issued,
            plan.instrument or "-8",
        )
        for place in range(len(note.events)):
            event = next(events)
            if not note.is_draft and note.issued.year >= FIRST_YEAR:
                nature = event["natureza_despesa_evento"]["codigo_natureza"]
                cents = note.events[place][1] * note.sign
                yield (
                    move.row
                    | action_of(plan.program.index)
                    | _cell(nature, place, plan.index)
                    | _value(cents)
                    | {
                        "nc_evento": event["cd_evento"],
                        "nc_evento_descricao": _EVENTS.get(event["cd_evento"], "DESCENTRALIZACAO DE CREDITO"),
                        "fonte": event["cd_fonte_recurso_evento"],
                        "ptres": event["cd_ptres_evento"],
                        "plano_interno": event["cd_plano_interno_evento"] or "-8",
                        "ug_responsavel": event["cd_ug_responsavel_evento"] or "-8",
                        "ug_responsavel_descricao": "NAO SE APLICA" if plan.index % 3 else note.issuer.nome.upper(),
                    }
                )


def _programming_of(plan: Plan) -> Iterator[Row]:
    items = iter(ted_money.programming_items(plan))
    for document in plan.programmings():
        issued = document.received
        move = Move(
            number(plan, "PF", document.position, issued),
            "PF",
            document.issuer,
            document.favored,
            issued,
            plan.instrument or "-8",
        )
        action = "DEVOLUCAO" if document.is_return else "TRANSFERENCIA"
        for cents in document.items:
            item = next(items)
            if not document.is_draft and issued.year >= FIRST_YEAR:
                kind = _item(
                    action,
                    str(item["cd_vinculacao_trf"]),
                    item["cd_categoria_gasto_trf"],
                    item["cd_fonte_recurso_trf"],
                    plan.index,
                )
                yield move.row | kind | {"valor": cents}


def _internal(world: World, kind: str) -> Iterator[tuple[int, Move]]:
    """Number the movements between the bodies' own units: one more every day, and one in so many was undone and is gone."""
    parties, initial = own(world), max(6, world.scale // 10)
    first, last = date(FIRST_YEAR, 1, 8), world.today - timedelta(days=world.day)
    for index in range(initial + world.day):
        if index % 41 == 40 and world.day >= index % 3:
            continue
        issued = (
            first + (last - first) * index // initial if index < initial else last + timedelta(days=index - initial + 1)
        )
        issuer, favored = parties[index % len(parties)], parties[(index + 1) % len(parties)]
        text = f"{issued.year}{kind}{_FIRST_INTERNAL + index:06d}"
        yield index, Move(text, kind, issuer, favored, issued, "-8")


def _provision(world: World, revision: int, index: int, move: Move) -> Iterator[Row]:
    random = stream(world.seed, "tesouro_gerencial", "nc", index)
    row = move.row | action_of(index) | _cell("339014", 0, index)
    row |= {
        "nc_evento": _PROVISION,
        "nc_evento_descricao": "PROVISAO",
        "fonte": "1000000000",
        "ptres": "-9" if index % 14 == 9 else "173370",
        "plano_interno": "F2725INF040",
        "ug_responsavel": "-8",
        "ug_responsavel_descricao": "NAO SE APLICA",
    }
    if index % 7 == 4:
        row |= {"favorecido_doc": cpf(random), "favorecido_doc_descricao": "ANTÔNIO CARLOS D'ÁVILA"}
    if index % 7 == 5:
        row |= {"favorecido_doc": cnpj(random), "favorecido_doc_descricao": "FUNDAÇÃO DE APOIO À PESQUISA"}
    cents = random.randint(1_000_00, 90_000_00)
    yield row | _value(cents + _revision(world, revision, index))
    if index % 5 == 2:  # the same dimensions a second time: only the amount differs
        yield row | _value(cents // 2)


def _revision(world: World, revision: int, index: int) -> int:
    """Return what an edition adds to a figure that is revised every day."""
    return (world.day * 2 + revision) % 7 * 5_000 if index % 5 in {0, 3} else 0


def _value(cents: int) -> Row:
    return {
        "valor": cents,
        "movimento_liquido": cents,
        "item_total": abs(cents),
        "total_lista": abs(cents) * 2,
        "valor_celula": abs(cents),
        "dc": "D" if cents < 0 else "C",
    }


def _cell(nature: str, place: int, index: int) -> Row:
    capital = nature.startswith("44")
    return {
        "natureza_despesa": nature,
        "natureza_despesa_descricao": "APLICACOES DIRETAS",
        "natureza_despesa_detalhada": f"{nature}{35 if capital else 79}",
        "gnd": nature[1],
        "gnd_descricao": "INVESTIMENTOS" if capital else "OUTRAS DESPESAS CORRENTES",
        "plano_interno_descricao1": "FUNCIONAMENTO DA UNIDADE",
        "plano_interno_descricao2": "INFRAESTRUTURA",
        "municipio": "9701",
        "municipio_descricao": "BRASILIA",
        "item_detalhamento": f"{place + 1:03d}",
        "tipo_nc": "DESCENTRALIZACAO",
        "ro": f"2026RO{index % 999_999:06d}",
        "esfera": "1",
        "esfera_descricao": "ORCAMENTO FISCAL",
        "doc_observacao": text_of(index),
    }


def _item(action: str, bond: str, category: str, source: str, index: int) -> Row:
    return {
        "pf_evento": "561602" if action == "TRANSFERENCIA" else "561609",
        "pf_evento_descricao": f"{action} DE RECURSOS FINANCEIROS",
        "pf_acao": action,
        "pf_acao_descricao": f"{action} FINANCEIRA",
        "pf_vinculacao_pagamento": bond,
        "pf_vinculacao_pagamento_descricao": "CUSTEIO/INVESTIMENTO" if bond == "400" else "CONVENIOS",
        "pf_categoria_gasto": category,
        "pf_recurso": "1",
        "pf_recurso_descricao": "RECURSO DO EXERCICIO",
        "fonte": source,
        "doc_observacao": text_of(index),
    }
