"""What may be asked without the SQL Lab, and who a person is: the parts that need no Superset."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from govhub.settings import CHECKOUT

COLUMNS = frozenset({"orgao_chave", "valor", "mes"})
METRICS = frozenset({"total"})


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, ModuleType]]:
    folder = str(CHECKOUT / "dashboards")
    sys.path.insert(0, folder)
    try:
        import guard
        import oidc

        yield {"guard": guard, "oidc": oidc}
    finally:
        sys.path.remove(folder)


@pytest.fixture(scope="module")
def asked(modules: dict[str, ModuleType]) -> Any:
    guard = modules["guard"]
    return lambda *queries: guard.refusal(queries, guard.Fields(COLUMNS, METRICS))


def test_names_and_simple_aggregates_are_plain(asked: Any) -> None:
    assert asked(
        {
            "columns": ["mes", {"sqlExpression": "mes", "label": "Mês", "columnType": "BASE_AXIS", "timeGrain": "P1M"}],
            "metrics": [
                "total",
                {"expressionType": "SIMPLE", "aggregate": "SUM", "column": {"column_name": "valor"}, "label": "x"},
                {"expressionType": "SQL", "sqlExpression": "COUNT(*)", "label": "n"},
            ],
            "orderby": [["total", False]],
            "filter": [{"col": "orgao_chave", "op": "==", "val": "'; drop table x; --"}],
            "extras": {"where": "", "having": "", "time_grain_sqla": "P1M"},
            "post_processing": [{"operation": "pivot", "options": {}}],
            "series_columns": ["mes"],
            "annotation_layers": [],
        }
    ) is None  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        {"columns": ["mes || valor"]},
        {"columns": [{"sqlExpression": "now()", "label": "x"}]},
        {"columns": [{"sqlExpression": "mes", "label": {"x": 1}}]},
        {"columns": [["mes"]]},
        {"columns": [{"sqlExpression": ["mes"], "label": "x"}]},
        {"metrics": [{"expressionType": "SIMPLE", "aggregate": ["SUM"], "column": {"column_name": "valor"}}]},
        {"groupby": ["now()"]},
        {"metrics": ["outra"]},
        {"metrics": [{"label": "total"}]},
        {"metrics": [{"expressionType": "SQL", "sqlExpression": "COUNT(*) ", "label": "n"}]},
        {"metrics": [{"expressionType": "SIMPLE", "aggregate": "sum", "column": {"column_name": "valor"}}]},
        {"metrics": [{"expressionType": "SIMPLE", "aggregate": "SUM", "column": None}]},
        {"orderby": ["total"]},
        {"orderby": [[{"sqlExpression": "now()"}, True]]},
        {"filter": [{"col": {"sqlExpression": "now()"}, "op": "==", "val": 1}]},
        {"filter": ["now()"]},
        {"extras": {"where": "1 = 1"}},
        {"extras": {"having": "1 = 1"}},
        {"series_limit_metric": {"expressionType": "SQL", "sqlExpression": "now()"}},
        {"annotation_layers": [{"value": 1}]},
    ],
)
def test_anything_else_is_an_expression(asked: Any, query: dict[str, Any]) -> None:
    assert "expressões SQL não são aceitas" in asked(query)


@pytest.mark.parametrize(
    "queries",
    [
        [{}] * 7,
        [{"time_offsets": ["1 year ago"] * 5}],
        [{"post_processing": [{"operation": "resample"}]}],
        [{"post_processing": [{"operation": "prophet"}]}],
    ],
)
def test_what_no_dashboard_needs_is_too_much(asked: Any, queries: list[dict[str, Any]]) -> None:
    assert asked(*queries) == "A consulta pede mais do que um painel precisa."


@drawn(text=st.text(max_size=30))
def test_no_text_but_a_column_is_a_column(asked: Any, text: str) -> None:
    known = text in COLUMNS or text == "__timestamp"
    assert (asked({"columns": [text]}) is None) == known
    assert (asked({"columns": [{"sqlExpression": text, "label": "x"}]}) is None) == (text in COLUMNS)


def read(modules: dict[str, ModuleType], **settings: str) -> Any:
    base = {
        "SUPERSET_OIDC_ISSUER": "https://sso.example/",
        "SUPERSET_OIDC_CLIENT_ID": "cliente",
        "SUPERSET_OIDC_CLIENT_SECRET": "segredo",
        "SUPERSET_SECRET_KEY": "k" * 40,
    }
    return modules["oidc"].read_oidc(base | {f"SUPERSET_OIDC_{name}": value for name, value in settings.items()})


@pytest.mark.parametrize(
    ("claims", "claim", "name"),
    [
        ({"email": "Ana@Orgao.gov.br", "email_verified": True}, "", "ana@orgao.gov.br"),
        ({"email": "ana@orgao.gov.br", "email_verified": "true"}, "", "ana@orgao.gov.br"),
        ({"email": "ana@orgao.gov.br", "email_verified": False}, "", None),
        ({"email": "ana@orgao.gov.br"}, "", None),
        ({}, "", None),
        ({"preferred_username": "ana"}, "preferred_username", "ana"),
        ({"preferred_username": "12345678909"}, "preferred_username", None),
        ({"cpf": "123.456.789-09"}, "cpf", None),
        ({}, "sub", None),
        ({"preferred_username": ""}, "preferred_username", None),
    ],
)
def test_a_name_is_a_verified_email_or_a_code_and_never_the_identifier(
    modules: dict[str, ModuleType], claims: dict[str, Any], claim: str, name: str | None
) -> None:
    oidc = read(modules, USERNAME_CLAIM=claim)
    found = oidc.username({"sub": "12345678909", **claims})

    assert found == name if name else found.startswith("pessoa-")
    assert "12345678909" not in found
    assert oidc.username({"sub": "12345678909", **claims}) == found
    assert found == name or oidc.username({"sub": "outro", **claims}) != found or claims.get("preferred_username")


def test_roles_come_from_a_claim_by_a_map_and_default_ones_for_all(modules: dict[str, ModuleType]) -> None:
    mapped = read(
        modules,
        ROLES_CLAIM="realm_access.roles",
        ROLES_MAP=json.dumps({"a": ["Gestor", "Órgão DPU"], "b": "Analista, Órgãos: todos"}),
        DEFAULT_ROLES="Gestor",
    )

    assert mapped.maps_roles
    assert mapped.roles({"realm_access": {"roles": ["b", "a", "x"]}}) == (
        "Gestor",
        "Analista",
        "Órgãos: todos",
        "Órgão DPU",
    )
    assert mapped.roles({"realm_access": {"roles": "a"}}) == ("Gestor", "Órgão DPU")
    assert mapped.roles({"realm_access": []}) == mapped.roles({}) == ("Gestor",)
    by_hand = read(modules)
    assert (by_hand.maps_roles, by_hand.roles({"groups": ["a"]})) == (False, ())


def test_settings_that_cannot_be_understood_are_refused_in_one_sentence(modules: dict[str, ModuleType]) -> None:
    wrong = modules["oidc"].WrongSettings
    for settings, words in (
        ({"CLIENT_SECRET": ""}, "Falta SUPERSET_OIDC_CLIENT_SECRET"),
        ({"SCOPE": "email"}, "precisa de «openid»"),
        ({"ROLES_MAP": "Gestor"}, "não é um objeto JSON"),
        ({"ROLES_MAP": "[1]"}, "não é um objeto JSON"),
    ):
        with pytest.raises(wrong, match=words):
            read(modules, **settings)
    assert modules["oidc"].read_oidc({}) is None


def test_a_secret_may_lie_in_a_file(modules: dict[str, ModuleType], tmp_path: Any) -> None:
    file = tmp_path / "segredo"
    file.write_text("do arquivo\n", encoding="utf-8")

    assert read(modules, CLIENT_SECRET="", CLIENT_SECRET_FILE=str(file)).client_secret == "do arquivo"
