"""Who sees what in Superset, computed from orgaos.yaml, the contracts of gold and the dashboards' files.

The plan is what bootstrap makes of an installation, as JSON: roles with their datasets, dashboards with their roles,
and row rules. Rules of one group are joined by OR: the base rule binds everyone, whatever his roles, and shows only
rows of no body; each further rule adds the rows of a role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from govhub.catalog import Body, read_bodies
from govhub.dashboards.contracts import GoldProduct, read_products
from govhub.dashboards.datasets import dataset_uuid
from govhub.dashboards.documents import read_document
from govhub.errors import ConfigurationError
from govhub.settings import Settings, read_environment

CITIZEN = "Cidadão"
MANAGER = "Gestor"
ANALYST = "Analista"
EVERY_BODY = "Órgãos: todos"
SHARED_ROWS = "todos"  # orgao_chave of what belongs to no body in particular
BODY_COLUMN = "orgao_chave"
RULE_PREFIX = "Gov Hub: "
GROUP = "orgao"
# Trust is for everybody: these may use public datasets only.
OPEN_DASHBOARDS = frozenset({"saude-dos-dados", "dicionario"})


def is_public(environ: Mapping[str, str]) -> bool:
    """Return whether anonymous people see the public dashboards (GOVHUB_DASHBOARDS_PUBLIC)."""
    return environ.get("GOVHUB_DASHBOARDS_PUBLIC", "").strip().lower() in {"1", "true", "sim"}


def read_plan(settings: Settings) -> dict[str, Any]:
    """Return the plan of this checkout with its settings.

    Raises: ConfigurationError for an unknown body, a contract that does not hold, or a dashboard that must be open
    and is not.
    """
    bodies = read_bodies(settings.orgaos_file)
    return access_plan(
        settings.project_dir,
        bodies.orgaos,
        bodies.selected(settings.orgaos),
        public=is_public(read_environment(settings.project_dir)),
    )


def access_plan(project_dir: Path, bodies: Iterable[Body], served: Iterable[Body], *, public: bool) -> dict[str, Any]:
    """Return roles, dashboards and row rules; `served` are the bodies whose rows the public sees.

    Raises: ConfigurationError as `read_plan` does.
    """
    products = read_products(project_dir)
    bodies = tuple(bodies)
    everything = sorted(dataset_uuid(name) for name in products)
    open_to_all = sorted(dataset_uuid(name) for name, product in products.items() if product.public)
    roles = {MANAGER: everything, ANALYST: everything, EVERY_BODY: [], **{body_role(body): [] for body in bodies}}
    if public:
        roles[CITIZEN] = open_to_all
    return {
        "public": public,
        "roles": {name: {"datasets": datasets} for name, datasets in roles.items()},
        "dashboards": dashboard_roles(project_dir, public=public),
        "rules": _rules(products, bodies, tuple(served), public=public),
        "sees_every_body": EVERY_BODY,
        "column": BODY_COLUMN,
        "rule_prefix": RULE_PREFIX,
    }


def body_role(body: Body) -> str:
    """Return the role whose people see the rows of a body."""
    return f"Órgão {body.sigla}"


def _rules(
    products: Mapping[str, GoldProduct], bodies: tuple[Body, ...], served: tuple[Body, ...], *, public: bool
) -> list[dict[str, Any]]:
    having = {name: product for name, product in products.items() if BODY_COLUMN in product.column_names}
    everything = sorted(map(dataset_uuid, having))
    rules = [
        _rule("linhas de todos", "Base", [], everything, f"{BODY_COLUMN} = '{SHARED_ROWS}'"),
        _rule("todos os órgãos", "Regular", [EVERY_BODY], everything, "1 = 1"),
    ]
    rules += [
        _rule(f"órgão {body.sigla}", "Regular", [body_role(body)], everything, f"{BODY_COLUMN} = '{body.chave}'")
        for body in bodies
    ]
    if public:
        open_to_all = sorted(dataset_uuid(name) for name, product in having.items() if product.public)
        chaves = ", ".join(f"'{body.chave}'" for body in served)
        rules.append(
            _rule("público", "Regular", [CITIZEN], open_to_all, f"{BODY_COLUMN} in ({chaves})", everywhere=False)
        )
    return rules


def _rule(
    name: str, kind: str, roles: list[str], datasets: list[str], clause: str, *, everywhere: bool = True
) -> dict[str, Any]:
    """Return a rule; one that holds everywhere also binds datasets that somebody made by hand of the same column."""
    return {
        "name": f"{RULE_PREFIX}{name}",
        "filter_type": kind,
        "roles": roles,
        "datasets": datasets,
        "clause": clause,
        "group_key": GROUP,
        "everywhere": everywhere,
    }


def dashboard_roles(project_dir: Path, *, public: bool) -> dict[str, list[str]]:
    """Return, by identity, the roles of each dashboard: those that may read every dataset that it uses.

    Raises: ConfigurationError for a dashboard that uses what gold does not have, or must be open and is not.
    """
    products = read_products(project_dir)
    known = {dataset_uuid(name): product for name, product in products.items()}
    roles = {}
    for slug, (uuid, used) in dashboards_datasets(project_dir).items():
        if not used <= set(known):
            raise _refused(f"O painel {slug} usa um conjunto de dados que gold não tem", "Corrija o gráfico.")
        closed = sorted(known[dataset].name for dataset in used if not known[dataset].public)
        if slug in OPEN_DASHBOARDS and closed:
            raise _refused(
                f"O painel {slug} deve ser aberto a todos, mas usa gold.{closed[0]}, que não é público",
                "Use só produtos com `publico: true`.",
            )
        roles[uuid] = [MANAGER, ANALYST, *([CITIZEN] if public and not closed else [])]
    return roles


def dashboards_datasets(project_dir: Path) -> dict[str, tuple[str, set[str]]]:
    """Return, by slug, the identity of each dashboard and of the datasets that its charts and filters use."""
    assets = project_dir / "dashboards" / "assets"
    charts = {chart["uuid"]: chart["dataset_uuid"] for chart in _documents(assets / "charts")}
    found = {}
    for dashboard in _documents(assets / "dashboards"):
        nodes = (node for node in dashboard["position"].values() if isinstance(node, dict))
        used = {charts[node["meta"]["uuid"]] for node in nodes if node.get("type") == "CHART"}
        for entry in dashboard["metadata"].get("native_filter_configuration", []):
            used |= {target["datasetUuid"] for target in entry["targets"] if target}
        found[str(dashboard["slug"])] = (str(dashboard["uuid"]), used)
    return found


def _refused(what: str, todo: str) -> ConfigurationError:
    return ConfigurationError(what, where="dashboards/assets", todo=todo)


def _documents(folder: Path) -> Iterable[dict[str, Any]]:
    return (read_document(file) for file in sorted(folder.rglob("*.yaml")))
