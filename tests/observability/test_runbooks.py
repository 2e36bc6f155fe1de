"""One runbook for each alert, with the same five questions answered, and queries that can be asked."""

import re
from pathlib import Path

import pytest

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
