"""Rules for everything that runs: what Pod Security *restricted* asks, and what we ask besides.

A rule takes the rendered objects and returns complaints; the rule is kept if there are none.
"""

import re

from .rendering import (
    MEMBER_ACCOUNTS,
    NAME,
    Object,
    Objects,
    called,
    containers,
    labels,
    of,
    pod,
    services,
    workloads,
)

ALLOWED_VOLUMES = {
    "configMap",
    "emptyDir",
    "projected",
    "secret",
    "persistentVolumeClaim",
    "downwardAPI",
    "csi",
    "ephemeral",
}
NEVER = ("hostNetwork", "hostPID", "hostIPC", "hostUsers")


def nobody_runs_as_root(objects: Objects) -> list[str]:
    return [
        f"{called(found)} may run as root"
        for found in workloads(objects)
        if not (context := pod(found).get("securityContext", {})).get("runAsNonRoot")
        or not context.get("runAsUser")
        or any("runAsUser" in c.get("securityContext", {}) for c in containers(found))
    ]


def roots_are_read_only(objects: Objects) -> list[str]:
    return [
        f"{called(found)} {c['name']} may write its root file system"
        for found in workloads(objects)
        for c in containers(found)
        if not c.get("securityContext", {}).get("readOnlyRootFilesystem")
    ]


def pods_are_restricted(objects: Objects) -> list[str]:
    return [f"{called(found)}: {what}" for found in workloads(objects) for what in _unrestricted(found)]


def _unrestricted(found: Object) -> list[str]:
    spec = pod(found)
    wrong = [f"{key} is set" for key in NEVER if key in spec]
    if spec.get("securityContext", {}).get("seccompProfile", {}).get("type") != "RuntimeDefault":
        wrong.append("no seccomp profile")
    for volume in spec.get("volumes", []):
        wrong += [f"volume {volume['name']} is {kind}" for kind in volume.keys() - {"name"} - ALLOWED_VOLUMES]
    for c in containers(found):
        context = c.get("securityContext", {})
        if context.get("privileged") or context.get("allowPrivilegeEscalation") is not False:
            wrong.append(f"{c['name']} may gain privileges")
        if context.get("capabilities") != {"drop": ["ALL"]}:
            wrong.append(f"{c['name']} keeps capabilities")
        if any("hostPort" in port for port in c.get("ports", [])):
            wrong.append(f"{c['name']} takes a port of the node")
    return wrong


def namespaces_enforce_restricted(objects: Objects) -> list[str]:
    spaces = [
        found["metadata"]["name"]
        for found in of(objects, "Namespace")
        if found["metadata"].get("labels", {}).get("pod-security.kubernetes.io/enforce") == "restricted"
    ]
    return [
        f"{called(found)} is in no namespace that enforces restricted"
        for found in workloads(objects)
        if found["metadata"].get("namespace") not in spaces
    ]


def nobody_has_a_token(objects: Objects) -> list[str]:
    """Except the members of MongoDB, whose agents ask the API server."""
    accounts = {found["metadata"]["name"]: found for found in of(objects, "ServiceAccount")}
    wrong = [
        f"{called(a)} hands out tokens"
        for a in accounts.values()
        if a.get("automountServiceAccountToken") is not (a["metadata"]["name"] in MEMBER_ACCOUNTS)
    ]
    for found in of(objects, "Deployment", "StatefulSet", "Job"):
        spec = pod(found)
        if spec.get("automountServiceAccountToken") is not False:
            wrong.append(f"{called(found)} is given a token")
        if spec.get("serviceAccountName", "default") not in {*accounts, "default"} - {*MEMBER_ACCOUNTS}:
            wrong.append(f"{called(found)} names an account that is not there")
    return wrong + [
        f"{called(found)} has no account of its own"
        for found in services(objects)
        if pod(found).get("serviceAccountName") != f"{labels(found)[NAME]}-account"
    ]


def only_tmp_can_be_written(objects: Objects) -> list[str]:
    """Of our services: /tmp, and it has a bound."""
    wrong = []
    for found in services(objects):
        volumes = {volume["name"]: volume for volume in pod(found)["volumes"]}
        for c in containers(found):
            written = {m["mountPath"]: volumes[m["name"]] for m in c["volumeMounts"] if not m.get("readOnly")}
            if written.keys() != {"/tmp"} or "sizeLimit" not in written["/tmp"].get("emptyDir", {}):
                wrong.append(f"{called(found)} writes {sorted(written)}")
    return wrong


def no_addresses_come_by_environment(objects: Objects) -> list[str]:
    """Service links would set variables for every Service, and ours could be taken for settings."""
    return [
        f"{called(found)} has service links"
        for found in of(objects, "Deployment", "StatefulSet", "Job")
        if pod(found).get("enableServiceLinks") is not False
    ]


def resources_are_bounded(objects: Objects) -> list[str]:
    """Memory is asked for and limited; CPU is asked for and not limited, since a limit only slows down."""
    wrong = []
    for found in of(objects, "Deployment", "StatefulSet", "Job"):
        for c in containers(found):
            given = c.get("resources", {})
            if {"cpu", "memory"} - given.get("requests", {}).keys() or given.get("limits", {}).keys() != {
                "memory"
            }:
                wrong.append(f"{called(found)} {c['name']} has {given}")
    return wrong


def images_are_pinned(objects: Objects) -> list[str]:
    wrong = []
    production = any(found["kind"] == "ExternalSecret" for found in objects)
    for found in of(objects, "Deployment", "StatefulSet", "Job"):
        for c in containers(found):
            tag = re.fullmatch(r"[^@]+/?[^:@]+:([\w.-]+)", c["image"])
            if tag is None or tag[1] == "latest" or (production and tag[1] == "dev"):
                wrong.append(f"{called(found)} runs {c['image']}")
            if c.get("imagePullPolicy") != "IfNotPresent":
                wrong.append(f"{called(found)} pulls {c.get('imagePullPolicy')}")
    return wrong


def every_service_runs_its_own_image(objects: Objects) -> list[str]:
    return [
        f"{called(found)} runs {c['image']}"
        for found in services(objects)
        for c in containers(found)
        if f"foothold/{labels(found)[NAME]}:" not in c["image"]
    ]
