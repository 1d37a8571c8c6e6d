"""What a first declaration is proposed from: the rows, their end, their key, types and privacy classes."""

from __future__ import annotations

from typing import Any

import pytest

from govhub.catalog.draft import guess_fields, guess_key, open_envelope, parse_path
from govhub.errors import ConfigurationError, SourceError

ROW = {"id": 1, "placa": "ABC1D23"}
NESTED = {"erro": None, "dados": {"itens": [ROW, ROW], "resumo": [{"n": 1}]}}

ENVELOPES: dict[str, tuple[Any, str, str, dict[str, Any]]] = {
    "lista na raiz": ([ROW], "/x", "", {}),
    "lista em um campo": ({"dados": [ROW]}, "/x", "dados", {"array": {"rows": "dados"}}),
    "a maior das listas": (NESTED, "/x", "dados.itens", {"array": {"rows": "dados.itens"}}),
    "um objeto só": ({"id": 1, "nome": "x"}, "/x", "", {"array": {"single": True}}),
    "páginas com total de linhas": (
        {"resultado": [ROW], "totalRegistros": 9},
        "/x?pagina=1&tamanho=1",
        "resultado",
        {
            "page_number": {
                "page_param": "pagina",
                "size_param": "tamanho",
                "size": 1,
                "rows": "resultado",
                "total_rows": "totalRegistros",
            }
        },
    ),
    "páginas numeradas de zero, sem tamanho": (
        {"content": [ROW], "totalPages": 3, "totalElements": 3},
        "/x?page=0",
        "content",
        {
            "page_number": {
                "page_param": "page",
                "first": 0,
                "rows": "content",
                "total_rows": "totalElements",
                "total_pages": "totalPages",
            }
        },
    ),
    "deslocamento": (
        {"rows": [ROW], "total": 9},
        "/x?offset=0&limit=1",
        "rows",
        {
            "offset": {
                "offset_param": "offset",
                "limit_param": "limit",
                "limit": 1,
                "rows": "rows",
                "total_rows": "total",
            }
        },
    ),
    "endereço da seguinte": (
        {"results": [ROW], "count": 9, "next": "http://x/y?page=2"},
        "/x",
        "results",
        {"next_link": {"rows": "results", "next": "next"}},
    ),
    "total que já veio inteiro": ({"dados": [ROW], "total": 1}, "/x", "dados", {"array": {"rows": "dados"}}),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_the_rows_and_the_rule_of_their_end_are_found(name: str) -> None:
    answer, path, place, paging = ENVELOPES[name]

    envelope = open_envelope(answer, parse_path(path))

    assert (envelope.place, envelope.paging) == (place, paging)
    assert envelope.rows[0]["id"] == 1


@pytest.mark.parametrize(
    ("answer", "path", "words"),
    [
        ([], "/x", "não traz linha nenhuma"),
        ({"dados": []}, "/x", "não traz linha nenhuma"),
        ("texto", "/x", "não traz linha nenhuma"),
        ([1, 2], "/x", "não traz linha nenhuma"),
        ({"dados": [ROW], "total": 500}, "/x", "anuncia 500 linhas e entregou 1"),
        ({"dados": [ROW], "totalPaginas": 5}, "/x", "anuncia 5 páginas e entregou 1"),
        ({"dados": [ROW]}, "/x?pagina=1&tamanho=1", "nada diria se faltou uma"),
        ({"dados": [ROW], "total": 5}, "/x?pagina=1", "não diz quantas páginas"),
    ],
    ids=["vazia", "envelope vazio", "texto", "números", "mais linhas", "mais páginas", "sem total", "sem tamanho"],
)
def test_an_answer_whose_rows_or_end_are_not_known_gives_no_proposal(answer: Any, path: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        open_envelope(answer, parse_path(path))


def test_an_address_is_taken_apart_and_put_together_for_one_body() -> None:
    asked = parse_path("/v1/{ug}/itens?ano=2026&unidade={ug}&pagina=1&tamanho=50")

    assert (asked.path, asked.params, asked.loop) == ("/v1/{ug}/itens", {"ano": "2026", "unidade": "{ug}"}, "ug")
    assert (asked.page, asked.size, asked.offset) == (("pagina", 1), ("tamanho", 50), None)
    assert (
        asked.address("http://x/", "290002") == "http://x/v1/290002/itens?ano=2026&unidade=290002&pagina=1&tamanho=50"
    )


@pytest.mark.parametrize("path", ["veiculos", "/x/{ano}", "/x/{ug}/{orgao}", "/x/{", "/x/{}"])
def test_an_address_that_no_first_declaration_holds_is_refused(path: str) -> None:
    with pytest.raises(ConfigurationError):
        parse_path(path)


TYPES: dict[str, tuple[list[Any], str]] = {
    "textos": (["a", None], "text"),
    "inteiros": ([1, 2**62], "bigint"),
    "inteiros enormes": ([1, 2**63], "number"),
    "decimais": ([1, 2.5], "number"),
    "lógicos": ([True, False], "boolean"),
    "lógico e número": ([True, 1], "scalar"),
    "texto e número": (["a", 1], "scalar"),
    "nada": ([None, None], "scalar"),
    "listas": ([[1], []], "json"),
    "objeto ou texto": ([{"a": 1}, "x"], "json"),
    "objeto vazio ou texto": ([{}, "x"], "json"),
}


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_the_narrowest_that_takes_every_value(name: str) -> None:
    values, kind = TYPES[name]

    assert [(field.name, field.type) for field in guess_fields({"campo": value} for value in values)] == [
        ("campo", kind)
    ]


def test_amounts_may_have_decimals_though_the_sample_has_none() -> None:
    assert [field.type for field in guess_fields([{"valorCompra": 61000, "ano": 2019}])] == ["number", "bigint"]


def test_names_follow_the_place_and_never_collide() -> None:
    fields = guess_fields(
        [{"modeloVeículo": {"Nome": "x"}, "modelo_veiculo_nome": "y", "2a": 1, "ug": 1}], taken=["ug"]
    )

    assert [(field.name, field.source) for field in fields] == [
        ("modelo_veiculo_nome", "modeloVeículo.Nome"),
        ("modelo_veiculo_nome_2", "modelo_veiculo_nome"),
        ("campo_2a", "2a"),
        ("ug_2", "ug"),
    ]


def test_what_no_path_can_name_is_left_to_the_extras() -> None:
    assert [field.name for field in guess_fields([{"a.b": 1, "$x": 2, "": 3, "c": 4}])] == ["c"]


def test_personal_data_are_recognised_by_name_or_content_and_marked_for_review() -> None:
    row = {
        "placa": "ABC1D23",
        "documento": "529.982.247-25",
        "cpfMotorista": None,
        "cpf_numero": 52998224725,
        "nomeServidor": "x",
        "modelo_nome": "y",
        "email": "z",
        "raca_cor": 1,
    }
    found = {field.name: field for field in guess_fields([row])}

    assert {name: (field.lgpd, field.identifier, field.discard) for name, field in found.items()} == {
        "placa": ("P0", False, False),
        "documento": ("P3", True, False),
        "cpf_motorista": ("P3", True, False),
        "cpf_numero": ("P3", False, True),
        "nome_servidor": ("P2", False, False),
        "modelo_nome": ("P1", False, False),
        "email": ("P2", False, False),
        "raca_cor": ("P4", False, False),
    }
    assert [name for name, field in found.items() if not field.doubts] == ["placa"]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("niFornecedor", ["59196088000101"], ("P3", True)),
        ("fornecedor_ic", ["72.203.144/0001-56", "000.000.001-91"], ("P3", True)),
        ("credor", ["00000000191 - MARIA FICTICIA", "12ABC34501DE35 - EMPRESA"], ("P3", True)),
        ("cnpj_orgao", ["83551549000100"], ("P0", False)),
        ("chave", ["59196088000102"], ("P0", False)),
        ("placa", ["59196088000101", "ABC1D23"], ("P0", False)),
        ("usuario", ["***.000.001-** - SERVIDOR FICTICIO A", None], ("P2", False)),
        ("nota", ["*** conferir ***"], ("P0", False)),
        ("objeto", ["LOCAÇÃO"], ("P2", False)),
        ("resumo", ["LOCAÇÃO DO IMÓVEL DE FULANO DE TAL EM CANOAS"], ("P2", False)),
        ("orgao", ["DPU-SECRETARIA DE EXECUCAO ORCAM. FINANCEIRA"], ("P0", False)),
        ("grupoSanguineo", [None], ("P4", False)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_that_may_be_a_person_s_and_a_masked_cpf_are_recognised(
    name: str, values: list[Any], expected: tuple[str, bool]
) -> None:
    """A sample of suppliers rarely has the one that is a natural person; captured answers of PNCP and Compras.gov."""
    [field] = guess_fields([{name: value} for value in values])

    assert (field.lgpd, field.identifier) == expected
    assert bool(field.doubts) == (expected[0] != "P0")


KEYS: dict[str, tuple[list[dict[str, Any]], tuple[str, ...]]] = {
    "o identificador, e não o que por acaso difere": ([{"nome": "a", "id": 1}, {"nome": "b", "id": 2}], ("id",)),
    "dois campos, se um não basta": (
        [{"ano": 1, "seq": 1}, {"ano": 1, "seq": 2}, {"ano": 2, "seq": 1}],
        ("ano", "seq"),
    ),
    "nunca um campo que falta em alguma linha": ([{"id": None, "x": "a"}, {"id": 2, "x": "b"}], ("x",)),
    "nunca um CPF": ([{"cpf": "52998224725", "n": 1}, {"cpf": "11144477735", "n": 2}], ("n",)),
    "nenhuma, se nada distingue": ([{"a": 1}, {"a": 1}], ()),
    "dentro de um objeto": ([{"o": {"id": 1}}, {"o": {"id": 2}}], ("o_id",)),
}


@pytest.mark.parametrize("name", KEYS)
def test_the_key_tells_every_row_of_the_sample_apart(name: str) -> None:
    rows, key = KEYS[name]

    assert guess_key(rows, guess_fields(rows)) == key
