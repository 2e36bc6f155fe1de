"""After a restore escrow and payout are what they have told, if the provider knows of it: nothing moves twice."""

from collections.abc import AsyncIterator

import pytest

from foothold_chassis.errors import DocumentFrozen
from foothold_chassis.testing import RunningService, member, operator, running, talent
from foothold_events.contracts import ContractExecuted
from foothold_events.envelope import Event
from foothold_events.examples import example
from foothold_events.payouts import EscrowFunded, EscrowRequested, PayeeRegistered, PayoutSettled
from foothold_payouts.app import build
from foothold_payouts.escrow import Escrow
from foothold_payouts.payout import Payout
from foothold_payouts.settings import PayoutsSettings

from .escrows import HALF, NOW, PAY, contract_settled, requested
from .states import registered, replaced

BOOKS = "sandbox_movements"
FROZEN = "/v1/ops/payouts/frozen"


@pytest.fixture
async def restored() -> AsyncIterator[RunningService]:
    async with running(build, PayoutsSettings, now=NOW, epoch=1) as service:
        yield service


async def pay(service: RunningService, to_talent: int) -> list[Event]:
    """Play the money of one contract to its end, and return what the service has told of it."""
    await service.put(registered(), replaced())
    await service.deliver(example(ContractExecuted))
    await service.wake()
    await service.deliver(contract_settled(to_talent))
    await service.hear_itself()
    await service.wake()
    await service.hear_itself()
    return service.sent()


async def give_books(service: RunningService, to: RunningService) -> None:
    """The provider's books are not restored."""
    for entry in await service.service.database.collection(BOOKS).find({}, limit=100):
        await to.service.database.collection(BOOKS).insert_one(entry)


@pytest.mark.parametrize("to_talent", [0, PAY])
@pytest.mark.parametrize("given", [None, requested], ids=["missing", "requested"])
async def test_money_that_was_moved_is_booked_as_it_was_told(
    service: RunningService, restored: RunningService, given, to_talent
) -> None:
    told = await pay(service, to_talent)
    await give_books(service, restored)
    if given is not None:
        await restored.put(given())

    await restored.was_told(*told)

    was, found = await service.of(Escrow).get("esc_1"), await restored.of(Escrow).get("esc_1")
    assert found.status == was.status == "settled"
    assert found.journal == was.journal[: len(found.journal)], "entry by entry, with the same hashes"
    assert [m.provider_id for m in found.movements] == [m.provider_id for m in was.movements]
    assert await restored.wake() == 0
    assert restored.sent() == []
    if to_talent:
        assert await restored.of(Payout).get("pyt_1") == await service.of(Payout).get("pyt_1")
        await restored.deliver(example(PayoutSettled))
        assert (await restored.of(Escrow).get("esc_1")).paid_out
    assert (await audit(restored))["differences"] == []


async def audit(service: RunningService) -> dict:
    return (await service.call("GET", "/v1/ops/payouts/audit", as_=operator("money"))).json()


async def test_money_that_the_provider_does_not_know_of_is_left_to_an_operator(
    service: RunningService, restored: RunningService
) -> None:
    told = await pay(service, PAY)
    await restored.put(requested(), registered(), replaced())

    await restored.was_told(*told)

    assert await restored.wake() == 0, "nothing is charged again"
    answer = await restored.call("GET", FROZEN, as_=operator("system"))
    assert {item["id"]: (item["standing"], item["had"]) for item in answer.json()["items"]} == {
        "esc_1": ("frozen", 0),
        "pyt_1": ("frozen", 0),
    }
    with pytest.raises(DocumentFrozen):
        await restored.deliver(contract_settled(PAY))
    refused = await restored.call("POST", "/v1/contracts/ctr_1/funding-attempts", as_=member("org_1"))
    assert (refused.status_code, refused.json()["code"]) == (503, "document_frozen")
    assert refused.headers["Retry-After"] == "60"


async def test_the_audit_is_not_sound_while_money_is_frozen(
    service: RunningService, restored: RunningService
) -> None:
    told = await pay(service, PAY)
    await restored.put(requested(), registered(), replaced())
    await restored.was_told(*told)

    report = await audit(restored)

    assert not report["balanced"]
    assert {found["subject"]: found["detail"] for found in report["differences"]}.keys() == {"esc_1", "pyt_1"}
    assert "escrow.settled.v1" in report["differences"][0]["detail"]


async def test_a_journal_that_has_another_head_than_was_told_is_left_to_an_operator(
    service: RunningService, restored: RunningService
) -> None:
    told = await pay(service, PAY)
    await give_books(service, restored)
    other = [
        event.model_copy(update={"journal_head": "0" * 64}) if hasattr(event, "journal_head") else event
        for event in told
    ]

    await restored.was_told(*other)

    answer = await restored.call("GET", FROZEN, as_=operator("system"))
    [escrow] = [item for item in answer.json()["items"] if item["id"] == "esc_1"]
    assert (escrow["standing"], escrow["lost"]) == ("frozen", ["the journal as it was told"])


async def test_a_split_that_was_told_before_the_decision_is_read_again_splits_once(
    service: RunningService, restored: RunningService
) -> None:
    told = await pay(service, HALF)
    await give_books(service, restored)
    await restored.was_told(*told)

    await restored.deliver(example(ContractExecuted))
    await restored.deliver(contract_settled(HALF))

    assert restored.sent() == []


async def test_a_refusal_that_was_told_is_not_asked_for_again(
    service: RunningService, restored: RunningService
) -> None:
    method = replaced()
    method.replace("sandbox_declines")
    await service.put(method)
    await service.deliver(example(ContractExecuted))
    await service.wake()
    await restored.put(requested())

    await restored.was_told(*service.sent())

    assert await restored.of(Escrow).get("esc_1") == await service.of(Escrow).get("esc_1")
    assert (await restored.of(Escrow).get("esc_1")).status == "declined"


async def test_a_charge_is_taken_over_while_the_escrow_still_waits(
    service: RunningService, restored: RunningService
) -> None:
    await service.put(replaced())
    await service.deliver(example(ContractExecuted))
    await service.wake()
    assert [type(event) for event in service.sent()] == [EscrowRequested, EscrowFunded]
    await give_books(service, restored)

    await restored.was_told(*service.sent())
    await restored.deliver(contract_settled(PAY))

    assert (await restored.of(Escrow).get("esc_1")).status == "settled"


async def test_a_payee_that_is_gone_is_registered_anew_by_its_talent(restored: RunningService) -> None:
    await restored.was_told(example(PayeeRegistered))

    again = await restored.call("PUT", "/v1/me/payee", {"account": "sandbox_ok"}, as_=talent("tal_1"))

    assert again.status_code == 200
    [row] = (await restored.call("GET", FROZEN, as_=operator("system"))).json()["items"]
    assert (row["standing"], row["lost"]) == ("caught_up", ["where the talent is paid"])


async def test_an_operator_has_money_moved_anew_that_the_provider_has_never_heard_of(
    service: RunningService, restored: RunningService
) -> None:
    told = await pay(service, PAY)
    await restored.put(requested(), registered(), replaced())
    await restored.was_told(*told)

    for frozen in ("esc_1", "pyt_1"):
        body = {"follow": "database", "reason": "the provider has lost its books"}
        lifted = await restored.call("POST", f"{FROZEN}/{frozen}/lift", body, as_=operator("system"))
        assert lifted.status_code == 200
    await restored.deliver(contract_settled(PAY))  # it was parked
    await restored.wake()
    await restored.hear_itself()
    await restored.wake()
    await restored.hear_itself()

    escrow, payout = await restored.of(Escrow).get("esc_1"), await restored.of(Payout).get("pyt_1")
    assert (escrow.status, escrow.paid_out, payout.status) == ("settled", True, "settled")
    assert [m.attempt for m in (*escrow.movements, *payout.movements)] == [1, 1]
    assert (await audit(restored))["differences"] == []


async def test_money_that_is_frozen_does_not_follow_a_stream_that_the_provider_contradicts(
    service: RunningService, restored: RunningService
) -> None:
    told = await pay(service, PAY)
    await restored.put(requested())
    await restored.was_told(*told)

    body = {"follow": "stream", "reason": "it was paid"}
    refused = await restored.call("POST", f"{FROZEN}/esc_1/lift", body, as_=operator("system"))

    assert (refused.status_code, refused.json()["code"]) == (409, "stream_insufficient")
