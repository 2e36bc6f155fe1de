"""Every wait has an end: a state that is not final ends by itself, by its wake, or by what is named."""

import pytest

from foothold_chassis.testing import must_have_an_end, unlisted_statuses

from .states import FINAL, NOW, STATES, WAIT_FOR_OTHERS


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_an_end(name) -> None:
    must_have_an_end(STATES[name], NOW, over=name in FINAL, ended_by=WAIT_FOR_OTHERS.get(name))


def test_every_status_is_among_the_states() -> None:
    assert unlisted_statuses(STATES) == set()
