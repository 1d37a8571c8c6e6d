"""Which requests a run makes: the loops of a declaration, run over bodies, months, years, values and parents' keys."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import product

from govhub.catalog import Bodies, Body, ResourceDeclaration, SystemDeclaration
from govhub.catalog.loops import BodyCode, BodyLoop, Loop, ParentKeys, ValuesLoop, WindowLoop, YearsLoop
from govhub.errors import ConfigurationError
from govhub.extraction.answers import Scope
from govhub.moments import BRASILIA
from govhub.pipeline.request import Period, Request
from govhub.warehouse.engine import Books
from govhub.warehouse.memory import GONE

logger = logging.getLogger(__name__)

Memory = Mapping[str, str | None]
"""Cursor of each scope that was ever read to its end, by label."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The requests to make, how many are left out because the source says that nothing changed, and whose parents left."""

    scopes: list[Scope]
    unchanged: int
    gone: list[str] = field(default_factory=list)


def today() -> date:
    """Return the day in Brasília, whatever the machine's clock is set to."""
    return datetime.now(BRASILIA).date()


def plan(
    books: Books,
    system: SystemDeclaration,
    resource: ResourceDeclaration,
    bodies: Bodies,
    request: Request,
    memory: Memory,
    sign: str | None = None,
) -> Plan:
    """Return the requests of one run; `sign` is what tells a change of the whole source, where there is one.

    Raises: ConfigurationError when no selected body has the code that the source asks for, or a parent was never loaded.
    """
    selected = bodies.selected(request.orgaos)
    values: list[list[Scope]] = []
    within = None if len(selected) == len(bodies.orgaos) else codes_of(selected)
    for loop in resource.per:
        if isinstance(loop, ParentKeys):
            values.append(
                [Scope(key.params, cursor=key.changed) for key in books.parent_keys(system, resource, within)]
            )
        else:
            values.append([Scope(params) for params in _values(loop, system, selected, request.period, today())])
    scopes = [_joined(combination, sign) for combination in product(*values)]
    wanted = [scope for scope in scopes if request.complete or _is_due(resource, scope, memory, request.period)]
    batch = resource.parent_loop.batch if resource.parent_loop else None
    gone = _gone(resource, scopes, memory, lambda: books.unsettled_keys(system, resource)) if within is None else []
    return Plan(_batches(wanted, batch) if batch else wanted, len(scopes) - len(wanted), gone)


def codes_of(bodies: Iterable[Body]) -> dict[str, list[str]]:
    """Return the codes of bodies by kind."""
    codes: dict[str, list[str]] = {kind: [] for kind in ("ug", "siafi", "siorg", "siape", "sigla")}
    for body in bodies:
        for kind, known in codes.items():
            known += body_codes(body, kind)
    return codes


def body_codes(body: Body, kind: str) -> list[str]:
    """Return the codes of a body in one coding, none if it has none there."""
    if kind == "ug":
        return list(body.ugs)
    code = getattr(body, kind)
    return [code] if code else []


def months(loop: WindowLoop, period: Period | None, now: date) -> list[tuple[date, date]]:
    """Return first and last day of the months that a loop runs over, oldest first; a period replaces its history."""
    newest = _month_after(now.replace(day=1), loop.ahead)
    oldest = _month_after(now.replace(day=1), -loop.history)
    if period is not None:
        oldest = (period.since or oldest).replace(day=1)
        newest = min(newest, (period.until or newest).replace(day=1))
    found = []
    while oldest <= newest:
        following = _month_after(oldest, 1)
        found.append((oldest, following - timedelta(days=1)))
        oldest = following
    return found


def _values(
    loop: Loop, system: SystemDeclaration, bodies: Sequence[Body], period: Period | None, now: date
) -> list[dict[str, str]]:
    match loop:
        case BodyLoop():
            return [{loop.param: code} for code in _codes(loop.body, system, bodies)]
        case ValuesLoop():
            return [{loop.param: value} for value in loop.values]
        case YearsLoop():
            return [{loop.param: str(year)} for year in _years(loop, period, now)]
        case WindowLoop():
            return [
                {loop.start: first.strftime(loop.format), loop.end: last.strftime(loop.format)}
                for first, last in months(loop, period, now)
            ]
        case ParentKeys():
            raise AssertionError("the keys of parents come from the warehouse")


def _codes(kind: BodyCode, system: SystemDeclaration, bodies: Sequence[Body]) -> list[str]:
    without = [body.sigla for body in bodies if not body_codes(body, kind)]
    if len(without) == len(bodies):
        raise ConfigurationError(
            f"Nenhum órgão escolhido tem o código {kind} em orgaos.yaml ({', '.join(without)})",
            where=system.name,
            todo=f"Preencha '{kind}' do órgão em orgaos.yaml e tente de novo.",
        )
    if without:
        logger.warning(
            "Sem o código %s em orgaos.yaml, nada de %s é lido em %s.", kind, ", ".join(without), system.name
        )
    return list(dict.fromkeys(code for body in bodies for code in body_codes(body, kind)))


def _years(loop: YearsLoop, period: Period | None, now: date) -> range:
    if period is None:
        return range(now.year - loop.years + 1, now.year + 1)
    first = period.since.year if period.since else now.year - loop.years + 1
    return range(first, (period.until.year if period.until else now.year) + 1)


def _joined(parts: Sequence[Scope], sign: str | None) -> Scope:
    params: dict[str, str] = {}
    cursor = sign
    for part in parts:
        params |= part.params
        cursor = part.cursor or cursor
    return Scope(params, cursor)


def _is_due(resource: ResourceDeclaration, scope: Scope, memory: Memory, period: Period | None) -> bool:
    """Tell whether a scope must be read: never read, changed, recent, or asked for."""
    if period is not None or scope.label not in memory:
        return True
    loop = resource.window_loop
    if loop is not None:
        last = datetime.strptime(scope.params[loop.end], loop.format).date()  # noqa: DTZ007 - a day has no time zone
        return last >= _month_after(today().replace(day=1), 1 - loop.lookback)
    return scope.cursor is None or memory[scope.label] != scope.cursor


def _gone(
    resource: ResourceDeclaration, scopes: list[Scope], memory: Memory, unsettled: Callable[[], set[tuple[str, ...]]]
) -> list[str]:
    """Return the labels of what was once read of parents that are not there any more, and was not yet told as gone."""
    loop = resource.parent_loop
    if loop is None or not loop.leave_with_parent:
        return []
    there = {tuple(scope.params[name] for name in loop.columns) for scope in scopes}
    left = {label: _parent_of(label, loop) for label, cursor in memory.items() if cursor != GONE}
    left = {label: parent for label, parent in left.items() if parent is not None and parent not in there}
    waiting = unsettled() if left else set()
    return sorted(label for label, parent in left.items() if parent not in waiting)


def _parent_of(label: str, loop: ParentKeys) -> tuple[str, ...] | None:
    """Return the key of the parent that a label speaks of, null where it was written under another declaration."""
    params = dict(part.split("=", 1) for part in label.split(",") if "=" in part)
    return tuple(params[name] for name in loop.columns) if set(loop.columns) <= set(params) else None


def _batches(scopes: list[Scope], size: int) -> list[Scope]:
    groups = [tuple(scopes[start : start + size]) for start in range(0, len(scopes), size)]
    return [replace(group[0], params=_comma_separated(group), cursor=None, members=group) for group in groups]


def _comma_separated(members: tuple[Scope, ...]) -> dict[str, str]:
    return {name: ",".join(member.params[name] for member in members) for name in members[0].params}


def _month_after(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
