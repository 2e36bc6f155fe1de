"""Every place of the repository that has to name each service, with the line that it has to have."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from foothold_devstack.roster import Declaration

from .sources import ROOT

GENERATE = "run `make generate`"


def every(service: Declaration) -> bool:
    return bool(service.name)


def behind(service: Declaration) -> bool:
    return service.behind_gateway


def public(service: Declaration) -> bool:
    return service.faces_public


def with_secrets(service: Declaration) -> bool:
    return bool(service.secrets)


@dataclass(frozen=True, slots=True)
class Place:
    """In `file` a line has to have `text`, for each service that this `concerns`; `remedy` says how it gets there."""

    file: str
    text: str
    remedy: str = GENERATE
    concerns: Callable[[Declaration], bool] = every

    def lacks(self, service: Declaration) -> list[str]:
        """Return a sentence for each line that is missing; of secrets there may be several."""
        if not self.concerns(service):
            return []
        path = ROOT / self.file.format(name=service.name)
        written = path.read_text() if path.is_file() else ""
        return [
            f"{path.relative_to(ROOT)} lacks `{line}` of the service {service.name}: {self.remedy}"
            for line in self._lines(service)
            if not re.search(rf"(?<![\w-]){re.escape(line)}(?![\w-])", written)
        ]

    def _lines(self, service: Declaration) -> Iterable[str]:
        if "{secret}" in self.text:
            return [self.text.replace("{secret}", secret) for secret in service.secrets]
        named = self.text.replace("{name}", service.name).replace("{NAME}", service.name.upper())
        return [named.replace("{port}", str(service.local_port))]


def client(service: Declaration) -> bool:
    return service.calls_gateway


K8S = "deploy/k8s"
RULES = "deploy/observability/rules"
IMAGE = "{name: foothold/{name}, newName: registry.example.org/foothold/{name}"
PACKAGE = "services/{name}/foothold_{name}"

PLACES = (
    Place("services/gateway/foothold_gateway/routes.py", '"{name}"', "add it to `Upstream`", behind),
    Place("services/gateway/foothold_gateway/settings.py", "{name}_url: str", "add that line", behind),
    Place(
        "services/gateway/foothold_gateway/settings.py", "{name}_internal_url: str", "add that line", behind
    ),
    Place(
        f"{PACKAGE}/settings.py",
        "{secret}: SecretStr",
        "add that field, or declare no such secret",
        with_secrets,
    ),
    Place(
        f"{PACKAGE}/app.py",
        "faces_the_public=True",
        "say so to its `Service`, or declare it not public",
        public,
    ),
    Place("docs/domain.md", "## {name}", "add a section with its rules"),
    Place("README.md", "[{name}](services/{name}/README.md)"),
    Place("docs/architecture.md", "kafka[(Kafka)] ---|events| {name}"),
    Place("docs/architecture.md", "gateway -->|HTTP| {name}", concerns=behind),
    Place(".importlinter", "foothold_{name}"),
    Place("docker-compose.yml", "{name}-worker: &{name}"),
    Place("docker-compose.yml", "{name}-api:"),
    Place("docker-compose.yml", "FOOTHOLD_{NAME}_URL:", concerns=behind),
    Place("docker-compose.yml", "FOOTHOLD_{NAME}_INTERNAL_URL:", concerns=behind),
    Place("docker-compose.yml", "{name}-api: {condition: service_healthy}", concerns=behind),
    Place("docker-compose.yml", "{name}-secrets:/{name}", concerns=with_secrets),
    Place("docker-compose.yml", "127.0.0.1:${{NAME}_PORT:-{port}}:8080", concerns=public),
    Place("deploy/compose/prometheus.yml", "- {name}-api"),
    Place("deploy/compose/prometheus.yml", "- {name}-worker"),
    Place(f"{K8S}/README.md", "`foothold/{name}`"),
    Place(f"{K8S}/base/kustomization.yaml", "- {name}"),
    Place(f"{K8S}/base/{{name}}/kustomization.yaml", "namePrefix: {name}-"),
    Place(
        f"{K8S}/base/gateway/kustomization.yaml",
        "FOOTHOLD_{NAME}_URL=http://{name}-api:8080",
        concerns=behind,
    ),
    Place(
        f"{K8S}/base/gateway/kustomization.yaml",
        "FOOTHOLD_{NAME}_INTERNAL_URL=http://{name}-api:8081",
        concerns=behind,
    ),
    Place(f"{K8S}/components/external-secret/external-secrets.yaml", "name: {name}-secrets"),
    Place(
        f"{K8S}/components/external-secret/external-secrets.yaml",
        "property: foothold_{secret}",
        concerns=with_secrets,
    ),
    Place(f"{K8S}/components/external-secret-managed/external-secrets.yaml", "name: {name}-secrets"),
    Place(f"{K8S}/components/hpa-api/autoscalers.yaml", "name: {name}-api"),
    Place(f"{K8S}/components/mongodb/users.yaml", "db: foothold_{name}"),
    Place(f"{K8S}/components/network-policy/http.yaml", "- {name}", concerns=behind),
    Place(f"{K8S}/components/network-policy/http.yaml", "- {name}", concerns=client),
    Place(f"{K8S}/components/network-policy/http.yaml", "name: ingress-to-{name}", concerns=public),
    Place(f"{K8S}/components/pod-monitor/rules.yaml", 'service="{name}"'),
    Place(f"{K8S}/components/strimzi/users.yaml", "name: {name}"),
    Place(f"{K8S}/overlays/managed/kustomization.yaml", IMAGE),
    Place(f"{K8S}/overlays/managed/kustomization.yaml", "{name: {name}-worker, count:"),
    Place(f"{K8S}/overlays/production/kustomization.yaml", IMAGE),
    Place(f"{K8S}/overlays/production/kustomization.yaml", "name: {name}-worker"),
    Place(f"{RULES}/presence.yml", 'service="{name}"'),
    Place(f"{RULES}/tests/processes.yml", 'service="{name}"'),
)


def missing(services: Iterable[Declaration]) -> list[str]:
    """Return a sentence for each line that some place lacks, with the file and what to do."""
    return [sentence for service in services for place in PLACES for sentence in place.lacks(service)]
