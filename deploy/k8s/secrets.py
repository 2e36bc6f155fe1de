"""ExternalSecrets: the secrets that each service gets, from the secret fields of its settings."""

from collections.abc import Iterator
from typing import Any

from deploy.k8s import mongodb
from deploy.k8s.dev import OPERATOR_KEYS
from deploy.k8s.wiring import Wiring, wirings

KAFKA_PASSWORD = "foothold_kafka_password"  # noqa: S105 - the name of a file
MONGO_PASSWORD = "mongo_password"  # noqa: S105 - the name of a key
MONGO_URI = "foothold_mongo_uri"
_INSTEAD = f"`{MONGO_URI}` instead of `{MONGO_PASSWORD}`"


def external_secrets() -> list[dict[str, Any]]:
    """Return a Secret for each service with exactly what it needs, and one for the topics' Job and the scaler."""
    return [
        *(_of_service(wiring) for wiring in wirings()),
        _external_secret("topics", [KAFKA_PASSWORD], {}),
        _external_secret("keda", [KAFKA_PASSWORD], {"username": "keda"}),
    ]


def of_managed() -> list[dict[str, Any]]:
    """Return the same for stores outside of the cluster, whose whole addresses are fetched."""
    return [
        *(
            _external_secret(wiring.name, [KAFKA_PASSWORD, MONGO_URI, *wiring.own_secrets], {})
            for wiring in wirings()
        ),
        _external_secret("topics", [KAFKA_PASSWORD], {}),
    ]


def of_operator() -> list[dict[str, Any]]:
    """Return the address and password of the operator that the component makes; no service gets them."""
    return [_external_secret("operator", list(OPERATOR_KEYS), {}, secret="operator")]  # noqa: S106 - a name


def table() -> Iterator[str]:
    """Return README.md's rows: each entry of the secret store with its properties, for both production overlays."""
    yield "| entry | properties with `production` | with `managed` |"
    yield "|---|---|---|"
    entries: dict[tuple[str, ...], list[str]] = {}
    for wiring in wirings():
        entries.setdefault(tuple(wiring.own_secrets), []).append(wiring.name)
    for own, names in sorted(entries.items(), reverse=True):
        properties = _words(KAFKA_PASSWORD, MONGO_PASSWORD, *own)
        yield f"| {_words(*(f'foothold/{name}' for name in names))} | {properties} | {_INSTEAD} |"
    yield f"| `foothold/topics` | `{KAFKA_PASSWORD}` | the same |"
    yield f"| `foothold/keda` | `{KAFKA_PASSWORD}` | not wanted |"
    yield f"| `foothold/operator` | {_words(*OPERATOR_KEYS)} | the same |"


def _words(*words: str) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _of_service(wiring: Wiring) -> dict[str, Any]:
    fetched = [KAFKA_PASSWORD, MONGO_PASSWORD, *wiring.own_secrets]
    return _external_secret(wiring.name, fetched, {MONGO_URI: mongodb.uri(wiring.name)})


def _external_secret(
    name: str, fetched: list[str], made: dict[str, str], *, secret: str = ""
) -> dict[str, Any]:
    secret = secret or f"{name}-secrets"
    target: dict[str, Any] = {
        "name": secret,
        "creationPolicy": "Owner",
        "deletionPolicy": "Retain",
    }
    if made:
        target["template"] = {"mergePolicy": "Merge", "data": made}
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {"name": secret},
        "spec": {
            "refreshInterval": "1h0m0s",
            "secretStoreRef": {"kind": "ClusterSecretStore", "name": "foothold"},
            "target": target,
            "data": [
                {"secretKey": key, "remoteRef": {"key": f"foothold/{name}", "property": key}}
                for key in fetched
            ],
        },
    }
