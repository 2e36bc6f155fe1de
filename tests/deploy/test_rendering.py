"""Overlays and components render, what is generated is as the code wants it, and core objects have the right fields."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml
from deploy.k8s import generate
from deploy.k8s.dev import OWN_SECRETS
from deploy.k8s.kubectl import HERE
from deploy.k8s.wiring import wirings
from kubernetes_validate import utils as schemas

from foothold_devstack import roster

from .rendering import BASE, COMPONENTS, OVERLAYS, Object, called, of, overlay, rendered, rendered_with

KUBERNETES = "1.33"
BASE_AND = {"keda-strimzi": ["keda"]}
"""Components that change what another component adds."""

CUSTOM = {
    "ExternalSecret",
    "HTTPRoute",
    "Kafka",
    "KafkaNodePool",
    "KafkaTopic",
    "KafkaUser",
    "MongoDBCommunity",
    "PodMonitor",
    "PrometheusRule",
    "ScaledObject",
    "TriggerAuthentication",
}


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_makes_something_of_the_base_alone(name: str) -> None:
    components = [HERE / "components" / each for each in [*BASE_AND.get(name, []), name]]

    assert rendered_with(BASE, *components) != rendered(BASE)


def listed(directory: Path) -> set[str]:
    """Return the components of a kustomization, and those that they are made of."""
    kustomization = yaml.safe_load((directory / "kustomization.yaml").read_text())
    own = [Path(directory, path).resolve() for path in kustomization.get("components", [])]
    return {path.name for path in own} | {name for path in own for name in listed(path)}


def test_every_component_is_in_production_or_for_stores_elsewhere() -> None:
    assert listed(HERE / "overlays/production") == {*COMPONENTS} - {"external-secret-managed"}
    assert {"external-secret-managed", "kafka-users"} <= listed(HERE / "overlays/managed") <= {*COMPONENTS}


def test_what_is_generated_is_as_the_code_wants_it() -> None:
    assert generate.differing() == [], "run `python -m deploy.k8s.generate`"


def test_a_generated_file_that_was_changed_by_hand_is_found(tmp_path: Path) -> None:
    for name, make in generate.FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(generate.text(make()))
    assert generate.differing(tmp_path) == []

    changed = tmp_path / "components/strimzi/users.yaml"
    changed.write_text(changed.read_text().replace("- Read", "- All", 1))

    assert generate.differing(tmp_path) == ["components/strimzi/users.yaml"]


def test_each_declared_service_runs_in_both_roles_and_nothing_else_does() -> None:
    for name in OVERLAYS:
        roles = {found["metadata"]["name"] for found in of(overlay(name), "Deployment")} - {"otel-collector"}
        assert roles == {f"{service}-{role}" for service in roster.names() for role in ("api", "worker")}


def test_what_only_one_service_knows_is_made_for_dev() -> None:
    assert {wiring.name: sorted(wiring.own_secrets) for wiring in wirings()} == {
        name: sorted(keys) for name, keys in OWN_SECRETS.items()
    }


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> Callable[[Object], str | None]:
    # it reads all definitions anew for every object
    monkeypatch.setattr(schemas, "schema_contents", cache(schemas.schema_contents))

    def complain(item: Object) -> str | None:
        try:
            schemas.validate(item, KUBERNETES, strict=True)
        except schemas.ValidationError as error:
            return f"{called(item)}: {error.message}"
        except schemas.SchemaNotFoundError:
            return None if item["kind"] in CUSTOM else f"{called(item)} is unknown"
        return None

    return complain


@pytest.mark.parametrize("name", OVERLAYS)
def test_core_objects_have_the_fields_that_kubernetes_knows(
    name: str, complaints: Callable[[Object], str | None]
) -> None:
    assert [found for item in overlay(name) if (found := complaints(item))] == []


@pytest.mark.parametrize(
    ("field", "value"), [("replica", 1), ("replicas", "two"), ("strategy", {"type": 1}), ("template", [])]
)
def test_a_misspelt_or_mistyped_field_is_found(
    field: str, value: object, complaints: Callable[[Object], str | None]
) -> None:
    deployment = next(of(overlay("dev"), "Deployment"))

    assert complaints(deployment) is None
    assert complaints({**deployment, "spec": {**deployment["spec"], field: value}}) is not None


def test_nothing_is_applied_that_no_schema_knows(complaints: Callable[[Object], str | None]) -> None:
    assert complaints({"apiVersion": "v9", "kind": "Deployment", "metadata": {"name": "x"}}) is not None
