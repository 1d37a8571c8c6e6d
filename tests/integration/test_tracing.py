"""Where the rows of one person are: what the report says is what each layer holds."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

from govhub.errors import ConfigurationError
from govhub.pipeline import ingest_resource
from govhub.pipeline.tracing import Trace, pseudonyms_of, trace_in_lake, trace_in_warehouse
from govhub.privacy.identifiers import cpf_digits
from govhub_simulator.server import Simulator

from .conftest import Warehouse

FIELD = "fornecedor_cnpj_cpf_idgener"


def test_a_person_is_found_in_every_layer_and_nobody_else_is(warehouse: Warehouse, simulator: Simulator) -> None:
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    rows = [row for row in warehouse.contents("contratos") if row[f"{FIELD}_pseudonimo"]]
    digits = cpf_digits(rows[0][FIELD])
    assert digits is not None
    own = [row for row in rows if cpf_digits(row[FIELD]) == digits]
    assert len(own) < len(rows)
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        etl.execute(
            "create table silver.fornecedor as"
            f" select distinct 'PF:' || {FIELD}_pseudonimo as chave from bronze.compras_gov__contratos"
        )

    traces = trace_in_warehouse(warehouse.place, pseudonyms_of(warehouse.place, digits))

    assert traces == [
        Trace("bronze", "bronze.compras_gov__contratos", (f"{FIELD}_pseudonimo",), len(own)),
        Trace("silver", "silver.fornecedor", ("chave",), 1),
    ]
    (stored,) = trace_in_lake(warehouse.place, digits)
    assert (stored.layer, stored.columns, stored.rows) == ("lake", (FIELD,), len(own))
    assert digits not in str([*traces, stored])
    assert trace_in_warehouse(warehouse.place, pseudonyms_of(warehouse.place, "00000000191")) == []

    with pytest.raises(ConfigurationError, match="não é a chave dos pseudônimos"):
        trace_in_warehouse(replace(warehouse.place, privacy_key=b"outra"), pseudonyms_of(warehouse.place, digits))
