"""The network policies allow exactly the connections of this table, and no others."""

from pathlib import Path

import pytest

from foothold_devstack import roster

from .breaking import Break, adding, put, without
from .connectivity import Connection, allowed
from .rendering import Object, overlay

RUNNING = [f"{service}-{role}" for service in roster.names() for role in ("api", "worker")]
PREPARING = [f"{service}-prepare" for service in roster.names()]
BEHIND = [f"{service.name}-api" for service in roster.behind_gateway()]
KAFKA, MONGO, HTTP, OTLP = "TCP 9092", "TCP 27017", "TCP 8080", "TCP 4318"
INTERNAL, BOTH = "TCP 8081", "TCP 8080-8081"


OWN_STORES = ("foothold/kafka", "foothold/mongo")
STORES_ELSEWHERE = ("192.0.2.0-192.0.2.255", "198.51.100.0-198.51.100.255")
"""The networks that overlays/managed/stores.yaml names."""


def expected(*, jobs: list[str], collector: bool, stores: tuple[str, str] = OWN_STORES) -> set[Connection]:
    """Return the table: from, to, ports."""
    kafka, mongo = stores
    own = stores == OWN_STORES
    table = {
        *(("ingress/controller", f"foothold/{to}", HTTP) for to in ["gateway-api", "web-api"]),
        ("foothold/web-api", "foothold/gateway-api", HTTP),
        *(("foothold/gateway-api", f"foothold/{to}", BOTH) for to in BEHIND),
        *((f"foothold/{who}", kafka, KAFKA) for who in [*RUNNING, "topics"]),
        *((f"foothold/{who}", mongo, MONGO) for who in [*RUNNING, *jobs]),
        *(("keda/keda", to, KAFKA) for to in [kafka] if own),
        *(("monitoring/prometheus", f"foothold/{to}", INTERNAL) for to in RUNNING),
    }
    if collector:
        table |= {(f"foothold/{who}", "foothold/otel-collector", OTLP) for who in RUNNING}
        table |= {
            ("foothold/otel-collector", f"monitoring/{to}", "TCP 4317") for to in ("tempo", "prometheus")
        }
    if collector and own:
        # their operators let these pods reach the API server
        table |= {(store, "0.0.0.0-255.255.255.255", "TCP 443,6443") for store in stores}
    ours = {end for one in table for end in one[:2] if end.startswith("foothold/")}
    return table | {(who, "kube-system/dns", "TCP,UDP 53") for who in ours}


TABLES = {
    "dev": expected(jobs=[*PREPARING, "operator"], collector=False),
    "production": expected(jobs=[*PREPARING, "operator"], collector=True),
    "managed": expected(jobs=[*PREPARING, "operator"], collector=True, stores=STORES_ELSEWHERE),
}


@pytest.mark.parametrize("name", TABLES)
def test_nothing_passes_but_what_the_table_lists(name: str, tmp_path: Path) -> None:
    found = allowed(overlay(name), tmp_path)

    assert sorted(found - TABLES[name]) == []
    assert sorted(TABLES[name] - found) == []


def opened(pods: Object, **rest: object) -> Object:
    """Return a policy by which every pod may reach these."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "too-much", "namespace": "foothold"},
        "spec": {"podSelector": pods, "policyTypes": ["Ingress"], "ingress": [rest]},
    }


PAYOUTS = {"matchLabels": {"app.kubernetes.io/name": "payouts", "app.kubernetes.io/component": "api"}}
# a pod with the gateway's labels, in any namespace
ANY_GATEWAY = put("NetworkPolicy services-from-gateway", "spec/ingress/0/from/0/namespaceSelector", {})

BREAKS: list[tuple[Break, Connection | None, Connection | None]] = [
    (adding(opened(PAYOUTS)), ("ingress/controller", "foothold/payouts-api", "All connections"), None),
    (ANY_GATEWAY, ("elsewhere/stranger", "foothold/payouts-api", BOTH), None),
    (
        without("NetworkPolicy default-deny"),
        ("elsewhere/stranger", "foothold/topics", "All connections"),
        None,
    ),
    (without("NetworkPolicy mongo-from-clients"), None, ("foothold/catalog-api", "foothold/mongo", MONGO)),
    (without("NetworkPolicy dns"), None, ("foothold/catalog-api", "kube-system/dns", "TCP,UDP 53")),
]
"""The change, a connection that is then too many, and one that is then missing."""


@pytest.mark.parametrize(("change", "more", "less"), BREAKS)
def test_a_connection_too_many_or_too_few_is_found(
    change: Break, more: Connection | None, less: Connection | None, tmp_path: Path
) -> None:
    found = allowed(change(overlay("dev")), tmp_path)

    assert more is None or more in found - TABLES["dev"]
    assert less is None or less in TABLES["dev"] - found


@pytest.mark.parametrize(
    ("policy", "connection"),
    [
        ("services-to-managed-stores", ("foothold/catalog-api", STORES_ELSEWHERE[0], KAFKA)),
        ("topics-to-managed-kafka", ("foothold/topics", STORES_ELSEWHERE[0], KAFKA)),
        ("prepare-to-managed-mongo", ("foothold/catalog-prepare", STORES_ELSEWHERE[1], MONGO)),
    ],
)
def test_stores_elsewhere_are_reached_by_the_policies_of_their_overlay_alone(
    policy: str, connection: Connection, tmp_path: Path
) -> None:
    found = allowed(without(f"NetworkPolicy {policy}")(overlay("managed")), tmp_path)

    assert TABLES["managed"] - found >= {connection}
