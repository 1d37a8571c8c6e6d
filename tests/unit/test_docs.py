"""What docs name exists: every linked path and every command."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from govhub.cli.root import app
from govhub.settings import CHECKOUT

PAGES = [CHECKOUT / "README.md", CHECKOUT / "README.en.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(page: object) -> None:
    text = page.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("http")]

    assert not [link for link in links if not (page.parent / link).exists()]  # type: ignore[attr-defined]


def test_every_command_that_docs_and_messages_name_exists() -> None:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    texts += [file.read_text(encoding="utf-8") for file in (CHECKOUT / "src" / "govhub").rglob("*.py")]
    named = {match for text in texts for match in re.findall(r"`(?:\.venv/bin/)?govhub ([a-z]+)(?: ([a-z]+))?", text)}
    root = get_command(app)
    groups = {name: set(getattr(command, "commands", {})) for name, command in root.commands.items()}  # type: ignore[attr-defined]

    assert len(named) > 15
    assert not [
        pair
        for pair in named
        if pair[0] not in groups or (groups[pair[0]] and pair[1] and pair[1] not in groups[pair[0]])
    ]


def test_every_option_that_docs_and_messages_give_a_command_exists() -> None:
    root = get_command(app)
    wrong, seen = [], 0
    for page in PAGES:
        for line in re.findall(r"govhub ((?:[a-z]+)(?: [^`\n#·|]*)?)", page.read_text(encoding="utf-8")):
            words = line.split()
            command = root.commands.get(words[0])  # type: ignore[attr-defined]
            if len(words) > 1 and getattr(command, "commands", None):
                command = command.commands.get(words[1])
            if command is None or words[0] == "dbt":  # its own options are dbt's
                continue
            known = {opt for one in command.params for opt in (*one.opts, *one.secondary_opts)} | {"--help"}
            given = [word.rstrip(".,;:)") for word in words if word.startswith("--")]
            seen += len(given)
            wrong += [f"{page.name}: govhub {line.strip()}" for option in given if option.split("=")[0] not in known]

    assert seen > 20
    assert wrong == []


def test_the_make_targets_that_the_readme_names_exist() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)\b", (CHECKOUT / "README.md").read_text(encoding="utf-8"))) - {"e"}

    assert {"demo", "test", "up", "down"} <= named
    assert not [target for target in named if f"\n{target}:" not in makefile]
