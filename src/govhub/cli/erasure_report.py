"""The answer to a request of erasure, for people and for programs; the person is in neither."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from govhub.cli.output import text
from govhub.pipeline.erasing import Reached
from govhub.warehouse.erasures import Erasure, Touched

_NOT_REACHED = (
    "Nomes e textos livres que citam a pessoa sem o CPF não são encontrados.",
    "Tabelas construídas que a conhecem só por outro código, como a matrícula, seguem na próxima construção: rode `govhub dbt"
    " build`. O que os painéis têm em cache vale até vencer.",
    "Arquivos que alguém exportou, bancos deixados por uma restauração (`govhub_antes_…`) e versões antigas que um bucket"
    " guarda não são alcançados: apague-os à parte.",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of the person that stay in bronze, and why: legal bases and retention, none where nobody declared them."""

    place: str
    rows: int
    columns: tuple[str, ...]
    base_legal: tuple[str, ...]
    guarda: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "onde": self.place,
            "linhas": self.rows,
            "colunas": list(self.columns),
            "base_legal": list(self.base_legal),
            "guarda": self.guarda,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """A request, what was done or would be, what stays, and until when former backups hold it."""

    erasure: Erasure
    done: bool
    reached: Reached
    kept: tuple[Kept, ...]
    backups_until: datetime

    def as_dict(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "id": self.erasure.id if self.done else None,
            "eliminado": self.done,
            "em": self.erasure.erased_at,
            "pedido_por": self.erasure.requested_by,
            "motivo": self.erasure.reason,
            "sistemas": list(self.erasure.systems),
            "tabelas": [_touched(item) for item in self.reached.tables],
            "lake": [_touched(item) for item in self.reached.runs],
            "pedidos_esquecidos": self.reached.scopes,
            "arquivos_removidos": self.reached.files_removed,
            "conservado": [item.as_dict() for item in self.kept],
            "copias_ate": self.backups_until.date(),
            "fora_do_alcance": list(_NOT_REACHED),
        }


def report_text(report: Report) -> str:
    """Return the report for people."""
    lines = [*_heading(report), "", *_erased(report), "", *_kept(report), ""]
    if report.done:
        lines += _afterwards(report)
    else:
        lines.append("Nada mudou. Para eliminar, repita com --yes, --requested-by e --reason.")
    return "\n".join([*lines, "", "O que isto não alcança:", *(f"- {sentence}" for sentence in _NOT_REACHED)])


def _heading(report: Report) -> list[str]:
    erasure = report.erasure
    if not report.done:
        return ["Eliminação de uma pessoa: o que seria feito"]
    return [
        f"Eliminação {erasure.id}, em {text(erasure.erased_at)}",
        f"Pedida por: {erasure.requested_by}",
        f"Motivo: {erasure.reason}",
    ]


def _erased(report: Report) -> list[str]:
    reached = report.reached
    systems = ", ".join(report.erasure.systems)
    if not reached.anything:
        return [f"Nenhuma linha da pessoa foi encontrada no que se elimina ({systems})."]
    lines = [f"{'Eliminado' if report.done else 'A eliminar'} ({systems}):"]
    lines += [_line(item) for item in (*reached.tables, *reached.runs)]
    if reached.scopes:
        lines.append(f"- pedidos à fonte, lembrados em bronze._scopes: {text(reached.scopes)}")
    if reached.files_removed:
        lines.append(f"- arquivos do lake removidos: {text(reached.files_removed)}")
    return lines


def _touched(item: Touched) -> dict[str, Any]:
    return {"onde": item.place, "linhas_apagadas": item.dropped, "mencoes_apagadas": item.blanked}


def _line(item: Touched) -> str:
    parts = [f"linhas apagadas, {text(item.dropped)}"] if item.dropped else []
    if item.blanked:
        parts.append(f"menções apagadas em linhas de outros, {text(item.blanked)}")
    return f"- {item.place}: {'; '.join(parts) or 'só o pedido em nome da pessoa'}"


def _kept(report: Report) -> list[str]:
    if not report.kept:
        return ["Nada da pessoa é conservado no bronze."]
    lines = ["Conservado, porque a lei manda guardar ou publicar:"]
    for item in report.kept:
        basis = "; ".join(item.base_legal) or "ninguém a declarou em privacidade.yaml"
        where = f"{item.place} ({', '.join(item.columns)}): linhas, {text(item.rows)}"
        lines.append(f"- {where}. Base legal: {basis}. Guarda: {item.guarda or '–'}.")
    return lines


def _afterwards(report: Report) -> list[str]:
    until = text(report.backups_until.date())
    return [
        f"Cópias de segurança feitas antes ainda têm a pessoa até {until} (GOVHUB_BACKUP_DAYS); depois são apagadas, desde que"
        " haja uma cópia mais nova. Restaurar uma delas refaz esta eliminação.",
        "As próximas cargas desses sistemas deixam a pessoa de fora e contam as linhas como rejeitadas, até que se rode"
        " `govhub privacy readmit`.",
    ]
