"""Why a place failed, in words; what a message may show of an address; how long a request may take."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from govhub.clouds import FULL, StoreSilent, failure, is_remote, patience, reason_of, shown
from govhub.errors import ConfigurationError
from govhub.lake.storage import Storage
from govhub.settings import load_settings, read_environment


@pytest.mark.parametrize(
    ("error", "words", "passing"),
    [
        (PermissionError(errno.EACCES, "segredo"), "o acesso foi recusado", False),
        (OSError("Forbidden: https://storage.googleapis.com/segredo"), "o acesso foi recusado", False),
        (FileNotFoundError(errno.ENOENT, "segredo"), "não existe", False),
        (TimeoutError("segredo"), "não respondeu", True),
        (ConnectionResetError("segredo"), "não respondeu", True),
        (OSError(errno.EBUSY, "SlowDown segredo"), "não respondeu", True),
        (OSError(errno.EINVAL, "segredo"), "recusou a operação (OSError)", False),
        (ImportError("Install s3fs"), "falta a biblioteca", False),
    ],
)
def test_each_fault_has_its_clause_and_quotes_nothing(error: Exception, words: str, passing: bool) -> None:
    reason = reason_of(error)
    assert reason is not None
    sentence = str(failure("O lake não pôde ser gravado", "s3://balde/lake", reason))

    assert words in sentence
    assert "segredo" not in sentence
    assert reason.passing is passing


def test_a_full_place_is_told_apart_and_our_own_defects_are_not_the_places() -> None:
    assert reason_of(OSError(errno.ENOSPC, "No space left on device")) is FULL
    assert reason_of(OSError(errno.EDQUOT, "Quota exceeded")) is FULL
    assert reason_of(TypeError("our own")) is None
    assert reason_of(ValueError("our own")) is None


def test_only_what_may_pass_by_itself_is_tried_again_by_airflow() -> None:
    silent, wrong = reason_of(TimeoutError()), reason_of(PermissionError())
    assert silent is not None
    assert wrong is not None
    assert isinstance(failure("x", "y", silent), StoreSilent)
    assert failure("x", "y", silent).kind != "configuracao"
    assert failure("x", "y", wrong).kind == "configuracao"


def test_an_address_is_shown_without_keys() -> None:
    assert shown("s3://chave:segredo@balde/lake/") == "s3://balde/lake"
    assert shown("abfs://conteiner@conta.dfs.core.windows.net/lake?sig=segredo") == (
        "abfs://conteiner@conta.dfs.core.windows.net/lake"
    )
    assert [is_remote(url) for url in ("s3://a", "abfs://a", "gs://a", "/a", "file:///a")] == [True] * 3 + [False] * 2
    with pytest.raises(ConfigurationError, match="não pode levar chave nem senha"):
        Storage("s3://chave:segredo@balde/lake")


def test_a_request_may_take_about_a_minute_and_longer_for_what_is_big() -> None:
    assert patience() == 60
    assert patience(16 * 1024 * 1024) == 76


def test_a_relative_folder_is_one_of_the_project_whatever_the_current_one(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"GOVHUB_LAKE_URL": "dados/lake"}).lake_url == str(tmp_path / "dados" / "lake")
    assert load_settings(tmp_path, {"GOVHUB_LAKE_URL": "s3://balde/lake"}).lake_url == "s3://balde/lake"


def test_secrets_of_a_cloud_may_lie_in_files_and_its_own_file_settings_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "segredo").write_text("abc\n", encoding="utf-8")
    environment = {
        "AWS_SECRET_ACCESS_KEY_FILE": str(tmp_path / "segredo"),
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/nao/existe",
        "AWS_CONFIG_FILE": "/nao/existe",
    }
    assert read_environment(tmp_path, environment)["AWS_SECRET_ACCESS_KEY"] == "abc"


@pytest.mark.skipif(os.geteuid() == 0, reason="root escreve em qualquer pasta")
def test_a_local_folder_that_takes_no_files_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match="o acesso foi recusado"):
        Storage(str(tmp_path)).write("x", b"x")


def test_checking_a_local_lake_leaves_nothing_behind(tmp_path: Path) -> None:
    Storage(str(tmp_path / "ainda-nao")).check()
    assert list(tmp_path.iterdir()) == []
    Storage(str(tmp_path)).check()
    assert list(tmp_path.iterdir()) == []
