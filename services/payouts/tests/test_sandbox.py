"""The wakes and the sandbox together: every behaviour of the provider ends in the right events and in sound books."""

from datetime import timedelta

import pytest

from foothold_chassis.testing import RunningService, member, operator, talent
from foothold_events.contracts import ContractExecuted
from foothold_events.examples import example
from foothold_events.payouts import (
    EscrowDeclined,
    EscrowFunded,
    EscrowLapsed,
    EscrowRefunded,
    EscrowRequested,
    EscrowSettled,
    PayoutBlocked,
    PayoutFailed,
    PayoutInitiated,
    PayoutSettled,
)
from foothold_payouts.escrow import Escrow
from foothold_payouts.payout import Payout
from foothold_payouts.provider import Declined, Transfer, sandbox

from .escrows import HALF, POLICY, contract_settled


@pytest.fixture(autouse=True)
def _never_slow(monkeypatch) -> None:
    monkeypatch.setattr(sandbox, "SLOW_SECONDS", 0)


async def pays_by(service: RunningService, token: str) -> None:
    path = "/v1/organizations/org_1/payment-method"
    assert (await service.call("PUT", path, {"token": token}, as_=member("org_1"))).status_code == 200


async def is_paid_by(service: RunningService, account: str) -> None:
    answer = await service.call("PUT", "/v1/me/payee", {"account": account}, as_=talent("tal_1"))
    assert answer.status_code == 200
    service.forget()


async def is_funded(service: RunningService) -> None:
    await pays_by(service, "sandbox_ok")
    await service.deliver(example(ContractExecuted))
    await service.wake()
    service.forget()


def sent(service: RunningService) -> list[str]:
    return [type(event).__name__ for event in service.sent()]


def names(*events: type) -> list[str]:
    return [event.__name__ for event in events]


async def must_be_sound(service: RunningService) -> None:
    report = (await service.call("GET", "/v1/ops/payouts/audit", as_=operator("money"))).json()
    assert (report["balanced"], report["differences"]) == (True, [])


@pytest.mark.parametrize("token", ["sandbox_ok", "sandbox_slow"])
async def test_a_charge_that_is_done_funds_the_escrow(service: RunningService, token) -> None:
    await pays_by(service, token)
    await service.deliver(example(ContractExecuted))

    assert await service.wake() == 1

    assert sent(service) == names(EscrowRequested, EscrowFunded)
    await must_be_sound(service)


async def test_the_money_moves_once_though_the_answer_was_lost(service: RunningService) -> None:
    await pays_by(service, "sandbox_times_out")
    await service.deliver(example(ContractExecuted))

    await service.wake()
    assert sent(service) == names(EscrowRequested)
    await service.let_pass(POLICY.retry_first)

    assert sent(service) == names(EscrowRequested, EscrowFunded)
    assert [m.state for m in (await service.of(Escrow).get("esc_1")).movements] == ["done"]
    await must_be_sound(service)


@pytest.mark.parametrize(
    ("token", "reason"), [("sandbox_declines", "insufficient_funds"), ("", "no_payment_method")]
)
async def test_a_charge_that_is_refused_lapses_unless_the_company_tries_again(
    service: RunningService, token, reason
) -> None:
    if token:
        await pays_by(service, token)
    await service.deliver(example(ContractExecuted))

    await service.let_pass(POLICY.funding_wait - timedelta(seconds=1))
    [declined] = service.sent(EscrowDeclined)
    assert (declined.reason, service.sent(EscrowLapsed)) == (reason, [])
    await service.let_pass(timedelta(seconds=1))

    assert sent(service) == names(EscrowRequested, EscrowDeclined, EscrowLapsed)
    await must_be_sound(service)


async def test_the_split_goes_back_and_out(service: RunningService) -> None:
    await is_paid_by(service, "sandbox_ok")
    await is_funded(service)

    await service.deliver(contract_settled(HALF))
    [split] = service.sent(EscrowSettled)
    await service.deliver(split)
    await service.wake()
    [arrived] = service.sent(PayoutSettled)
    await service.deliver(arrived)

    assert sorted(sent(service)) == sorted(
        names(EscrowSettled, EscrowRefunded, PayoutInitiated, PayoutSettled)
    )
    escrow = await service.of(Escrow).get("esc_1")
    assert (escrow.status, escrow.paid_out, escrow.next_wake()) == ("settled", True, None)
    await must_be_sound(service)


@pytest.mark.parametrize("today", ["sandbox_declines", "sandbox_times_out"])
async def test_a_refund_goes_by_the_charge_that_it_undoes_and_not_by_todays_payment_method(
    service: RunningService, today
) -> None:
    await is_funded(service)
    await pays_by(service, today)

    await service.deliver(contract_settled(0))
    await service.wake()

    assert sent(service) == names(EscrowSettled, EscrowRefunded)
    escrow = await service.of(Escrow).get("esc_1")
    charge, refund = escrow.movements
    assert (refund.undoes, refund.attempt, refund.state) == (charge.provider_id, 1, "done")
    await must_be_sound(service)


async def test_a_refund_of_a_charge_that_the_provider_does_not_have_is_refused(
    service: RunningService,
) -> None:
    await is_funded(service)
    escrow = await service.of(Escrow).get("esc_1")
    provider = sandbox.SandboxProvider(service.service.database)

    for goes_by in ("sandbox:esc_9:charge:1", "sandbox_ok"):
        refund = Transfer(f"esc_1:refund:{goes_by}", "refund", escrow.pay, goes_by)
        assert isinstance(await provider.move(refund), Declined)


async def test_a_refused_payout_is_tried_again_until_the_account_is_right(service: RunningService) -> None:
    await is_paid_by(service, "sandbox_declines")
    await is_funded(service)
    await service.deliver(contract_settled(HALF))
    [split] = service.sent(EscrowSettled)
    await service.deliver(split)

    await service.let_pass(timedelta(days=1))
    assert len(service.sent(PayoutFailed)) > 3
    await is_paid_by(service, "sandbox_ok")
    await service.let_pass(POLICY.retry_max)

    assert sent(service) == names(PayoutSettled)
    await must_be_sound(service)


async def test_a_payout_that_is_refused_for_30_days_is_blocked(service: RunningService) -> None:
    await is_paid_by(service, "sandbox_declines")
    await is_funded(service)
    await service.deliver(contract_settled(HALF))
    [split] = service.sent(EscrowSettled)
    await service.deliver(split)

    await service.let_pass(POLICY.payout_tried_for + POLICY.retry_max)

    assert len(service.sent(PayoutBlocked)) == 1
    payout = await service.of(Payout).get("pyt_1")
    assert (payout.status, payout.next_wake()) == ("blocked", None)
    await must_be_sound(service)
