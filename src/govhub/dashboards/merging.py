"""Takes new values into an old document and leaves all else of it as it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def blank(value: Any) -> bool:
    """Return whether a value says nothing: null, or an empty text, list or mapping."""
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal whatever the order of their keys; true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def rewritten(old: Any, new: Any) -> Any:
    """Return the new value, with the keys in the old one's order, what is new at the end.

    An entry of a list is the same as before when its `id` is, or else when it is equal or has its place.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        return {key: rewritten(old[key], new[key]) for key in old if key in new} | {
            key: value for key, value in new.items() if key not in old
        }
    if isinstance(old, list) and isinstance(new, list):
        return [rewritten(_former(old, entry, place), entry) for place, entry in enumerate(new)]
    return old if same(old, new) else new


def by_id(entries: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    """Return the entries of a list that have an `id`, by it."""
    return {str(entry["id"]): entry for entry in entries if isinstance(entry, dict) and "id" in entry}


def _former(old: list[Any], entry: Any, place: int) -> Any:
    if isinstance(entry, dict) and "id" in entry:
        return by_id(old).get(str(entry["id"]))
    equal = next((former for former in old if same(former, entry)), None)
    if equal is not None or place >= len(old):
        return equal
    return old[place]
