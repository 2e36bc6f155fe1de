"""The connections between pods that the network policies allow, found by network-config-analyzer."""

import json
import os
import re
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from nca.nca_cli import nca_main

from .rendering import Objects, bare_pod, of, operator_pods

Connection = tuple[str, str, str]
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
"""Pods of other namespaces, with their labels; the last one is a stranger with the labels of one of our pods."""

LINE = re.compile(r"^(\S+?)(?:\[\w+\])? => (\S+?)(?:\[\w+\])? : (.*)$")


def allowed(objects: Objects, directory: Path) -> set[Connection]:
    """Return every connection that the policies allow and that starts or ends in the namespace foothold.

    `directory` is an empty one, for the analyzer's input.
    """
    manifests = [
        *of(objects, "Namespace", "Deployment", "StatefulSet", "Job", "NetworkPolicy"),
        *operator_pods(objects),
        *_elsewhere(),
    ]
    (directory / "all.yaml").write_text("\n---\n".join(map(json.dumps, manifests)))
    printed = _analyze("--connectivity", "-r", str(directory), "-o", "txt_no_fw_rules")
    found = {_connection(*match.groups()) for line in printed.splitlines() if (match := LINE.match(line))}
    assert found, printed
    return {one for one in found if any(end.startswith("foothold/") for end in one[:2])}


def _analyze(*arguments: str) -> str:
    """Return what the analyzer prints. It runs in this process, since a process of its own needs longer to start."""
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed), patch.dict(os.environ):  # it changes PATH
        nca_main(list(arguments))
    return printed.getvalue()


def _connection(source: str, target: str, ports: str) -> Connection:
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
        bare_pod(name, namespace, its_labels)
        for namespace, pods in ELSEWHERE.items()
        for name, its_labels in pods.items()
    ]
