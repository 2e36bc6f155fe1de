"""The configuration of each of our containers: environment variables, files of Secrets, the settings they make."""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from deploy.k8s.dev import OPERATOR_KEYS, OWN_SECRETS, SHARED_SECRETS
from deploy.k8s.wiring import PLACEHOLDER, placeholder, wirings

from foothold_events.connection import KafkaSettings
from foothold_events.settings import WrongSettings

from .rendering import COMPONENT, NAME, PART_OF, Object, Objects, containers, labels, of, pod, pod_labels

LABEL = re.compile(r"metadata\.labels\['(.+)'\]")


def own_workloads(objects: Objects) -> Iterator[Object]:
    """Yield each Deployment and Job that runs one of our images."""
    yield from (
        found
        for found in of(objects, "Deployment", "Job")
        if labels(found)[PART_OF] == "foothold" and labels(found)[COMPONENT] != "collector"
    )


def environment(workload: Object, objects: Objects) -> dict[str, str]:
    """Return the environment variables of a workload's one container.

    A label of the pod is looked up; a value that comes from a Secret or from the cluster is a placeholder.
    """
    maps = {config["metadata"]["name"]: config.get("data") or {} for config in of(objects, "ConfigMap")}
    [only] = containers(workload)
    variables: dict[str, str] = {}
    for source in only.get("envFrom", []):
        variables |= maps[source["configMapRef"]["name"]]
    return variables | {entry["name"]: _value(entry, pod_labels(workload)) for entry in only.get("env", [])}


def _value(entry: Object, own: dict[str, str]) -> str:
    field = entry.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath", "")
    if label := LABEL.fullmatch(field):
        return own.get(label[1], "")
    found: str = entry.get("value", PLACEHOLDER)
    return found


def secret_files(workload: Object, objects: Objects) -> set[str]:
    """Return the names of the files in /run/secrets: all keys of its own Secret, and single items of others."""
    [volume] = [volume for volume in pod(workload)["volumes"] if volume["name"] == "secrets"]
    names: set[str] = set()
    for source in volume["projected"]["sources"]:
        items = source["secret"].get("items")
        secret = source["secret"]["name"]
        names |= {item["path"] for item in items} if items else secret_keys(secret, objects)
    return names


def secret_keys(secret: str, objects: Objects) -> set[str]:
    """Return the keys that External Secrets puts into a Secret; without it, those that `make deploy-dev` puts there."""
    for external in of(objects, "ExternalSecret"):
        if external["spec"]["target"]["name"] == secret:
            made = external["spec"]["target"].get("template", {}).get("data", {})
            return {entry["secretKey"] for entry in external["spec"]["data"]} | set(made)
    if any(True for _ in of(objects, "ExternalSecret")):
        return set()
    if secret == "operator":
        return {*OPERATOR_KEYS}
    return {*SHARED_SECRETS, *OWN_SECRETS.get(secret.removesuffix("-secrets"), ())}


def templated_values(secret: str, objects: Objects) -> list[str]:
    """Return the values of a Secret that External Secrets makes from a template, such as the address of MongoDB."""
    return [
        str(text)
        for external in of(objects, "ExternalSecret")
        if external["spec"]["target"]["name"] == secret
        for text in external["spec"]["target"].get("template", {}).get("data", {}).values()
    ]


def refusals(workload: Object, objects: Objects) -> tuple[str, ...]:
    """Return what a container's settings class refuses in the container's own configuration.

    Each file of a Secret holds a placeholder.
    """
    return _refused(
        _settings_class(labels(workload)[NAME]),
        tuple(sorted(environment(workload, objects).items())),
        frozenset(secret_files(workload, objects)),
    )


@cache  # most broken manifests differ from the right one in a single container
def _refused(
    settings: type[KafkaSettings], variables: tuple[tuple[str, str], ...], files: frozenset[str]
) -> tuple[str, ...]:
    with TemporaryDirectory() as directory, patch.dict(os.environ, dict(variables), clear=True):
        for name in files:
            Path(directory, name).write_text(placeholder(name))
        try:
            settings(_secrets_dir=directory)
        except WrongSettings as error:
            return error.faults
    return ()


def _settings_class(name: str) -> type[KafkaSettings]:
    """Return the settings of a service; the topics' Job reads only KafkaSettings, the operator's Job identity's."""
    if name == "topics":
        return KafkaSettings
    known = {wiring.name: wiring.settings for wiring in wirings()}
    return known["identity" if name == "operator" else name]
