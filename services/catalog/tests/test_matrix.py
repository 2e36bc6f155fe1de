"""A fact is never refused: every event that the catalog consumes is answered in every state."""

from datetime import timedelta

from foothold_catalog.project import Project
from foothold_chassis.testing import Case, every_fact_in_every_state

from .offers import START
from .states import FINAL, NOW, STATES

ANSWERS = {
    "contract drafted": Project.on_contract_drafted,
    "contract fallen through": Project.on_contract_fallen_through,
    "contract closed": Project.on_contract_closed,
}
FACTS = {
    f"{name}, {contract_id}": lambda project, now, answer=answer, contract_id=contract_id: answer(
        project, contract_id, now
    )
    for name, answer in ANSWERS.items()
    for contract_id in ("ctr_1", "ctr_9")
}


@every_fact_in_every_state(STATES, FACTS, (NOW, START + timedelta(days=3)))
def test_every_event_is_answered_in_every_state(case: Case[Project]) -> None:
    answered = case.answer()

    ended = answered.before.status in {"draft", "closed", "cancelled", "expired"}
    assert len(answered.events) <= 1
    assert not (ended and answered.events)
    assert case.state not in FINAL or answered.events == []
