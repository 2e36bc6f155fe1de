"""Rules read what exists, every alert can be acted on, and its limits are those of the policies."""

import re
from datetime import timedelta
from typing import Any

import promql_parser as promql
import pytest
from deploy.k8s.wiring import wirings
from deploy.observability.slo import OBJECTIVES

from foothold_catalog.policy import CatalogPolicy
from foothold_contracts.policy import ContractPolicy
from foothold_payouts.policy import PayoutPolicy

from .exported import RULES, all_rules, boundaries, known_series, rules_of
from .labels import WrongQuery, labels_of_query

ROOT = RULES.parents[2]
ALL = all_rules()
ALERTS = [rule for rule in ALL if "alert" in rule]
RECORDS = [rule for rule in ALL if "record" in rule]
SERIES = known_series(ALL)
TO_ACT = timedelta(hours=1)
ACTS = {"page", "ticket"}


def named(rule: dict[str, Any]) -> str:
    return f"{rule['alert']} {rule['labels']['severity']}"


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.get("alert") or rule["record"])
def test_a_rule_reads_what_exists(rule: dict[str, Any]) -> None:
    labels_of_query(rule["expr"], SERIES)


@pytest.mark.parametrize("rule", ALERTS, ids=named)
def test_an_alert_says_how_bad_it_is_what_it_means_and_where_to_read_on(rule: dict[str, Any]) -> None:
    annotations = rule["annotations"]

    assert rule["labels"]["severity"] in ACTS
    assert annotations["summary"]
    assert annotations["description"]
    assert annotations["runbook_url"] == f"docs/runbooks/{rule['alert']}.md"
    assert (ROOT / annotations["runbook_url"]).is_file()


def test_an_alert_for_partitions_leaves_out_the_services_that_react_to_nothing() -> None:
    [rule] = [rule for rule in ALERTS if rule["alert"] == "ConsumerWithoutPartitions"]
    [left_out] = re.findall(r'service![=~]"([\w|]+)"', rule["expr"])

    assert set(left_out.split("|")) == {wiring.name for wiring in wirings() if not wiring.group}


@pytest.mark.parametrize("rule", ALERTS, ids=named)
def test_an_alert_speaks_of_labels_that_it_has(rule: dict[str, Any]) -> None:
    used = set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values())))

    assert used <= labels_of_query(rule["expr"], SERIES) | set(rule["labels"])


def test_no_two_alerts_have_a_name_and_severity_in_common() -> None:
    names = [named(rule) for rule in ALERTS]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("max by (service) (foothold_outbox_oldest_age) > 60", "no series foothold_outbox_oldest_age"),
        ("max by (svc) (foothold_outbox_oldest_age_seconds) > 60", "no label svc"),
        ('foothold_ready{replica="1"} == 0', "no label replica"),
        ("rate(foothold_parked[5m]) > 0", "no series foothold_parked"),
        ("foothold:payout_promise:second > 1", "no series foothold:payout_promise:second"),
    ],
)
def test_a_rule_broken_on_purpose_is_found(broken: str, reason: str) -> None:
    with pytest.raises(WrongQuery, match=reason):
        labels_of_query(broken, SERIES)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.get("alert") or rule["record"])
def test_a_bucket_that_is_asked_for_exists(rule: dict[str, Any]) -> None:
    assert buckets_missing(rule["expr"]) == []


def buckets_missing(query: str) -> list[str]:
    """Name the buckets that no histogram has: they would count as nothing, and everything as slow."""
    known = boundaries()
    selectors: list[promql.VectorSelector] = []

    def visit(node: promql.Expr) -> None:
        if isinstance(node, promql.VectorSelector) and node.name in known:
            selectors.append(node)

    promql.walk(promql.parse(query), pre_visit=visit)
    return [
        f"{selector.name} {matcher.value}"
        for selector in selectors
        for matcher in selector.matchers.matchers
        if matcher.name == "le" and matcher.value not in known[selector.name]
    ]


def test_a_bucket_that_does_not_exist_is_found() -> None:
    query = 'sum(rate(foothold_commit_to_ack_seconds_bucket{le="0.7"}[5m]))'

    assert buckets_missing(query) == ["foothold_commit_to_ack_seconds_bucket 0.7"]


def limit(state: str) -> timedelta:
    rule = next(
        rule
        for rule in rules_of(RULES / "alerts.yml")
        if rule.get("record") == "foothold:engagement_limit:seconds" and rule["labels"]["state"] == state
    )
    terms = [term.split("*") for term in rule["expr"].removeprefix("vector(").removesuffix(")").split("+")]
    return timedelta(seconds=sum(int(term[0]) * (int(term[1]) if term[1:] else 1) for term in terms))


def test_the_limits_of_engagements_are_the_waits_of_the_policies() -> None:
    contracts, payouts = ContractPolicy(), PayoutPolicy()
    work = (
        timedelta(days=CatalogPolicy().days_max) + contracts.overdue_after + contracts.cancelled_after_overdue
    )

    assert limit("drafted") == contracts.signing_wait + TO_ACT
    assert limit("executed") == payouts.funding_wait + TO_ACT
    assert limit("submitted") == contracts.review_wait + TO_ACT
    assert limit("active") > work


def test_a_page_for_an_objective_comes_well_before_its_budget_is_gone() -> None:
    for objective in OBJECTIVES:
        assert 14.4 * objective.budget < 1, f"{objective.slo} could never burn fast enough to page"
