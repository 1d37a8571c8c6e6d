"""Erasures made again after a restore, which brings back what they had taken away; and people let in again."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from govhub.errors import ConfigurationError
from govhub.lake import erasure_notes as notes
from govhub.pipeline.erasing import Reached, erase, known_people
from govhub.pipeline.workplace import Workplace
from govhub.privacy.redaction import People
from govhub.warehouse.connection import connect
from govhub.warehouse.erasures import Erasure, lift_erasures
from govhub.warehouse.keymark import key_mark


def reapply(place: Workplace) -> list[tuple[Erasure, Reached]]:
    """Make again every erasure that the lake's register says stands; return what each of them touched.

    Raises: ConfigurationError for those written down with a former key, whose people nobody can tell any more; the others
        are made first.
    """
    standing = [_erasure(note) for note in notes.standing_notes(place.storage)]
    mark = key_mark(place.privacy_key)
    done = [
        (erasure, erase(place, known_people(place, erasure.systems, erasure.pseudonyms), erasure))
        for erasure in standing
        if erasure.key_mark == mark
    ]
    if others := [erasure.id for erasure in standing if erasure.key_mark != mark]:
        raise ConfigurationError(
            f"{len(others)} eliminações foram registradas com outra GOVHUB_PRIVACY_KEY e não puderam ser refeitas:"
            f" {', '.join(others)}",
            todo="Peça-as de novo com `govhub privacy erase`, com o CPF que está no processo de cada uma.",
        )
    return done


def readmit(place: Workplace, people: People) -> list[str]:
    """Let loads bring a person again; return the requests that stand no longer."""
    with connect(place.warehouse_url, application="govhub privacy") as connection:
        lifted = lift_erasures(connection, people.pseudonyms)
        notes.lift_notes(place.storage, lifted)
    return lifted


def _erasure(note: dict[str, object]) -> Erasure:
    values = {field.name: note[field.name] for field in fields(Erasure)}
    values["erased_at"] = datetime.fromisoformat(str(values["erased_at"]))
    for name in ("systems", "pseudonyms"):
        values[name] = tuple(values[name])  # type: ignore[arg-type]  # lists, as JSON has them
    return Erasure(**values)  # type: ignore[arg-type]  # written from one
