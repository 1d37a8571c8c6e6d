"""What a table of an earlier declaration needs: each step, and each refusal with its way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.settings import CHECKOUT
from govhub.warehouse.bronze import all_columns
from govhub.warehouse.plans import Found, Plan, plan

SYSTEM: SystemDeclaration = read_system(Path(CHECKOUT) / "sources" / "compras_gov.yaml")
BEFORE = [{"name": "id", "type": "bigint"}, {"name": "valor", "type": "integer"}, {"name": "preposto"}]


def declared(*fields: dict[str, object], key: tuple[str, ...] = ("id",)) -> ResourceDeclaration:
    usual = {"lgpd": "P0", "about": "Campo"}
    return ResourceDeclaration.model_validate(
        {
            "system": "s", "name": "r", "about": "Teste", "path": "/r", "key": key, "load": "snapshot", "scope": [],
            "fields": [{"from": field["name"], **usual, **field} for field in fields],
        }
    )  # fmt: skip


def needed(now: ResourceDeclaration, *, empty: tuple[str, ...] = (), before: ResourceDeclaration | None = None) -> Plan:
    """Return the plan for a table of an earlier declaration, whose columns hold values unless said otherwise."""
    former = before or declared(*BEFORE)
    found = Found({column.name: column.type for column in all_columns(former)}, frozenset(former.key))
    return plan(SYSTEM, now, found, lambda column: column not in empty)


def statements(made: Plan) -> list[str]:
    return [statement.as_string(None) for statement in [*made.renames, *made.statements]]


def test_a_table_that_is_as_declared_needs_nothing() -> None:
    made = needed(declared(*BEFORE))
    assert (statements(made), made.told, made.left, made.refusal) == ([], [], [], None)


def test_a_renamed_field_renames_its_column_and_its_key() -> None:
    fields = [{"name": "codigo", "type": "bigint", "formerly": ["id"]}, *BEFORE[1:]]
    made = needed(declared(*fields, key=("codigo",)))
    assert statements(made) == ['alter table "bronze"."s__r" rename column "id" to "codigo"']
    assert made.told == ["bronze.s__r: a coluna id passa a se chamar codigo"]


def test_pseudonym_and_mask_follow_a_renamed_identifier() -> None:
    cpf: dict[str, object] = {"identifier": "cpf", "context": "pessoa", "lgpd": "P3"}
    before = declared(BEFORE[0], {"name": "preposto", **cpf})
    made = needed(declared(BEFORE[0], {"name": "titular", "formerly": ["preposto"], **cpf}), before=before)
    assert [text.split("rename column ")[1] for text in statements(made)] == [
        '"preposto" to "titular"',
        '"preposto_pseudonimo" to "titular_pseudonimo"',
        '"preposto_mascara" to "titular_mascara"',
    ]


@pytest.mark.parametrize(
    ("former", "now", "sql"),
    [
        ("integer", "bigint", "bigint"),
        ("integer", "number", "numeric"),
        ("bigint", "scalar", "text"),
        ("number", "scalar", "text"),
        ("boolean", "text", "text"),
    ],
)
def test_a_wider_type_holds_what_was_there(former: str, now: str, sql: str) -> None:
    before = declared(BEFORE[0], {"name": "valor", "type": former})
    made = needed(declared(BEFORE[0], {"name": "valor", "type": now}), before=before)
    assert statements(made) == [f'alter table "bronze"."s__r" alter column "valor" type {sql} using "valor"::{sql}']
    assert made.recasts


@pytest.mark.parametrize(
    ("former", "now"), [("bigint", "integer"), ("text", "number"), ("number", "bigint"), ("json", "text")]
)
def test_a_narrower_type_is_refused_with_the_way_out(former: str, now: str) -> None:
    before = declared(BEFORE[0], {"name": "valor", "type": former})
    made = needed(declared(BEFORE[0], {"name": "valor", "type": now}), before=before)
    assert (statements(made), made.refusal is not None) == ([], True)
    assert str(made.refusal).startswith("A coluna valor é ")
    assert "(bronze.s__r). Volte o tipo em sources/, ou" in str(made.refusal)
    assert "`govhub replay s r --recreate`" in str(made.refusal)


def test_another_key_is_refused_with_the_way_out() -> None:
    made = needed(declared(*BEFORE, key=("id", "valor")))
    assert statements(made) == []
    assert "A chave da tabela é (id) no warehouse e (id, valor) na declaração" in str(made.refusal)
    assert "`govhub replay s r --recreate`" in str(made.refusal)


def test_a_new_field_is_added_and_told_how_to_be_filled() -> None:
    made = needed(declared(*BEFORE, {"name": "cor"}))
    assert statements(made) == ['alter table "bronze"."s__r" add column "cor" text']
    assert made.told == ["bronze.s__r: coluna nova (cor), sem valor no que já foi gravado até `govhub replay s r`"]


def test_a_field_that_left_the_declaration_stays_as_it_was() -> None:
    """As after going back to the version before: nothing is lost, nothing is in the way."""
    made = needed(declared(*BEFORE[:2]))
    assert (statements(made), made.left, made.refusal) == ([], ["preposto"], None)


def test_one_that_left_while_another_came_may_be_a_renaming_and_is_asked_about() -> None:
    """`_hash` knows no names: a new column in the former one's place would be empty for good."""
    made = needed(declared(*BEFORE[:2], {"name": "titular"}))
    assert statements(made) == []
    assert str(made.refusal) == (
        "A coluna preposto tem valores e saiu da declaração, em que entrou titular (bronze.s__r). Se é a mesma, declare"
        " `formerly: [preposto]` em titular; se não, volte preposto com `discard: true`."
    )
    assert needed(declared(*BEFORE[:2], {"name": "titular"}), empty=("preposto",)).refusal is None


def test_a_field_that_is_discarded_goes_and_rows_are_written_again_where_another_takes_its_place() -> None:
    fields = [*BEFORE[:2], {"name": "preposto", "discard": True}]
    assert statements(needed(declared(*fields))) == ['alter table "bronze"."s__r" drop column "preposto"']
    assert statements(needed(declared(*fields, {"name": "titular"})))[1:] == [
        'alter table "bronze"."s__r" add column "titular" text',
        """update "bronze"."s__r" set _hash = ''""",
    ]


def test_a_field_that_turns_out_to_hold_a_cpf_has_its_rows_written_again() -> None:
    fields = [*BEFORE[:2], {"name": "preposto", "identifier": "cpf", "context": "pessoa", "lgpd": "P3"}]
    assert statements(needed(declared(*fields)))[-1] == """update "bronze"."s__r" set _hash = ''"""


def test_both_names_with_values_are_joined_by_the_lake_only() -> None:
    before = declared(*BEFORE, {"name": "titular"})
    now = declared(*BEFORE[:2], {"name": "titular", "formerly": ["preposto"]})
    assert "também preposto, o nome que ela tinha" in str(needed(now, before=before).refusal)
    assert needed(now, before=before, empty=("preposto",)).refusal is None
