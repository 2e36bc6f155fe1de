"""`python -m deploy.k8s.generate`: write the manifests that follow from the code, each beside those written by hand.

A test fails if the committed files differ.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from deploy.k8s import kafka, mongodb, monitoring, scaling, secrets, services
from deploy.k8s.kubectl import HERE
from deploy.plain_yaml import dump
from foothold_devstack import roster

Objects = list[dict[str, Any]]

FILES: dict[str, Callable[[], Objects]] = {
    **{
        f"base/{service.name}/kustomization.yaml": partial(services.kustomization, service)
        for service in roster.services()
    },
    "components/network-policy/http.yaml": services.http_policies,
    "components/strimzi/topics.yaml": kafka.topics,
    "components/strimzi/users.yaml": kafka.users,
    "components/keda/scaled-objects.yaml": scaling.scaled_objects,
    "components/hpa-api/autoscalers.yaml": scaling.autoscalers,
    "components/external-secret/external-secrets.yaml": secrets.external_secrets,
    "components/external-secret-managed/external-secrets.yaml": secrets.of_managed,
    "components/first-operator/external-secret.yaml": secrets.of_operator,
    "components/mongodb/users.yaml": mongodb.users,
    "components/pod-monitor/rules.yaml": monitoring.rules,
}

HEADER = "# Made by `python -m deploy.k8s.generate` from the code; a test holds it against the code.\n"


def text(objects: Objects) -> str:
    return HEADER + dump(*objects)


def differing(root: Path = HERE) -> list[str]:
    """Return the files that differ from the code."""
    return [
        name
        for name, make in FILES.items()
        if not (root / name).exists() or (root / name).read_text() != text(make())
    ]


def main() -> None:
    for name in differing():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(text(FILES[name]()))
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
