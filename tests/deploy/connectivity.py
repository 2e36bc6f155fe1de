"""The ways between pods as the policies leave them, found by network-config-analyzer."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from .rendering import Object, Objects, labels, of

Way = tuple[str, str, str]
"""From, to, ports."""

ELSEWHERE = {
    "ingress": {"controller": {}},
    "monitoring": {
        "prometheus": {"app.kubernetes.io/name": "prometheus"},
        "tempo": {"app.kubernetes.io/name": "tempo"},
    },
    "keda": {"keda": {"app.kubernetes.io/name": "keda-operator"}},
    "kube-system": {"dns": {"k8s-app": "kube-dns"}},
    "elsewhere": {"stranger": {"app.kubernetes.io/name": "gateway", "app.kubernetes.io/component": "api"}},
}
"""Pods of other namespaces; the last is a stranger that wears our labels."""

LINE = re.compile(r"^(\S+?)(?:\[\w+\])? => (\S+?)(?:\[\w+\])? : (.*)$")


def between(objects: Objects, directory: Path) -> set[Way]:
    """Give every way that starts or ends in the namespace foothold."""
    manifests = [*of(objects, "Namespace", "Deployment", "StatefulSet", "Job", "NetworkPolicy")]
    (directory / "all.yaml").write_text(
        yaml.safe_dump_all([*manifests, *made_by_operators(objects), *_elsewhere()])
    )
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("nca")),
            "--connectivity",
            "-r",
            str(directory),
            "-o",
            "txt_no_fw_rules",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    found = {_way(*match.groups()) for line in done.stdout.splitlines() if (match := LINE.match(line))}
    assert found, done.stdout + done.stderr
    return {way for way in found if any(end.startswith("foothold/") for end in way[:2])}


def _way(source: str, target: str, ports: str) -> Way:
    protocols = re.fullmatch(r"\{protocols:([\w, ]+),dst_ports:([\d,-]+)\}", ports)
    return source, target, f"{protocols[1].replace(' ', '')} {protocols[2]}" if protocols else ports


def _elsewhere() -> Objects:
    names = [
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}},
        }
        for name in ELSEWHERE
    ]
    return names + [
        _pod_of(name, space, marks) for space, pods in ELSEWHERE.items() for name, marks in pods.items()
    ]


def _pod_of(name: str, space: str, marks: dict[str, str]) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": space, "labels": marks},
        "spec": {"containers": [{"name": "one", "image": "one:1"}]},
    }


def made_by_operators(objects: Objects) -> Objects:
    """Pods that come of custom resources, with the labels that these ask for and those that the operators set."""
    made = []
    for pool in of(objects, "KafkaNodePool"):
        marks = {**pool["spec"]["template"]["pod"]["metadata"]["labels"], **labels(pool)}
        made.append(_pod_of("kafka", "foothold", marks))
    for database in of(objects, "MongoDBCommunity"):
        template = database["spec"]["statefulSet"]["spec"]["template"]
        marks = {**template["metadata"]["labels"], "app": f"{database['metadata']['name']}-svc"}
        made.append(_pod_of("mongo", "foothold", marks))
    return made
