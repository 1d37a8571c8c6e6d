"""orgaos.yaml: every code that is not marked as unconfirmed is one that a captured answer or table shows."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

from govhub.catalog import Bodies
from govhub.catalog.reading import read_bodies
from govhub.settings import CHECKOUT

FILE = CHECKOUT / "orgaos.yaml"
UNCONFIRMED = re.compile(r'"(\d+)"\]?\s+# não confirmado$')
SIAPE_OF_PUBLIC_CLIENTS = {"45206"}  # of IPEA, in the code of public clients of the SIAPE


@pytest.fixture(scope="module")
def bodies() -> Bodies:
    return read_bodies(FILE)


@pytest.fixture(scope="module")
def unconfirmed() -> set[str]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return {code for line in lines for code in UNCONFIRMED.findall(line)}


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_first_body_is_the_one_whose_answers_were_captured(bodies: Bodies) -> None:
    first = bodies.orgaos[0]

    assert (first.sigla, first.ugs[0], first.siafi) == ("DPU", "290002", "29000")


def test_siorg_codes_are_those_of_the_public_register(bodies: Bodies, unconfirmed: set[str], samples: Path) -> None:
    register = {
        row["abbreviation"]: row["source_url"].rsplit("/", 1)[-1]
        for row in table(samples / "siorg" / "publicbodies_br.csv")
    }
    told = {body.sigla: body.siorg for body in bodies.orgaos if body.siorg and body.siorg not in unconfirmed}

    assert told == {sigla: register[sigla] for sigla in told}


def test_units_are_those_of_the_federal_table(bodies: Bodies, unconfirmed: set[str], samples: Path) -> None:
    known = {row["codigosiasg"] for row in table(samples / "siafi" / "tabelas" / "unidades_uasg_siasg.csv")}
    told = {ug for body in bodies.orgaos for ug in body.ugs} - unconfirmed

    assert "290002" in told
    assert told <= known


def test_other_codes_are_confirmed_or_say_that_they_are_not(
    bodies: Bodies, unconfirmed: set[str], samples: Path
) -> None:
    captured = (samples / "comprasnet" / "dpu_290002" / "contrato_ug_290002.json").read_text(encoding="utf-8")
    for body in bodies.orgaos:
        if body.siafi and body.siafi not in unconfirmed:
            assert f'"{body.siafi}"' in captured, body.sigla
        if body.siape and body.siape not in unconfirmed:
            assert body.siape in SIAPE_OF_PUBLIC_CLIENTS, body.sigla


def test_every_code_is_text_between_quotation_marks() -> None:
    for body in yaml.safe_load(FILE.read_text(encoding="utf-8"))["orgaos"]:
        codes = [body.get(name, "") for name in ("siorg", "siafi", "siape")] + body.get("ugs", [])
        assert {type(code) for code in codes} == {str}, body["sigla"]
