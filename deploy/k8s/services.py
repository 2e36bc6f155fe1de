"""The objects of each service on the cluster, and the callers of its HTTP, from its declaration."""

from typing import Any

from foothold_devstack import roster
from foothold_devstack.roster import GATEWAY, GATEWAY_URL, Declaration

PORT = 8080
INTERNAL_PORT = 8081
NAME = "app.kubernetes.io/name"
COMPONENT = "app.kubernetes.io/component"


def kustomization(service: Declaration) -> list[dict[str, Any]]:
    """Return a service's kustomization: its name, image and Secret on the template, and its own settings."""
    path = "/spec/template/spec/volumes/1/projected/sources/0/secret/name"
    made: dict[str, Any] = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": ["../service"],
        "namePrefix": f"{service.name}-",
        "labels": [{"pairs": {NAME: service.name}, "includeSelectors": True, "includeTemplates": True}],
        "images": [{"name": "foothold/service", "newName": f"foothold/{service.name}"}],
        "patches": [
            {
                "target": {"kind": "Deployment|Job"},
                "patch": f"- {{op: replace, path: {path}, value: {service.name}-secrets}}",
            }
        ],
    }
    if environment := {**service.environment, **addresses(service)}:
        literals = [f"{name}={value}" for name, value in environment.items()]
        made["configMapGenerator"] = [{"name": "settings", "behavior": "merge", "literals": literals}]
    return [made]


def addresses(service: Declaration) -> dict[str, str]:
    """Return the addresses of the services that the gateway calls, or that of the gateway for a client of the API."""
    if service.calls_gateway:
        return {GATEWAY_URL: f"http://{GATEWAY}-api:{PORT}"}
    if service.name != GATEWAY:
        return {}
    return {
        variable: f"http://{other.name}-api:{port}"
        for other in roster.behind_gateway()
        for variable, port in ((other.url_variable, PORT), (other.internal_url_variable, INTERNAL_PORT))
    }


def http_policies() -> list[dict[str, Any]]:
    """Return the policies for HTTP: people reach what faces the public, and only the gateway calls the services. It
    reads the descriptions of their routes from their internal ports."""
    gateway = {"matchLabels": {NAME: GATEWAY, COMPONENT: "api"}}
    behind = {
        "matchLabels": {COMPONENT: "api"},
        "matchExpressions": [
            {"key": NAME, "operator": "In", "values": [service.name for service in roster.behind_gateway()]}
        ],
    }
    ingress = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress"}}}
    both = (PORT, INTERNAL_PORT)
    return [
        *(
            _policy(
                f"ingress-to-{service.name}",
                {"matchLabels": {NAME: service.name, COMPONENT: "api"}},
                PORT,
                ingress={"from": [ingress]},
            )
            for service in roster.services()
            if service.faces_public
        ),
        *_to_the_gateway(gateway),
        _policy("gateway-to-services", gateway, *both, egress={"to": [{"podSelector": behind}]}),
        _policy("services-from-gateway", behind, *both, ingress={"from": [{"podSelector": gateway}]}),
    ]


def _to_the_gateway(gateway: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the policies for the clients of the API that run beside it."""
    names = [service.name for service in roster.services() if service.calls_gateway]
    if not names:
        return []
    clients = {
        "matchLabels": {COMPONENT: "api"},
        "matchExpressions": [{"key": NAME, "operator": "In", "values": names}],
    }
    return [
        _policy("clients-to-gateway", clients, PORT, egress={"to": [{"podSelector": gateway}]}),
        _policy("gateway-from-clients", gateway, PORT, ingress={"from": [{"podSelector": clients}]}),
    ]


def _policy(name: str, pods: dict[str, Any], *ports: int, **way: dict[str, Any]) -> dict[str, Any]:
    [(direction, peers)] = way.items()
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name},
        "spec": {
            "podSelector": pods,
            "policyTypes": [direction.capitalize()],
            direction: [{**peers, "ports": [{"protocol": "TCP", "port": port} for port in ports]}],
        },
    }
