"""What is to be told, as one message in Portuguese: what, where, since when, what to do, and where the log is; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from govhub.alerts.comparing import News
from govhub.alerts.problems import Problem, nature_of
from govhub.moments import told
from govhub.warehouse.alert_register import Alert

SENDER = "Gov Hub BR"
NAMED = 5  # places named of one group
PARTS = 10  # groups told in full in one message


@dataclass(frozen=True, slots=True)
class Message:
    """A subject of one line, and a text; chats show the tone as a colour or a sign."""

    title: str
    body: str
    tone: Literal["failure", "success", "info"] = "info"


def compose(news: News, airflow_url: str) -> Message:
    """Return the one message that tells all of it; `airflow_url` is where people reach Airflow."""
    sections = [
        *_parts(_grouped(news.new), airflow_url, "outros problemas novos"),
        *(_parts(_grouped(news.lasting), airflow_url, "outros problemas que continuam", prefix="Continua: ")),
        *_ended(news.over),
    ]
    sections.append("Tudo o que está aberto: `govhub alerts list`.")
    tone: Literal["failure", "success"] = "failure" if news.new or news.lasting else "success"
    return Message(f"{SENDER}: {_subject(news)}", "\n\n".join(sections), tone)


def trial() -> Message:
    """Return the message by which somebody sees whether messages arrive."""
    return Message(
        f"{SENDER}: mensagem de teste",
        "Os alertas do Gov Hub BR chegam a este endereço. Nada aconteceu e nada há a fazer: alguém rodou "
        "`govhub alerts test`.",
    )


def _subject(news: News) -> str:
    groups = _grouped(news.new)
    if len(groups) == 1 and not news.lasting and not news.over:
        problems = groups[0]
        nature = nature_of(problems[0].kind)
        where = problems[0].place if len(problems) == 1 else f"{problems[0].group}, {len(problems)} casos"
        return f"{nature.one if len(problems) == 1 else nature.several} ({where})"
    if news.over and not news.new and not news.lasting:
        return (
            f"voltou ao normal ({news.over[0].place})" if len(news.over) == 1 else f"{len(news.over)} casos resolvidos"
        )
    counted = [(news.new, "novo"), (news.lasting, "que continua"), (news.over, "resolvido")]
    return ", ".join(_count(len(some), word) for some, word in counted if some)


def _count(number: int, word: str) -> str:
    if number == 1:
        return f"1 problema {word}"
    plural = {"novo": "novos", "que continua": "que continuam", "resolvido": "resolvidos"}[word]
    return f"{number} problemas {plural}"


def _grouped(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Put together what is of one kind and group, in the order of arrival."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.kind, problem.group), []).append(problem)
    return list(groups.values())


def _parts(groups: Sequence[list[Problem]], airflow_url: str, rest: str, prefix: str = "") -> list[str]:
    parts = [_part(group, airflow_url, prefix) for group in groups[:PARTS]]
    left = sum(len(group) for group in groups[PARTS:])
    return [*parts, f"E mais {left} {rest}."] if left else parts


def _part(problems: list[Problem], airflow_url: str, prefix: str) -> str:
    first, several = problems[0], len(problems) > 1
    nature = nature_of(first.kind)
    lines = [f"{prefix}{nature.several if several else nature.one}: {_places(problems)}"]
    lines.append(f"O que houve: {first.what}" + (" Os outros casos são do mesmo tipo." if several else ""))
    lines.append(f"Desde: {told(min(problem.since for problem in problems))}")
    if first.stands and all(problem.stands == first.stands for problem in problems):
        lines.append(f"Situação: {first.stands}")
    lines.append(f"O que fazer: {first.todo}")
    if link := _log(first, airflow_url):
        lines.append(f"Registro: {link}")
    return "\n".join(lines)


def _places(problems: Sequence[Problem]) -> str:
    names = list(dict.fromkeys(f"{one.place} ({one.item})" if one.item else one.place for one in problems))
    more = f" e mais {len(names) - NAMED}" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _log(problem: Problem, airflow_url: str) -> str:
    if not problem.dag or not problem.run:
        return ""
    return f"{airflow_url.rstrip('/')}/dags/{problem.dag}/runs/{quote(problem.run)}/tasks/{problem.task}"


def _ended(over: Sequence[Alert]) -> list[str]:
    if not over:
        return []
    lines = [
        f"- {_name(alert)}, de {told(alert.since)} a {told(alert.resolved_at)}" for alert in over if alert.resolved_at
    ]
    more = [f"- e mais {len(lines) - 2 * PARTS}"] if len(lines) > 2 * PARTS else []
    return ["\n".join(["Resolvido:", *lines[: 2 * PARTS], *more])]


def _name(alert: Alert) -> str:
    return f"{nature_of(alert.kind).one}: {alert.place}" + (f" ({alert.item})" if alert.item else "")
