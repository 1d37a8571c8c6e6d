"""A declaration told in Portuguese: what is asked, when, and how it is kept."""

from __future__ import annotations

import re

from govhub.catalog.declaration import Politeness, ResourceDeclaration, SystemDeclaration
from govhub.catalog.loops import BodyLoop, Loop, ParentKeys, ValuesLoop, WindowLoop, YearsLoop

_BODIES = {
    "ug": "por unidade gestora dos órgãos",
    "siafi": "por órgão (código SIAFI)",
    "siorg": "por órgão (código SIORG)",
    "siape": "por órgão (código SIAPE)",
    "sigla": "por órgão (sigla)",
}
_DAYS = ("domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado")
_DAILY = re.compile(r"(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7](?:-[0-7])?)")


def schedule_in_words(cron: str) -> str:
    """Return when a source is read; what is not a time of day, on all or some days of the week, stays as it is."""
    match = _DAILY.fullmatch(cron)
    if match is None:
        return f"`{cron}`"
    minute, hour, days = int(match[1]), int(match[2]), match[3]
    at = f"às {hour}h{minute:02d}" if minute else f"às {hour}h"
    first, _, last = days.partition("-")
    if days == "*":
        return f"todo dia, {at}"
    named = [_DAYS[int(day) % len(_DAYS)] for day in (first, last) if day]
    return f"de {' a '.join(named)}, {at}" if last else f"{named[0]}, {at}"


def pace_in_words(system: SystemDeclaration) -> str:
    """Return how a source is asked: how many requests a minute, and how many at a time."""
    politeness: Politeness = system.politeness
    at_once = "um de cada vez" if politeness.concurrency == 1 else f"até {politeness.concurrency} ao mesmo tempo"
    shared = f"; o limite é dividido com as outras fontes de `{system.pool}`" if system.pool else ""
    return f"até {politeness.per_minute} pedidos por minuto, {at_once}{shared}"


def requests_in_words(resource: ResourceDeclaration) -> str:
    """Return what the requests of a resource run over."""
    if resource.protocol == "files":
        return f"cada chegada de um relatório com o assunto {' ou '.join(_values(resource.per))}"
    parts = [_loop(loop) for loop in resource.per]
    scan = resource.paging.scan
    if scan is not None:
        parts.append(f"por número, a partir do {scan.first}, até {scan.misses} seguidos sem documento")
    return f"um {', '.join(parts)}" if parts else "um só, para a fonte inteira"


def load_in_words(resource: ResourceDeclaration) -> str:
    """Return what happens to rows that stop coming."""
    if resource.scope is None:
        return "acontecimentos: nenhuma linha é marcada como removida"
    each = ", ".join(f"`{name}`" for name in resource.scope)
    reach = f"de cada {each}" if each else "da fonte inteira"
    return f"retrato completo {reach}; a linha que deixa de vir é marcada em `_deleted_at`"


def _values(loops: tuple[Loop, ...]) -> list[str]:
    return [f"`{value}`" for loop in loops if isinstance(loop, ValuesLoop) for value in loop.values]


def _loop(loop: Loop) -> str:
    match loop:
        case BodyLoop():
            return _BODIES[loop.body]
        case ValuesLoop():
            return f"por valor de `{loop.param}` ({', '.join(_values((loop,)))})"
        case YearsLoop():
            return "para o ano atual" if loop.years == 1 else f"por ano (o atual e {_counted(loop.years - 1)})"
        case WindowLoop():
            return _window(loop)
        case ParentKeys():
            return _parents(loop)


def _counted(years: int) -> str:
    return "o anterior" if years == 1 else f"os {years} anteriores"


def _window(loop: WindowLoop) -> str:
    ahead = f", e {loop.ahead} adiante" if loop.ahead else ""
    again = "o atual" if loop.lookback == 1 else f"os últimos {loop.lookback}"
    return f"por mês (na primeira carga, o atual e os {loop.history} anteriores{ahead}; depois, {again}{ahead})"


def _parents(loop: ParentKeys) -> str:
    columns = ", ".join(f"`{column}`" for column in loop.columns.values())
    names = " ou ".join(f"`{parent}`" for parent in loop.parents)
    where = "".join(f", onde `{name}` é `{value}`" for name, value in loop.where.items())
    batch = f", {loop.batch} de cada vez" if loop.batch else ""
    changed = f", relido só se `{loop.changed}` mudou" if loop.changed else ""
    return f"por {columns} de {names}{where}{batch}{changed}"
