"""Prometheus agrees with the rules, and each alert fires when it should and only then (`make test-rules`)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from .promtool import MISSING, RULES, TESTS, PromtoolMissing, promtool

FILES = sorted(RULES.glob("*.yml"))
Rule = dict[str, Any]
ALERTS: list[Rule] = [
    rule
    for path in FILES
    for group in yaml.safe_load(path.read_text())["groups"]
    for rule in group["rules"]
    if "alert" in rule
]
RECORDS: list[Rule] = [
    rule
    for path in FILES
    for group in yaml.safe_load(path.read_text())["groups"]
    for rule in group["rules"]
    if "record" in rule
]


def test_prometheus_accepts_the_rules() -> None:
    accepted, said = promtool("check", "rules", *FILES)

    assert accepted, said


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_alerts_fire_when_they_should_and_only_then(path: Path) -> None:
    assert yaml.safe_load(path.read_text())["tests"]
    passed, said = promtool("test", "rules", path)

    assert passed, said


def questions_about(alert: Rule) -> Rule:
    """Return the tests that ask for this alert, with their questions about it, for its severity or for any."""
    found: list[Rule] = []
    interval = ""
    for path in TESTS:
        document = yaml.safe_load(path.read_text())
        for test in document["tests"]:
            asked = [each for each in test["promql_expr_test"] if asks_for(each["expr"], alert)]
            if asked:
                found.append({**test, "promql_expr_test": asked})
                interval = document["evaluation_interval"]
    return {"rule_files": ["rules.yml"], "evaluation_interval": interval, "tests": found}


def asks_for(query: str, alert: Rule) -> bool:
    name, severity = alert["alert"], alert["labels"]["severity"]
    return f'alertname="{name}"' in query and ("severity=" not in query or f'severity="{severity}"' in query)


def named(alert: Rule) -> str:
    return f"{alert['alert']} {alert['labels']['severity']}"


@pytest.mark.parametrize("alert", ALERTS, ids=named)
def test_each_alert_is_seen_firing_and_seen_silent(alert: Rule) -> None:
    expected = [
        [
            sample
            for sample in each["exp_samples"]
            if f'severity="{alert["labels"]["severity"]}"' in sample["labels"]
        ]
        for test in questions_about(alert)["tests"]
        for each in test["promql_expr_test"]
    ]

    assert any(expected), "no test sees it fire"
    assert not all(expected), "no test sees it silent"


def never(alert: Rule) -> Rule:
    return {**alert, "expr": f"({alert['expr']}) and vector(1) < 0"}


def always(alert: Rule) -> Rule:
    return {**alert, "expr": "vector(1) > 0", "for": "0s"}


def at_once(alert: Rule) -> Rule:
    return {**alert, "for": "0s"}


BREAKAGES: list[tuple[Rule, Callable[[Rule], Rule]]] = [
    (alert, breakage)
    for alert in ALERTS
    for breakage in (never, always, *([at_once] if "for" in alert else []))
]


@pytest.mark.parametrize(
    ("alert", "breakage"),
    BREAKAGES,
    ids=[f"{named(alert)} {breakage.__name__}" for alert, breakage in BREAKAGES],
)
def test_an_alert_broken_on_purpose_is_caught(
    alert: Rule, breakage: Callable[[Rule], Rule], tmp_path: Path
) -> None:
    assert not judge(breakage(alert), tmp_path)


@pytest.mark.parametrize("alert", ALERTS, ids=named)
def test_an_alert_that_is_whole_passes_alone(alert: Rule, tmp_path: Path) -> None:
    """Or the breakages would be caught for another reason."""
    assert judge(alert, tmp_path)


def judge(alert: Rule, folder: Path) -> bool:
    """Run the tests of an alert against it, its sibling of the other severity, and what is recorded for them."""
    siblings = [each for each in ALERTS if each["alert"] == alert["alert"] and named(each) != named(alert)]
    recorded = [
        each for each in RECORDS if each["record"] in alert["expr"] and is_of_its_objective(each, alert)
    ]
    rules = {"groups": [{"name": "one", "rules": [*recorded, alert, *siblings]}]}
    (folder / "rules.yml").write_text(yaml.safe_dump(rules))
    (folder / "tests.yml").write_text(yaml.safe_dump(questions_about(alert)))
    return promtool("test", "rules", folder / "tests.yml")[0]


def is_of_its_objective(record: Rule, alert: Rule) -> bool:
    objective = record.get("labels", {}).get("slo")
    return objective is None or f'slo="{objective}"' in alert["expr"]


def test_a_rule_that_does_not_parse_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "g", "rules": [{"alert": "A", "expr": "sum(up"}]}]}))

    accepted, said = promtool("check", "rules", path)

    assert not accepted
    assert "unclosed left parenthesis" in said


def test_without_promtool_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(PromtoolMissing) as raised:
        promtool("check", "rules", *FILES)

    assert str(raised.value) == MISSING
    assert "apt-get install prometheus" in MISSING
