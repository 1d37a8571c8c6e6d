"""The whole walk from simulator to bronze, over real sockets into a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from govhub.errors import ConfigurationError, GovhubError, SourceError
from govhub.lake.runs import list_manifests
from govhub.lake.storage import Storage
from govhub.pipeline import Request, ingest_resource, replay_resource
from govhub_simulator.server import Simulator

from .conftest import Warehouse

RESOURCES = (
    "contratos",
    "contratos_inativos",
    "historico",
    "empenhos",
    "faturas",
    "cronograma",
    "itens",
    "garantias",
    "responsaveis",
    "terceirizados",
    "despesas_acessorias",
    "prepostos",
    "ocorrencias",
    "arquivos",
    "publicacoes",
)
TECHNICAL = {"_run_id", "_ingested_at", "_first_seen_at"}


def ingest_all(warehouse: Warehouse) -> dict[str, object]:
    return {name: ingest_resource(warehouse.place, "compras_gov", name) for name in RESOURCES}


def test_every_usual_resource_is_walked_here(warehouse: Warehouse) -> None:
    usual = warehouse.catalog.system("compras_gov").usual()

    assert sorted(resource.name for resource in usual) == sorted(RESOURCES)


def test_c01_c20_rows_in_bronze_are_those_of_the_source_and_a_second_run_rewrites_nothing(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    first = ingest_all(warehouse)
    before = {name: warehouse.contents(name) for name in RESOURCES}
    second = ingest_all(warehouse)

    ids = [
        row["id"] for path in ("ug", "inativo/ug") for row in simulator.get(f"/compras_gov/api/contrato/{path}/290002")
    ]
    for name in RESOURCES:
        if name.startswith("contratos"):
            path = "inativo/ug" if name == "contratos_inativos" else "ug"
            source = [[row["id"]] for row in simulator.get(f"/compras_gov/api/contrato/{path}/290002")]
        else:
            rows = [
                (c, row) for c in sorted(set(ids)) for row in simulator.get(f"/compras_gov/api/contrato/{c}/{name}")
            ]
            source = [[c, row["id"]] if name == "empenhos" else [row["id"]] for c, row in rows]
        distinct = {tuple(key) for key in source}
        assert first[name].rows_fetched == len(source), name
        assert first[name].rows_duplicate == len(source) - len(distinct), name
        assert first[name].rows_inserted == len(distinct) == len(before[name]), name
        figures = (
            second[name].rows_inserted,
            second[name].rows_updated,
            second[name].rows_deleted,
            second[name].rows_unchanged,
        )
        assert figures == (0, 0, 0, len(distinct)), name
        assert warehouse.contents(name) == before[name], name
    assert sum(len(rows) for rows in before.values()) > 2000
    assert first["empenhos"].rows_duplicate > 0


def test_a_day_later_only_what_changed_is_written_and_what_vanished_is_marked(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    before = {row["id"]: row for row in warehouse.contents("contratos")}
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.1)

    run = ingest_resource(warehouse.place, "compras_gov", "contratos")

    gone = [row for row in warehouse.contents("contratos") if row["_deleted_at"] is not None]
    assert run.rows_deleted == len(gone) == len(before) - int(len(before) * 0.9)
    assert {row["_run_id"] for row in gone} == {run.run_id}
    back = ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert (back.rows_updated, back.rows_inserted) == (len(gone), 0)
    assert warehouse.one("select count(*) from bronze.compras_gov__contratos where _deleted_at is not null") == 0


def test_children_leave_with_their_parent_once_every_list_of_parents_was_read_anew(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    lists = ("contratos", "contratos_inativos")
    for name in (*lists, "faturas"):
        ingest_resource(warehouse.place, "compras_gov", name)
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.1)
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    left = {row["id"] for row in warehouse.contents("contratos") if row["_deleted_at"] is not None}
    bills = sum(row["contrato_id"] in left for row in warehouse.contents("faturas"))

    waiting = ingest_resource(warehouse.place, "compras_gov", "faturas")  # they may be among the inactive ones by now
    ingest_resource(warehouse.place, "compras_gov", "contratos_inativos")
    leaving = ingest_resource(warehouse.place, "compras_gov", "faturas")
    kept = warehouse.contents("faturas")
    again = ingest_resource(warehouse.place, "compras_gov", "faturas")

    assert bills > 20
    assert (waiting.rows_deleted, leaving.rows_deleted, again.rows_deleted) == (0, bills, 0)
    assert {row["contrato_id"] for row in kept if row["_deleted_at"] is not None} <= left
    assert warehouse.contents("faturas") == kept
    replay_resource(warehouse.place, "compras_gov", "faturas")
    assert warehouse.contents("faturas") == kept
    for name in (*lists, "faturas"):
        back = ingest_resource(warehouse.place, "compras_gov", name)
    assert back.rows_updated == bills
    assert warehouse.one("select count(*) from bronze.compras_gov__faturas where _deleted_at is not null") == 0


def test_replay_rebuilds_every_table_byte_for_byte_without_calling_the_source(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    ingest_all(warehouse)
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.1)
    ingest_all(warehouse)
    before = {name: warehouse.contents(name) for name in RESOURCES}
    simulator.reset_metrics()

    for name in RESOURCES:
        replay_resource(warehouse.place, "compras_gov", name)

    assert simulator.metrics()["requests"] == 0
    for name in RESOURCES:
        assert warehouse.contents(name) == before[name], name
        assert warehouse.ledger(name)[-1]["kind"] == "replay"


def test_a_damaged_part_of_the_lake_is_told_as_such_and_bronze_stands(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    run = ingest_resource(warehouse.place, "compras_gov", "contratos")
    before = warehouse.contents("contratos")
    part = next(Path(warehouse.settings.lake_url).rglob(f"{run.run_id}-00000.parquet"))
    part.chmod(0o600)
    part.write_bytes(part.read_bytes()[:-1] + b"?")

    with pytest.raises(GovhubError, match=r"Um arquivo do lake não é o que foi gravado.*-00000\.parquet"):
        replay_resource(warehouse.place, "compras_gov", "contratos")

    assert warehouse.contents("contratos") == before
    assert "Um arquivo do lake não é o que foi gravado" in warehouse.ledger("contratos")[-1]["error"]


def test_a_snapshot_that_shrank_too_much_is_refused_unless_allowed(warehouse: Warehouse, simulator: Simulator) -> None:
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    before = warehouse.contents("contratos")
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.5, count=2)

    with pytest.raises(
        SourceError, match=r"deixou de enviar \d+ de \d+ linhas de ug=290002.*limite de 20%.*--allow-shrink"
    ):
        ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert warehouse.contents("contratos") == before
    assert warehouse.ledger("contratos")[-1]["status"] == "falha"

    allowed = ingest_resource(warehouse.place, "compras_gov", "contratos", Request(allow_shrink=True))
    assert allowed.rows_deleted == len(before) - len(before) // 2
    after = warehouse.contents("contratos")
    replay_resource(warehouse.place, "compras_gov", "contratos")
    assert warehouse.contents("contratos") == after


def test_an_empty_answer_for_a_full_scope_is_refused(warehouse: Warehouse, simulator: Simulator) -> None:
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    simulator.arm("empty_list", "*/contrato/ug/290002")

    with pytest.raises(SourceError, match="nada foi gravado"):
        ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert warehouse.one("select count(*) from bronze.compras_gov__contratos where _deleted_at is not null") == 0


def test_children_before_their_parents_are_refused_with_the_command_to_run(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    with pytest.raises(ConfigurationError, match="Rode antes `govhub ingest compras_gov contratos`"):
        ingest_resource(warehouse.place, "compras_gov", "faturas")


def test_conflicting_contents_under_one_key_are_an_error_and_exact_repeats_are_not(
    warehouse: Warehouse, simulator: Simulator
) -> None:
    simulator.arm("duplicate_rows", "*/contrato/ug/290002")
    run = ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert run.rows_duplicate == 2
    simulator.arm("conflicting_rows", "*/contrato/ug/290002", field="objeto", value="OUTRO")

    with pytest.raises(SourceError, match="conteúdos diferentes para a mesma chave"):
        ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert warehouse.one("select count(*) from bronze.compras_gov__contratos where objeto = 'OUTRO'") == 0


def test_t42_an_unknown_field_is_kept_and_warned_of_once(
    warehouse: Warehouse, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.arm("new_field", "*/contrato/ug/290002", field="cor_do_contrato", value={"nome": "azul"})

    run = ingest_resource(warehouse.place, "compras_gov", "contratos")

    assert run.drift == ["cor_do_contrato"]
    assert [record.message for record in caplog.records if "cor_do_contrato" in record.message] == [
        "A fonte passou a enviar o campo cor_do_contrato em compras_gov/contratos, que a declaração não conhece; "
        "o valor foi guardado em _extras."
    ]
    extras = {str(row["_extras"]) for row in warehouse.contents("contratos")}
    assert extras == {"{'cor_do_contrato': {'nome': 'azul'}}"}


def test_the_lake_holds_every_row_and_its_files_are_never_changed(warehouse: Warehouse, simulator: Simulator) -> None:
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    storage = Storage(warehouse.settings.lake_url)
    (first,) = list_manifests(storage, "compras_gov", "contratos")
    ingest_resource(warehouse.place, "compras_gov", "contratos")

    manifests = list_manifests(storage, "compras_gov", "contratos")
    assert len(manifests) == 2
    assert manifests[0] == first
    assert first.rows == len(warehouse.contents("contratos"))


def test_cpfs_of_suppliers_are_masked_and_pseudonymised(warehouse: Warehouse, simulator: Simulator) -> None:
    ingest_resource(warehouse.place, "compras_gov", "contratos")

    people = [row for row in warehouse.contents("contratos") if row["fornecedor_tipo"] == "FISICA"]
    others = [row for row in warehouse.contents("contratos") if row["fornecedor_tipo"] != "FISICA"]
    assert len(people) >= 2
    assert len(others) >= 20
    for row in people:
        assert row["fornecedor_cnpj_cpf_idgener_mascara"].startswith("***.")
        assert len(row["fornecedor_cnpj_cpf_idgener_pseudonimo"]) == 26
    assert {row["fornecedor_cnpj_cpf_idgener_pseudonimo"] for row in others} == {None}
