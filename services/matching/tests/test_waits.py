"""Every wait has an end: a state that is not final ends by itself, by its wake, or by what is named."""

import pytest

from foothold_chassis.testing import must_have_an_end, unlisted_statuses

from .offers import LATE, refused, selecting
from .states import FINAL, NOW, STATES, WAIT_FOR_OTHERS


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_an_end(name) -> None:
    must_have_an_end(STATES[name], NOW, over=name in FINAL, ended_by=WAIT_FOR_OTHERS.get(name))


def test_every_status_is_among_the_states() -> None:
    assert unlisted_statuses(STATES) == set()


def test_only_a_selection_that_is_half_done_waits_for_its_wake() -> None:
    """`test_selection.py` shows that the wake ends it, whatever step it has reached."""
    waiting = {name for name, make in STATES.items() if any(wait.then is None for wait in make().waits())}

    assert waiting == {"application, selecting", "application, refused"}
    assert selecting().due(LATE) == refused().due(LATE) == []
