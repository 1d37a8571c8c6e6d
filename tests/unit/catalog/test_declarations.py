"""Contradictions in sources/*.yaml and orgaos.yaml are refused with file, line, key and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from govhub.catalog import Catalog, read_bodies, read_system
from govhub.catalog.export import json_schema_text, new_source_text
from govhub.errors import ConfigurationError
from govhub.settings import CHECKOUT

GOOD = new_source_text("exemplo")


def refusal(tmp_path: Path, text: str) -> str:
    file = tmp_path / "exemplo.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_system(file)
    return str(refused.value)


def test_the_first_file_that_a_newcomer_gets_holds(tmp_path: Path) -> None:
    file = tmp_path / "exemplo.yaml"
    file.write_text(GOOD, encoding="utf-8")

    assert list(read_system(file).resources) == ["exemplo"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("owner:", "dono:", ["linha", "owner", "falta esta chave"]),
        ("protocol: rest", "protocol: rest\ncor: azul", ["linha 8", "chave cor", "não é conhecida"]),
        ("key: [id]", "key: [codigo]", ["a chave 'codigo' não é um campo declarado"]),
        ("    scope: [ug]\n", "", ["snapshot", "scope"]),
        ("load: snapshot", "load: events", ["'scope' só vale para a carga 'snapshot'"]),
        ("scope: [ug]", "scope: []", ["'scope' precisa ser igual aos parâmetros do pedido: [ug]"]),
        ("path: /exemplo/{ug}", "path: /exemplo", ["'per' fornece 'ug'"]),
        ("per: ug", "per: once", ["usa {ug}, que 'per' não fornece"]),
        (
            "per: ug",
            "per: ug\n    paging: {array: {}, offset: {offset_param: o, limit_param: l, limit: 5, rows: r, total_rows: t}}",
            ["exatamente uma regra", "array e offset"],
        ),
        (
            "per: ug",
            "per: ug\n    paging: {page_number: {page_param: p, size: 5, rows: r}}",
            ["precisa de um sinal de fim"],
        ),
        (
            "per: ug",
            "per: ug\n    paging: {page_number: {page_param: p, rows: r, total_rows: t}}",
            ["sem 'size' a paginação precisa de 'total_pages'"],
        ),
        (
            "per: ug",
            "per: {parents: [outro], key: id, as: ug, batch: 50}",
            ["'batch' precisa de 'matches'"],
        ),
        ("protocol: rest\n", "protocol: files\n", ["'soap' e 'file' acompanham o protocolo"]),
        ("per: ug", "per: {parents: [nada], key: id, as: ug}", ["depende de 'nada', que não existe"]),
        (
            "lgpd: P0, about: Nome",
            "about: Nome",
            ["linha 24", "resources.exemplo.fields.nome.lgpd", "falta esta chave"],
        ),
        ("lgpd: P0, about: Nome", "lgpd: P9, about: Nome", ["fields.nome.lgpd", "valor fora da lista"]),
        ("lgpd: P0, about: Nome", "lgpd: P3, identifier: cpf, about: Nome", ["'identifier' e 'context' andam juntos"]),
        (
            "lgpd: P0, about: Nome",
            "from: $cpf, lgpd: P0, about: Nome",
            ["vem do parâmetro 'cpf', que o pedido não tem"],
        ),
        ("      nome:", "      Nome:", ["'Nome' não é snake_case"]),
        ("      nome:", f"      {'n' * 64}:", ["passa de 63 bytes"]),
        ("warn_after_h: 36", "warn_after_h: 96", ["'warn_after_h' não pode passar"]),
        ("      nome:", "      id:", ["A chave 'id' aparece duas vezes", "linha 24"]),
        ("system: exemplo", "system: outro", ["Renomeie o arquivo para outro.yaml"]),
        ("resources:", "resources: [", ["YAML não pôde ser interpretado", "linha"]),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_a_contradiction_is_refused_with_its_place(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    assert GOOD.count(old) >= 1

    sentence = refusal(tmp_path, GOOD.replace(old, new, 1))

    assert "exemplo.yaml" in sentence
    assert not [word for word in words if word not in sentence], sentence


def test_a_child_of_a_child_loads_after_its_parent(tmp_path: Path) -> None:
    child = "  {name}:\n    about: Filho\n    path: /x/{{pai}}\n    per: {{parents: [{parent}], key: id, as: pai}}\n"
    rest = "    key: [id]\n    load: snapshot\n    scope: [pai]\n    fields: {id: {type: bigint, lgpd: P0, about: Id do filho}}\n"
    file = tmp_path / "exemplo.yaml"
    file.write_text(
        GOOD + child.format(name="neto", parent="filho") + rest + child.format(name="filho", parent="exemplo") + rest
    )

    assert [resource.name for resource in read_system(file).in_load_order()] == ["exemplo", "filho", "neto"]


def test_resources_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    child = "  {name}:\n    about: Filho\n    path: /x/{{pai}}\n    per: {{parents: [{parent}], key: id, as: pai}}\n"
    rest = "    key: [id]\n    load: snapshot\n    scope: [pai]\n    fields: {id: {type: bigint, lgpd: P0, about: Id do filho}}\n"
    text = GOOD + child.format(name="um", parent="dois") + rest + child.format(name="dois", parent="um") + rest

    assert "dependem uns dos outros em círculo" in refusal(tmp_path, text)


def test_parents_load_before_children(catalog: Catalog) -> None:
    for system in catalog.systems.values():
        order = [resource.name for resource in system.in_load_order()]
        late = [
            (resource.name, parent)
            for resource in system.resources.values()
            for parent in resource.parents
            if order.index(parent) > order.index(resource.name)
        ]
        assert len(order) == len(system.resources)
        assert late == []


def test_every_field_of_the_shipped_sources_has_a_portuguese_description_and_a_class(catalog: Catalog) -> None:
    fields = [
        field
        for system in catalog.systems.values()
        for resource in system.resources.values()
        for field in resource.fields
    ]

    assert len(fields) > 200
    assert not [field.name for field in fields if not field.about or not field.lgpd]


def test_the_fields_that_hold_unmasked_cpfs_get_pseudonym_and_mask(catalog: Catalog) -> None:
    found = {
        f"{resource.name}.{field.name}"
        for resource in catalog.system("compras_gov").resources.values()
        for field in resource.identifiers
    }

    assert found == {
        "contratos.fornecedor_cnpj_cpf_idgener",
        "contratos_inativos.fornecedor_cnpj_cpf_idgener",
        "historico.fornecedor_cnpj_cpf_idgener",
        "empenhos.credor",
        "empenhos.credor_obj_cnpj_cpf_idgener",
        "faturas.fornecedor_contrato",
        "faturas.fornecedor_ic",
        "contratos_orgao.fornecedor_cnpj_cpf_idgener",
        "contratos_inativos_orgao.fornecedor_cnpj_cpf_idgener",
        "empenhos_ug.fornecedor",
        "empenhos_ug_ano.fornecedor",
    }


def test_the_json_schema_for_editors_accepts_the_shipped_sources_and_refuses_an_unknown_key() -> None:
    import json

    import jsonschema
    import yaml

    schema = json.loads(json_schema_text())
    document = yaml.safe_load((CHECKOUT / "sources" / "compras_gov.yaml").read_text(encoding="utf-8"))

    jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document | {"cor": "azul"}, schema)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('orgaos: [{sigla: A1, nome: Órgão A, ugs: ["1"]}]', ["ugs", "forma esperada"]),
        ("orgaos: [{sigla: A1, nome: Órgão A, ugs: [290002]}]", ["ugs", "aspas"]),
        (
            'orgaos: [{sigla: A1, nome: Órgão A, ugs: ["290002"]}, {sigla: B1, nome: Órgão B, ugs: ["290002"]}]',
            ["a UG '290002' aparece mais de uma vez"],
        ),
        ("orgaos: []", ["ao menos 1"]),
    ],
)
def test_a_body_with_a_wrong_code_is_refused(tmp_path: Path, text: str, words: list[str]) -> None:
    file = tmp_path / "orgaos.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_bodies(file)

    assert not [word for word in words if word not in str(refused.value)], str(refused.value)


def test_an_unknown_body_is_refused_with_the_known_ones(catalog: Catalog) -> None:
    with pytest.raises(ConfigurationError, match=r"O órgão XPTO não está em orgaos.yaml.*DPU"):
        catalog.bodies.selected(("XPTO",))
