"""The dictionary says everything that a declaration says of a table, in words, and the same every time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govhub.catalog import Catalog, SystemDeclaration, read_system
from govhub.catalog.dictionary import dictionary_page, index_page
from govhub.catalog.export import new_source_text
from govhub.catalog.loops import BodyLoop, Loop, ParentKeys, ValuesLoop, WindowLoop, YearsLoop
from govhub.catalog.wording import load_in_words, pace_in_words, requests_in_words, schedule_in_words

OLD = "      nome: {lgpd: P0, about: Nome}\n"


def declared(tmp_path: Path, *, field: str = OLD, per: str = "per: ug") -> SystemDeclaration:
    file = tmp_path / "exemplo.yaml"
    text = new_source_text("exemplo").replace(OLD, field, 1)
    file.write_text(text.replace("per: ug", per, 1), encoding="utf-8")
    return read_system(file)


def test_every_table_and_every_kept_column_of_the_shipped_sources_is_there(catalog: Catalog) -> None:
    for system in catalog.systems.values():
        sections = dictionary_page(system).split("\n## ")[1:]
        assert [section.partition("\n")[0] for section in sections] == list(system.resources)
        for section, resource in zip(sections, system.resources.values(), strict=True):
            told = re.findall(r"^\| `(\w+)` \| \w+ \| P[0-4] \|", section, re.MULTILINE)
            suffixed = {f"{field.name}{end}" for field in resource.identifiers for end in ("_pseudonimo", "_mascara")}
            assert f"`bronze.{resource.table}`" in section
            assert [name for name in told if name not in suffixed] == [field.name for field in resource.columns]
            assert suffixed <= set(told)


def test_every_row_of_every_table_has_as_many_cells_as_its_header(catalog: Catalog) -> None:
    for system in catalog.systems.values():
        for block in dictionary_page(system).split("\n\n"):
            cells = {len(re.split(r"(?<!\\)\|", line)) for line in block.splitlines() if line.startswith("|")}
            assert len(cells) <= 1, block


def test_the_same_declaration_gives_the_same_page(catalog: Catalog) -> None:
    system = catalog.system("siape")

    assert dictionary_page(system, "../fontes/siape.md") == dictionary_page(
        system.model_copy(deep=True), "../fontes/siape.md"
    )


def test_the_index_lists_every_system(catalog: Catalog) -> None:
    page = index_page(catalog.systems.values())

    assert re.findall(r"\((\w+)\.md\)", page) == list(catalog.systems)


def test_a_description_cannot_break_its_table(tmp_path: Path) -> None:
    system = declared(tmp_path, field='      nome: {lgpd: P0, about: "um | dois *três* <br/> [quatro]."}\n')

    page = dictionary_page(system)

    assert r"| `nome` | text | P0 | um \| dois \*três\* &lt;br/> \[quatro] |" in page


def test_an_identifier_brings_pseudonym_and_mask_and_a_discarded_field_no_column(tmp_path: Path) -> None:
    field = (
        "      cpf: {lgpd: P3, identifier: cpf, context: pessoa, about: CPF da pessoa}\n"
        "      cor: {discard: true, lgpd: P4, about: Cor da pessoa}\n"
    )

    page = dictionary_page(declared(tmp_path, field=field))

    assert "| `cpf` | text | P3 | CPF da pessoa |\n| `cpf_pseudonimo` | text | P2 |" in page
    assert "| `cor` |" not in page
    assert "não são guardados: `cor`." in page


def test_the_guide_is_linked_where_there_is_one(tmp_path: Path) -> None:
    system = declared(tmp_path)

    assert "guia da fonte" not in dictionary_page(system)
    assert "[guia da fonte](../fontes/exemplo.md)" in dictionary_page(system, "../fontes/exemplo.md")


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 5 * * *", "todo dia, às 5h"),
        ("30 4 * * *", "todo dia, às 4h30"),
        ("5 4 * * *", "todo dia, às 4h05"),
        ("0 4 * * 1", "segunda-feira, às 4h"),
        ("0 4 * * 7", "domingo, às 4h"),
        ("30 7 * * 1-5", "de segunda-feira a sexta-feira, às 7h30"),
        ("0 */6 * * *", "`0 */6 * * *`"),
        ("@daily", "`@daily`"),
    ],
)
def test_a_schedule_in_words(cron: str, words: str) -> None:
    assert schedule_in_words(cron) == words


def _window(**given: int) -> WindowLoop:
    return WindowLoop(window="month", **given)


@pytest.mark.parametrize(
    ("loops", "words"),
    [
        ((), "um só, para a fonte inteira"),
        ((BodyLoop(body="ug", param="ug"),), "um por unidade gestora dos órgãos"),
        (
            (BodyLoop(body="siafi", param="orgao"), YearsLoop(years=1, param="ano")),
            "um por órgão (código SIAFI), para o ano atual",
        ),
        ((YearsLoop(years=2, param="ano"),), "um por ano (o atual e o anterior)"),
        ((YearsLoop(years=3, param="ano"),), "um por ano (o atual e os 2 anteriores)"),
        ((ValuesLoop(values=("a", "b"), param="tipo"),), "um por valor de `tipo` (`a`, `b`)"),
        (
            (_window(history=36, lookback=6),),
            "um por mês (na primeira carga, o atual e os 36 anteriores; depois, os últimos 6)",
        ),
        (
            (_window(history=12, lookback=1, ahead=2),),
            "um por mês (na primeira carga, o atual e os 12 anteriores, e 2 adiante; depois, o atual, e 2 adiante)",
        ),
        (
            (ParentKeys(parents=("a", "b"), key="id", param="pai", changed="mudou_em"),),
            "um por `id` de `a` ou `b`, relido só se `mudou_em` mudou",
        ),
        (
            (ParentKeys(parents=("a",), key="id", param="pai", where={"tipo": "X"}, batch=200),),
            "um por `id` de `a`, onde `tipo` é `X`, 200 de cada vez",
        ),
    ],
)
def test_the_loops_in_words(catalog: Catalog, loops: tuple[Loop, ...], words: str) -> None:
    resource = catalog.resource("siorg", "poder").model_copy(update={"per": loops})

    assert requests_in_words(resource) == words


def test_numbered_documents_and_reports_in_words(catalog: Catalog) -> None:
    notas = catalog.resource("siafi", "notas_empenho")
    report = catalog.resource("tesouro_gerencial", "notas_empenho")

    assert requests_in_words(notas).endswith("por número, a partir do 1, até 30 seguidos sem documento")
    assert requests_in_words(report).startswith("cada chegada de um relatório com o assunto `")


def test_load_and_pace_in_words(catalog: Catalog) -> None:
    assert load_in_words(catalog.resource("siafi", "notas_empenho")) == (
        "acontecimentos: nenhuma linha é marcada como removida"
    )
    assert "da fonte inteira" in load_in_words(catalog.resource("siorg", "poder"))
    assert "de cada `ug`;" in load_in_words(catalog.resource("compras_gov", "contratos"))
    assert pace_in_words(catalog.system("tesouro_gerencial")).endswith("um de cada vez")
    assert "dividido com as outras fontes de `transferegov`" in pace_in_words(catalog.system("transferegov_ted"))
