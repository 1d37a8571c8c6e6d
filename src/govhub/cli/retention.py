"""`govhub privacy retention`: people taken out when the declared term of retention is over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import uuid4

import typer

from govhub.catalog import load_catalog
from govhub.cli.erasing import purposes_of, user
from govhub.cli.output import AsJson, console, print_json
from govhub.errors import ConfigurationError
from govhub.pipeline.erasing import count_reach, end_interrupted, erasable, erase
from govhub.pipeline.terms import Due, due, terms_of
from govhub.pipeline.workplace import Workplace
from govhub.settings import load_settings
from govhub.warehouse.erasures import Erasure
from govhub.warehouse.keymark import key_mark


def erase_by_term(
    yes: Annotated[bool, typer.Option("--yes", help="Elimina; sem isto, só diz quantas pessoas seriam.")] = False,
    as_json: AsJson = False,
) -> None:
    """Elimina as pessoas cujo prazo de guarda acabou (prazo, em privacidade.yaml): quem saiu da fonte há tantos meses.

    Alcança o mesmo que erase, em todas as camadas e no lake. Se a fonte as mandar de novo, as cargas as trazem.
    """
    settings = load_settings()
    place = Workplace.of(settings, load_catalog(settings))
    purposes = purposes_of(settings)
    erasable(place, purposes)
    terms = terms_of(place, purposes)
    if not terms:
        raise ConfigurationError(
            "Nenhum sistema de privacidade.yaml tem 'prazo'; ninguém sai por prazo",
            todo="O encarregado decide, sistema por sistema, em privacidade.yaml.",
        )
    rows = [_end_term(place, due(place, name, term, datetime.now(UTC)), yes=yes) for name, term in terms.items()]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _tell(row)


def _tell(row: dict[str, Any]) -> None:
    verb = "eliminada(s)" if row["eliminado"] else "a eliminar; confirme com --yes"
    left = f"{row['sistema']}: {row['pessoas']} pessoa(s) fora de {', '.join(row['fora_de'])} há mais de {row['meses']} meses"
    console.print(f"{left}, {verb}." if row["pessoas"] else f"{left}.", highlight=False, soft_wrap=True)
    for where, count in row["linhas"].items():
        console.print(f"  {where}: {count} linha(s)", highlight=False, soft_wrap=True)


def _end_term(place: Workplace, over: Due, *, yes: bool) -> dict[str, Any]:
    """Erase the people of one system, or count what would go."""
    systems, counts = (over.system,), dict[str, int]()
    if yes:
        end_interrupted(place, systems)
    if over.count and yes:
        counts = erase(place, over.people, _erasure(place, systems, over), standing=False).counts
    elif over.count:
        counts = count_reach(place, systems, over.people).counts
    return {
        "sistema": over.system,
        "fora_de": list(over.term.fora_de),
        "meses": over.term.meses,
        "pessoas": over.count,
        "eliminado": yes,
        "linhas": counts,
    }


def _erasure(place: Workplace, systems: tuple[str, ...], over: Due) -> Erasure:
    now = datetime.now(UTC)
    return Erasure(
        id=f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}",
        requested_by="prazo de guarda",
        reason=f"fora de {', '.join(over.term.fora_de)} há mais de {over.term.meses} meses",
        executed_by=user(),
        erased_at=now,
        systems=systems,
        key_mark=key_mark(place.privacy_key),
        pseudonyms=tuple(sorted(over.people.pseudonyms)),
        counts={},
    )
