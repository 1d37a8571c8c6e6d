"""Brings what was changed in the browser back into dashboards/assets, and nothing else."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from govhub.dashboards.applied import changed_since, keep_applied
from govhub.dashboards.controls import read_controls, untouched
from govhub.dashboards.documents import read_document, text_of
from govhub.dashboards.held_charts import chart_document, new_chart_document
from govhub.dashboards.held_dashboards import dashboard_document, new_dashboard_document
from govhub.dashboards.held_datasets import dataset_changes
from govhub.dashboards.layout import chart_nodes
from govhub.dashboards.scripts import run_script
from govhub.errors import ConfigurationError
from govhub.settings import Settings

_FAILED = "Os painéis não foram exportados"


@dataclass(slots=True)
class Exported:
    """The files that were written, below dashboards/assets, and what is to be known of what was not."""

    changed: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def export_dashboards(settings: Settings, slugs: Sequence[str] = ()) -> Exported:
    """Write what Superset holds into the files that say something else, and return which.

    Without slugs: every dashboard that has a file, and new ones that are published. Charts go with their dashboards.
    Raises: ConfigurationError when Superset's database is not there, a slug is unknown, or a file that would be written
    was itself changed after it was applied; then nothing is written.
    """
    return take_held(settings, json.loads(run_script(settings, "exporting", [], _FAILED)), slugs)


def take_held(
    settings: Settings, held: Mapping[str, Sequence[Mapping[str, Any]]], slugs: Sequence[str] = ()
) -> Exported:
    """Write what of these documents of Superset's export the files say otherwise, as `export_dashboards` does."""
    assets = settings.project_dir / "dashboards" / "assets"
    files = {kind: _documents(assets / kind) for kind in ("dashboards", "charts")}
    exported = Exported()
    chosen = list(_chosen(held["dashboards"], files["dashboards"], slugs, exported))
    documents = dict(_dashboards(chosen, files["dashboards"], assets, exported))
    placed = _placed(chosen, documents)
    documents |= _charts(held["charts"], files["charts"], placed, read_controls(settings.project_dir), assets)
    if not slugs:
        exported.told += _gone(files, held, assets)
        exported.told += dataset_changes(assets / "datasets", held["datasets"])
    _write(settings, assets, documents, exported)
    return exported


def _documents(folder: Path) -> dict[str, tuple[Path, dict[str, Any]]]:
    found = {}
    for file in sorted(folder.rglob("*.yaml")):
        try:
            document = read_document(file)
            found[str(document["uuid"])] = (file, document)
        except (yaml.YAMLError, KeyError, TypeError) as error:
            raise ConfigurationError(
                f"{file.name}: não é o arquivo de um painel ou gráfico",
                where="dashboards/assets",
                todo="Confira com `govhub dashboards check`.",
            ) from error
    return found


def _chosen(
    held: Sequence[Mapping[str, Any]], files: Collection[str], slugs: Sequence[str], exported: Exported
) -> Iterator[Mapping[str, Any]]:
    """Yield the dashboards to be written."""
    unknown = sorted(set(slugs) - {slug_of(dashboard) for dashboard in held})
    if unknown:
        raise ConfigurationError(
            f"{_FAILED}: o Superset não tem o painel {unknown[0]}", todo="Veja o endereço dele no navegador."
        )
    for dashboard in held:
        if slugs:
            if slug_of(dashboard) in slugs:
                yield dashboard
        elif dashboard["uuid"] in files or dashboard.get("published"):
            yield dashboard
        else:
            exported.told.append(
                f"O painel «{dashboard['dashboard_title']}» é rascunho e não foi levado: publique-o, ou indique-o com "
                f"`govhub dashboards export {slug_of(dashboard)}`."
            )


def _dashboards(
    chosen: Sequence[Mapping[str, Any]],
    files: Mapping[str, tuple[Path, dict[str, Any]]],
    assets: Path,
    exported: Exported,
) -> Iterator[tuple[Path, dict[str, Any]]]:
    for held in chosen:
        if held["uuid"] in files:
            file, old = files[held["uuid"]]
            yield file, dashboard_document(held, old)
            continue
        file = assets / "dashboards" / f"{slug_of(held).replace('-', '_')}.yaml"
        if file.exists():
            exported.told.append(f"O painel «{held['dashboard_title']}» não foi levado: {file.name} é de outro.")
            continue
        yield file, new_dashboard_document(held, slug_of(held))


def _placed(chosen: Sequence[Mapping[str, Any]], documents: Mapping[Path, Mapping[str, Any]]) -> dict[str, str]:
    """Return, for each chart that is on one of the dashboards, the folder of the first."""
    stems = {document["uuid"]: file.stem for file, document in documents.items()}
    placed: dict[str, str] = {}
    for dashboard in (it for it in chosen if it["uuid"] in stems):
        for node in chart_nodes(dashboard["position"]):
            placed.setdefault(str(node["meta"]["uuid"]), stems[dashboard["uuid"]])
    return placed


def _charts(
    held: Sequence[Mapping[str, Any]],
    files: Mapping[str, tuple[Path, dict[str, Any]]],
    placed: Mapping[str, str],
    table: Mapping[str, Any],
    assets: Path,
) -> dict[Path, dict[str, Any]]:
    documents: dict[Path, dict[str, Any]] = {}
    for chart in (chart for chart in held if chart["uuid"] in placed):
        if chart["uuid"] in files:
            file, old = files[chart["uuid"]]
            documents[file] = chart_document(chart, old, untouched(table, old))
        else:
            file = _free(assets / "charts" / placed[chart["uuid"]], slugified(chart["slice_name"], "_"), documents)
            documents[file] = new_chart_document(chart)
    return documents


def _free(folder: Path, name: str, taken: Collection[Path]) -> Path:
    names = (folder / f"{name}{'' if number == 1 else f'_{number}'}.yaml" for number in range(1, 1000))
    return next(file for file in names if file not in taken and not file.exists())


def _gone(
    files: Mapping[str, Mapping[str, tuple[Path, Any]]], held: Mapping[str, Sequence[Mapping[str, Any]]], assets: Path
) -> list[str]:
    there = {document["uuid"] for kind in files for document in held[kind]}
    gone = [file for kind in files.values() for uuid, (file, _) in kind.items() if uuid not in there]
    return [
        f"{file.relative_to(assets).as_posix()} não está no Superset: apague o arquivo se deve sair, ou aplique-o."
        for file in gone
    ]


def _write(settings: Settings, assets: Path, documents: Mapping[Path, Mapping[str, Any]], exported: Exported) -> None:
    texts = {file: text_of(document) for file, document in documents.items()}
    made = [file for file in texts if not file.exists()]
    changed = [file for file, text in texts.items() if file not in made and text_of(read_document(file)) != text]
    unapplied = changed_since(settings, changed)
    if unapplied:
        raise ConfigurationError(
            f"{_FAILED}: {unapplied[0].relative_to(assets).as_posix()} mudou depois de aplicado, e exportar o desfaria",
            where="dashboards/assets",
            todo="Guarde a mudança à parte, por exemplo com `git stash`, e exporte de novo.",
        )
    for file in (*made, *changed):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(texts[file], encoding="utf-8")
    keep_applied(settings, [*made, *changed])
    exported.made += sorted(file.relative_to(assets).as_posix() for file in made)
    exported.changed += sorted(file.relative_to(assets).as_posix() for file in changed)


def slug_of(dashboard: Mapping[str, Any]) -> str:
    """Return a dashboard's address, or the one that its title makes."""
    return str(dashboard.get("slug") or slugified(dashboard["dashboard_title"], "-"))


def slugified(title: str, joint: str) -> str:
    """Return a title as a name of a file or an address: lower-case ASCII words."""
    plain = unicodedata.normalize("NFKD", title or "").encode("ascii", "ignore").decode().lower()
    return joint.join(re.findall(r"[a-z0-9]+", plain)) or f"sem{joint}nome"
