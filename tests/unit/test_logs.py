"""Log lines for machines: one object each, the run in all of them, and nothing that a message may not hold."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest

from govhub.cli.output import tell
from govhub.errors import SourceError
from govhub.logs import FIGURES, run_context, write_json

logger = logging.getLogger("govhub.prova")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """JSON lines for the length of a test; the root logger is then as it was."""
    root, ours = logging.getLogger(), logging.getLogger("govhub")
    handlers, level, our_level = root.handlers[:], root.level, ours.level
    root.handlers = []
    written = io.StringIO()
    write_json(written)
    yield written
    logging.captureWarnings(False)
    root.handlers = handlers
    root.setLevel(level)
    ours.setLevel(our_level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_carries_the_run_in_which_it_was_written_and_no_other(stream: io.StringIO) -> None:
    logger.info("antes")
    with run_context("siorg", "unidades", "r1"):
        logger.warning("durante: %d", 3)

        async def inside() -> None:
            logger.info("na leitura", extra={FIGURES: {"pages": 2}})

        asyncio.run(inside())
    logger.info("depois")

    before, during, reading, after = lines(stream)
    run = {"system": "siorg", "resource": "unidades", "run_id": "r1"}
    assert during | run == during
    assert (during["message"], during["level"], during["logger"]) == ("durante: 3", "warning", "govhub.prova")
    assert (reading["run_id"], reading["pages"]) == ("r1", 2)
    assert "run_id" not in before
    assert "run_id" not in after


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("servidor 529.982.247-25 não existe", "servidor ••• não existe"),
        ("servidor 52998224725 não existe", "servidor ••• não existe"),
        ("em postgresql://etl_user:abc@host:5432/govhub", "em postgresql://•••@host:5432/govhub"),
        ("execução 20261127T071525-30e96d4d de 1.234 linhas", "execução 20261127T071525-30e96d4d de 1.234 linhas"),
    ],
)
def test_a_cpf_or_a_password_that_slipped_into_a_message_is_covered(
    stream: io.StringIO, said: str, written: str
) -> None:
    logger.error("%s", said, extra={FIGURES: {"error": said}})

    (line,) = lines(stream)
    assert (line["message"], line["error"]) == (written, written)


def test_of_an_unexpected_error_only_its_kind_and_place_are_kept(stream: io.StringIO) -> None:
    try:
        raise ValueError("Maria da Silva")
    except ValueError:
        logger.exception("falhou")

    (line,) = lines(stream)
    assert line["exception"] == "ValueError"
    assert "test_logs.py:" in str(line["at"])
    assert "Maria" not in stream.getvalue()


def test_libraries_speak_from_warnings_on_and_we_from_what_happens(stream: io.StringIO) -> None:
    logging.getLogger("httpx").info("GET https://fonte/?cpf=52998224725")
    logger.debug("detalhe")
    logger.info("fato")

    assert [line["message"] for line in lines(stream)] == ["fato"]


def test_a_failure_told_to_people_is_a_line_for_machines(stream: io.StringIO) -> None:
    tell(SourceError("O SIORG não respondeu", where="siorg/unidades", todo="Tente mais tarde."))

    (line,) = lines(stream)
    assert line["message"] == "O SIORG não respondeu (siorg/unidades). Tente mais tarde."
    assert (line["level"], line["error_kind"]) == ("error", "fonte")
