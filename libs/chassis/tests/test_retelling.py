"""What is told of a document after a restore: of what cannot be read, nothing follows."""

from datetime import UTC, datetime
from typing import Any

import pytest

from foothold_chassis.store.frozen import Telling
from foothold_chassis.store.retelling import Retelling
from foothold_events.contracts import ContractExecuted
from foothold_events.examples import example

NOW = datetime(2026, 6, 1, tzinfo=UTC)
EXECUTED = example(ContractExecuted)
TOO_MUCH = EXECUTED.model_dump_json().replace(str(EXECUTED.pay.amount), str(2**53 + 1))


def telling(data: str, type: str = ContractExecuted.TYPE) -> Telling:
    return Telling("0-1", 1, type, NOW, data)


@pytest.mark.parametrize(
    ("told", "is_read"),
    [
        ([telling(EXECUTED.model_dump_json())], True),
        ([telling(EXECUTED.model_dump_json()), telling(TOO_MUCH)], False),
        ([telling("{}")], False),
        ([telling("no JSON")], False),
        ([telling(EXECUTED.model_dump_json(), "foothold.contracts.contract.unheard.v1")], False),
    ],
)
def test_events_of_which_one_cannot_be_read_are_none_to_follow(told: list[Telling], is_read: bool) -> None:
    store: Any = None  # it is not asked
    retelling = Retelling(store, ContractExecuted.topic(), {ContractExecuted.TYPE: ContractExecuted})

    assert (retelling.decoded(told) is not None) == is_read
