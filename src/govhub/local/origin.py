"""Whose data a home holds, the sources' or the simulator's: never both, for a warehouse can't tell them apart."""

from __future__ import annotations

from pathlib import Path

from govhub.errors import ConfigurationError

_FILE = "origem.txt"
_SIMULATOR, _SOURCES = "simulador", "fontes"


def is_simulated(home: Path) -> bool:
    """Tell whether the data of a home are the simulator's, whether or not that runs now."""
    return _noted(home) == _SIMULATOR


def start_command(home: Path) -> str:
    """Return the command that starts again what a home was started with."""
    return "make demo" if is_simulated(home) else "govhub up"


def note_origin(home: Path, *, simulated: bool) -> None:
    """Note where the data of a home come from; a home of before this note takes the first that is told.

    Raises: ConfigurationError when they came from elsewhere before; the note is left as it was.
    """
    before, now = _noted(home), _SIMULATOR if simulated else _SOURCES
    if before == _SIMULATOR and not simulated:
        raise ConfigurationError(
            "Os dados desta pasta são os inventados da demonstração, e os de verdade se misturariam a eles; nada foi iniciado",
            where=str(home),
            todo="Para continuar a demonstração, `make demo`; para começar com os dados do órgão, `make down`, apague esta"
            " pasta e o .env, e `make up`.",
        )
    if before == _SOURCES and simulated:
        raise ConfigurationError(
            "Esta pasta guarda dados de verdade, e os inventados da demonstração se misturariam a eles; nada foi iniciado",
            where=str(home),
            todo="Rode a demonstração em outra cópia do projeto, ou com outros GOVHUB_HOME e GOVHUB_ENV_FILE.",
        )
    (home / _FILE).write_text(now, encoding="utf-8")


def _noted(home: Path) -> str:
    try:
        return (home / _FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
