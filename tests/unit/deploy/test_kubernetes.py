"""Our Kubernetes objects fit their schemas, and they, the charts' values and the platform say the same names."""

from __future__ import annotations

import copy
import re
from importlib.util import find_spec
from typing import Any

import kubernetes_validate
import pytest
import yaml

from govhub.local.services import SERVICES
from govhub.settings import CHECKOUT
from tests.unit.deploy.manifests import (
    AIRFLOW_VALUES,
    AIRFLOWS_OWN,
    EXAMPLE,
    FOLDER,
    keys_of,
    objects,
    of_kind,
    pods,
    secret_references,
    values,
    variables_of_airflow,
)

OBJECTS = objects()
OPERATORS = {name: item for name, item in OBJECTS.items() if item["kind"] == "ExternalSecret"}
NATIVE = {name: item for name, item in OBJECTS.items() if name not in OPERATORS}
VERSIONS = ("1.31", kubernetes_validate.latest_version())
VALUES = {
    **{f"airflow/{name}": values("airflow", *files) for name, files in AIRFLOW_VALUES.items()},
    "superset": values("superset", "values.yaml"),
}
CHARTS = yaml.safe_load((CHECKOUT / "tests" / "unit" / "deploy" / "charts.yaml").read_text(encoding="utf-8"))
RESTRICTED = {"readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
PROCESSES = ("apiServer", "scheduler", "dagProcessor", "triggerer", "workers")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", NATIVE)
def test_an_object_fits_the_schema_strictly(name: str, version: str) -> None:
    kubernetes_validate.validate(NATIVE[name], version, strict=True)


def test_a_slip_in_an_object_would_be_seen() -> None:
    job = copy.deepcopy(next(item for item in NATIVE.values() if item["kind"] == "Job"))
    job["spec"]["template"]["spec"]["containers"][0]["ressources"] = {}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(job, VERSIONS[-1], strict=True)


@pytest.mark.parametrize("name", OPERATORS)
def test_an_external_secret_is_made_as_the_operator_wants_it(name: str) -> None:
    item = OPERATORS[name]
    spec, own_name = item["spec"], item["metadata"]["name"]

    assert item["apiVersion"] == "external-secrets.io/v1"
    assert set(spec) <= {"refreshInterval", "secretStoreRef", "target", "data", "dataFrom"}
    assert spec["secretStoreRef"] == {"kind": "ClusterSecretStore", "name": "govhub"}
    assert spec["target"] == {"name": own_name, "creationPolicy": "Owner"}
    assert ("data" in spec) != ("dataFrom" in spec)
    for one in spec.get("data", ()):
        assert one == {"secretKey": one["secretKey"], "remoteRef": {"key": f"govhub/{one['secretKey']}"}}
    for one in spec.get("dataFrom", ()):
        assert one == {"extract": {"key": f"govhub/{own_name.removeprefix('govhub-')}"}}


def test_every_object_is_in_our_namespace_and_every_file_in_a_kustomization() -> None:
    assert {item["metadata"].get("namespace", "govhub") for item in OBJECTS.values()} == {"govhub"}
    for folder in ("base", "preparo", "paineis", "comando"):
        told = yaml.safe_load((FOLDER / folder / "kustomization.yaml").read_text(encoding="utf-8"))
        files = {file.name for file in (FOLDER / folder).glob("*.yaml")} - {"kustomization.yaml"}
        assert set(told["resources"]) == files
        assert told["namespace"] == "govhub"


def test_every_variable_is_one_that_the_platform_or_airflow_knows() -> None:
    named = {key for item in of_kind("ConfigMap").values() for key in item["data"]}
    named |= {key for item in OPERATORS.values() for key in keys_of(item)}
    named |= set(VALUES["superset"]["extraEnv"])
    for told in (VALUES["airflow/kubernetes"], VALUES["airflow/celery"]):
        named |= {item["name"] for item in [*told["env"], *yaml.safe_load(told["extraEnv"])]}
    unknown = named - EXAMPLE - AIRFLOWS_OWN - {"GOVHUB_SECRETS_DIR"}

    assert len(named) > 30
    assert "GOVHUB_SECRETS_DIR" in (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    assert unknown <= variables_of_airflow()


def test_every_secret_of_the_example_comes_from_the_vault() -> None:
    brought = {key for item in OPERATORS.values() for key in keys_of(item)}
    of_sources = {name for name in EXAMPLE if name.startswith("GOVHUB_SOURCE_")}  # govhub/fontes brings them together
    elsewhere = {
        "GOVHUB_POSTGRES_SUPERUSER_PASSWORD",  # the PostgreSQL that is embedded, or a container of ours
        "AWS_SESSION_TOKEN",  # lives for hours: who has one has the identity of the machine
    } | {name for name in EXAMPLE if name.startswith("AZURE_")}  # docs/kubernetes.md says how
    secret = re.compile(r"_(PASSWORD|SECRET|TOKEN|KEY|SECRET_KEY|ACCESS_KEY|CLIENT_SECRET|METADATA_URL|REDIS_URL)$")
    wanted = {name for name in EXAMPLE if secret.search(name)} - of_sources - elsewhere
    wanted |= {"GOVHUB_WAREHOUSE_URL", "GOVHUB_WAREHOUSE_ADMIN_URL", "GOVHUB_BI_URL", "AWS_ACCESS_KEY_ID"}

    assert len(wanted) > 15
    assert wanted <= brought
    assert not wanted & {key for item in of_kind("ConfigMap").values() for key in item["data"]}
    assert "govhub-fontes" in of_kind("ExternalSecret", "opcionais")


def test_every_secret_that_is_named_is_made_and_only_optional_ones_may_be_missing() -> None:
    always, maybe = of_kind("ExternalSecret", "base"), of_kind("ExternalSecret", "opcionais")
    named = [one for tree in (*pods().values(), *VALUES.values()) for one in secret_references(tree)]

    assert not always.keys() & maybe.keys()
    assert {name for name, _, _ in named} == (always.keys() | maybe.keys())
    for name, optional, keys in named:
        assert optional == (name in maybe) or name == "govhub-fila"  # celery.yaml names it to the chart
        assert set(keys) <= keys_of({**always, **maybe}[name])


@pytest.mark.parametrize("name", VALUES)
def test_every_key_of_our_values_is_one_of_the_chart(name: str) -> None:
    assert list(_strangers(VALUES[name], CHARTS[name.partition("/")[0]])) == []


def test_a_slip_in_a_value_would_be_seen() -> None:
    slipped = {"scheduler": {"arguments": ["serve"]}, "workers": {"celery": {"args": []}}}

    assert list(_strangers(slipped, CHARTS["airflow"])) == ["scheduler.arguments"]


def _strangers(told: dict[str, Any], known: dict[str, Any] | None, place: str = "") -> Any:
    for key, value in told.items():
        if known is None:
            continue
        if key not in known:
            yield place + key
        elif isinstance(value, dict):
            yield from _strangers(value, known[key], f"{place}{key}.")


@pytest.mark.parametrize("name", [name for name in VALUES if name != "superset"])
def test_airflows_programs_are_those_of_the_containers_and_are_confined(name: str) -> None:
    told = VALUES[name]
    serving = [told[part]["args"] for part in PROCESSES if "args" in told[part]]
    serving += [told["workers"]["celery"]["args"]] if "celery" in told["workers"] else []

    assert {one[0] for one in serving} == {"serve"}
    assert {one[1] for one in serving} <= set(SERVICES)
    assert len({one[1] for one in serving}) == len(serving) == (5 if name.endswith("celery") else 4)
    for part in PROCESSES:
        pod, container = told[part]["securityContexts"]["pod"], told[part]["securityContexts"]["container"]
        assert container == RESTRICTED
        assert pod["runAsNonRoot"] is True
        assert pod["runAsUser"] == pod["fsGroup"] == told["uid"] == 10001
        assert pod["seccompProfile"] == {"type": "RuntimeDefault"}
        assert {"requests", "limits"} <= set(told[part]["resources"])
        assert told[part]["waitForMigrations"] == {"enabled": False}  # its command is not in our image
    assert {"/var/lib/govhub", "/tmp"} == {mount["mountPath"] for mount in told["volumeMounts"]}
    assert not any(told["enableBuiltInSecretEnvVars"].values())
    assert not told["postgresql"]["enabled"]
    assert "LocalExecutor" in told["executor"].split(",")  # cleans the metadata database, which no worker knows


def test_no_task_is_given_the_metadata_database_or_the_key_of_its_tokens() -> None:
    for name in AIRFLOW_VALUES:
        given = {secret: keys for secret, _, keys in secret_references(VALUES[f"airflow/{name}"]["workers"])}
        assert given["govhub-airflow"] == ("AIRFLOW_FERNET_KEY",)
        assert not given.keys() & {"govhub-airflow-admin", "govhub-preparo", "govhub-paineis"}


@pytest.mark.parametrize("name", VALUES)
def test_every_module_that_a_command_runs_is_ours(name: str) -> None:
    commands = list(_commands(VALUES[name]))

    assert commands
    for command in commands:
        assert command[:2] == ["python", "-m"]
        assert find_spec(command[2]) is not None


def _commands(tree: object) -> Any:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "command":
                yield value
            else:
                yield from _commands(value)


@pytest.mark.parametrize("name", pods())
def test_a_pod_of_ours_is_confined(name: str) -> None:
    pod = pods()[name]
    (container,) = pod["containers"]
    writable = {mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")}

    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == pod["securityContext"]["fsGroup"] == 10001
    assert container["securityContext"] == RESTRICTED
    assert {"requests", "limits"} <= set(container["resources"])
    assert writable == {"/var/lib/govhub", "/tmp"}
    assert container["image"] in ("govhub-platform", "govhub-superset")


def test_the_dashboards_are_told_the_same_by_the_chart_and_by_our_objects() -> None:
    assert VALUES["superset"]["extraEnv"] == of_kind("ConfigMap")["govhub-paineis"]["data"]
    assert VALUES["superset"]["supersetNode"]["containerSecurityContext"] == RESTRICTED


def test_images_are_of_one_release() -> None:
    told = [
        yaml.safe_load((FOLDER / part / "kustomization.yaml").read_text(encoding="utf-8"))
        for part in ("preparo", "paineis", "comando")
    ]
    ours = {(image["newName"], image["newTag"]) for one in told for image in one["images"]}
    charts = {
        tuple(VALUES["superset"]["image"].values()),
        tuple(VALUES["airflow/celery"]["images"]["airflow"].values()),
    }

    assert ours == charts
    assert len({tag for _, tag in ours}) == 1


def test_what_is_not_allowed_is_refused_and_every_policy_concerns_somebody() -> None:
    policies = of_kind("NetworkPolicy")
    refusal = policies.pop("recusa")["spec"]
    parts = {pod["labels"]["govhub.br/parte"] for pod in pods().values()} | {
        VALUES["superset"]["supersetNode"]["podLabels"]["govhub.br/parte"]
    }
    components = {"api-server", "scheduler", "dag-processor", "triggerer", "worker"}
    named: dict[str, set[str]] = {"govhub.br/parte": set(), "component": set(), "tier": set()}
    for labels in _labels(policies):
        for key in named.keys() & labels.keys():
            named[key] |= labels[key]

    assert refusal == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert named["govhub.br/parte"] <= parts
    assert named["component"] <= components
    assert named["tier"] == {"airflow"}
    assert [name for name, one in policies.items() if _reaches(one, 993)] == ["fontes"]
    assert [name for name, one in policies.items() if _reaches(one, 587)] == ["superset-work"]
    for name, one in policies.items():
        assert all(rule.get("ports") for side in ("ingress", "egress") for rule in one["spec"].get(side, ())), name


def _labels(tree: object) -> Any:
    """Yield the labels of every selector of pods, each with the values that it allows."""
    if isinstance(tree, list):
        for part in tree:
            yield from _labels(part)
    elif isinstance(tree, dict):
        for key, part in tree.items():
            if key == "podSelector":
                told = {name: {value} for name, value in part.get("matchLabels", {}).items()}
                yield told | {rule["key"]: set(rule.get("values", ())) for rule in part.get("matchExpressions", ())}
            yield from _labels(part)


def _reaches(policy: dict[str, Any], port: int) -> bool:
    rules = policy["spec"].get("egress", ())
    return any(one["port"] == port for rule in rules for one in rule["ports"])
