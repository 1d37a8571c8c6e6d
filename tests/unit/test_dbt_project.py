"""Rules of the dbt project that no single model can hold: names, bodies, parameters, reconciliations."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import yaml

from govhub.catalog import load_catalog
from govhub.settings import CHECKOUT, load_settings

DBT = CHECKOUT / "dbt"
MODELS = sorted((DBT / "models").rglob("*.sql"))


def declared(file: Path) -> list[str]:
    (model,) = yaml.load(file.with_suffix(".yml").read_bytes(), yaml.CSafeLoader)["models"]
    return [column["name"] for column in model.get("columns", [])]


def test_every_parameter_that_a_model_asks_for_exists_and_every_one_is_explained() -> None:
    with (DBT / "seeds" / "parametro.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    files = [*MODELS, *(DBT / "tests").rglob("*.sql"), *(DBT / "macros").rglob("*.sql")]
    asked = {name for file in files for name in re.findall(r"parametro\('(\w+)'\)", file.read_text(encoding="utf-8"))}

    assert asked - {row["codigo"] for row in rows} == set()
    assert all(float(row["valor"]) > 0 and row["descricao"] for row in rows)


def test_t61_no_model_names_a_body() -> None:
    bodies = load_catalog(load_settings()).bodies.orgaos
    literals = {code for body in bodies for code in (body.sigla, body.chave, *body.ugs)}
    found = [
        (file.name, literal)
        for file in MODELS
        for literal in literals
        if f"'{literal}'" in file.read_text(encoding="utf-8")
    ]

    assert found == []


def test_every_product_says_whose_its_rows_are_or_that_all_bodies_share_it() -> None:
    for file in (file for file in MODELS if file.relative_to(DBT / "models").parts[0] == "gold"):
        (model,) = yaml.load(file.with_suffix(".yml").read_bytes(), yaml.CSafeLoader)["models"]
        shared = model.get("config", {}).get("meta", {}).get("compartilhada", False)

        assert ("orgao_chave" in declared(file)) is not shared, file.name


def test_every_restricted_model_is_a_table_whose_readers_can_be_registered() -> None:
    restricted = [
        file for file in MODELS if re.search(r"schema='(silver|gold)_restrito'", file.read_text(encoding="utf-8"))
    ]

    assert len(restricted) > 5
    for file in restricted:
        (model,) = yaml.load(file.with_suffix(".yml").read_bytes(), yaml.CSafeLoader)["models"]
        assert not re.search(r"materialized='(view|ephemeral)'", file.read_text(encoding="utf-8")), file.name
        assert not model.get("config", {}).get("meta", {}).get("compartilhada", False), file.name


def test_no_view_holds_rows_of_a_body() -> None:
    """Views pass row policies by, so theirs are the platform's own figures."""
    views = [file for file in MODELS if "materialized='view'" in file.read_text(encoding="utf-8")]

    assert views
    assert [file.name for file in views if file.parent.name != "plataforma"] == []


def test_t32_t51_names_are_short_ascii_and_hold_no_period() -> None:
    names = {name for file in MODELS for name in [file.stem, *declared(file)]}

    assert [name for name in names if not re.fullmatch(r"_?[a-z][a-z0-9_]{0,61}", name)] == []
    assert [name for name in names if re.search(r"(^|_)(19|20)\d\d(_|$)", name)] == []


def test_every_domain_that_reconciles_is_in_the_table() -> None:
    union = (DBT / "models" / "auditoria" / "conciliacao.sql").read_text(encoding="utf-8")
    domains = {file.stem.removeprefix("conciliacao_") for file in MODELS if file.stem.startswith("conciliacao_")}

    assert domains - {"diaria"} == set(re.findall(r"'(\w+)'", union.split("%}")[0]))


def test_d01_t49_every_product_has_an_enforced_contract_and_says_what_each_column_is() -> None:
    project = yaml.load((DBT / "dbt_project.yml").read_bytes(), yaml.CSafeLoader)
    assert project["models"]["govhub"]["gold"]["+contract"] == {"enforced": True}
    for file in (file for file in MODELS if file.relative_to(DBT / "models").parts[0] == "gold"):
        (model,) = yaml.load(file.with_suffix(".yml").read_bytes(), yaml.CSafeLoader)["models"]
        for column in model["columns"]:
            assert all(column.get(part) for part in ("data_type", "description")), f"{file.stem}.{column['name']}"
            assert column["config"]["meta"]["lgpd"], f"{file.stem}.{column['name']}"
        assert "contract=" not in file.read_text(encoding="utf-8"), f"{file.stem} takes itself out of the contract"


def test_t48_no_distinct_hides_what_a_join_multiplied() -> None:
    """A DISTINCT over amounts, instants or whole rows; one over codes, in a step of its own, is a list of codes."""
    suspect = re.compile(
        r"select\s+distinct\s+(?!on)(?:\w+\.)?(\*|[^()]*?\b(valor_\w+|_ingested_at|now)\b[^()]*?\bfrom\b)"
    )

    assert [file.name for file in MODELS if suspect.search(file.read_text(encoding="utf-8"))] == []


def test_t52_every_day_taken_from_an_instant_is_a_day_in_brazil() -> None:
    """`cast(x at time zone … as date)`: the last hours of a month are the first of the next elsewhere."""
    instants = r"(terminada_em|iniciada_em|executado_em|_ingested_at|_first_seen_at|_deleted_at|construido_em|criado_em|alterado_em)"
    naive = re.compile(
        rf"cast\(\s*(?:\w+\()?(?:\w+\.)?{instants}\)?\s+as\s+date\)|date_trunc\([^,()]+,\s*(?:\w+\.)?{instants}\s*\)"
    )

    assert [file.name for file in MODELS if naive.search(file.read_text(encoding="utf-8"))] == []


def test_no_model_outgrows_what_one_can_read() -> None:
    assert [file.name for file in MODELS if len(file.read_text(encoding="utf-8").splitlines()) > 135] == []
