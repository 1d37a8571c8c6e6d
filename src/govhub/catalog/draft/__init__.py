"""A first declaration, proposed from one answer of the source: what is seen is used, what is guessed is marked."""

from govhub.catalog.draft.envelope import Envelope, open_envelope
from govhub.catalog.draft.fields import FieldGuess, guess_fields
from govhub.catalog.draft.keys import guess_key
from govhub.catalog.draft.request import Asked, parse_path
from govhub.catalog.draft.text import draft_text

__all__ = ["Asked", "Envelope", "FieldGuess", "draft_text", "guess_fields", "guess_key", "open_envelope", "parse_path"]
