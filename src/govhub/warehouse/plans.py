"""What a bronze table of an earlier declaration needs to become that of today: names, types, columns. Pure.

What would lose or garble values is refused, with the way out: the lake holds all that a source ever sent, so a table can
be rebuilt from it under any declaration. Versions of the schema are not counted: what is there is compared with what is
declared, which is right also after a restore, and for the declarations that a body changes itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from psycopg import sql

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.fields import IDENTIFIER_SUFFIXES
from govhub.errors import ConfigurationError
from govhub.warehouse.bronze import all_columns, create_statement, declared_columns, derived_columns, table_name
from govhub.warehouse.memory import forget_statement

WIDER = {
    "integer": {"bigint", "numeric", "text"},
    "bigint": {"numeric", "text"},
    "numeric": {"text"},
    "boolean": {"text"},
}
"""Types that hold every value of another, written as the lake writes it, so that `_hash` stays true."""

NEW_TABLE = "tabela nova"
Holds = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A bronze table as it is: types by column, and the columns of its key."""

    columns: Mapping[str, str]
    key: frozenset[str]


@dataclass(slots=True)
class Plan:
    """What one table needs; `told` says it in clauses, `left` names columns that no declaration knows any more.

    `renames` come before `statements`, and before the text of a view is taken: PostgreSQL then has the new names in it.
    """

    system: SystemDeclaration
    resource: ResourceDeclaration
    is_new: bool = False
    recasts: bool = False
    renames: list[sql.Composed] = field(default_factory=list)
    statements: list[sql.Composed] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    refusal: ConfigurationError | None = None

    @property
    def is_needed(self) -> bool:
        """Whether anything has to be done."""
        return bool(self.renames or self.statements)

    def add(self, statement: sql.Composed, told: str) -> None:
        """Append a step."""
        self.statements.append(statement)
        self.told.append(f"bronze.{self.resource.table}: {told}")


def plan(system: SystemDeclaration, resource: ResourceDeclaration, found: Found | None, holds: Holds) -> Plan:
    """Return what a table needs; `holds` tells whether a column of it has any value."""
    result = Plan(system, resource)
    if found is None:
        result.is_new = True
        result.add(create_statement(resource), NEW_TABLE)
        result.statements.append(forget_statement(resource))  # of an earlier table of its name
        return result
    renamed = _renamed(resource, found)
    types = {renamed.get(name, name): kind for name, kind in found.columns.items()}
    key = {renamed.get(name, name) for name in found.key}
    known = {column.name for column in all_columns(resource)}
    left = [name for name in types if name not in known]
    dropped = [name for name in left if name in _discarded(resource)]
    result.left = [name for name in left if name not in dropped]
    result.refusal = (
        _other_key(resource, key) or _narrowed(resource, types) or _unclear(resource, types, result.left, holds)
    )
    if result.refusal is None:
        _rename(result, renamed)
        _drop(result, dropped)
        _widen(result, types)
        _add(result, types, rehash=bool(dropped))
    return result


def _renamed(resource: ResourceDeclaration, found: Found) -> dict[str, str]:
    """Return former name → name of the columns that are there under a former name only."""
    former = {}
    for column in all_columns(resource):
        names = [name for name in column.formerly if name in found.columns]
        if names and column.name not in found.columns:
            former[names[0]] = column.name
    return former


def _discarded(resource: ResourceDeclaration) -> set[str]:
    names = [one.name for one in resource.fields if one.discard]
    return {name + suffix for name in names for suffix in ("", *IDENTIFIER_SUFFIXES)}


def _rename(result: Plan, renamed: Mapping[str, str]) -> None:
    for former, name in renamed.items():
        result.renames.append(
            sql.SQL("alter table {} rename column {} to {}").format(
                table_name(result.resource), sql.Identifier(former), sql.Identifier(name)
            )
        )
        result.told.append(f"bronze.{result.resource.table}: a coluna {former} passa a se chamar {name}")


def _drop(result: Plan, names: list[str]) -> None:
    for name in names:
        result.add(
            sql.SQL("alter table {} drop column {}").format(table_name(result.resource), sql.Identifier(name)),
            f"a coluna {name}, que a declaração manda não guardar, é apagada",
        )


def _widen(result: Plan, types: Mapping[str, str]) -> None:
    wider = [column for column in all_columns(result.resource) if types.get(column.name, column.type) != column.type]
    if not wider:
        return
    result.recasts = True
    changes = [
        sql.SQL("alter column {name} type {type} using {name}::{type}").format(
            name=sql.Identifier(column.name), type=sql.SQL(column.type)
        )
        for column in wider
    ]
    told = ", ".join(f"{column.name} passa de {types[column.name]} a {column.type}" for column in wider)
    result.add(sql.SQL("alter table {} {}").format(table_name(result.resource), sql.SQL(", ").join(changes)), told)


def _add(result: Plan, types: Mapping[str, str], *, rehash: bool) -> None:
    """Add columns. What was written before has them empty until it is loaded again, which `_hash` must not prevent.

    It does not where a field is new. It would where a column went at the same time, or where pseudonyms are new.
    """
    resource = result.resource
    new = [column for column in all_columns(resource) if column.name not in types]
    if not new:
        return
    columns = [sql.SQL("add column {} {}").format(sql.Identifier(column.name), sql.SQL(column.type)) for column in new]
    told = ", ".join(column.name for column in new)
    result.add(
        sql.SQL("alter table {} {}").format(table_name(resource), sql.SQL(", ").join(columns)),
        f"{'colunas novas' if len(new) > 1 else 'coluna nova'} ({told}), sem valor no que já foi gravado até"
        f" `govhub replay {resource.system} {resource.name}`",
    )
    if rehash or {column.name for column in new} & {column.name for column in derived_columns(resource)}:
        result.statements.append(sql.SQL("update {} set _hash = ''").format(table_name(resource)))


def rebuild_advice(resource: ResourceDeclaration) -> str:
    """Return the way out of what can't be changed in place."""
    return (
        "reconstrua a tabela a partir do lake, sem chamar a fonte, com"
        f" `govhub replay {resource.system} {resource.name} --recreate`."
    )


def _other_key(resource: ResourceDeclaration, found: set[str]) -> ConfigurationError | None:
    if found == set(resource.key):
        return None
    return ConfigurationError(
        f"A chave da tabela é ({', '.join(sorted(found))}) no warehouse e ({', '.join(resource.key)}) na declaração",
        where=f"bronze.{resource.table}",
        todo=f"Volte a chave em sources/, ou {rebuild_advice(resource)}",
    )


def _narrowed(resource: ResourceDeclaration, types: Mapping[str, str]) -> ConfigurationError | None:
    for column in all_columns(resource):
        found = types.get(column.name, column.type)
        if found != column.type and column.type not in WIDER.get(found, set()):
            return ConfigurationError(
                f"A coluna {column.name} é {found} no warehouse e {column.type} na declaração, e nem todo valor daquele"
                " tipo cabe neste",
                where=f"bronze.{resource.table}",
                todo=f"Volte o tipo em sources/, ou {rebuild_advice(resource)}",
            )
    return None


def _unclear(
    resource: ResourceDeclaration, types: Mapping[str, str], left: list[str], holds: Holds
) -> ConfigurationError | None:
    """Refuse to guess whether a column that went and one that came are the same.

    A wrong guess would leave the new one empty for good: `_hash` knows contents and their order, and no names.
    """
    for column in declared_columns(resource):
        both = [name for name in column.formerly if name in left and holds(name)] if column.name in types else []
        if both:
            return ConfigurationError(
                f"A tabela tem a coluna {column.name} e também {both[0]}, o nome que ela tinha, com valores",
                where=f"bronze.{resource.table}",
                todo=f"Para juntar as duas, {rebuild_advice(resource)}",
            )
    came = [column.name for column in declared_columns(resource) if column.name not in types]
    went = next((name for name in left if holds(name)), None) if came else None
    if went is None:
        return None
    return ConfigurationError(
        f"A coluna {went} tem valores e saiu da declaração, em que entrou {came[0]}",
        where=f"bronze.{resource.table}",
        todo=f"Se é a mesma, declare `formerly: [{went}]` em {came[0]}; se não, volte {went} com `discard: true`.",
    )
