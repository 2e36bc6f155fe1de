"""Every wait has an end: a state that is not final ends by itself, by its wake, or by what is named."""

import pytest

from .offers import LATE, refused, selecting
from .states import FINAL, NOW, STATES, WAIT_FOR_OTHERS


@pytest.mark.parametrize("name", STATES)
def test_every_state_is_final_or_waits_or_is_ended_by_another(name) -> None:
    ends = [name in FINAL, bool(STATES[name]().waits()), name in WAIT_FOR_OTHERS]

    assert ends.count(True) == 1


@pytest.mark.parametrize("name", STATES)
def test_every_wait_ends_later_and_its_end_leads_on(name) -> None:
    for wait in STATES[name]().waits():
        aggregate = STATES[name]()

        assert wait.until > NOW
        if wait.then is not None:
            assert aggregate.due(wait.until) != []
            assert wait not in aggregate.waits()


def test_only_a_selection_that_is_half_done_waits_for_its_wake() -> None:
    """`test_selection.py` shows that the wake ends it, whatever step it has reached."""
    waiting = {name for name, make in STATES.items() if any(wait.then is None for wait in make().waits())}

    assert waiting == {"application, selecting", "application, refused"}
    assert selecting().due(LATE) == refused().due(LATE) == []
