"""A fact is never refused: every event that the catalog consumes is answered in every reachable state."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from foothold_catalog.project import Project
from foothold_events.envelope import Event

from .offers import NOW, REACHABLE, START

Answer = Callable[[Project, str, datetime], list[Event]]
ANSWERS: tuple[Answer, ...] = (
    Project.on_contract_drafted,
    Project.on_contract_fallen_through,
    Project.on_contract_closed,
)


@pytest.mark.parametrize("given", REACHABLE, ids=lambda build: build.__name__)
@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
@pytest.mark.parametrize("contract_id", ["ctr_1", "ctr_9"], ids=["known", "unknown"])
@pytest.mark.parametrize("when", [NOW, START + timedelta(days=3)], ids=["before_start", "after_start"])
def test_every_event_is_answered_in_every_state(given, answer, contract_id, when) -> None:
    project = given()
    project.due(when)
    ended = project.status in {"draft", "closed", "cancelled", "expired"}

    events = answer(project, contract_id, when)

    assert len(events) <= 1
    assert not (ended and events)
    assert answer(project, contract_id, when) == []
    assert Project.model_validate(project.model_dump(mode="json")) == project
