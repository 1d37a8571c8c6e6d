"""Real object-store servers on 127.0.0.1, each a process that can be killed, and what they hold, asked directly."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from govhub_simulator.server import free_port

BUCKET = "lake-do-orgao"
KEYS = {
    "AWS_ACCESS_KEY_ID": "chave-de-teste",
    "AWS_SECRET_ACCESS_KEY": "segredo-do-s3",
    "AWS_DEFAULT_REGION": "sa-east-1",
}


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the end of the block, once it listens."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=quiet, stderr=quiet)
    try:
        deadline = time.monotonic() + 30
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert process.poll() is None, f"{command[0]} ended before it listened"
            assert time.monotonic() < deadline, f"{command[0]} never listened"
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)


@dataclass(frozen=True, slots=True)
class S3:
    """An S3 server, and questions to it that do not pass through what is tested."""

    port: int
    process: subprocess.Popen[bytes]

    def client(self, service: str = "s3", **keys: str) -> Any:
        boto3 = pytest.importorskip("boto3", reason="falta o boto3, que vem com moto[server]")
        return boto3.client(
            service,
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name=KEYS["AWS_DEFAULT_REGION"],
        )

    def create_bucket(self) -> None:
        self.client().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "sa-east-1"})

    def names(self) -> list[str]:
        return [item["Key"] for item in self.client().list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def content(self, name: str) -> bytes:
        return self.client().get_object(Bucket=BUCKET, Key=name)["Body"].read()

    def reset(self) -> None:
        self._tell("reset", b"")
        self.create_bucket()

    def enforce_policies(self) -> None:
        """From now on every request needs a known key, its signature, and a policy that allows it."""
        self._tell("reset-auth", b"0")

    def _tell(self, what: str, body: bytes) -> None:
        url, kind = f"http://127.0.0.1:{self.port}/moto-api/{what}", {"Content-Type": "text/plain"}
        request = urllib.request.Request(url, data=body, method="POST", headers=kind)
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200

    def keys_with(self, policy: dict[str, Any]) -> dict[str, str]:
        """Create a user with one policy; return the variables of its key."""
        iam = self.client("iam")
        iam.create_user(UserName="govhub")
        iam.put_user_policy(UserName="govhub", PolicyName="lake", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName="govhub")["AccessKey"]
        return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


@contextmanager
def s3_server() -> Iterator[S3]:
    pytest.importorskip("s3fs", reason="falta o extra s3 (s3fs)")
    pytest.importorskip("moto", reason="falta moto[server], das dependências de desenvolvimento")
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with running(command, port) as process:
        server = S3(port, process)
        server.create_bucket()
        yield server


@contextmanager
def breaking_at(server: S3, upload: int = 0, *, kill_server: bool = False) -> Iterator[int]:
    """Put a wire before the server that breaks in the middle of an upload; yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "tests.integration.relay", str(port), str(server.port), str(upload)]
    with running([*command, str(server.process.pid if kill_server else 0)], port):
        yield port


@contextmanager
def gcs_server() -> Iterator[dict[str, str]]:
    """Yield the variables by which a Google Cloud Storage emulator is reached."""
    for module in ("gcsfs", "gcp_storage_emulator"):  # not imported: gcsfs reads the environment when it is
        if find_spec(module) is None:
            pytest.skip(f"falta o módulo {module}, das dependências de desenvolvimento")
    port = free_port()
    command = [sys.executable, "-m", "gcp_storage_emulator", "start", "--host", "127.0.0.1", "--port", str(port)]
    with running([*command, "--in-memory", "--default-bucket", BUCKET], port):
        yield {"STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{port}"}


AZURITE_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="  # public, in its manual
)


@contextmanager
def azure_server(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the variables by which Azurite is reached."""
    adlfs = pytest.importorskip("adlfs", reason="falta o extra azure (adlfs)")
    azurite = shutil.which("azurite-blob")
    if azurite is None:
        pytest.skip("falta o Azurite: npm install -g azurite")
    port = free_port()
    command = [azurite, "--blobHost", "127.0.0.1", "--blobPort", str(port), "--location", str(folder)]
    with running([*command, "--skipApiVersionCheck", "--disableTelemetry", "--silent"], port):
        text = (
            f"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AZURITE_KEY};"
            f"BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;"
        )
        adlfs.AzureBlobFileSystem(connection_string=text).mkdir(BUCKET)
        yield {"AZURE_STORAGE_CONNECTION_STRING": text}
