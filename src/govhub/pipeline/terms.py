"""People whose term of retention is over, as privacidade.yaml counts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from govhub.catalog.ownership import owners
from govhub.catalog.purposes import Purpose, Term
from govhub.errors import ConfigurationError
from govhub.pipeline.erasing import people_of
from govhub.pipeline.workplace import Workplace
from govhub.privacy.redaction import People
from govhub.warehouse.connection import connect
from govhub.warehouse.departures import who_left


@dataclass(frozen=True, slots=True)
class Due:
    """The people of one system whose term is over, and how many they are."""

    system: str
    term: Term
    people: People
    count: int


def terms_of(place: Workplace, purposes: Mapping[str, Purpose]) -> dict[str, Term]:
    """Return the terms by system.

    Raises: ConfigurationError for a table that is not of the system, or whose rows are nobody's.
    """
    terms = {name: purpose.prazo for name, purpose in purposes.items() if purpose.prazo is not None}
    for name, term in terms.items():
        resources = place.catalog.system(name).resources
        for resource in term.fora_de:
            if resource not in resources or not owners(resources[resource]):
                raise ConfigurationError(
                    f"O prazo de {name} conta por {resource}, que não é um recurso seu com linhas de pessoas; nada mudou",
                    where="privacidade.yaml",
                    todo="Corrija 'fora_de' com nomes que `govhub sources show` mostra.",
                )
    return terms


def due(place: Workplace, system: str, term: Term, now: datetime) -> Due:
    """Return the people of a system whose last row left the tables of its term so many months ago."""
    resources = [place.catalog.resource(system, name) for name in term.fora_de]
    with connect(place.warehouse_url, application="govhub privacy") as connection:
        connection.read_only = True
        digits = who_left(connection, resources, now, term.meses)
    found = [people_of(place, (system,), each) for each in digits]
    pseudonyms = frozenset(token for person in found for token in person.pseudonyms)
    contexts = found[0].contexts if found else ()
    return Due(system, term, People(pseudonyms, contexts, place.privacy_key), len(digits))
