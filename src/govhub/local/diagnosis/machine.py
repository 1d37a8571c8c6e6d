"""The machine itself: programs, room on the disks, ports, and what a crash left behind."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from govhub.errors import GovhubError
from govhub.local import preflight, processes
from govhub.local.diagnosis.finding import Finding
from govhub.local.origin import start_command
from govhub.settings import Settings, read_environment

_PROGRAMS = (".venv/bin/python", ".venv/bin/dbt", ".venv/bin/airflow", ".venv-superset/bin/superset")
_LOCKS = {".venv/.platform": "platform.lock", ".venv-superset/.installed": "superset.lock"}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")  # those that dashboards/browsing.py looks for
_PROBE_BYTES = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def programs(settings: Settings) -> Iterator[Finding]:
    """Tell which programs of an installation by `make setup` are missing, broken or older than their lock."""
    if not (settings.project_dir / ".venv").exists():  # a container: what it needs came with the image
        return
    folder = settings.project_dir
    bad = [f"{program} falta ou não executa" for program in _PROGRAMS if not os.access(folder / program, os.X_OK)]
    for mark, lock in _LOCKS.items():
        made, wanted = folder / mark, folder / "requirements" / lock
        if made.exists() and wanted.exists() and made.stat().st_mtime < wanted.stat().st_mtime:
            bad.append(f"{mark.split('/')[0]} é mais velho que requirements/{lock}")
    version = ".".join(map(str, sys.version_info[:3]))
    if bad:
        yield Finding("programas", False, f"{'; '.join(bad)}. Rode `make setup`.")
    else:
        yield Finding("programas", True, f"Python {version}, dbt, Airflow e Superset instalados")


def browser(settings: Settings) -> Iterator[Finding]:
    """Tell whether the browser that draws reports is there, where reports are sent."""
    known = read_environment(settings.project_dir)
    if not known.get("SUPERSET_SMTP_HOST"):
        return
    told = known.get("SUPERSET_CHROMIUM")
    found = shutil.which(told) if told else next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found:
        yield Finding("navegador", True, found)
        return
    where = f"em SUPERSET_CHROMIUM ({told})" if told else "nesta máquina"
    yield Finding(
        "navegador",
        False,
        f"Não há Chromium {where}, e os relatórios por e-mail são desenhados nele. Instale o pacote chromium, ou indique o"
        " programa em SUPERSET_CHROMIUM.",
    )


def room(settings: Settings) -> Finding:
    """Tell whether the home takes a file, and how much room is left."""
    home = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(home).free
    shown = f"{free // 1024**3} GiB livres em {settings.home}"
    reason = _refusal(home)
    if reason:
        return Finding("espaço em disco", False, f"{reason} ({settings.home}; {shown}).")
    if free < preflight.MIN_FREE_BYTES:
        return Finding("espaço em disco", False, f"Só {shown}, e são precisos 2. Libere espaço, ou mude GOVHUB_HOME.")
    return Finding("espaço em disco", True, shown)


def _refusal(folder: Path) -> str | None:
    """Write a megabyte and take it away again: a quota, a full disk and a closed folder all show only so."""
    probe = folder / f".conferencia-{uuid4().hex}"
    try:
        with probe.open("xb") as file:
            file.write(b"\0" * _PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno in _FULL:
            return "O disco está cheio, ou a cota da conta acabou: libere espaço, peça mais cota ou mude GOVHUB_HOME"
        return "A pasta de trabalho não aceita escrita: confira a permissão, ou mude GOVHUB_HOME"
    finally:
        with suppress(OSError):
            probe.unlink()
    return None


def leftovers(settings: Settings) -> Iterator[Finding]:
    """Tell what a platform that died without being ended left behind."""
    if processes.supervisor_runs(settings.home):
        return
    log = settings.home / "logs" / "stack.log"
    if (settings.home / "run" / "supervisor.pid").exists():
        again = f"Rode `govhub down` e depois `{start_command(settings.home)}`"
        told = f"Parou sem ser encerrada; o motivo está no fim de {log}. {again}."
        yield Finding("plataforma", False, told)
    orphans = processes.marked_processes(settings.home)
    if orphans:
        pids = ", ".join(str(process.pid) for process in orphans[:5])
        told = f"{len(orphans)} processo(s) de uma plataforma que caiu ainda rodam ({pids}). Rode `govhub down`."
        yield Finding("processos sem dono", False, told)


def ports(settings: Settings, parts: list[str]) -> Iterator[Finding]:
    """Tell who holds the port of a part that does not run."""
    for part in parts:
        try:
            preflight.check_ports(settings, [part])
        except GovhubError as error:
            what = error.what.removesuffix("; nada foi iniciado")
            yield Finding(f"porta de {part}", False, f"{what}. {error.todo}")
