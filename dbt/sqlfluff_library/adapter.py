"""What sqlfluff sees in place of dbt's adapter: a dispatched macro gives its first argument, or the first of a list, back."""

from collections.abc import Callable


def dispatch(_name: str, _package: str) -> Callable[..., str]:
    """Return a stand-in for the dialect's macro; one without arguments stands for a null."""

    def first(*arguments: object) -> str:
        found = arguments[0] if arguments else "null"
        return str(found[0] if isinstance(found, list) else found)

    return first
