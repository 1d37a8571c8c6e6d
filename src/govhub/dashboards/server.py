"""Superset as a process: its environment and its command, never its code."""

from __future__ import annotations

from pathlib import Path

from govhub.errors import ConfigurationError
from govhub.settings import Settings, read_environment

_THREADS = "8"
_OPTIONAL = ("SUPERSET_", "GOVHUB_DASHBOARDS_")


def is_installed(settings: Settings) -> bool:
    """Tell whether Superset is on this machine."""
    return (settings.project_dir / ".venv-superset" / "bin" / "python").exists()


def superset_python(settings: Settings) -> Path:
    """Return the interpreter of Superset's own environment.

    Raises: ConfigurationError when it was not made.
    """
    python = settings.project_dir / ".venv-superset" / "bin" / "python"
    if not python.exists():
        raise ConfigurationError("O Superset não está instalado", where=str(python), todo="Rode `make setup`.")
    return python


def superset_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that dashboards/superset_config.py reads.

    Raises: ConfigurationError naming the first one that is missing.
    """
    given = read_environment(settings.project_dir)
    names = (
        "SUPERSET_SECRET_KEY",
        "SUPERSET_METADATA_URL",
        "SUPERSET_ADMIN_USERNAME",
        "SUPERSET_ADMIN_PASSWORD",
        "GOVHUB_BI_URL",
    )
    missing = [name for name in names if not given.get(name)]
    if missing:
        raise ConfigurationError(f"Falta a configuração {missing[0]}", todo="Rode `govhub init`.")
    optional = {name: value for name, value in given.items() if name.startswith(_OPTIONAL) and value}
    return {
        "SUPERSET_INTERNAL_URL": f"http://127.0.0.1:{settings.superset_port}",
        **optional,
        **{name: given[name] for name in names},
        "SUPERSET_HOME": str(settings.home / "superset"),
        "SUPERSET_CONFIG_PATH": str(settings.project_dir / "dashboards" / "superset_config.py"),
        "PYTHONPATH": str(settings.project_dir / "dashboards"),
        "FLASK_APP": "superset.app:create_app()",
        "MALLOC_ARENA_MAX": "2",
    }


def superset_command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """Return command and environment of the web server."""
    command = [str(superset_python(settings)), "-m", "gunicorn", "--workers", "1", "--worker-class", "gthread"]
    command += ["--threads", _THREADS, "--timeout", "120", "--keep-alive", "75", "--no-control-socket"]
    command += ["--bind", f"{settings.listen}:{settings.superset_port}", "superset.app:create_app()"]
    return command, superset_environment(settings)
