"""Log lines that a machine reads: one JSON object each, with the run that they belong to.

A line holds what a message of ours may hold, and no more: of an exception only its type and place are kept, because its
text may quote a row, and what looks like a CPF or the password of an address is covered even if it slipped into a message.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import IO, Literal

LogFormat = Literal["texto", "json"]

_run: ContextVar[Mapping[str, str]] = ContextVar("govhub_run", default={})  # noqa: B039 - never written to
_COVERED = (
    (re.compile(r"\b\d{3}\.?\d{3}\.?\d{3}-?\d{2}\b"), "•••"),  # a CPF, in either of its forms
    (re.compile(r"(?<=://)[^/\s@]+@"), "•••@"),
)
_LEVELS = {10: "debug", 20: "info", 30: "warning", 40: "error", 50: "critical"}
FIGURES = "figures"
"""Name of the `extra` of a log call whose items become fields of the line."""


@contextmanager
def run_context(system: str, resource: str, run_id: str) -> Iterator[None]:
    """Let every line that is logged inside carry the run."""
    token = _run.set({"system": system, "resource": resource, "run_id": run_id})
    try:
        yield
    finally:
        _run.reset(token)


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object: time (UTC), level, logger, message, and the run where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": _LEVELS.get(record.levelno, str(record.levelno)),  # people read other words
            "logger": record.name,
            "message": covered(record.getMessage()),
            **_run.get(),
            **{name: _plain(value) for name, value in getattr(record, FIGURES, {}).items()},
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["at"] = _place(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _plain(value: object) -> object:
    return covered(value) if isinstance(value, str) else value


def covered(message: str) -> str:
    """Return a message without what looks like a CPF or the credentials of an address."""
    for pattern, cover in _COVERED:
        message = pattern.sub(cover, message)
    return message


def write_json(stream: IO[str] | None = None) -> None:
    """Write every line as JSON from here on, to stderr unless told: ours from INFO on, those of libraries from WARNING on."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("govhub").setLevel(logging.INFO)
    logging.captureWarnings(True)


def writes_json() -> bool:
    """Tell whether lines are written as JSON in this process."""
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers)


def _place(trace: object) -> str:
    frames = traceback.extract_tb(trace)  # type: ignore[arg-type]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
