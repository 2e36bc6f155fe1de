"""What app.py wires: what is heard, and one event, one request and the provider through all of it."""

from foothold_chassis.testing import member, operator, running
from foothold_events.contracts import ContractExecuted
from foothold_events.examples import example
from foothold_events.payouts import EscrowFunded, EscrowRequested
from foothold_payouts.app import build
from foothold_payouts.settings import PayoutsSettings


async def test_an_executed_contract_is_charged_for_and_its_money_is_in_sound_books() -> None:
    async with running(build, PayoutsSettings) as service:
        assert service.service.consumes == [
            "foothold.contracts.contract",
            "foothold.payouts.escrow",
            "foothold.payouts.payout",
        ]
        assert service.service.follows == ["foothold.identity.session", "foothold.identity.signing-key"]

        method = {"token": "sandbox_ok"}
        answer = await service.call(
            "PUT", "/v1/organizations/org_1/payment-method", method, as_=member("org_1")
        )
        assert answer.status_code == 200
        await service.deliver(example(ContractExecuted), times=2)
        assert await service.wake() == 1
        assert [type(event) for event in service.sent()] == [EscrowRequested, EscrowFunded]

        audit = await service.call("GET", "/v1/ops/payouts/audit", as_=operator("money"))
        assert (audit.status_code, audit.json()["balanced"]) == (200, True)
