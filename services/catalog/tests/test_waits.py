"""Every wait has an end: a state that is not final ends by itself, or by another service that is named."""

import pytest

from .states import FINAL, NOW, STATES, WAIT_FOR_OTHERS


@pytest.mark.parametrize("name", STATES)
def test_every_state_is_final_or_waits_or_is_ended_by_another(name) -> None:
    ends = [name in FINAL, bool(STATES[name]().waits()), name in WAIT_FOR_OTHERS]

    assert ends.count(True) == 1


@pytest.mark.parametrize("name", STATES)
def test_every_wait_ends_later_and_its_end_leads_on(name) -> None:
    for wait in STATES[name]().waits():
        project = STATES[name]()

        assert wait.until > NOW
        assert project.due(wait.until) != []
        assert wait not in project.waits()
