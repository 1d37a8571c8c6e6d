"""What follows a contract: the supplier's representatives, occurrences, files and publications, in the API's form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from govhub_simulator.compras_gov.contracts import Contract
from govhub_simulator.compras_gov.terms import history
from govhub_simulator.people import servants, workers
from govhub_simulator.randomness import day_between, stream

Rows = list[dict[str, Any]]

_FILES = "https://contratos.comprasnet.gov.br/storage/contrato"
_TEXTS = (
    "ATRASO NA ENTREGA DO MATERIAL",
    "SUBSTITUIÇÃO DO PREPOSTO\r\nSOLICITADA PELA FISCALIZAÇÃO",
    "FALTA DE COBERTURA DE POSTO POR MARIA D'AJUDA",
)
_ANSWERS = ("Atendida", "Atendida Parcial", "Não Atendida")
_KINDS_OF_FILE = {"50": "Contrato", "55": "Termo Aditivo", "60": "Termo Apostilamento", "20": "Termo Rescisão"}
_PUBLISHED, _TO_PUBLISH, _RESCISSION = ("02", "PUBLICADO"), ("05", "A PUBLICAR"), ("08", "EVENTO DE RESCISÃO PUBLICADO")


def representatives(seed: int, facts: Contract) -> Rows:
    """Return the supplier's representatives; a natural person has none, some companies replaced theirs."""
    if facts.supplier.tipo == "FISICA" or facts.is_empenho:
        return []
    random, pool = stream(seed, "prepostos", facts.index), workers(seed)
    replaced = facts.index % 5 == 3
    rows = []
    for position in range(2 if replaced else 1):
        left = replaced and position == 0
        rows.append(
            {
                "id": facts.id * 10 + position,
                "contrato_id": facts.id,
                "usuario": pool[random.randrange(len(pool))],
                "email": None if facts.index % 3 == 1 else f"preposto{facts.id}@fornecedor.com.br",
                "telefonefixo": None if position else "(61) 3321-4400",
                "celular": f"(61) 9{random.randint(8000, 9999)}-{random.randint(0, 9999):04d}",
                "doc_formalizacao": str(random.randint(1, 400)) if facts.index % 4 else None,
                "informacao_complementar": None if facts.index % 6 else "ATENDE SOMENTE EM HORÁRIO COMERCIAL",
                "data_inicio": facts.signed_on.isoformat(),
                "data_fim": (facts.signed_on + timedelta(days=150)).isoformat() if left else None,
                "situacao": "Inativo" if left else "Ativo",
            }
        )
    return rows


def occurrences(seed: int, facts: Contract) -> Rows:
    """Return what the inspectors wrote down; each later one answers the one before."""
    if facts.index % 3 != 1 or facts.is_empenho or facts.start >= facts.today:
        return []
    random, pool = stream(seed, "ocorrencias", facts.index), servants(seed)
    days = sorted(day_between(random, facts.start, facts.today) for _ in range(random.randint(1, 4)))
    author, text = pool[random.randrange(len(pool))], facts.index % len(_TEXTS)
    return [_occurrence(facts, position, day, author, text) for position, day in enumerate(days)]


def _occurrence(facts: Contract, position: int, day: date, author: str, text: int) -> dict[str, Any]:
    notified = position % 2 == 0
    return {
        "id": facts.id * 10 + position,
        "contrato_id": facts.id,
        "numero": position + 1,
        "usuario": author,
        "data": day.isoformat(),
        "ocorrencia": _TEXTS[(text + position) % len(_TEXTS)],
        "notificapreposto": "Sim" if notified else "Não",
        "emailpreposto": f"preposto{facts.id}@fornecedor.com.br" if notified else None,
        "numeroocorrencia": position or None,
        "novasituacao": _ANSWERS[position % 3] if position else None,
        "situacao": "Conclusiva" if position == 3 else "Pendente",
        "arquivos": _attached(facts, position, 2) if position % 2 else [],
    }


def files(facts: Contract) -> Rows:
    """Return the files: one per term, and the notes of commitment of some contracts."""
    rows = [
        {
            "id": facts.id * 10 + position,
            "contrato_id": facts.id,
            "tipo": _KINDS_OF_FILE[term["codigo_tipo"]],
            "processo": facts.process if position == 0 else None,
            "sequencial_documento": position + 1 if facts.index % 2 else str(position + 1),
            "descricao": f"{term['tipo'].upper()} {term['numero']}" if facts.index % 7 else None,
            "arquivos": _attached(facts, position, 1),
        }
        for position, term in enumerate(history(facts))
    ]
    return rows if facts.index % 9 else [{**row, "arquivos": []} for row in rows]


def publications(facts: Contract) -> Rows:
    """Return the publication of every term; the contract's id is not among the fields."""
    return [_publication(facts, term) for term in history(facts) if term["data_publicacao"]]


def _publication(facts: Contract, term: dict[str, Any]) -> dict[str, Any]:
    due = date.fromisoformat(term["data_publicacao"])
    done = due <= facts.today
    code, status = (_RESCISSION if term["codigo_tipo"] == "20" else _PUBLISHED) if done else _TO_PUBLISH
    text = f"EXTRATO DE {term['tipo'].upper()} Nº {term['numero']} - UASG {facts.unit.codigo}\r\nContratada: "
    return {
        "id": term["id"] * 10 + 1,
        "contratohistorico_id": term["id"],
        "data_publicacao": due.isoformat(),
        "status_publicacao_id": int(code),
        "status": status,
        "texto_dou": text + facts.supplier.nome if done else None,
        "link_publicacao": f"https://www.in.gov.br/web/dou/-/extrato-{term['id']}" if done else None,
    }


def _attached(facts: Contract, position: int, count: int) -> list[dict[str, str]]:
    """The key of each address carries a counter."""
    return [{f"arquivo_{place + 1}": f"{_FILES}/{facts.id}/{position}-{place}.pdf"} for place in range(count)]
