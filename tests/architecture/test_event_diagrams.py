"""Arrows of the diagrams that name an event go from the service that emits it to one that hears it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs import listeners

from foothold_events.schemas import BY_TYPE

from .sources import ROOT

EVENTS = {".".join(event.TYPE.split(".")[2:4]): event for event in BY_TYPE.values()}
PARTICIPANT = re.compile(r"^ *participant (\w+) as (\w+)$", re.MULTILINE)
ARROW = re.compile(r"^ *(\w+)->>(\w+): ([a-z-]+\.[a-z_]+)\b", re.MULTILINE)
STREAM = re.compile(r'^ *(\w+) -- "([a-z_.-]+(?:<br/>[a-z_.-]+)*)" --> kafka$', re.MULTILINE)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def arrows(text: str) -> Iterator[tuple[str, str, str]]:
    """Return who sends, who hears, which event; `kafka` hears everything."""
    for sender, names in STREAM.findall(text):
        yield from ((sender, "kafka", name) for name in names.split("<br/>"))
    for block in text.split("```mermaid")[1:]:
        diagram = block.partition("```")[0]
        called = dict(PARTICIPANT.findall(diagram))
        for sender, hearer, name in ARROW.findall(diagram):
            sides = called.get(sender, sender), called.get(hearer, hearer)
            if set(sides) <= set(listeners.services()):
                yield (*sides, name)


def wrong(text: str) -> list[str]:
    found = []
    for sender, hearer, name in arrows(text):
        event = EVENTS.get(name)
        if event is None:
            found.append(f"{name}: there is no such event")
        elif listeners.emitter(event) != sender:
            found.append(f"{name}: {sender} does not emit it")
        elif hearer not in {"kafka", *(listener.service for listener in listeners.of(event))}:
            found.append(f"{name}: {hearer} does not hear it")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_arrow_is_an_event_that_goes_there(page: Path) -> None:
    assert wrong(page.read_text()) == []


def test_the_diagrams_of_an_engagement_are_looked_at() -> None:
    assert len(list(arrows((ROOT / "README.md").read_text()))) >= 15
    assert len(list(arrows((ROOT / "docs/domain.md").read_text()))) >= 8


def test_a_wrong_arrow_is_found() -> None:
    diagram = """```mermaid
  participant C as contracts
  C->>payouts: contract.paid
  C->>identity: contract.settled
  C->>catalog: escrow.funded
  C->>payouts: contract.settled (right)
```
"""
    stream = '  catalog -- "project.published<br/>contract.closed" --> kafka\n'

    assert wrong(stream + diagram) == [
        "contract.closed: catalog does not emit it",
        "contract.paid: there is no such event",
        "contract.settled: identity does not hear it",
        "escrow.funded: contracts does not emit it",
    ]
