"""What people read instead of codes: the texts of dashboards/values.yaml and the titles of the sources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from govhub.dashboards.contracts import GoldProduct
from govhub.dashboards.documents import read_document
from govhub.errors import ConfigurationError

_SUFFIX = "_rotulo"
_SOURCE = "fonte"
_BODY = "orgao_chave"  # the sigla of a body in lower case; bodies are each installation's own, so none is listed


def read_values(project_dir: Path, products: Mapping[str, GoldProduct]) -> dict[str, dict[str, dict[str, str]]]:
    """Return, by product and column, the text of each code.

    Raises: ConfigurationError for a column that gold does not have.
    """
    listed: dict[str, dict[str, str]] = read_document(project_dir / "dashboards" / "values.yaml")
    found: dict[str, dict[str, dict[str, str]]] = {}
    for key, texts in {_SOURCE: _titles(project_dir), **listed}.items():
        product, _, column = key.rpartition(".")
        having = [name for name in products if column in products[name].column_names and product in {"", name}]
        if not having:
            raise ConfigurationError(
                f"values.yaml: {key} não está em nenhum produto da gold", where="dashboards/", todo="Corrija ou apague."
            )
        for name in having:
            if label_column(column) not in products[name].column_names:
                found.setdefault(name, {})[column] = texts
    return found


def label_column(column: str) -> str:
    """Return the name of the column that shows texts instead of a column's codes."""
    return column + _SUFFIX


def label_expression(column: str, texts: Mapping[str, str]) -> str:
    """Return the SQL that turns codes into texts; a code without one stays as it is, what is neither yes nor no empty.

    A body's sigla is shown in capitals.
    """
    if set(texts) == {"true", "false"}:
        return f"CASE WHEN {column} THEN {_quoted(texts['true'])} WHEN NOT {column} THEN {_quoted(texts['false'])} END"
    whens = " ".join(f"WHEN {_quoted(code)} THEN {_quoted(text)}" for code, text in texts.items())
    otherwise = f"UPPER({column})" if column == _BODY else column
    return f"CASE {column} {whens} ELSE {otherwise} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _titles(project_dir: Path) -> dict[str, str]:
    declared = [read_document(file) for file in sorted((project_dir / "sources").glob("*.yaml"))]
    return {source["system"]: source["title"] for source in declared}
