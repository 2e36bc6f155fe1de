"""After a restore a contract is what it has told, or it waits for an operator: what was done is not undone."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from foothold_chassis.errors import DocumentFrozen
from foothold_chassis.testing import RunningService, member, operator, running, stranger, talent
from foothold_contracts.app import build
from foothold_contracts.contract import Contract
from foothold_contracts.settings import ContractsSettings
from foothold_events.contracts import (
    ContractActivated,
    ContractCancelled,
    ContractClosed,
    ContractCompleted,
    ContractDrafted,
    ContractExecuted,
    ContractLapsed,
    ContractOverdue,
    ContractSettled,
    ContractSigned,
    ContractWorkSubmitted,
)
from foothold_events.envelope import Event
from foothold_events.examples import DOCUMENT_HASH, example
from foothold_events.matching import ApplicationSelected
from foothold_events.payouts import EscrowFunded

from .engagements import (
    NOW,
    SEAL_KEY,
    active,
    cancelled_overdue,
    closed,
    completed,
    drafted,
    executed,
    lapsed,
    overdue,
    submitted,
)

FROZEN = "/v1/ops/contracts/frozen"
SIGNATURE = {"legal_name": "Ada Alder", "document_hash": DOCUMENT_HASH}
LIFT = {"reason": "both sides have confirmed"}

DRAFTED = [example(ContractDrafted)]
EXECUTED = [
    *DRAFTED,
    *(example(ContractSigned, party=party) for party in ("company", "talent")),
    example(ContractExecuted),
]
ACTIVE = [*EXECUTED, example(ContractActivated)]
SUBMITTED = [*ACTIVE, example(ContractWorkSubmitted)]
COMPLETED = [*SUBMITTED, example(ContractCompleted), example(ContractSettled)]


@pytest.fixture
async def restored() -> AsyncIterator[RunningService]:
    async with running(build, ContractsSettings, now=NOW, contracts_seal_key=SEAL_KEY, epoch=1) as service:
        yield service


async def rows(service: RunningService) -> list[dict]:
    return (await service.call("GET", FROZEN, as_=operator("system"))).json()["items"]


@pytest.mark.parametrize(
    ("given", "told", "was"),
    [
        (None, DRAFTED, drafted),
        (executed, ACTIVE, active),
        (active, [*ACTIVE, example(ContractOverdue)], overdue),
        (submitted, COMPLETED, completed),
        (submitted, [*COMPLETED, example(ContractClosed)], closed),
    ],
    ids=["drafted", "active", "overdue", "completed", "closed"],
)
async def test_a_contract_whose_signatures_are_there_is_what_it_has_told(
    restored: RunningService, given, told, was
) -> None:
    if given is not None:
        await restored.put(given())

    await restored.was_told(*told)

    found = await restored.of(Contract).get("ctr_1")
    assert found.model_copy(update={"money": was().money}) == was()
    assert found.next_wake() == was().next_wake()
    assert [row["standing"] for row in await rows(restored)] == ["caught_up"]
    assert restored.sent() == []


@pytest.mark.parametrize(
    ("told", "was"),
    [
        (COMPLETED, completed),
        ([*COMPLETED, example(ContractClosed)], closed),
        (
            [
                *ACTIVE,
                example(ContractOverdue),
                example(ContractCancelled, reason="overdue"),
                example(ContractSettled),
            ],
            cancelled_overdue,
        ),
        ([*DRAFTED, EXECUTED[1], example(ContractLapsed)], lapsed),
    ],
    ids=["completed", "closed", "cancelled", "lapsed"],
)
async def test_a_contract_that_has_ended_stays_ended_though_its_signatures_are_lost(
    restored: RunningService, told, was
) -> None:
    await restored.put(drafted())

    await restored.was_told(*told)
    await restored.let_pass(timedelta(days=90))

    found = await restored.of(Contract).get("ctr_1")
    assert (found.status, found.end_reason) == (was().status, was().end_reason)
    assert (found.settlement is None) == (was().settlement is None)
    assert restored.sent() == []
    [row] = await rows(restored)
    assert row["standing"] == "caught_up"
    assert "the signature of the company" in row["lost"]


@pytest.mark.parametrize("told", [EXECUTED, ACTIVE, SUBMITTED], ids=["executed", "active", "submitted"])
async def test_a_contract_that_is_worked_on_waits_for_an_operator(restored: RunningService, told) -> None:
    await restored.put(drafted())
    await restored.was_told(*told)

    signed = await restored.call("POST", "/v1/contracts/ctr_1/signatures", SIGNATURE, as_=member("org_1"))
    with pytest.raises(DocumentFrozen):
        await restored.deliver(example(EscrowFunded))
    await restored.deliver(example(ApplicationSelected))
    await restored.let_pass(timedelta(days=90))

    assert (signed.status_code, signed.json()["code"]) == (503, "document_frozen")
    assert await restored.of(Contract).get("ctr_1") == drafted()
    assert restored.sent() == []
    [row] = await rows(restored)
    assert (row["standing"], row["may_follow_stream"]) == ("frozen", True)
    assert [event["type"] for event in row["told"]] == [event.TYPE for event in told]


async def test_an_operator_lets_it_go_on_as_it_has_told(restored: RunningService) -> None:
    await restored.put(drafted())
    await restored.was_told(*ACTIVE)

    lifted = await restored.call(
        "POST", f"{FROZEN}/ctr_1/lift", {"follow": "stream", **LIFT}, as_=operator("system")
    )

    assert lifted.status_code == 200
    work = {"url": "https://work.example/1", "note": ""}
    assert (
        await restored.call("POST", "/v1/contracts/ctr_1/deliverables", work, as_=talent("tal_1"))
    ).is_success
    [sent] = restored.sent_about("ctr_1")
    assert str(sent.sequence) == f"0001.{len(ACTIVE) + 1:012d}"


async def test_an_operator_lets_both_sign_again(restored: RunningService) -> None:
    await restored.put(drafted())
    await restored.was_told(*ACTIVE)

    await restored.call(
        "POST", f"{FROZEN}/ctr_1/lift", {"follow": "database", **LIFT}, as_=operator("system")
    )
    await restored.deliver(example(EscrowFunded))
    signed = await restored.call("POST", "/v1/contracts/ctr_1/signatures", SIGNATURE, as_=member("org_1"))

    assert signed.status_code == 200
    [row] = await rows(restored)
    assert (row["standing"], row["reason"]) == ("lifted", LIFT["reason"])


async def test_a_missing_contract_is_not_drafted_a_second_time(restored: RunningService) -> None:
    await restored.was_told(*ACTIVE)

    with pytest.raises(DocumentFrozen):
        await restored.deliver(example(ApplicationSelected))
    seen = await restored.call("GET", "/v1/contracts/ctr_1", as_=talent("tal_1"))

    assert (seen.status_code, seen.json()["code"]) == (503, "document_frozen")
    assert restored.sent(Event) == []


@pytest.mark.parametrize("who", [stranger(), operator("money"), member("org_1")])
async def test_only_an_operator_of_the_system_sees_and_lifts(restored: RunningService, who) -> None:
    await restored.put(drafted())
    await restored.was_told(*ACTIVE)

    seen = await restored.call("GET", FROZEN, as_=who)
    lifted = await restored.call("POST", f"{FROZEN}/ctr_1/lift", {"follow": "stream", **LIFT}, as_=who)

    assert (seen.status_code, lifted.status_code) == (403, 403)
