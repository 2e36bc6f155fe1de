"""The alerting and recording rules of deploy/observability, as an object of the Prometheus operator."""

from typing import Any

import yaml

from deploy.k8s.kubectl import HERE

RULES = HERE.parent / "observability" / "rules"


def rules() -> list[dict[str, Any]]:
    groups = [
        group for file in sorted(RULES.glob("*.yml")) for group in yaml.safe_load(file.read_text())["groups"]
    ]
    return [
        {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": {"name": "foothold", "labels": {"app.kubernetes.io/part-of": "foothold"}},
            "spec": {"groups": groups},
        }
    ]
