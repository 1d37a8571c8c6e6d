"""What is told before anything is half-done."""

from __future__ import annotations

import shutil
import socket
from collections import namedtuple
from pathlib import Path

import pytest

from govhub.errors import ConfigurationError
from govhub.local import preflight
from govhub.settings import load_settings


def test_a_port_in_use_is_named_with_its_holder_and_the_setting_to_change(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = load_settings(tmp_path, {"GOVHUB_AIRFLOW_PORT": str(port)})

        with pytest.raises(
            ConfigurationError, match=rf"A porta {port} já está em uso.*nada foi iniciado.*GOVHUB_AIRFLOW_PORT"
        ):
            preflight.check_ports(settings, ["airflow"])
    preflight.check_ports(settings, ["airflow"])


def test_a_full_disk_is_told_before_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 5 * 1024**2))

    with pytest.raises(ConfigurationError, match="Restam 5 MiB em disco e são precisos 2.048; nada foi iniciado"):
        preflight.check_disk(load_settings(tmp_path, {}))
