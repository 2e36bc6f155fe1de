"""What each of our containers is told: its environment, the files of its Secrets, and the settings it makes of them."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from deploy.k8s.dev import OPERATOR_KEYS, OWN_SECRETS, SHARED_SECRETS
from deploy.k8s.wiring import PLACEHOLDER, wirings
from pydantic import ValidationError

from foothold_events.connection import KafkaSettings

from .rendering import COMPONENT, NAME, PART_OF, Object, Objects, containers, labels, of, pod

LABEL = re.compile(r"metadata\.labels\['(.+)'\]")


def ours(objects: Objects) -> Iterator[Object]:
    """Everything that runs one of our images: Deployments and Jobs."""
    yield from (
        found
        for found in of(objects, "Deployment", "Job")
        if labels(found)[PART_OF] == "foothold" and labels(found)[COMPONENT] != "collector"
    )


def environment(found: Object, objects: Objects) -> dict[str, str]:
    """Of its one container: texts as they stand, its pod's labels, a placeholder for what comes from elsewhere."""
    maps = {config["metadata"]["name"]: config.get("data") or {} for config in of(objects, "ConfigMap")}
    marks = found["spec"]["template"]["metadata"]["labels"]
    [only] = containers(found)
    told: dict[str, str] = {}
    for source in only.get("envFrom", []):
        told |= maps[source["configMapRef"]["name"]]
    return told | {entry["name"]: _value(entry, marks) for entry in only.get("env", [])}


def _value(entry: Object, marks: dict[str, str]) -> str:
    field = entry.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath", "")
    if label := LABEL.fullmatch(field):
        return marks.get(label[1], "")
    found: str = entry.get("value", PLACEHOLDER)
    return found


def files(found: Object, objects: Objects) -> set[str]:
    """What lies in /run/secrets: all of its own Secret, and single items of others."""
    [volume] = [volume for volume in pod(found)["volumes"] if volume["name"] == "secrets"]
    lying: set[str] = set()
    for source in volume["projected"]["sources"]:
        items = source["secret"].get("items")
        name = source["secret"]["name"]
        lying |= {item["path"] for item in items} if items else keys(name, objects)
    return lying


def keys(secret: str, objects: Objects) -> set[str]:
    """What External Secrets puts into it; without them, what `make deploy-dev` does."""
    for external in of(objects, "ExternalSecret"):
        if external["spec"]["target"]["name"] == secret:
            made = external["spec"]["target"].get("template", {}).get("data", {})
            return {entry["secretKey"] for entry in external["spec"]["data"]} | set(made)
    if any(True for _ in of(objects, "ExternalSecret")):
        return set()
    if secret == "operator":
        return {*OPERATOR_KEYS}
    return {*SHARED_SECRETS, *OWN_SECRETS.get(secret.removesuffix("-secrets"), ())}


def addresses(secret: str, objects: Objects) -> list[str]:
    """What External Secrets puts together for it."""
    return [
        str(text)
        for external in of(objects, "ExternalSecret")
        if external["spec"]["target"]["name"] == secret
        for text in external["spec"]["target"].get("template", {}).get("data", {}).values()
    ]


def refusals(found: Object, objects: Objects) -> list[str]:
    """Make its settings as it will make them itself, of nothing but what it is told; give what they refuse.

    Each file of a Secret holds a placeholder.
    """
    settings = _settings_class(labels(found)[NAME])
    with TemporaryDirectory() as directory, patch.dict(os.environ, environment(found, objects), clear=True):
        for name in files(found, objects):
            Path(directory, name).write_text(PLACEHOLDER)
        try:
            settings(_secrets_dir=directory)
        except ValidationError as error:
            return [
                f"{'.'.join(map(str, each['loc'])) or 'settings'}: {each['msg']}" for each in error.errors()
            ]
    return []


def _settings_class(name: str) -> type[KafkaSettings]:
    """The Job of the topics reads only how to reach Kafka; the operator's reads what identity does."""
    if name == "topics":
        return KafkaSettings
    known = {wiring.name: wiring.settings for wiring in wirings()}
    return known["identity" if name == "operator" else name]
