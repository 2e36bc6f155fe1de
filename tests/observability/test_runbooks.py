"""One runbook for each alert, with the same five questions answered, and queries that can be asked."""

import re
from pathlib import Path

import pytest

from .commands import commands, complaints
from .exported import RULES, all_rules, known_series
from .labels import labels_of_query

RUNBOOKS = RULES.parents[2] / "docs" / "runbooks"
PAGES = sorted(path for path in RUNBOOKS.glob("*.md") if path.stem != "README")
HEADINGS = ["Meaning", "Impact", "How to look", "How to act", "How it heals alone"]
ALERTS = {rule["alert"]: rule for rule in all_rules() if "alert" in rule}
SERIES = known_series(all_rules())


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    assert {page.stem for page in PAGES} == set(ALERTS)


def test_the_index_names_each_once_with_its_severities() -> None:
    rows = re.findall(
        r"^\| \[(\w+)\]\((\w+)\.md\) \| ([\w, ]+) \|", (RUNBOOKS / "README.md").read_text(), re.MULTILINE
    )
    severities: dict[str, list[str]] = {}
    for rule in all_rules():
        if "alert" in rule:
            severities.setdefault(rule["alert"], []).append(rule["labels"]["severity"])

    assert all(name == file for name, file, _ in rows)
    assert {name: said.split(", ") for name, _, said in rows} == severities


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_answers_the_five_questions(page: Path) -> None:
    text = page.read_text()

    assert text.startswith(f"# {page.stem}\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert "```promql" in text


@pytest.mark.parametrize("page", [*PAGES, RUNBOOKS / "README.md"], ids=lambda page: page.stem)
def test_what_a_runbook_refers_to_exists(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_queries_of_a_runbook_read_what_exists(page: Path) -> None:
    for query in re.findall(r"```promql\n(.+?)\n```", page.read_text(), re.DOTALL):
        labels_of_query(query, SERIES)


@pytest.mark.parametrize(
    "page",
    [*PAGES, RUNBOOKS / "README.md", RULES.parents[1] / "k8s" / "README.md"],
    ids=lambda page: f"{page.parent.name}-{page.stem}",
)
def test_the_commands_of_a_runbook_work_on_what_is_shipped(page: Path) -> None:
    assert [(line, wrong) for line in commands(page.read_text()) if (wrong := complaints(line))] == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("kubectl -n foothold logs deployment/payouts-worker --since=5m | grep x", "has many pods"),
        ("kubectl -n foothold logs -l app.kubernetes.io/name=payouts --prefix", "only ten lines"),
        ("kubectl -n foothold logs -l app.kubernetes.io/name=payout --tail=-1", "no pod has"),
        ("kubectl logs -l app.kubernetes.io/name=payouts --tail=-1 | grep -A20 x", "grep without"),
        ("kubectl -n foothold get pods -l app=payouts", "no pod has"),
        ("kubectl -n foothold scale deployment/payout-worker --replicas=0", "no deployment payout-worker"),
        ("kubectl get servicemonitor -A | grep foothold", "no servicemonitor"),
        ("kubectl -n foothold annotate scaledobject payouts-api a/b=0", "no scaledobject payouts-api"),
        ("kubectl -n foothold rollout undo deployment/contract-api", "no deployment contract-api"),
        ("kubectl -n foothold exec -i mongo-3 -- sh", "no pod mongo-3"),
        ("secret() { kubectl -n foothold get secret payout-secrets -o yaml; }", "no secret payout-secrets"),
        ('kafka-topics.sh --bootstrap-server "$FOOTHOLD_KAFKA_BOOTSTRAP" --list', "no image of ours"),
        ('mongosh "$FOOTHOLD_MONGO_URI"', "in which pod"),
        ("python -m foothold_events topics apply --replication 3", "in which pod"),
    ],
)
def test_a_command_broken_on_purpose_is_found(line: str, reason: str) -> None:
    assert reason in " ".join(complaints(line))


def test_commands_are_found_in_blocks_in_lists_and_in_prose() -> None:
    text = "Ask `kubectl get\npods`.\n\n1. So:\n\n   ```sh\n   a \\\n     | b\n   ```\n"

    assert list(commands(text)) == ["a       | b", "kubectl get pods"]
