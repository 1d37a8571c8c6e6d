"""Where reports arrive: which files of a folder are editions of which report, and in which order they are taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from govhub.catalog import SystemDeclaration
from govhub.catalog.reading import read_system
from govhub.errors import ConfigurationError
from govhub.extraction.answers import PassingFault
from govhub.extraction.editions import channel_access, open_channel
from govhub.extraction.folder import is_named
from govhub.settings import CHECKOUT, SourceSettings

SUBJECT = "notas_de_empenhos_a_partir_de_2024"


@pytest.fixture(scope="module")
def system() -> SystemDeclaration:
    return read_system(CHECKOUT / "sources" / "tesouro_gerencial.yaml")


def lay(folder: Path, name: str, at: int) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(name.encode())
    os.utime(folder / name, (at, at))


@pytest.mark.parametrize(
    "stem",
    [
        SUBJECT,
        f"{SUBJECT}_20261101",
        f"{SUBJECT}-2026-11-01",
        f"{SUBJECT} 01.11.2026",
        f"{SUBJECT}_20261101_0610",
        f"{SUBJECT}_2026-11-01T06-10-05",
        f"{SUBJECT} (1)",
        f"{SUBJECT}_20261101(2)",
        SUBJECT.upper(),
    ],
)
def test_a_file_is_named_by_its_subject_and_perhaps_a_date(stem: str) -> None:
    assert is_named(stem, SUBJECT)


@pytest.mark.parametrize(
    ("stem", "subject"),
    [
        ("programacoes_financeiras_recebidas", "programacoes_financeiras"),
        ("programacoes_financeiras_16", "programacoes_financeiras"),
        ("notas_credito_a_partir_de_2024", "notas_credito_a_partir_de"),
        ("RES notas_credito", "notas_credito"),
        ("notas_credit", "notas_credito"),
    ],
)
def test_a_subject_that_begins_like_another_is_not_that_one(stem: str, subject: str) -> None:
    assert not is_named(stem, subject)


def test_files_of_a_folder_are_taken_oldest_first_and_only_those_after_the_last(
    system: SystemDeclaration, tmp_path: Path
) -> None:
    lay(tmp_path, f"{SUBJECT}_20261103.zip", 3000)
    lay(tmp_path, f"a/{SUBJECT}_20261101.CSV", 1000)
    lay(tmp_path, f"b/{SUBJECT}_20261102.zip", 2000)
    lay(tmp_path, f"{SUBJECT}_20261104.zip.part", 4000)
    lay(tmp_path, "notas_credito_20261104.zip", 4000)

    with open_channel(system, SourceSettings(base_url=str(tmp_path))) as channel:
        every = channel.editions(SUBJECT, None)
        later = channel.editions(SUBJECT, every[0].cursor)
        target = tmp_path / "destino"
        channel.fetch(later[0], target)

    assert [(Path(edition.name).name, edition.kind) for edition in every] == [
        (f"{SUBJECT}_20261101.CSV", ".csv"),
        (f"{SUBJECT}_20261102.zip", ".zip"),
        (f"{SUBJECT}_20261103.zip", ".zip"),
    ]
    assert later == every[1:]
    assert target.read_bytes() == f"b/{SUBJECT}_20261102.zip".encode()


def test_a_file_that_changed_after_it_was_loaded_is_a_new_edition(system: SystemDeclaration, tmp_path: Path) -> None:
    lay(tmp_path, f"{SUBJECT}.zip", 1000)
    with open_channel(system, SourceSettings(base_url=tmp_path.as_uri())) as channel:
        first = channel.editions(SUBJECT, None)[-1]
        assert channel.editions(SUBJECT, first.cursor) == []
    lay(tmp_path, f"{SUBJECT}.zip", 1001)
    with open_channel(system, SourceSettings(base_url=tmp_path.as_uri())) as channel:
        assert len(channel.editions(SUBJECT, first.cursor)) == 1


def test_a_file_that_vanished_may_be_asked_again(system: SystemDeclaration, tmp_path: Path) -> None:
    lay(tmp_path, f"{SUBJECT}.zip", 1000)
    with open_channel(system, SourceSettings(base_url=str(tmp_path))) as channel:
        edition = channel.editions(SUBJECT, None)[0]
        (tmp_path / f"{SUBJECT}.zip").unlink()
        with pytest.raises(PassingFault, match="Um arquivo da pasta não pôde ser lido"):
            channel.fetch(edition, tmp_path / "destino")


def test_a_folder_that_does_not_exist_is_named_without_the_secret_of_its_address(system: SystemDeclaration) -> None:
    with (
        pytest.raises(ConfigurationError, match="A pasta de Tesouro Gerencial") as refused,
        open_channel(system, SourceSettings(base_url="file://usuario:segredo@/nao/existe")),
    ):
        pass

    assert "segredo" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "missing"),
    [
        (
            "imaps://127.0.0.1:1/INBOX",
            "GOVHUB_SOURCE_TESOURO_GERENCIAL_USERNAME, GOVHUB_SOURCE_TESOURO_GERENCIAL_PASSWORD",
        ),
        ("https://127.0.0.1:1/tg", "GOVHUB_SOURCE_TESOURO_GERENCIAL_CPF, GOVHUB_SOURCE_TESOURO_GERENCIAL_PASSWORD"),
    ],
)
def test_each_channel_names_the_credentials_that_it_needs(system: SystemDeclaration, url: str, missing: str) -> None:
    with (
        pytest.raises(ConfigurationError, match=f"Faltam credenciais de Tesouro Gerencial: {missing}"),
        open_channel(system, SourceSettings(base_url=url)),
    ):
        pass


@pytest.mark.parametrize(
    ("url", "needs"),
    [
        (None, {"username", "password"}),
        ("imaps://correio/INBOX", {"username", "password"}),
        ("https://portal/tg", {"cpf", "password"}),
        ("s3://balde/relatorios", set()),
        ("/dados/relatorios", set()),
    ],
)
def test_a_folder_needs_no_credentials(system: SystemDeclaration, url: str | None, needs: set[str]) -> None:
    assert set(channel_access(system, SourceSettings(base_url=url)).needs) == needs
