"""Every rule holds in every overlay, and each is seen finding what it is for."""

from collections.abc import Callable

import pytest

from foothold_devstack.roster import TRUSTED_PROXIES

from . import life_rules as life
from . import platform_rules as platform
from . import pod_rules as pods
from . import settings_rules as settings
from . import store_rules as stores
from .breaking import Break, adding, drop, put, without
from .rendering import OVERLAYS, Objects, overlay

Rule = Callable[[Objects], list[str]]

ONLY = {
    life.everything_is_there_twice: ("production", "managed"),
    platform.everything_that_can_scales: ("production",),
}
"""Rules that not every overlay has to keep, and those that do."""

API, WORKER = "Deployment catalog-api", "Deployment payouts-worker"
POD, ONE = "spec/template/spec", "spec/template/spec/containers/0"
CONTEXT = f"{ONE}/securityContext"
MONGO = "MongoDBCommunity mongodb"
ACLS = "spec/authorization/acls"
ENFORCE = "metadata/labels/pod-security.kubernetes.io~enforce"
SECRETS = f"{POD}/volumes/1/projected/sources/0"
GROUP = "spec/triggers/0/metadata/consumerGroup"
TOPIC = "KafkaTopic foothold.payouts.escrow"
GATEWAY_SETTINGS = "ConfigMap gateway-settings"
SCALER, HPA = "ScaledObject matching-worker", "HorizontalPodAutoscaler gateway-api"
DOWN = "spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown"
SECRET = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "identity-secrets"}, "stringData": {}}
KEYS = {"type": "topic", "name": "foothold.identity.signing-key", "patternType": "literal"}
FORGE = {"resource": KEYS, "operations": ["Write"]}
LOOK = {"resource": KEYS, "operations": ["Read"]}
RULE = {"resource": {"type": "cluster"}, "operations": ["Alter"]}
WRITTEN_OUT = {"name": "FOOTHOLD_CONTRACTS_SEAL_KEY", "value": "x"}
STOLEN = {"secretKey": "foothold_identity_key_secret"}
SOMEBODY = {"kind": "ServiceAccount", "name": "catalog-account", "namespace": "foothold"}
RIGHTS = stores.rights_are_what_the_wiring_needs
KNOWS = settings.the_gateway_knows_the_callers_of_its_clients
OWN = settings.everybody_sees_only_its_own_secrets

COLLECTOR = "ConfigMap otel-collector"
LATE_BATCHES = "processors: {batch: {send_batch_max_size: 2048}}"

BREAKS: list[tuple[Rule, Break]] = [
    (pods.nobody_runs_as_root, drop(API, f"{POD}/securityContext/runAsNonRoot")),
    (pods.nobody_runs_as_root, put("Job topics", f"{POD}/securityContext/runAsUser", 0)),
    (pods.nobody_runs_as_root, put(WORKER, f"{CONTEXT}/runAsUser", 0)),
    (pods.nobody_runs_as_root, drop(MONGO, "spec/statefulSet/spec/template/spec/securityContext/runAsNonRoot")),
    (pods.roots_are_read_only, put(API, f"{CONTEXT}/readOnlyRootFilesystem", False)),
    (pods.roots_are_read_only, drop("Job catalog-prepare", f"{CONTEXT}/readOnlyRootFilesystem")),
    (pods.pods_are_restricted, put(API, f"{CONTEXT}/allowPrivilegeEscalation", True)),
    (pods.pods_are_restricted, put(API, f"{CONTEXT}/privileged", True)),
    (pods.pods_are_restricted, put(API, f"{CONTEXT}/capabilities", {"drop": ["ALL"], "add": ["NET_RAW"]})),
    (pods.pods_are_restricted, drop(WORKER, f"{POD}/securityContext/seccompProfile")),
    (pods.pods_are_restricted, put(API, f"{POD}/hostNetwork", True)),
    (pods.pods_are_restricted, put(API, f"{POD}/volumes/-", {"name": "node", "hostPath": {"path": "/"}})),
    (pods.pods_are_restricted, put(API, f"{ONE}/ports/0/hostPort", 8080)),
    (pods.pods_are_restricted, drop(MONGO, "spec/statefulSet/spec/template/spec/containers/1/securityContext")),
    (pods.namespaces_enforce_restricted, drop("Namespace foothold", ENFORCE)),
    (pods.namespaces_enforce_restricted, put(API, "metadata/namespace", "default")),
    (pods.nobody_has_a_token, put(API, f"{POD}/automountServiceAccountToken", True)),
    (pods.nobody_has_a_token, drop("ServiceAccount catalog-account", "automountServiceAccountToken")),
    (pods.nobody_has_a_token, put(API, f"{POD}/serviceAccountName", "identity-account")),
    (pods.nobody_has_a_token, without("ServiceAccount topics")),
    (pods.nobody_has_a_token, put(API, f"{POD}/serviceAccountName", "mongodb-database")),
    (pods.only_tmp_can_be_written, drop(API, f"{POD}/volumes/0/emptyDir/sizeLimit")),
    (pods.only_tmp_can_be_written, put(API, f"{ONE}/volumeMounts/1/readOnly", False)),
    (pods.no_addresses_come_by_environment, drop(API, f"{POD}/enableServiceLinks")),
    (pods.resources_are_bounded, drop(API, f"{ONE}/resources/limits")),
    (pods.resources_are_bounded, drop("Job topics", f"{ONE}/resources/requests/memory")),
    (pods.resources_are_bounded, put(API, f"{ONE}/resources/limits/cpu", "1")),
    (pods.images_are_pinned, put(API, f"{ONE}/image", "foothold/catalog:latest")),
    (pods.images_are_pinned, put(API, f"{ONE}/image", "registry.example.org:5000/foothold/catalog")),
    (pods.images_are_pinned, put(API, f"{ONE}/image", "foothold/catalog:dev")),
    (pods.images_are_pinned, put(API, f"{ONE}/imagePullPolicy", "Always")),
    (pods.every_service_runs_its_own_image, put(API, f"{ONE}/image", "foothold/identity:0.1.0")),
    (life.services_are_probed, drop(API, f"{ONE}/startupProbe")),
    (life.services_are_probed, put(API, f"{ONE}/livenessProbe/httpGet/path", "/readyz")),
    (life.services_are_probed, put(WORKER, f"{ONE}/readinessProbe/httpGet/path", "/livez")),
    (life.services_are_probed, put(API, f"{ONE}/startupProbe/failureThreshold", 60)),
    (life.stores_are_probed, drop("Deployment otel-collector", f"{ONE}/readinessProbe")),
    (life.endings_are_given_time, put(API, f"{POD}/terminationGracePeriodSeconds", 110)),
    (life.endings_are_given_time, drop(WORKER, f"{POD}/terminationGracePeriodSeconds")),
    (life.endings_are_given_time, put(WORKER, f"{POD}/terminationGracePeriodSeconds", 90)),
    (life.endings_are_given_time, put("ConfigMap platform", "data/FOOTHOLD_DRAIN_SECONDS", "40")),
    (life.endings_are_given_time, drop(API, f"{ONE}/lifecycle")),
    (life.rollouts_keep_everything_up, drop(API, "spec/strategy")),
    (life.disruptions_are_bounded, without("PodDisruptionBudget catalog-api")),
    (life.disruptions_are_bounded, put("PodDisruptionBudget payouts-worker", "spec/maxUnavailable", 0)),
    (life.disruptions_are_bounded, put("PodDisruptionBudget payouts-worker", "spec/selector", {})),
    (life.disruptions_are_bounded, drop("PodDisruptionBudget catalog-api", "spec/unhealthyPodEvictionPolicy")),
    (life.zones_are_spread_over, drop(API, f"{POD}/topologySpreadConstraints")),
    (life.zones_are_spread_over, put(API, f"{POD}/topologySpreadConstraints/0/whenUnsatisfiable", "ScheduleAnyway")),
    (life.zones_are_spread_over, drop(API, f"{POD}/topologySpreadConstraints/0/nodeTaintsPolicy")),
    (life.everything_is_there_twice, put("Deployment identity-worker", "spec/replicas", 1)),
    (life.everything_is_there_twice, put(SCALER, "spec/minReplicaCount", 1)),
    (life.everything_is_there_twice, put(HPA, "spec/minReplicas", 1)),
    (life.jobs_end, drop("Job topics", "spec/ttlSecondsAfterFinished")),
    (life.everything_is_labelled, drop(API, "metadata/labels/app.kubernetes.io~part-of")),
    (life.everything_is_labelled, drop("Job topics", "spec/template/metadata/labels/app.kubernetes.io~name")),
    (life.addresses_lead_somewhere, drop("Service catalog-api", "spec/selector/app.kubernetes.io~component")),
    (life.addresses_lead_somewhere, put("Service catalog-api", "spec/ports/0/targetPort", "web")),
    (settings.settings_are_known, put("ConfigMap platform", "data/FOOTHOLD_DRAIN_SECOND", "20")),
    (settings.settings_are_known, put("ConfigMap catalog-settings", "data", {"FOOTHOLD_IDENTITY_URL": "http://x"})),
    (settings.settings_are_known, put(API, f"{ONE}/env/-", {"name": "HTTP_PORT", "value": "8080"})),
    (settings.settings_are_complete, drop(GATEWAY_SETTINGS, "data/FOOTHOLD_PAYOUTS_URL")),
    (settings.settings_are_complete, drop("ConfigMap platform", "data/FOOTHOLD_KAFKA_BOOTSTRAP")),
    (settings.settings_are_complete, drop("ExternalSecret contracts-secrets", "spec/data/2")),
    (settings.settings_are_complete, drop("ExternalSecret catalog-secrets", "spec/target/template")),
    (settings.settings_are_complete, drop(WORKER, SECRETS)),
    (settings.settings_are_complete, drop("Job catalog-prepare", f"{ONE}/env/2")),
    (settings.settings_are_complete, drop("Job topics", f"{ONE}/env/2")),
    (settings.settings_are_complete, put("ConfigMap platform", "data/FOOTHOLD_DRAIN_SECONDS", "long")),
    (settings.secrets_are_filled, without("ExternalSecret operator")),
    (settings.secrets_are_filled, drop("ExternalSecret operator", "spec/data/1")),
    (settings.somebody_is_the_first_operator, without("Job operator")),
    (settings.files_are_there, drop("Job catalog-prepare", f"{POD}/volumes/1/projected/sources/1")),
    (settings.files_are_there, put("ConfigMap platform", "data/FOOTHOLD_KAFKA_CA_FILE", "/run/secrets/ca.crt")),
    (settings.files_are_there, drop("Deployment payouts-api", f"{POD}/volumes/1/projected/sources/2")),
    (settings.ports_agree, put("ConfigMap platform", "data/FOOTHOLD_HTTP_PORT", "8000")),
    (settings.ports_agree, put("ConfigMap platform", "data/FOOTHOLD_HTTP_HOST", "127.0.0.1")),
    (settings.ports_agree, put(API, f"{ONE}/ports/0/containerPort", 80)),
    (settings.ports_agree, put("ConfigMap platform", "data/FOOTHOLD_INTERNAL_PORT", "8080")),
    (settings.ports_agree, put(WORKER, f"{ONE}/ports/0/name", "http")),
    (settings.upstreams_lead_to_services, put(GATEWAY_SETTINGS, "data/FOOTHOLD_PAYOUTS_URL", "http://payouts")),
    (settings.upstreams_lead_to_services, without("Service payouts-api")),
    (KNOWS, drop(GATEWAY_SETTINGS, f"data/{TRUSTED_PROXIES}")),
    (KNOWS, put(GATEWAY_SETTINGS, f"data/{TRUSTED_PROXIES}", "192.0.2.0/24")),
    (settings.secrets_are_only_referred_to, adding(SECRET)),
    (settings.secrets_are_only_referred_to, put("ConfigMap platform", "data/FOOTHOLD_KAFKA_PASSWORD", "open")),
    (settings.secrets_are_only_referred_to, put("ConfigMap platform", "data/FOOTHOLD_MONGO_URI", "mongodb://u:p@h")),
    (settings.secrets_are_only_referred_to, put(API, f"{ONE}/env/-", WRITTEN_OUT)),
    (OWN, put(API, f"{SECRETS}/secret/name", "identity-secrets")),
    (OWN, put("ExternalSecret catalog-secrets", "spec/data/-", STOLEN)),
    (platform.workers_scale_within_partitions, put(SCALER, "spec/maxReplicaCount", 13)),
    (platform.workers_scale_within_partitions, put(SCALER, "spec/minReplicaCount", 0)),
    (platform.workers_scale_within_partitions, put(SCALER, GROUP, "foothold.catalog")),
    (platform.scalers_come_down_slowly, put(SCALER, f"{DOWN}/stabilizationWindowSeconds", 10)),
    (platform.scalers_come_down_slowly, put(SCALER, f"{DOWN}/policies/0/value", 12)),
    (platform.scalers_come_down_slowly, drop(HPA, "spec/behavior")),
    (platform.scalers_alone_count, put(API, "spec/replicas", 2)),
    (platform.scalers_alone_count, put(SCALER, "spec/scaleTargetRef/name", "identity-worker")),
    (platform.everything_that_can_scales, without(SCALER)),
    (platform.collectors_take_their_configuration, put(COLLECTOR, "data/config.yaml", LATE_BATCHES)),
    (platform.everything_that_can_scales, without(HPA)),
    (platform.nothing_passes_by_default, without("NetworkPolicy default-deny")),
    (platform.nothing_passes_by_default, put("NetworkPolicy default-deny", "spec/policyTypes", ["Ingress"])),
    (platform.nothing_passes_by_default, put("NetworkPolicy default-deny", "spec/ingress", [{}])),
    (platform.only_the_api_is_public, put("HTTPRoute gateway", "spec/rules/0/matches/1/path/value", "/")),
    (platform.only_the_api_is_public, put("HTTPRoute gateway", "spec/rules/0/matches/1/path/value", "/metrics")),
    (platform.only_the_api_is_public, drop("HTTPRoute gateway", "spec/rules/0/matches")),
    (platform.only_the_api_is_public, put("HTTPRoute gateway", "spec/rules/0/backendRefs/0/name", "payouts-api")),
    (platform.only_the_api_is_public, put("HTTPRoute gateway", "spec/rules/0/backendRefs/0/port", 8081)),
    (platform.only_the_api_is_public, put("HTTPRoute gateway", "spec/rules/0/filters", [{"type": "URLRewrite"}])),
    (platform.only_the_api_is_public, drop("HTTPRoute gateway", "spec/hostnames")),
    (platform.only_the_api_is_public, put("Service payouts-api", "spec/type", "LoadBalancer")),
    (platform.everything_is_measured, drop("PodMonitor foothold", "spec/podMetricsEndpoints/0/relabelings/0")),
    (platform.everything_is_measured, put("PodMonitor foothold", "spec/podMetricsEndpoints/0/port", "http")),
    (platform.everything_is_measured, put("PodMonitor foothold", "spec/selector/matchExpressions/0/values", ["api"])),
    (platform.everything_is_measured, drop("PodMonitor foothold", "spec/selector/matchExpressions")),
    (stores.kafka_is_careful, put("Kafka foothold", "spec/kafka/config/min.insync.replicas", 1)),
    (stores.kafka_is_careful, put("Kafka foothold", "spec/kafka/config/unclean.leader.election.enable", True)),
    (stores.kafka_is_careful, drop("Kafka foothold", "spec/kafka/config/auto.create.topics.enable")),
    (stores.kafka_is_careful, drop("Kafka foothold", "spec/kafka/authorization")),
    (stores.kafka_is_careful, put("Kafka foothold", "spec/kafka/listeners/0/tls", False)),
    (stores.kafka_is_careful, drop("Kafka foothold", "spec/kafka/listeners/0/authentication")),
    (stores.kafka_is_careful, put("KafkaNodePool nodes", "spec/replicas", 1)),
    (stores.nodes_may_ask_each_other, drop("Kafka foothold", "spec/kafka/listeners/0/networkPolicyPeers/2")),
    (stores.nodes_may_ask_each_other, drop("NetworkPolicy kafka-from-clients", "spec/ingress/0/from/2")),
    (stores.topics_are_as_declared, without(TOPIC)),
    (stores.topics_are_as_declared, put(TOPIC, "spec/partitions", 6)),
    (stores.topics_are_as_declared, put("KafkaTopic foothold.identity.talent", "spec/config/cleanup.policy", "delete")),
    (stores.topics_are_as_declared, put(TOPIC, "metadata/name", "foothold.payouts.other")),
    (RIGHTS, without("KafkaUser matching")),
    (RIGHTS, put("KafkaUser payouts", f"{ACLS}/-", FORGE)),
    (RIGHTS, put("KafkaUser keda", f"{ACLS}/-", LOOK)),
    (RIGHTS, drop("KafkaUser catalog", f"{ACLS}/0")),
    (RIGHTS, put("KafkaUser catalog", f"{ACLS}/1/operations", ["All"])),
    (RIGHTS, put("KafkaUser catalog", f"{ACLS}/1/resource/patternType", "prefix")),
    (RIGHTS, put("KafkaUser catalog", f"{ACLS}/-", RULE)),
    (stores.databases_are_apart, put(MONGO, "spec/users/0/roles/0/db", "foothold_payouts")),
    (stores.databases_are_apart, put(MONGO, "spec/users/0/roles/0/name", "root")),
    (stores.databases_are_apart, put(MONGO, "spec/members", 1)),
    (stores.databases_are_apart, put(MONGO, "spec/security/tls/enabled", False)),
    (stores.members_are_recent, put(MONGO, "spec/version", "6.0.20")),
    (stores.members_are_recent, put(MONGO, "spec/version", "8.0.4")),
    (stores.members_have_their_account, without("ServiceAccount mongodb-database")),
    (stores.members_have_their_account, without("ServiceAccount mongodb-kubernetes-appdb")),
    (stores.members_have_their_account, without("RoleBinding mongodb-database")),
    (stores.members_have_their_account, put("RoleBinding mongodb-database", "subjects/-", SOMEBODY)),
    (stores.members_have_their_account, put("Role mongodb-database", "rules/0/verbs/-", "list")),
    (stores.members_have_their_account, drop("Role mongodb-database", "rules/0/resourceNames")),
    (stores.members_have_their_account, adding({"kind": "ClusterRole", "metadata": {"name": "all"}})),
]  # fmt: skip

RULES = sorted({rule for rule, _ in BREAKS}, key=lambda rule: (rule.__module__, rule.__name__))


@pytest.mark.parametrize("name", OVERLAYS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_is_kept(rule: Rule, name: str) -> None:
    if name in ONLY.get(rule, OVERLAYS):
        assert rule(overlay(name)) == []


@pytest.mark.parametrize(
    ("rule", "change"), BREAKS, ids=[f"{rule.__name__}-{n}" for n, (rule, _) in enumerate(BREAKS)]
)
def test_a_broken_manifest_is_found(rule: Rule, change: Break) -> None:
    assert rule(change(overlay("production"))) != []


@pytest.mark.parametrize(
    "change", [drop("ExternalSecret catalog-secrets", "spec/data/1"), drop("Job topics", f"{ONE}/env/2")]
)
def test_with_stores_elsewhere_the_address_and_the_user_are_missed(change: Break) -> None:
    assert settings.settings_are_complete(change(overlay("managed"))) != []


def test_every_rule_is_seen_finding_something() -> None:
    modules = (life, platform, pods, settings, stores)
    rules = {
        member
        for module in modules
        for name, member in vars(module).items()
        if callable(member)
        and getattr(member, "__module__", "") == module.__name__
        and not name.startswith("_")
    }

    assert rules == set(RULES)
