"""Which files were taken to Superset, and as they were: so that bringing back what it holds undoes nobody's work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from govhub.settings import Settings


def keep_applied(settings: Settings, files: Iterable[Path] | None = None) -> None:
    """Keep how the files are now, all of dashboards/assets or only those given."""
    assets = _assets(settings)
    kept = {} if files is None else read_applied(settings) or {}
    chosen = sorted(assets.rglob("*.yaml")) if files is None else files
    kept |= {file.relative_to(assets).as_posix(): _digest(file) for file in chosen}
    target = _target(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(kept, indent=1, sort_keys=True), encoding="utf-8")


def changed_since(settings: Settings, files: Iterable[Path]) -> list[Path]:
    """Return those files that were changed here after they were taken; none when nothing was taken from here."""
    kept = read_applied(settings)
    if kept is None:
        return []
    return [file for file in files if kept.get(file.relative_to(_assets(settings)).as_posix()) != _digest(file)]


def read_applied(settings: Settings) -> dict[str, str] | None:
    """Return the digest of each file as it was taken, null when nothing was taken from here."""
    target = _target(settings)
    if not target.exists():
        return None
    kept: dict[str, str] = json.loads(target.read_text(encoding="utf-8"))
    return kept


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _assets(settings: Settings) -> Path:
    return settings.project_dir / "dashboards" / "assets"


def _target(settings: Settings) -> Path:
    return settings.home / "superset" / "aplicado.json"
