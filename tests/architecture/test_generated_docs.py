"""What the documents take from the code is as the code has it now."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docs import events, fields, listeners
from docs.generate import COMMAND, PAGES

from foothold_devstack.marked import MARKED, WrongMarks, differing
from foothold_events.contracts import ContractSettled
from foothold_events.envelope import Sequence, encode
from foothold_events.examples import EVENTS
from foothold_events.identity import SigningKeyPublished
from foothold_events.schemas import BY_TYPE

from .sources import ROOT


def test_the_documents_are_what_the_code_says() -> None:
    stale = [str(path.relative_to(ROOT)) for path in differing(ROOT, PAGES)]

    assert stale == [], f"{', '.join(stale)}: run `{COMMAND}`"


def test_every_page_with_marks_is_generated() -> None:
    marked = {
        str(path.relative_to(ROOT))
        for path in [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("services/*/README.md")]
        if MARKED.search(path.read_text())
    }

    assert marked == set(PAGES)


def test_a_line_that_was_changed_by_hand_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    pages = {"page.md": {"list": lambda: ["- one"]}}
    page.write_text("<!-- generated: list -->\n- one\n<!-- end: list -->\n")
    assert differing(tmp_path, pages) == {}

    page.write_text(page.read_text().replace("one", "two"))

    assert list(differing(tmp_path, pages)) == [page]
    with pytest.raises(WrongMarks, match=r"^page\.md: the marks are \['list'\]"):
        differing(tmp_path, {"page.md": {"table": lambda: ["- one"]}})


def test_the_page_of_events_has_each_type_with_its_schema() -> None:
    page = (ROOT / "docs/events.md").read_text()

    for event_type in BY_TYPE:
        assert f"\n- Type: `{event_type}` ([schema](../libs/events/schemas/{event_type}.json))\n" in page


def test_the_page_of_events_has_each_header_of_a_record() -> None:
    record = encode(
        ContractSettled.TYPE,
        b"{}",
        subject="ctr_1",
        sequence=Sequence(0, 1),
        time=datetime(2026, 6, 1, tzinfo=UTC),
        correlation="cor_1",
        causation="cmd_1",
        traceparent="00-trace-span-01",
    )
    described = re.findall(r"^\| `([a-z_-]+)` \|", reading(), re.MULTILINE)

    assert sorted(described) == sorted(name for name, _ in record.headers)


def reading() -> str:
    return (ROOT / "docs/events.md").read_text().partition("## How to read them")[2].partition("\n## ")[0]


def test_who_hears_an_event_is_read_from_the_wiring() -> None:
    heard = {(listener.service, listener.handler) for listener in listeners.of(ContractSettled)}

    assert heard == {
        ("gateway", "timeline.record"),
        ("matching", "Index.apply"),
        ("matching", "reactions.free_hours"),
        ("payouts", "reactions.on_contract_settled"),
        ("web", "Changes.hear"),
    }
    assert all(
        any(listener.service == name for listener in listeners.of(SigningKeyPublished))
        for name in listeners.services()
    )


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: type(event).__name__)
def test_an_example_in_few_lines_is_the_same_json(event) -> None:
    value = event.model_dump(mode="json")
    text = events.pretty(value)

    assert json.loads(text) == value
    assert max(map(len, text.splitlines())) <= events.EXAMPLE_WIDTH


def test_a_field_of_a_kind_without_words_is_found() -> None:
    assert fields.kind({"type": "integer", "minimum": 1}) == "integer, 1 or more"
    with pytest.raises(ValueError, match="no words for"):
        fields.kind({"type": "string"})
