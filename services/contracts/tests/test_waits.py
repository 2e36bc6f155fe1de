"""Every wait has an end: a state that is not final ends by itself, or by another service that is named."""

import pytest

from foothold_contracts.contract import FINAL

from .states import NOW, STATES, WAIT_FOR_OTHERS


@pytest.mark.parametrize("name", STATES)
def test_every_state_is_final_or_waits_or_is_ended_by_another_service(name) -> None:
    contract = STATES[name]()

    ends = [contract.status in FINAL, bool(contract.waits()), name in WAIT_FOR_OTHERS]

    assert ends.count(True) == 1


@pytest.mark.parametrize("name", STATES)
def test_every_wait_ends_later_and_its_end_leads_on(name) -> None:
    for wait in STATES[name]().waits():
        contract = STATES[name]()

        assert wait.until > NOW
        assert contract.due(wait.until) != []
        assert wait not in contract.waits()
