"""Each event that contracts hears does its one thing, once, whatever is delivered how often."""

import pytest

from foothold_chassis.errors import NotFound
from foothold_chassis.testing import RunningService, talent
from foothold_contracts.contract import Contract
from foothold_events.contracts import (
    ContractActivated,
    ContractCancelled,
    ContractClosed,
    ContractDrafted,
    ContractSettled,
)
from foothold_events.examples import DOCUMENT_HASH, NOTHING, PAY, example
from foothold_events.matching import ApplicationSelected
from foothold_events.payouts import EscrowFunded, EscrowLapsed, PayeeRegistered, PayoutSettled

from .engagements import REFS, completed, drafted, executed, lapsed


async def test_a_selection_drafts_the_contract_of_its_application(service: RunningService) -> None:
    await service.deliver(example(ApplicationSelected), times=3)

    assert await service.of(Contract).get("ctr_1") == drafted()
    assert len(service.sent(ContractDrafted)) == 1


@pytest.mark.parametrize(
    ("given", "event", "status", "follows"),
    [
        (executed, EscrowFunded, "active", ContractActivated),
        (executed, EscrowLapsed, "cancelled", ContractCancelled),
        (completed, PayoutSettled, "closed", ContractClosed),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
async def test_news_of_the_money_moves_the_contract_once(
    service: RunningService, given, event, status, follows
) -> None:
    await service.put(given())

    await service.deliver(example(event), times=2)

    assert (await service.of(Contract).get("ctr_1")).status == status
    assert [type(sent) for sent in service.sent()] == [follows]


async def test_money_that_comes_too_late_goes_back(service: RunningService) -> None:
    await service.put(lapsed())

    await service.deliver(example(EscrowFunded), times=2)

    assert (await service.of(Contract).get("ctr_1")).status == "lapsed"
    assert service.sent() == [ContractSettled(**REFS, talent_amount=NOTHING, company_refund=PAY)]


@pytest.mark.parametrize("event", [EscrowLapsed, PayoutSettled])
async def test_news_that_comes_too_late_is_taken_and_changes_nothing(service: RunningService, event) -> None:
    await service.put(lapsed())

    await service.deliver(example(event))

    assert await service.of(Contract).get("ctr_1") == lapsed()
    assert service.sent() == []


@pytest.mark.parametrize("event", [EscrowFunded, EscrowLapsed, PayoutSettled])
async def test_news_of_a_contract_that_was_never_drafted_is_an_error_to_be_looked_at(
    service: RunningService, event
) -> None:
    with pytest.raises(NotFound, match="no Contract ctr_1"):
        await service.deliver(example(event))


async def test_an_older_event_of_the_same_escrow_changes_nothing(service: RunningService) -> None:
    await service.put(executed())
    await service.deliver(example(EscrowFunded), n=5)

    await service.deliver(example(EscrowLapsed), n=4)

    assert (await service.of(Contract).get("ctr_1")).status == "active"


async def test_a_registered_payee_lets_its_talent_sign(service: RunningService) -> None:
    await service.put(drafted())
    await service.deliver(example(PayeeRegistered), times=2)

    signature = {"legal_name": "Ada King", "document_hash": DOCUMENT_HASH}
    answer = await service.call("POST", "/v1/contracts/ctr_1/signatures", signature, as_=talent("tal_1"))

    assert (answer.status_code, answer.json()["signed_by"]) == (200, ["talent"])
