"""Rules that hold what services are told against what their settings classes know, and secrets against leaks."""

import re

from deploy.k8s.dev import OWN_SECRETS, SHARED_SECRETS
from deploy.k8s.wiring import wirings

from .life_rules import settings_of
from .rendering import (
    COMPONENT,
    NAME,
    PART_OF,
    Object,
    Objects,
    called,
    containers,
    labels,
    of,
    pod,
    services,
)

SECRET_WORDS = re.compile(r"password|secret|_key$|token|mongo_uri", re.IGNORECASE)
FOREIGN = re.compile(
    r"OTEL_\w+|MALLOC_\w+|POD_NAME|OPERATOR_EMAIL|FOOTHOLD_OPERATOR_PASSWORD|TOPIC_REPLICATION"
)
"""Of OpenTelemetry, of the C library, of Kubernetes, and of the two Jobs whose command lines take them."""


def settings_are_known(objects: Objects) -> list[str]:
    """No variable is misspelt: the settings of that service have it."""
    known = {wiring.name: wiring.known for wiring in wirings()}
    return [
        f"{called(found)} is told {name}, which nothing reads"
        for found in of(objects, "Deployment", "Job")
        if labels(found)[PART_OF] == "foothold" and labels(found)[COMPONENT] != "collector"
        for name in settings_of(found, objects)
        if name not in known.get(labels(found)[NAME], known["identity"]) and not FOREIGN.fullmatch(name)
    ]


def settings_are_complete(objects: Objects) -> list[str]:
    """Everything without a default is given, by a ConfigMap or as a file of its Secret."""
    wrong = []
    for wiring in wirings():
        for found in services(objects):
            if labels(found)[NAME] == wiring.name:
                given = settings_of(found, objects).keys() | {file.upper() for file in _files(found, objects)}
                wrong += [f"{called(found)} is not told {name}" for name in sorted(wiring.required - given)]
    return wrong


def _files(found: Object, objects: Objects) -> set[str]:
    """What lies in /run/secrets: all of its own Secret, and single items of others."""
    [volume] = [volume for volume in pod(found)["volumes"] if volume["name"] == "secrets"]
    files: set[str] = set()
    for source in volume["projected"]["sources"]:
        items = source["secret"].get("items")
        name = source["secret"]["name"]
        files |= {item["path"] for item in items} if items else _keys(name, objects)
    return files


def _keys(secret: str, objects: Objects) -> set[str]:
    """What External Secrets puts into it; without them, what `make deploy-dev` does."""
    for external in of(objects, "ExternalSecret"):
        if external["spec"]["target"]["name"] == secret:
            made = external["spec"]["target"].get("template", {}).get("data", {})
            return {entry["secretKey"] for entry in external["spec"]["data"]} | set(made)
    if any(True for _ in of(objects, "ExternalSecret")):
        return set()
    return {*SHARED_SECRETS, *OWN_SECRETS.get(secret.removesuffix("-secrets"), ())}


def ports_agree(objects: Objects) -> list[str]:
    """The port that a container declares is the one that the service is told to listen on, on every address."""
    wrong = []
    for found in services(objects):
        told = settings_of(found, objects)
        ports = [port["containerPort"] for c in containers(found) for port in c["ports"]]
        if ports != [int(told["FOOTHOLD_HTTP_PORT"])] or told["FOOTHOLD_HTTP_HOST"] != "0.0.0.0":
            wrong.append(
                f"{called(found)} listens on {told['FOOTHOLD_HTTP_HOST']}:{told['FOOTHOLD_HTTP_PORT']}"
            )
    return wrong


def upstreams_lead_to_services(objects: Objects) -> list[str]:
    addresses = {
        f"http://{found['metadata']['name']}:{port['port']}"
        for found in of(objects, "Service")
        for port in found["spec"]["ports"]
    }
    return [
        f"{called(found)} is told {name}={value}"
        for found in services(objects)
        for name, value in settings_of(found, objects).items()
        if name.startswith("FOOTHOLD_") and name.endswith("_URL") and value not in addresses
    ]


def secrets_are_only_referred_to(objects: Objects) -> list[str]:
    wrong = [f"{called(found)} is in the repository" for found in of(objects, "Secret")]
    for found in of(objects, "ConfigMap"):
        wrong += [
            f"{called(found)} holds {key}" for key in found.get("data") or {} if SECRET_WORDS.search(key)
        ]
    for found in of(objects, "Deployment", "StatefulSet", "Job"):
        for c in containers(found):
            for entry in c.get("env", []):
                if SECRET_WORDS.search(entry["name"]) and "secretKeyRef" not in entry.get("valueFrom", {}):
                    wrong.append(f"{called(found)} has {entry['name']} written out")
    return wrong


def everybody_sees_only_its_own_secrets(objects: Objects) -> list[str]:
    """A pod mounts the Secret of its name; of others only certificates of authorities. And a Secret holds no more."""
    wrong = []
    for found in of(objects, "Deployment", "Job"):
        for volume in pod(found).get("volumes", []):
            for source in volume.get("projected", {}).get("sources", []):
                name, items = source["secret"]["name"], source["secret"].get("items")
                own = f"{'identity' if labels(found)[NAME] == 'operator' else labels(found)[NAME]}-secrets"
                if name != own and [item["key"] for item in items or []] != ["ca.crt"]:
                    wrong.append(f"{called(found)} mounts {name}")
    allowed = {
        f"{wiring.name}-secrets": {*wiring.own_secrets, "foothold_mongo_uri", "mongo_password"}
        for wiring in wirings()
    }
    allowed["keda-secrets"] = {"username"}
    for found in of(objects, "ExternalSecret"):
        name = found["spec"]["target"]["name"]
        more = _keys(name, objects) - allowed.get(name, set()) - {"foothold_kafka_password"}
        wrong += [f"{called(found)} holds {key}" for key in sorted(more)]
    return wrong
