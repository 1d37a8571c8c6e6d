"""JSON to Arrow: declared types are held to, lists stay JSON, and nothing undeclared is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govhub.catalog import ResourceDeclaration
from govhub.extraction.answers import BadAnswer, PassingFault, Scope, TypeChanged
from govhub.extraction.rows import RowReader


def reader(**types: str) -> RowReader:
    fields = [{"name": "id", "from": "id", "type": "bigint", "lgpd": "P0", "about": "Chave"}]
    fields += [
        {"name": name, "from": name.replace("__", "."), "type": kind, "lgpd": "P0", "about": "Campo"}
        for name, kind in types.items()
    ]
    fields.append({"name": "pai", "from": "$pai", "type": "bigint", "lgpd": "P0", "about": "Do pedido"})
    return RowReader(
        ResourceDeclaration.model_validate(
            {
                "system": "s", "name": "r", "about": "Teste", "path": "/{pai}", "per": {"parents": ["p"], "key": "id", "as": "pai"},
                "key": ["id"], "load": "snapshot", "scope": ["pai"], "fields": fields,
            }
        )
    )  # fmt: skip


def read(rows: Any, **types: str) -> list[dict[str, Any]]:
    body = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
    return reader(**types).read(Scope({"pai": "7"}), body).table.to_pylist()


def test_what_the_request_knew_is_added_to_every_row() -> None:
    assert read([{"id": 1}]) == [{"id": 1, "pai": 7, "_scope": "pai=7", "_extras": None}]


def test_nested_fields_are_reached_and_missing_parents_are_null() -> None:
    rows = read(
        [{"id": 1, "a": {"b": {"c": "x"}}}, {"id": 2, "a": None}, {"id": 3}, {"id": 4, "a": {"b": None}}],
        a__b__c="text",
    )

    assert [row["a__b__c"] for row in rows] == ["x", None, None, None]


def test_lists_and_objects_stay_the_json_that_came() -> None:
    rows = read(
        [
            {"id": 1, "lista": [{"n": "D'OESTE", "v": None, "ok": True}]},
            {"id": 2, "lista": []},
            {"id": 3, "lista": None},
        ],
        lista="json",
    )

    assert [row["lista"] for row in rows] == ['[{"n":"D\'OESTE","v":null,"ok":true}]', "[]", None]


def test_a_field_without_a_steady_type_is_kept_as_its_text() -> None:
    rows = read([{"id": 1, "q": "20"}, {"id": 2, "q": 20}, {"id": 3, "q": 1.5}, {"id": 4, "q": None}], q="scalar")

    assert [row["q"] for row in rows] == ["20", "20", "1.5", None]


def test_undeclared_fields_of_any_shape_go_to_extras() -> None:
    rows = [{"id": 1, "novo": 1}, {"id": 2, "novo": "dois"}, {"id": 3, "a": {"b": "x", "outro": [1, "a"]}}]
    page = reader(a__b="text").read(Scope({"pai": "7"}), json.dumps(rows).encode())

    assert page.unknown_fields == {"novo", "a.outro"}
    assert [json.loads(text) for text in page.table.column("_extras").to_pylist()] == [
        {"novo": 1},
        {"novo": "dois"},
        {"a.outro": [1, "a"]},
    ]


@pytest.mark.parametrize(
    ("rows", "types", "words"),
    [
        ([{"id": 1}, {"id": "x"}], {}, "passou a enviar texto em id, declarado como número inteiro, em 1 de 2 linhas"),
        ([{"id": 1, "t": 5}], {"t": "text"}, "passou a enviar número em t, declarado como texto"),
        ([{"id": 1, "t": {"a": 1}}], {"t": "text"}, "passou a enviar objeto em t"),
        ([{"id": 1, "t": 1}], {"t": "boolean"}, "em t, declarado como verdadeiro ou falso"),
        ([{"id": 1, "t": [1]}], {"t": "scalar"}, "passou a enviar lista em t, declarado como valor simples"),
        ([{"id": 1, "a": "x"}], {"a__b": "text"}, "em a__b"),
    ],
)
def test_another_type_stops_and_says_which_and_how_often(rows: Any, types: dict[str, str], words: str) -> None:
    with pytest.raises(TypeChanged, match=words):
        read(rows, **types)


@pytest.mark.parametrize("body", [b'[{"id": 1}, {"id"', b'[{"id": 1}', b"nada", b'[{"id": 1}] lixo'])
def test_what_is_not_json_may_be_asked_again(body: bytes) -> None:
    with pytest.raises(PassingFault, match="truncada ou malformada"):
        read(body)


@pytest.mark.parametrize("body", [b"[1, 2]", b'["a"]', b'{"id": 1}'])
def test_what_is_not_a_list_of_objects_is_refused(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        read(body)


def test_a_row_without_key_is_refused() -> None:
    with pytest.raises(BadAnswer, match="1 de 2 linhas sem id"):
        read([{"id": 1}, {}])


def test_a_nul_character_that_postgresql_cannot_hold_is_dropped_and_only_that() -> None:
    assert read(b'[{"id": 1, "t": "a\\u0000b \\\\u0000"}]', t="text")[0]["t"] == "ab \\u0000"
