"""docs/seguranca.md shows the rights that setup grants, no more and no less."""

from __future__ import annotations

from govhub.settings import CHECKOUT
from govhub.warehouse.access import EXPECTED, SCHEMAS, VERBS

LETTERS = {
    "L": {"USAGE", "SELECT"},
    "E": {"INSERT", "UPDATE", "DELETE", "TRUNCATE"},
    "C": {"CREATE"},
}


def _letters(rights: frozenset[str]) -> str:
    shown = [letter for letter, verbs in LETTERS.items() if verbs <= rights]
    assert rights == {verb for letter in shown for verb in LETTERS[letter]}, "a letter stands for all of its verbs"
    return "".join(shown) or "–"


def matrix() -> str:
    """Return the table of roles and schemas as the page has it."""
    lines = [f"| papel | {' | '.join(f'`{schema}`' for schema in SCHEMAS)} |", "|---" * (len(SCHEMAS) + 1) + "|"]
    for role, schemas in EXPECTED.items():
        cells = [_letters(schemas.get(schema, frozenset())) for schema in SCHEMAS]
        lines.append(f"| `{role}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_letters_stand_for_every_verb() -> None:
    assert set().union(*LETTERS.values()) == set(VERBS)


def test_the_page_shows_the_rights_that_setup_grants() -> None:
    assert f"\n\n{matrix()}\n\n" in (CHECKOUT / "docs" / "seguranca.md").read_text(encoding="utf-8")
