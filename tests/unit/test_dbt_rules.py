"""Rules that the test `regras` checks together: each is known, has a name of its own, and is really checked."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

import yaml

from govhub.settings import CHECKOUT

DBT = CHECKOUT / "dbt"
TOGETHER = "regras"


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Return what YAML says of each model, seed and snapshot, by name."""
    found = {}
    for folder in ("models", "seeds", "snapshots"):
        for file in (DBT / folder).rglob("*.yml"):
            document = yaml.load(file.read_bytes(), yaml.CSafeLoader)
            for kind in ("models", "seeds", "snapshots"):
                found |= {table["name"]: table for table in document.get(kind, [])}
    return found


@cache
def macros() -> set[str]:
    text = "".join(file.read_text(encoding="utf-8") for file in (DBT / "macros").rglob("*.sql"))
    return set(re.findall(r"macro ((?:viola|regra)_\w+)\(", text))


def declared(owner: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the rules of a table or column as (rule, arguments)."""
    rules = owner.get("config", {}).get("meta", {}).get("regras", [])
    return [(rule, {}) if isinstance(rule, str) else next(iter(rule.items())) for rule in rules]


def rules_of(table: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the rules of a table as (rule, what it is about, arguments)."""
    return [
        (rule, name, arguments)
        for name, owner in [("", table), *((column["name"], column) for column in table.get("columns", []))]
        for rule, arguments in declared(owner)
    ]


def test_a_table_has_the_test_if_and_only_if_it_has_rules() -> None:
    tested = {name for name, table in tables().items() if TOGETHER in table.get("data_tests", [])}

    assert len(tested) > 200
    assert tested == {name for name, table in tables().items() if rules_of(table)}


def test_every_rule_is_known_and_reads_a_row_or_a_table_not_both() -> None:
    used = {(rule, bool(about)) for table in tables().values() for rule, about, _ in rules_of(table)}

    assert {rule for rule, _ in used if (f"viola_{rule}" in macros()) == (f"regra_{rule}" in macros())} == set()
    assert {rule for rule, of_column in used if f"viola_{rule}" in macros() and not of_column} == set()
    assert {name.split("_", 1)[1] for name in macros()} - {"declarada"} == {rule for rule, _ in used}


def test_no_two_rules_of_a_table_have_one_name() -> None:
    """The outcome and the accepted exception of a rule are found by its name."""
    for name, table in tables().items():
        names = Counter(
            (rule, about or "__".join(arguments.get("colunas", [])) if rule == "u01_chave_unica" else about)
            for rule, about, arguments in rules_of(table)
        )
        assert [rule for rule, times in names.items() if times > 1] == [], name


def test_only_warnings_are_said_and_they_are_said_in_portuguese() -> None:
    said = {arguments.get("severidade") for table in tables().values() for _, _, arguments in rules_of(table)}

    assert said == {None, "aviso"}


def test_a_rule_is_no_longer_a_test_of_its_own() -> None:
    """Declared as a test it would run alone, and cost a node of dbt again."""
    together = {name.split("_", 1)[1] for name in macros()}
    alone = [
        (name, test)
        for name, table in tables().items()
        for owner in [table, *table.get("columns", [])]
        for test in owner.get("data_tests", [])
        if (test if isinstance(test, str) else next(iter(test))) in together
    ]

    assert alone == []
