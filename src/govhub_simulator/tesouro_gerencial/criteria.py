"""What a client asks for: the words of a command, sets of numbers, and the criteria of a search."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

from govhub_simulator.tesouro_gerencial.mailbox import Envelope

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([()])|(BODY(?:\.PEEK)?\[[^\]]*\])|([^\s()"]+)', re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FLAGS_ABSENT = frozenset({"UNSEEN", "UNANSWERED", "UNFLAGGED", "UNDELETED", "UNDRAFT", "OLD", "ALL"})
_FLAGS_PRESENT = frozenset({"SEEN", "ANSWERED", "FLAGGED", "DELETED", "DRAFT", "RECENT", "NEW"})

Match = Callable[[Envelope], bool]


def tokens(line: str) -> list[str]:
    """Return the words of a command: atoms, unquoted strings, and single parentheses."""
    found = []
    for quoted, bracket, section, atom in _TOKEN.findall(line):
        plain = bracket or section or atom
        found.append(plain or re.sub(r"\\(.)", r"\1", quoted))
    return found


def wanted_uids(text: str, numbers: Sequence[int]) -> set[int]:
    """Return the numbers of a set such as `1,4:7,9:*`; a range up to `*` always includes the last one."""
    last, wanted = (numbers[-1] if numbers else 0), set[int]()
    for part in text.split(","):
        first, _, end = part.partition(":")
        ends = [last if word == "*" else int(word) for word in (first, end or first)]
        wanted |= {number for number in numbers if min(ends) <= number <= max(ends)}
    return wanted


class Criteria:
    """The criteria of a SEARCH, all of which a message must match.

    Raises: ValueError for one that is not known.
    """

    def __init__(self, words: Sequence[str], held: Sequence[Envelope]) -> None:
        words = list(words[2:] if words and words[0].upper() == "CHARSET" else words)
        self._uids = [envelope.uid for envelope in held]
        self._numbers = {envelope.uid: place for place, envelope in enumerate(held, 1)}
        self._matches = self._group(words)

    def match(self, envelope: Envelope) -> bool:
        """Tell whether a message is found."""
        return all(match(envelope) for match in self._matches)

    def _group(self, words: list[str]) -> list[Match]:
        found = []
        while words and words[0] != ")":
            found.append(self._one(words))
        return found

    def _one(self, words: list[str]) -> Match:
        word = words.pop(0).upper()
        if word == "(":
            inside = self._group(words)
            if not words:
                raise ValueError("Unbalanced parenthesis")
            words.pop(0)
            return lambda envelope: all(match(envelope) for match in inside)
        if word == "NOT":
            refused = self._one(words)
            return lambda envelope: not refused(envelope)
        if word == "OR":
            first, second = self._one(words), self._one(words)
            return lambda envelope: first(envelope) or second(envelope)
        if word in _FLAGS_ABSENT or word in _FLAGS_PRESENT:
            return lambda _: word in _FLAGS_ABSENT
        return self._with_argument(word, words)

    def _with_argument(self, word: str, words: list[str]) -> Match:
        if re.fullmatch(r"[\d,:*]+", word):
            places = wanted_uids(word, range(1, len(self._uids) + 1))
            return lambda envelope: self._numbers[envelope.uid] in places
        if not words:
            raise ValueError(f"Unknown criterion {word}")
        value = words.pop(0)
        text = value.casefold()
        if word == "UID":
            uids = wanted_uids(value, self._uids)
            return lambda envelope: envelope.uid in uids
        if word == "SUBJECT":
            return lambda envelope: text in envelope.subject.casefold()
        if word == "FROM":
            return lambda envelope: text in envelope.sender.casefold()
        if word in {"SINCE", "BEFORE", "ON"}:
            day = _day(value)
            return lambda envelope: _compare(word, envelope.sent_at, day)
        raise ValueError(f"Unknown criterion {word}")


def _day(text: str) -> date:
    day, month, year = text.split("-")
    return date(int(year), _MONTHS.index(month.lower()) + 1, int(day))


def _compare(word: str, at: datetime, day: date) -> bool:
    if word == "ON":
        return at.date() == day
    return at.date() >= day if word == "SINCE" else at.date() < day
