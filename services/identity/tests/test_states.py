"""No state of identity waits without an end."""

import pytest

from .states import NOW, STATES, WITHOUT_A_WAIT

WAITING = [name for name, make in STATES.items() if make().waits()]


def test_every_state_has_a_wait_or_a_reason_for_none() -> None:
    assert sorted([*WAITING, *WITHOUT_A_WAIT]) == sorted(STATES)


@pytest.mark.parametrize("name", WAITING)
def test_every_wait_ends_at_its_time_with_an_event(name) -> None:
    waiting = STATES[name]()
    wake = waiting.next_wake()
    assert wake is not None
    assert wake > NOW

    assert len(waiting.due(wake)) == 1
    assert waiting.waits() == []
