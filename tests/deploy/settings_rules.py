"""Rules that hold the services' configuration against their settings classes, and that keep secrets from leaking."""

import re

from deploy.k8s.dev import OPERATOR_KEYS
from deploy.k8s.wiring import wirings

from foothold_chassis.network import Networks
from foothold_devstack.roster import GATEWAY, TRUSTED_PROXIES

from .configuration import (
    environment,
    own_workloads,
    refusals,
    secret_files,
    secret_keys,
    templated_values,
)
from .rendering import COMPONENT, NAME, Object, Objects, called, containers, labels, of, pod, services

POD_ADDRESS = "10.244.0.7"
"""An address as clusters give them to pods."""

SECRET_WORDS = re.compile(r"password|secret|_key$|token|mongo_uri", re.IGNORECASE)
FOREIGN = re.compile(
    r"OTEL_\w+|MALLOC_\w+|POD_NAME|OPERATOR_EMAIL|FOOTHOLD_OPERATOR_PASSWORD|TOPIC_REPLICATION"
)
"""Variables of OpenTelemetry, the C library and Kubernetes, and of the two Jobs whose command lines take them."""

FILE = re.compile(r"/run/secrets/([\w.-]+)")


def settings_are_known(objects: Objects) -> list[str]:
    """No variable is misspelt: the settings of its service have it."""
    known = {wiring.name: wiring.known for wiring in wirings()}
    return [
        f"{called(found)} is given {name}, which nothing reads"
        for found in own_workloads(objects)
        for name in environment(found, objects)
        if name not in known.get(labels(found)[NAME], known["identity"]) and not FOREIGN.fullmatch(name)
    ]


def settings_are_complete(objects: Objects) -> list[str]:
    """The configuration of each container makes its settings, also for a Job: nothing is missing, nothing refused."""
    return [
        f"{called(found)} cannot start: {refusal}"
        for found in own_workloads(objects)
        for refusal in refusals(found, objects)
    ]


def secrets_are_filled(objects: Objects) -> list[str]:
    """Each key of a Secret that a container takes into its environment is there."""
    return [
        f"{called(found)} wants {ref['key']} of {ref['name']}, which nothing fills"
        for found in own_workloads(objects)
        for c in containers(found)
        for entry in c.get("env", [])
        if (ref := entry.get("valueFrom", {}).get("secretKeyRef"))
        and ref["key"] not in secret_keys(ref["name"], objects)
    ]


def somebody_is_the_first_operator(objects: Objects) -> list[str]:
    """A Job makes the first operator, who vouches for companies, since no request can."""
    makes = [
        called(found)
        for found in own_workloads(objects)
        for c in containers(found)
        if any("operator create" in argument for argument in c.get("args", []))
    ]
    return [] if makes == ["Job operator"] else [f"the first operator is made by {makes}"]


def files_are_there(objects: Objects) -> list[str]:
    """Each file that a setting or an address names is mounted."""
    wrong = []
    for found in own_workloads(objects):
        mounted = secret_files(found, objects)
        texts = list(environment(found, objects).values())
        if "foothold_mongo_uri" in mounted:
            texts += templated_values(_own_secret(found), objects)
        named = {match[1] for text in texts for match in FILE.finditer(text)}
        wrong += [f"{called(found)} lacks {name}" for name in sorted(named - mounted)]
    return wrong


def _own_secret(found: Object) -> str:
    name = labels(found)[NAME]
    return f"{'identity' if name == 'operator' else name}-secrets"


def ports_agree(objects: Objects) -> list[str]:
    """The ports that a container declares are those that its service listens on, on every address. A worker has only
    the internal one."""
    wrong = []
    for found in services(objects):
        given = environment(found, objects)
        declared = {port["name"]: port["containerPort"] for c in containers(found) for port in c["ports"]}
        names = ["internal"] if labels(found)[COMPONENT] == "worker" else ["http", "internal"]
        listens = {name: int(given[f"FOOTHOLD_{name}_PORT".upper()]) for name in names}
        if declared != listens or given["FOOTHOLD_HTTP_HOST"] != "0.0.0.0":
            wrong.append(f"{called(found)} listens on {given['FOOTHOLD_HTTP_HOST']}, at {listens}")
    return wrong


def upstreams_lead_to_services(objects: Objects) -> list[str]:
    addresses = {
        f"http://{found['metadata']['name']}:{port['port']}"
        for found in of(objects, "Service")
        for port in found["spec"]["ports"]
    }
    return [
        f"{called(found)} is given {name}={value}"
        for found in services(objects)
        for name, value in environment(found, objects).items()
        if name.startswith("FOOTHOLD_") and name.endswith("_URL") and value not in addresses
    ]


def the_gateway_knows_the_callers_of_its_clients(objects: Objects) -> list[str]:
    """The gateway takes the word of the web app, which is in the pods' network, for the addresses of its visitors.
    Otherwise they share the limits of one."""
    return [
        f"{called(found)} counts all visitors of the web app as one"
        for found in services(objects)
        if labels(found)[NAME] == GATEWAY and POD_ADDRESS not in _trusted(environment(found, objects))
    ]


def _trusted(given: dict[str, str]) -> Networks:
    return Networks.parse(given.get(TRUSTED_PROXIES, ""))


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
    """A pod mounts the Secret of its name, and of others only certificates of authorities; a Secret holds no more."""
    wrong = []
    for found in of(objects, "Deployment", "Job"):
        for volume in pod(found).get("volumes", []):
            for source in volume.get("projected", {}).get("sources", []):
                name, items = source["secret"]["name"], source["secret"].get("items")
                if name != _own_secret(found) and [item["key"] for item in items or []] != ["ca.crt"]:
                    wrong.append(f"{called(found)} mounts {name}")
    allowed = {
        f"{wiring.name}-secrets": {*wiring.own_secrets, "foothold_mongo_uri", "mongo_password"}
        for wiring in wirings()
    }
    allowed |= {"keda-secrets": {"username"}, "operator": {*OPERATOR_KEYS}}
    for found in of(objects, "ExternalSecret"):
        name = found["spec"]["target"]["name"]
        more = secret_keys(name, objects) - allowed.get(name, set()) - {"foothold_kafka_password"}
        wrong += [f"{called(found)} holds {key}" for key in sorted(more)]
    return wrong
