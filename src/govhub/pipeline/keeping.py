"""What a load keeps to: one key of the pseudonyms per warehouse, and the erasures that stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa

from govhub.catalog import ResourceDeclaration
from govhub.errors import ConfigurationError
from govhub.pipeline.workplace import Workplace
from govhub.privacy.redaction import People, redact
from govhub.settings import load_settings
from govhub.warehouse.engine import Books, Loader
from govhub.warehouse.keymark import key_mark


def with_the_key(place: Workplace, loader: Loader, resource: ResourceDeclaration) -> Workplace:
    """Return the workplace with the key that the warehouse's pseudonyms were made with.

    A load that began before the key was changed finds the new one in the settings and goes on with it. The loader's
    transaction holds the key from here to its end.
    Raises: ConfigurationError when the key of the settings is another one.
    """
    if not resource.identifiers:
        return place
    known = loader.hold_key(key_mark(place.privacy_key))
    if known == key_mark(place.privacy_key):
        return place
    fresh = load_settings(place.settings.project_dir).require("privacy_key").encode()
    if known == key_mark(fresh):
        return replace(place, privacy_key=fresh)
    raise ConfigurationError(
        "GOVHUB_PRIVACY_KEY não é a chave dos pseudônimos que já estão no warehouse; nada foi gravado",
        todo="Volte à chave guardada; para trocá-la de verdade, use `govhub secrets rotate GOVHUB_PRIVACY_KEY`.",
    )


def leaving_out(place: Workplace, books: Books, resource: ResourceDeclaration) -> Callable[[pa.Table], pa.Table] | None:
    """Return what takes erased people out of the pages of a resource before the lake has them; null for nobody."""
    if not resource.identifiers:
        return None
    erased = books.erased_people(resource.system, key_mark(place.privacy_key))
    people = People(erased, (), place.privacy_key)
    return (lambda page: redact(page, resource, people).rows) if erased else None
