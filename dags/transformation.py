"""WHEN bronze becomes knowledge: the Airflow DAG `transform`, dbt run by Cosmos, one task per model.

It starts when every bronze table of a source that models read has been loaded anew: a half-loaded source never
becomes gold.
One producer runs `dbt build` (models, snapshots, seeds, and tests, where an error stops what depends on it); the task
of each model waits for its result. The manifest is made by `dbt parse` when the platform starts, so that parsing
this file never runs dbt.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from airflow.sdk import DAG, AssetAll, AssetAny
from cosmos import DbtTaskGroup, ExecutionConfig, ExecutionMode, LoadMode, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import TestBehavior
from dashboards import GOLD
from ingestion import CATALOG, RETRIES, SETTINGS, bronze_asset
from telling import FAILURES
from watching import report_results_only, wait_in_triggerer

from govhub.dashboards.warm import forget_answers
from govhub.errors import ConfigurationError
from govhub.lineage import report_lineage
from govhub.pipeline.readiness import usual_resources
from govhub.transformation import emptied_secrets, note_build, systems_read, target_of

logging.getLogger("cosmos.dbt.graph").setLevel(
    logging.WARNING
)  # a line per node about a packages.yml that we do without

PROJECT = SETTINGS.project_dir / "dbt"
MANIFEST = SETTINGS.home / "dbt" / "target" / "manifest.json"
if not MANIFEST.exists():
    raise ConfigurationError("O manifesto do dbt não existe", where=str(MANIFEST), todo="Rode `govhub dbt parse`.")

with DAG(
    dag_id="transform",
    description="De bronze a silver e gold, com o dbt",
    doc_md="""## Transformação
Começa quando todas as tabelas bronze de uma fonte foram recarregadas. Testes com severidade de erro param o que
depende deles; os de aviso aparecem em Saúde dos dados. Para repetir só um modelo: `govhub dbt build --select MODELO`.""",
    schedule=AssetAny(
        *(
            AssetAll(*(bronze_asset(resource) for resource in usual_resources(SETTINGS, CATALOG.system(name))))
            for name in sorted(systems_read(MANIFEST) & set(CATALOG.systems))
        )
    ),
    catchup=False,
    max_active_runs=1,
    tags={"camada:silver", "camada:gold"} | {f"dominio:{system.domain}" for system in CATALOG.systems.values()},
    default_args={"owner": "dados", **RETRIES, "retry_delay": timedelta(seconds=10), **FAILURES},
) as transform:
    DbtTaskGroup(
        group_id="dbt",
        project_config=ProjectConfig(
            dbt_project_path=PROJECT,
            manifest_path=MANIFEST,
            project_name="govhub",
            install_dbt_deps=False,
            partial_parse=True,
            env_vars=emptied_secrets(),
        ),
        profile_config=ProfileConfig(
            profile_name="govhub", target_name=target_of(SETTINGS), profiles_yml_filepath=PROJECT / "profiles.yml"
        ),
        execution_config=ExecutionConfig(execution_mode=ExecutionMode.WATCHER),
        render_config=RenderConfig(
            load_method=LoadMode.DBT_MANIFEST, test_behavior=TestBehavior.NONE, emit_datasets=False
        ),
        operator_args={"install_deps": False, "append_env": True},
    )

# Cosmos leaves tests out of the producer's build when they have no tasks of their own; ours belong in it, so that
# an error stops what depends on the tested model. Unit tests guard the code, not the data: they run in `make test`.
producer = transform.get_task("dbt.dbt_producer_watcher")
producer.dbt_cmd_flags = [part for kind in ("seed", "model", "snapshot", "test") for part in ("--resource-type", kind)]


def tell_what_was_built(*_folder: object, **_context: object) -> None:
    """Report the lineage of the build and what of it failed, and let dashboards serve no answer older than it."""
    forget_answers(SETTINGS)
    note_build(SETTINGS, MANIFEST.parent, tries_left=True)
    report_lineage(SETTINGS, MANIFEST.parent)


producer.outlets = [GOLD]
producer.callback = tell_what_was_built
report_results_only(producer)
wait_in_triggerer(transform)
