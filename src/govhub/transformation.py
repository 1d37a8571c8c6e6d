"""dbt with the project's connection, and the dbt sources that the declarations imply."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.errors import ConfigurationError, GovhubError
from govhub.lineage import report_lineage
from govhub.settings import Settings
from govhub.warehouse.address import engine_name
from govhub.warehouse.bronze import all_columns
from govhub.warehouse.connection import connect
from govhub.warehouse.profiles import dbt_target, dbt_variables
from govhub.warehouse.task_failures import forget_task_failures, note_task_failure

logger = logging.getLogger(__name__)

TRANSFORMATION = "transform"  # the DAG
PRODUCER = "dbt.dbt_producer_watcher"  # its task that runs dbt for all models; it has no second try, the models have

_NOT_FOR_DBT = ("GOVHUB_PRIVACY_KEY", "GOVHUB_WAREHOUSE_ADMIN_URL", "GOVHUB_BI_URL", "GOVHUB_SOURCE_")
_BUILDING = ("build", "run", "seed", "snapshot")
_TASKS = {"model": "run", "snapshot": "snapshot", "seed": "seed"}  # how Cosmos ends the name of the task of a node
_HEADER = "# Gerado de sources/{name}.yaml por `govhub sources check --write`; não edite.\n"


def source_file(project_dir: Path, system: SystemDeclaration) -> Path:
    """Return where the dbt source of a system is kept."""
    return project_dir / "dbt" / "models" / "bronze" / f"{system.name}.yml"


def source_yaml(system: SystemDeclaration) -> str:
    """Return the dbt source of a system: tables, columns, privacy classes, freshness."""
    document = {
        "version": 2,
        "sources": [
            {
                "name": system.name,
                "description": f"{system.title}. {system.about}.",
                "schema": "bronze",
                "config": {"freshness": _freshness(system)},
                "tables": [_table(resource) for resource in system.resources.values()],
            }
        ],
    }
    body = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    return _HEADER.format(name=system.name) + body


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that dbt/profiles.yml reads, and where dbt may write.

    Without an address of the warehouse dbt can still read the project.
    """
    work = settings.home / "dbt"
    places = {
        "DBT_TARGET_PATH": str(work / "target"),
        "DBT_LOG_PATH": str(work / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    if settings.warehouse_url is None:
        return places
    return {**dbt_variables(settings.require("warehouse_url")), **places}


def target_of(settings: Settings) -> str:
    """Return the target of dbt/profiles.yml; without an address of the warehouse that of PostgreSQL."""
    return dbt_target(settings.require("warehouse_url")) if settings.warehouse_url else "postgres"


def emptied_secrets() -> dict[str, str]:
    """Return, emptied, the variables that dbt has no use for: the key of the pseudonyms, credentials of others."""
    return {name: "" for name in os.environ if name.startswith(_NOT_FOR_DBT)}


def run_dbt(settings: Settings, arguments: Sequence[str]) -> None:
    """Run dbt over the project, with its output on the terminal.

    Raises: ConfigurationError when dbt is not installed, has no warehouse, or reports a failure.
    """
    started = time.time()
    settings.require("warehouse_url")
    finished = subprocess.run(
        _command(settings, arguments), env={**os.environ, **emptied_secrets(), **dbt_environment(settings)}, check=False
    )
    artifact = settings.home / "dbt" / "target" / "run_results.json"
    if artifact.exists() and artifact.stat().st_mtime >= started:
        report_lineage(settings, artifact.parent)
        note_build(settings, artifact.parent)
    if finished.returncode:
        raise ConfigurationError(
            f"O dbt terminou com falha ({' '.join(arguments)})",
            todo="Veja a mensagem acima e o registro em .govhub/dbt/logs.",
        )


def note_build(settings: Settings, target: Path, *, tries_left: bool = False) -> None:
    """Take back the failures of what the build whose artifacts are in `target` made, and note those that it left.

    With `tries_left` none is noted: the tasks of Airflow try again what failed, and tell it themselves. A warehouse that
    is away never fails a build: a warning says so.
    """
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    if results["args"].get("which") not in _BUILDING or engine_name(settings.require("warehouse_url")) != "postgresql":
        return  # the register of failures, which alerts read, is PostgreSQL's
    made, failed, whole = [], list[str](), True
    for result in results["results"]:
        kind, *_, name = result["unique_id"].split(".")
        whole = whole and result["status"] not in ("error", "fail")
        task = f"dbt.{name}_{_TASKS[kind]}" if kind in _TASKS else PRODUCER
        if result["status"] == "success" and kind in _TASKS:
            made.append(task)
        elif result["status"] == "error" and kind != "test":
            failed.append(task)
    try:
        with connect(settings.require("warehouse_url"), application="govhub dbt") as connection:
            forget_task_failures(connection, TRANSFORMATION, [*made, *([PRODUCER] if whole else [])])
            for task in [] if tries_left else failed:
                what = task.removeprefix("dbt.").rsplit("_", 1)[0]
                note_task_failure(
                    connection,
                    TRANSFORMATION,
                    task,
                    sentence=f"O dbt não pôde refazer {what}; a tabela anterior ficou.",
                )
    except GovhubError as error:
        logger.warning("O resultado da construção não pôde ser anotado para os alertas: %s", error)


def _command(settings: Settings, arguments: Sequence[str]) -> list[str]:
    executable = Path(sys.executable).with_name("dbt")
    if not executable.exists():
        raise ConfigurationError("O dbt não está instalado neste ambiente", todo="Rode `make setup`.")
    project = str(settings.project_dir / "dbt")
    return [str(executable), *arguments, "--project-dir", project, "--profiles-dir", project]


def prepare_manifest(settings: Settings) -> Path:
    """Parse the dbt project, which gives Airflow the manifest it draws tasks from; return its path.

    Raises: ConfigurationError when dbt refuses the project.
    """
    parse = ["parse", *_named_as_by_cosmos(settings)]
    try:
        _quiet_dbt(settings, parse)
    except ConfigurationError:
        # Seen with dbt 1.11: where a macro that tests of snapshots use changed, the parse kept from before loses the
        # snapshots («depends on a node named 'ponte_hist' which was not found»). A parse from nothing does not.
        _quiet_dbt(settings, [*parse, "--no-partial-parse"])
    return settings.home / "dbt" / "target" / "manifest.json"


def systems_read(manifest: Path) -> set[str]:
    """Return the source systems that models of a manifest read."""
    parents = json.loads(manifest.read_text(encoding="utf-8"))["parent_map"]
    return {
        parent.split(".")[2]
        for node, above in parents.items()
        if not node.startswith("test.")
        for parent in above
        if parent.startswith("source.")
    }


def generate_docs(settings: Settings, *, from_declarations_only: bool = False) -> Path:
    """Write the documentation site of dbt, in one self-contained page; return its folder.

    With `from_declarations_only` the warehouse is not asked for the columns that exist.
    Raises: ConfigurationError when dbt fails.
    """
    work = settings.home / "dbt"
    target, site, parsed = work / "docs-target", work / "docs", work / "target" / "partial_parse.msgpack"
    catalog = ["--empty-catalog"] if from_declarations_only else []
    catalog += ["--partial-parse-file-path", str(parsed)] if parsed.exists() else []
    names = _named_as_by_cosmos(settings)
    _quiet_dbt(settings, ["docs", "generate", "--static", *names, *catalog, "--target-path", str(target)])
    site.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(target / "static_index.html", site / "index.html")
    for name in ("manifest.json", "catalog.json"):
        shutil.copyfile(target / name, site / name)
    return site


def _named_as_by_cosmos(settings: Settings) -> list[str]:
    """Name profile and target as Cosmos does: only then does dbt take over what another command parsed."""
    return ["--profile", "govhub", "--target", target_of(settings)]


def _quiet_dbt(settings: Settings, arguments: Sequence[str]) -> None:
    finished = subprocess.run(
        _command(settings, arguments),
        env={**os.environ, **emptied_secrets(), **dbt_environment(settings)},
        check=False,
        capture_output=True,
        text=True,
    )
    if finished.returncode:
        raise ConfigurationError(
            f"O dbt terminou com falha ({' '.join(arguments[:2])})", todo="Rode `govhub dbt parse` para ver o motivo."
        )


def _freshness(system: SystemDeclaration) -> dict[str, Any]:
    return {
        "warn_after": {"count": system.freshness.warn_after_h, "period": "hour"},
        "error_after": {"count": system.freshness.error_after_h, "period": "hour"},
    }


def _table(resource: ResourceDeclaration) -> dict[str, Any]:
    columns = [
        {
            "name": column.name,
            "description": column.about,
            "data_type": column.type,
            "config": {"meta": {"lgpd": column.lgpd}},
        }
        for column in all_columns(resource)
    ]
    return {
        "name": resource.name,
        "identifier": resource.table,
        "description": f"{resource.about}.",
        # what is read on request is never late
        "config": {"freshness": None} if resource.on_request else {"loaded_at_query": _loaded_at_query(resource)},
        "columns": columns,
    }


def _loaded_at_query(resource: ResourceDeclaration) -> str:
    """A load that found nothing new is fresh too: `_ingested_at` moves only with changes, the ledger with every load.

    A report is as fresh as its newest edition: days on which none arrived are not loads.
    """
    if resource.protocol == "files":
        return (
            "select max(read_at) from bronze._scopes"
            f" where system = '{resource.system}' and resource = '{resource.name}'"
        )
    return (  # names come from the validated catalog
        f"select greatest((select max(_ingested_at) from bronze.{resource.table}), (select max(finished_at) from bronze._runs"
        f" where system = '{resource.system}' and resource = '{resource.name}' and status in ('sucesso', 'sucesso_vazio')))"
    )
