"""What sqlfluff sees in place of dbt's adapter: for a dispatched macro, its first argument, or what keeps every alias in use."""

from collections.abc import Callable


def _rows(alias: str, columns: list[str], rows: list[list[str]]) -> str:
    listed = ", ".join(f"({', '.join(map(str, row))})" for row in rows)
    return f"lateral (values {listed}) as {alias} ({', '.join(columns)})"


_WHOLE: dict[str, Callable[..., str]] = {
    **dict.fromkeys(
        ("aparado", "desloca", "mes_de", "parte"), lambda value, *_: f"btrim({value})"
    ),  # no longer a bare column
    "algum": lambda condition: f"max({condition})",
    "todos": lambda condition: f"min({condition})",
    "dias_entre": lambda end, start: f"{end} - {start}",
    "caminhos_das_arestas": lambda: "caminhos as (select * from arestas)",
    "recursivo": lambda: "recursive",
    "inteiros": lambda first, last, column, alias: f"generate_series({first}, {last}) as {alias} ({column})",
    "inteiros_entre": lambda first, last, alias: f"lateral generate_series({first}, {last}) as {alias} (n)",
    **dict.fromkeys(("linhas_de", "linhas_constantes", "linhas_somadas"), _rows),
    "filtrado": lambda aggregate, condition: f"{aggregate} filter (where {condition})",
}


def _first(*arguments: object) -> str:
    found = arguments[0] if arguments else "null"
    return f"coalesce({', '.join(map(str, found))})" if isinstance(found, list) else str(found)


def dispatch(name: str, _package: str) -> Callable[..., str]:
    """Return a stand-in for the dialect's macro; one without arguments stands for a null, a list for all its parts."""
    return _WHOLE.get(name, _first)
