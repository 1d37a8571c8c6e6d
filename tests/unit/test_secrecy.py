"""No secret in git, and the searches for secrets find what they search for."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from govhub.settings import CHECKOUT
from tests.secrecy import (
    KNOWN,
    git_blobs,
    in_bytes,
    in_files,
    in_image,
    in_processes,
    looks_secret,
    main,
    secret_values,
)

SECRET = "f3a9" + "0c5d7e1b2846"


def test_git_keeps_no_secret_in_any_version_of_any_file() -> None:
    if not (CHECKOUT / ".git").exists():
        pytest.skip("não é um clone do git")
    found = [(path, *look) for path, content in git_blobs(CHECKOUT) for look in looks_secret(content)]

    assert [look for look in found if look[2] not in KNOWN] == []


def test_files_that_hold_secrets_are_not_tracked() -> None:
    ignored = subprocess.run(["git", "check-ignore", ".env", ".govhub/x"], cwd=CHECKOUT, capture_output=True, text=True)

    assert ignored.stdout.split() == [".env", ".govhub/x"]


@pytest.mark.parametrize(
    "text",
    [
        "GOVHUB_PRIVACY_KEY=" + SECRET * 2,
        f'"password": "{SECRET}Zq81xY"',
        f"postgresql://etl_user:{SECRET}@servidor/govhub",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B",
        "AKIA" + "ABCDEFGHIJKLMNOP",
    ],
)
def test_what_looks_like_a_secret_is_seen(text: str) -> None:
    assert looks_secret(text.encode())
    assert not looks_secret(
        b"postgresql://etl_user:SENHA@127.0.0.1/govhub\nGOVHUB_PRIVACY_KEY=\nsegredo: o_nome_de_uma_coluna"
    )


def test_lint_names_file_and_line_of_a_secret_that_git_tracks_and_not_the_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "config.py").write_text(f"A = 1\nTOKEN = '{SECRET}Zq81xY'\n")
    (tmp_path / ".env").write_text(f"TOKEN={SECRET}Zq81xY\n")  # not tracked
    (tmp_path / "apagado.py").write_text("")
    subprocess.run(["git", "add", "config.py", "apagado.py"], cwd=tmp_path, check=True)
    (tmp_path / "apagado.py").unlink()

    assert main(tmp_path) == 1
    told = capsys.readouterr().err
    assert told.startswith("config.py:2: parece um segredo (valor de segredo)")
    assert told.count("\n") == 1
    assert SECRET not in told
    (tmp_path / "config.py").write_text("A = 1\n")
    assert main(tmp_path) == 0


def test_secrets_of_an_environment_are_its_passwords_and_keys() -> None:
    values = secret_values(
        {
            "GOVHUB_BI_URL": "postgresql://bi_user:a%2Fb-c-d@servidor/govhub",
            "AIRFLOW_FERNET_KEY": "novachave,antiga1",
            "AIRFLOW_ADMIN_USERNAME": "administrador",
            "GOVHUB_HOME": ".govhub-aqui",
        }
    )

    assert set(values) == {b"a/b-c-d", b"a%2Fb-c-d", b"novachave", b"antiga1"}


def test_a_secret_in_a_file_is_found_across_pieces(tmp_path: Path) -> None:
    values = {SECRET.encode(): "X"}
    (tmp_path / "a.log").write_bytes(b"x" * ((1 << 20) - 5) + SECRET.encode() + b"y")
    (tmp_path / "b.log").write_bytes(b"nada")

    assert in_files([tmp_path], values) == {str(tmp_path / "a.log"): {"X"}}
    assert in_bytes(b"nada", values) == set()


def test_a_secret_on_a_command_line_is_found() -> None:
    program = [sys.executable, "-c", "print(1, flush=True); input()", SECRET]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as shown:
        assert shown.stdout is not None
        shown.stdout.readline()  # its command line is there once it runs
        found = in_processes({SECRET.encode(): "X"})
        shown.communicate(b"\n")

    assert list(found.values()) == [{"X"}]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_secret_in_an_image_is_found_in_a_layer_and_in_the_history(tmp_path: Path, compressed: bool) -> None:
    layer = _tar({"app/.env": f"GOVHUB_PRIVACY_KEY={SECRET}", "app/leia-me": "nada"})
    config = json.dumps({"history": [{"created_by": f"ENV KEY={SECRET}"}], "config": {"Env": ["PATH=/bin"]}})
    blobs = {"blobs/sha256/aa": gzip.compress(layer) if compressed else layer, "blobs/sha256/bb": config}
    (tmp_path / "imagem.tar").write_bytes(_tar(blobs))

    assert in_image(tmp_path / "imagem.tar", {SECRET.encode(): "X"}) == {
        "blobs/sha256/aa:app/.env": {"X"},
        "blobs/sha256/bb": {"X"},
    }
    assert in_image(tmp_path / "imagem.tar", {b"outro-segredo": "Y"}) == {}


def _tar(files: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return written.getvalue()
