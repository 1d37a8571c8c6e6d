"""From a number to what it is made of, and out to a spreadsheet: as a manager of one body, number by number against SQL."""

from __future__ import annotations

import csv
import time
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page

from govhub.dashboards.access import MANAGER

from .browser import (
    in_sql,
    logged_in,
    open_dashboard,
    open_tab,
    rows_in_sql,
    set_filter,
    shown_number,
    until_drawn,
)
from .conftest import Stack
from .superset import PASSWORD, Caller, make_user

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests
_NAME = "gestora_dos_numeros"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# The portfolio as its charts ask for it, and only what a manager of the DPU sees.
_PORTFOLIO = "from gold.contratos_resumo where receita_despesa = 'D' and not registro_removido and orgao_chave in ('dpu', 'todos')"


@pytest.fixture(scope="module")
def page(stack: Stack) -> Iterator[Page]:
    secrets = stack.secrets
    admin = Caller(stack.superset_url).login(secrets["SUPERSET_ADMIN_USERNAME"], secrets["SUPERSET_ADMIN_PASSWORD"])
    make_user(admin, _NAME, [MANAGER, "Órgão DPU"])
    with logged_in(stack.superset_url, _NAME, PASSWORD) as manager:
        yield manager
    for user in admin.http.get("/api/v1/security/users/?q=(page_size:100)").json()["result"]:
        if user["username"] == _NAME:
            admin.http.delete(f"/api/v1/security/users/{user['id']}", headers=admin.csrf()).raise_for_status()


def chart(page: Page, name: str) -> Locator:
    return page.locator(f"[data-test-chart-name='{name}']")


def open_menu(page: Page, name: str) -> None:
    chart(page, name).get_by_role("button", name="Mais opções").click()
    page.get_by_role("menuitem", name="Atualizar agora").wait_for()


def download(page: Page, name: str, kind: str, folder: Path) -> list[list[str]]:
    """Take a chart home by its menu; return the rows of the file, the first one being the heading."""
    open_menu(page, name)
    page.get_by_role("menuitem", name="Baixar").hover()
    with page.expect_download() as started:
        page.get_by_role("menuitem", name=f"Exportar para {kind}").click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    page.keyboard.press("Escape")
    if kind == "CSV":
        with file.open(encoding="utf-8-sig", newline="") as text:
            return list(csv.reader(text))
    return workbook_rows(file)


def workbook_rows(file: Path) -> list[list[str]]:
    """Return the cells of the only sheet of a workbook, as texts; an empty cell in the middle is an empty text."""
    with zipfile.ZipFile(file) as parts:
        shared = ["".join(text.itertext()) for text in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{_SHEET}row"):
        cells = []
        for cell in row:
            value = cell.findtext(f"{_SHEET}v") or ""
            cells.append(shared[int(value)] if cell.get("t") == "s" else value)
        rows.append(cells)
    return rows


def click_cell(page: Page, name: str, text: str) -> None:
    chart(page, name).locator("tbody td").get_by_text(text, exact=True).first.click()
    time.sleep(1)
    until_drawn(page)


@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_a_chart_taken_home_holds_the_rows_and_the_sum_of_sql(
    stack: Stack, page: Page, tmp_path: Path, kind: str
) -> None:
    open_dashboard(stack, page, "contratos")

    heading, *rows = download(page, "Carteira de contratos", kind, tmp_path)

    expected = rows_in_sql(stack, f"select contrato, valor_global {_PORTFOLIO}")
    assert len(expected) > 10
    name, amount = heading.index("Contrato"), heading.index("Valor global")
    found = {row[name]: Decimal(row[amount] or 0).quantize(Decimal("0.01")) for row in rows}
    assert len(rows) == len(expected)
    assert found == {contract: value or Decimal(0) for contract, value in expected}


@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_a_sum_taken_home_is_that_of_the_chosen_filter(stack: Stack, page: Page, tmp_path: Path, kind: str) -> None:
    open_dashboard(stack, page, "contratos")
    set_filter(page, "contratos", "Categoria", "Compras")

    _, *rows = download(page, "Contratos por situação da vigência", kind, tmp_path)

    expected = rows_in_sql(
        stack, f"select situacao_rotulo, count(*) {_PORTFOLIO} and categoria = 'Compras' group by situacao_rotulo"
    )
    assert {name: Decimal(count) for name, count in rows} == dict(expected)
    assert 0 < sum(count for _, count in expected) < in_sql(stack, f"select count(*) {_PORTFOLIO}")


def test_behind_a_bar_stand_the_contracts_that_it_counts(stack: Stack, page: Page) -> None:
    open_dashboard(stack, page, "contratos")
    set_filter(page, "contratos", "Categoria", "Compras")

    open_menu(page, "Contratos por situação da vigência")
    with page.expect_response(lambda answer: "/datasource/samples" in answer.url) as answered:
        page.get_by_role("menuitem", name="Ver em detalhe").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("linhas").first.wait_for()
    told = dialog.get_by_text("linhas").first.inner_text()
    heading = dialog.inner_text()
    rows = answered.value.json()["result"]["data"]
    page.keyboard.press("Escape")

    expected = {row[0] for row in rows_in_sql(stack, f"select contrato {_PORTFOLIO} and categoria = 'Compras'")}
    assert {row["contrato"] for row in rows} == expected
    assert told.split()[0] == str(len(expected))
    assert "Valor global" in heading
    assert "_" not in heading.split("linhas", 1)[1].split("Valor global")[0]


def test_a_click_on_a_contract_opens_all_that_is_known_of_it(stack: Stack, page: Page) -> None:
    columns = "contrato, objeto, fornecedor_nome, valor_global, vigente"
    (contract, subject, supplier, amount, in_force), *_ = rows_in_sql(
        stack, f"select {columns} {_PORTFOLIO} and valor_global is not null order by valor_global desc"
    )
    open_dashboard(stack, page, "contratos")
    click_cell(page, "Carteira de contratos", contract)

    assert shown_number(page, "Contratos vigentes") == int(in_force)
    open_tab(page, "Ficha do contrato")
    card = chart(page, "Identificação e prazos").inner_text()
    assert all(text in card for text in (contract, subject, supplier))
    written = f"R$ {amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert written in chart(page, "Valores").inner_text().replace("\xa0", " ")


def test_a_click_on_a_ted_leaves_only_its_documents(stack: Stack, page: Page) -> None:
    documents = "from gold.ted_documentos where id_plano_acao is not null and orgao_chave in ('dpu', 'todos')"
    (ted, count), *_ = rows_in_sql(
        stack,
        f"select codigo_plano_acao, count(*) {documents} group by 1 having count(*) between 2 and 10 order by 2, 1",
    )
    open_dashboard(stack, page, "transferencias")
    chart(page, "Detalhamento dos TEDs").get_by_role("textbox").fill(ted)
    time.sleep(1)
    click_cell(page, "Detalhamento dos TEDs", ted)
    open_tab(page, "Documentos")

    shown = chart(page, "Documentos do TED").locator("tbody tr")
    assert shown.count() == count
    assert {row.locator("td").first.inner_text() for row in shown.all()} == {ted}


def test_behind_the_budget_of_a_unit_stand_its_lines(stack: Stack, page: Page) -> None:
    open_dashboard(stack, page, "orcamento")
    set_filter(page, "orcamento", "Exercício", "2025")

    open_menu(page, "Execução por UG executora")
    with page.expect_response(lambda answer: "/datasource/samples" in answer.url) as answered:
        page.get_by_role("menuitem", name="Ver em detalhe").click()
    rows = answered.value.json()["result"]["data"]
    page.keyboard.press("Escape")

    found: dict[str, Decimal] = {}
    for row in rows:
        amount = Decimal(str(row["valor_empenhado"] or 0))
        found[row["ug_executora"]] = found.get(row["ug_executora"], Decimal(0)) + amount
    expected = rows_in_sql(
        stack,
        "select ug_executora, sum(valor_empenhado) from gold.orcamento_detalhado"
        " where exercicio = 2025 and orgao_chave in ('dpu', 'todos') group by 1",
    )
    assert {unit: round(amount, 2) for unit, amount in found.items()} == dict(expected)
    assert sum(found.values()) > 0


def test_a_year_chosen_in_a_filter_changes_the_budget_to_what_sql_says(stack: Stack, page: Page) -> None:
    budget = "select sum(valor_dotacao_atualizada) from gold.orcamento_resumo_anual where orgao_chave = 'dpu' and exercicio = %s"
    years = [
        row[0]
        for row in rows_in_sql(
            stack,
            "select distinct exercicio from gold.orcamento_resumo_anual where orgao_chave = 'dpu' order by 1 desc",
        )
    ]
    open_dashboard(stack, page, "orcamento")
    assert shown_number(page, "Dotação atualizada") == in_sql(stack, budget, years[0])

    set_filter(page, "orcamento", "Exercício", str(years[1]))

    before = in_sql(stack, budget, years[1])
    assert shown_number(page, "Dotação atualizada") == before != in_sql(stack, budget, years[0])


def test_a_click_on_part_of_a_bar_filters_the_cards(stack: Stack, page: Page) -> None:
    """A bar is a picture, so that one looks for a part of it; which one was hit, the filter bar says."""
    open_dashboard(stack, page, "contratos")
    drawn = chart(page, "Contratos vigentes por categoria e ano").locator("canvas").first
    box = drawn.bounding_box()
    assert box is not None
    crossed = page.locator("[data-test='filter-bar']").get_by_text("Filtros cruzados")
    for height in range(int(box["height"]) - 60, 30, -20):
        for part in range(10, 70, 3):
            drawn.click(position={"x": box["width"] * part / 100, "y": height})
            if crossed.count():
                break
        if crossed.count():
            break
    time.sleep(1)
    until_drawn(page)

    categories = [row[0] for row in rows_in_sql(stack, f"select distinct categoria {_PORTFOLIO}")]
    said = page.locator("[data-test='filter-bar']").inner_text().split("Filtros cruzados")[1].split("Órgão")[0]
    (chosen,) = [category for category in categories if category in said]
    counted = f"select count(*) filter (where vigente) {_PORTFOLIO}"
    only = in_sql(stack, f"{counted} and categoria = %s", chosen)
    assert shown_number(page, "Contratos vigentes") == only < in_sql(stack, counted)
