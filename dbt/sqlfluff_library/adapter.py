"""What sqlfluff sees in place of dbt's adapter: for a dispatched macro, its first argument, or what keeps every alias in use."""

from collections.abc import Callable

_WHOLE: dict[str, Callable[..., str]] = {
    **dict.fromkeys(("aparado", "desloca", "mes_de", "parte"), lambda value, *_: f"btrim({value})"),  # no longer a bare column
    "algum": lambda condition: f"max({condition})",
    "todos": lambda condition: f"min({condition})",
    "dias_entre": lambda end, start: f"{end} - {start}",
    "filtrado": lambda aggregate, condition: f"{aggregate} filter (where {condition})",
}


def _first(*arguments: object) -> str:
    found = arguments[0] if arguments else "null"
    return f"coalesce({', '.join(map(str, found))})" if isinstance(found, list) else str(found)


def dispatch(name: str, _package: str) -> Callable[..., str]:
    """Return a stand-in for the dialect's macro; one without arguments stands for a null, a list for all its parts."""
    return _WHOLE.get(name, _first)
