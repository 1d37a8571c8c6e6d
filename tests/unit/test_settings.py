"""Where settings come from, and what is said when one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from govhub.errors import ConfigurationError
from govhub.settings import load_settings, load_source_settings, read_environment


def test_the_environment_wins_over_a_secret_file_and_both_over_dotenv(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("do arquivo\n", encoding="utf-8")
    (tmp_path / ".env").write_text("GOVHUB_PRIVACY_KEY=do .env\nGOVHUB_POSTGRES_PORT=1234\n", encoding="utf-8")

    from_dotenv = load_settings(tmp_path, {})
    from_file = load_settings(tmp_path, {"GOVHUB_PRIVACY_KEY_FILE": str(secret)})
    from_environment = load_settings(
        tmp_path, {"GOVHUB_PRIVACY_KEY_FILE": str(secret), "GOVHUB_PRIVACY_KEY": "do ambiente"}
    )

    assert from_dotenv.require("privacy_key") == "do .env"
    assert from_dotenv.postgres_port == 1234
    assert from_file.require("privacy_key") == "do arquivo"
    assert from_environment.require("privacy_key") == "do ambiente"


def test_a_folder_of_secrets_gives_each_variable_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "segredos"
    folder.mkdir()
    (folder / "GOVHUB_PRIVACY_KEY").write_text("da pasta\n", encoding="utf-8")
    (folder / "OUTRA_COISA").write_text("de outro programa", encoding="utf-8")
    (tmp_path / ".env").write_text("GOVHUB_PRIVACY_KEY=do .env\n", encoding="utf-8")
    single = tmp_path / "key"
    single.write_text("do arquivo", encoding="utf-8")
    given = {"GOVHUB_SECRETS_DIR": str(folder)}

    merged = read_environment(tmp_path, given)
    from_file = load_settings(tmp_path, {**given, "GOVHUB_PRIVACY_KEY_FILE": str(single)})

    assert merged["GOVHUB_PRIVACY_KEY"] == "da pasta"
    assert "OUTRA_COISA" not in merged
    assert from_file.require("privacy_key") == "do arquivo"
    assert (
        load_settings(tmp_path, {**given, "GOVHUB_PRIVACY_KEY": "do ambiente"}).require("privacy_key") == "do ambiente"
    )


def test_a_secret_that_is_no_text_is_told_by_its_name_only(tmp_path: Path) -> None:
    (tmp_path / "GOVHUB_PRIVACY_KEY").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigurationError, match="GOVHUB_PRIVACY_KEY não pôde ser lido"):
        read_environment(tmp_path, {"GOVHUB_SECRETS_DIR": str(tmp_path)})


def test_files_of_airflow_itself_are_not_taken_for_secrets(tmp_path: Path) -> None:
    given = {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(tmp_path / "nenhum.json")}

    assert read_environment(tmp_path, given) == given


@pytest.mark.parametrize(
    "name", ["AIRFLOW_FERNET_KEY", "AIRFLOW_JWT_SECRET", "AIRFLOW_METADATA_URL", "AIRFLOW_ADMIN_PASSWORD",
             "SUPERSET_SECRET_KEY", "GOVHUB_SOURCE_SIAPE_PASSWORD", "GOVHUB_POSTGRES_SUPERUSER_PASSWORD"],
)  # fmt: skip
def test_every_secret_may_come_from_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "segredo").write_text("do arquivo\n", encoding="utf-8")
    (tmp_path / "pasta").mkdir()
    (tmp_path / "pasta" / name).write_text("da pasta\n", encoding="utf-8")

    named = read_environment(tmp_path, {f"{name}_FILE": str(tmp_path / "segredo")})
    in_folder = read_environment(tmp_path, {"GOVHUB_SECRETS_DIR": str(tmp_path / "pasta")})

    assert (named[name], in_folder[name]) == ("do arquivo", "da pasta")


def test_other_places_for_declarations_are_not_taken_for_secret_files(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"GOVHUB_ORGAOS_FILE": "outro.yaml", "GOVHUB_ORGAOS": "DPU, MGI"})

    assert settings.orgaos_file == tmp_path / "outro.yaml"
    assert settings.orgaos == ("DPU", "MGI")


def test_a_secret_does_not_show_in_the_representation(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"GOVHUB_WAREHOUSE_URL": "postgresql://etl_user:segredo@h/govhub"})

    assert "segredo" not in repr(settings)
    assert settings.require("warehouse_url").endswith("segredo@h/govhub")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"GOVHUB_POSTGRES_PORT": "muitas"}, ["GOVHUB_POSTGRES_PORT", ".env.example"]),
        ({"GOVHUB_POSTGRES_PORT": "70000"}, ["GOVHUB_POSTGRES_PORT"]),
        ({"GOVHUB_PRIVACY_KEY_FILE": "/nao/existe"}, ["GOVHUB_PRIVACY_KEY_FILE", "permissão"]),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, environment: dict[str, str], words: list[str]) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_settings(tmp_path, environment)

    assert all(word in str(refused.value) for word in words)


def test_a_missing_setting_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_settings(tmp_path, {}).require("warehouse_url")

    assert str(refused.value) == (
        "Falta a configuração GOVHUB_WAREHOUSE_URL. Defina GOVHUB_WAREHOUSE_URL no ambiente ou no arquivo .env "
        "(`govhub init` cria um)."
    )


def test_each_source_has_settings_of_its_own(tmp_path: Path) -> None:
    environment = {"GOVHUB_SOURCE_SIORG_ENABLED": "false", "GOVHUB_SOURCE_SIAPE_TOKEN": "abc"}

    assert load_source_settings("siorg", tmp_path, environment).enabled is False
    assert load_source_settings("siape", tmp_path, environment).enabled is True
    assert load_source_settings("siorg", tmp_path, environment).token is None
