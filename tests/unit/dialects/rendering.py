"""The SQL that dbt would send to an engine, rendered from dbt/ without dbt, its adapters or a database.

Macros, `adapter.dispatch`, `ref`, `source`, `var` and `config` mean what they mean in dbt; `execute` is false, as while dbt
parses, so what asks the database (`run_query`) is not rendered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import yaml

DBT = Path(__file__).resolve().parents[3] / "dbt"
MODELS = sorted((DBT / "models").rglob("*.sql"))
# dbt-redshift falls back on the macros of PostgreSQL before the default ones.
SEARCHED = {
    "postgres": ["postgres"],
    "redshift": ["redshift", "postgres"],
    "snowflake": ["snowflake"],
    "bigquery": ["bigquery"],
}
MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\s*\(.*?\{%-?\s*endmacro\s*-?%\}", re.DOTALL)
TEST = re.compile(r"\{%-?\s*test\s+(\w+)\s*\(([^)]*)\)\s*-?%\}(.*?)\{%-?\s*endtest\s*-?%\}", re.DOTALL)
COMMENT = re.compile(r"(?m)(?:^|(?<=\s))-- [^\n]*")


class _Returned(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


def _return(value: Any) -> None:
    raise _Returned(value)


class Project:
    """The dbt project as one engine sees it."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.macros: dict[str, Callable[..., Any]] = {}
        self.graph = SimpleNamespace(nodes={}, sources={}, exposures={})
        self._jinja = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
        self._jinja.globals.update(self._context())
        for file in sorted((DBT / "macros").rglob("*.sql")):
            for found in MACRO.finditer(file.read_text(encoding="utf-8")):
                self.macros[found[1]] = self._jinja.globals[found[1]] = self._macro(found[1], found[0])

    def render(self, text: str) -> str:
        """Return the SQL of a template, such as a call of a macro."""
        return self._jinja.from_string(text).render().strip()

    def model(self, file: Path) -> str:
        """Return the SQL of a model, without its comments."""
        self._jinja.globals["this"] = SimpleNamespace(schema="silver", identifier=file.stem, name=file.stem)
        return COMMENT.sub("", self.render(file.read_text(encoding="utf-8")))

    def tests(self, arguments: Mapping[str, Any]) -> dict[str, str]:
        """Return the SQL of every data test, generic ones with `arguments` for what has no default, without comments."""
        found = {}
        for file in sorted((DBT / "tests").rglob("*.sql")):
            text = file.read_text(encoding="utf-8")
            generic = list(TEST.finditer(text))
            for name, parameters, body in (test.groups() for test in generic):
                given = [part.strip() for part in parameters.split(",") if "=" not in part]
                macro = self._macro(name, "{% macro " + f"{name}({parameters})" + " %}" + body + "{% endmacro %}")
                found[name] = COMMENT.sub("", macro(*(arguments[parameter] for parameter in given)))
            if not generic:
                found[file.stem] = COMMENT.sub("", self.render(text))
        return found

    def _macro(self, name: str, source: str) -> Callable[..., Any]:
        """Each macro is a template of its own, so that it finds the others, and itself, where dispatch can stand between."""
        template = self._jinja.from_string(source)

        def call(*arguments: Any, **named: Any) -> Any:
            try:
                return getattr(template.module, name)(*arguments, **named)
            except _Returned as returned:
                return returned.value

        return call

    def _dispatch(self, name: str, _package: str | None = None) -> Callable[..., Any]:
        for prefix in [*SEARCHED[self.engine], "default"]:
            if f"{prefix}__{name}" in self.macros:
                return self.macros[f"{prefix}__{name}"]
        raise LookupError(f"no {self.engine}__{name} nor default__{name}")

    def _context(self) -> dict[str, Any]:
        variables = yaml.safe_load((DBT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
        return {
            "adapter": SimpleNamespace(
                dispatch=self._dispatch,
                quote=lambda name: f'"{name}"',
                get_relation=lambda *_: None,
                get_columns_in_relation=lambda _: [SimpleNamespace(name="NOME", is_string=lambda: True)],
            ),
            "builtins": {},
            "context": self.macros,
            "config": lambda *_, **__: "",
            "execute": False,
            "flags": SimpleNamespace(WHICH="compile"),
            "graph": self.graph,
            "invocation_id": "00000000-0000-0000-0000-000000000000",
            "is_incremental": lambda: False,
            "modules": SimpleNamespace(re=re),
            "none": None,
            "project_name": "govhub",
            "ref": lambda name: f"silver.{name}",
            "return": _return,
            "run_started_at": "2026-01-01 00:00:00+00:00",
            "source": lambda system, table: f"bronze.{system}__{table}",
            "target": SimpleNamespace(type=self.engine, schema="silver", database="govhub", name=self.engine),
            "var": lambda name: variables[name],
        }
