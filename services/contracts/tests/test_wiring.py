"""What app.py wires: what is heard, one event and one request through all of it, one wait that ends."""

from datetime import timedelta

from foothold_chassis.testing import running, talent
from foothold_contracts.app import build
from foothold_contracts.settings import ContractsSettings
from foothold_events.contracts import ContractDrafted, ContractLapsed
from foothold_events.examples import example
from foothold_events.matching import ApplicationSelected


async def test_a_selection_becomes_a_contract_that_its_talent_reads_and_that_lapses_unsigned() -> None:
    async with running(build, ContractsSettings, contracts_seal_key="a" * 32) as service:
        assert service.service.consumes == [
            "foothold.matching.application",
            "foothold.payouts.escrow",
            "foothold.payouts.payee",
            "foothold.payouts.payout",
        ]
        assert service.service.follows == ["foothold.identity.session", "foothold.identity.signing-key"]

        await service.deliver(example(ApplicationSelected), times=2)
        (drafted,) = service.sent(ContractDrafted)
        answer = await service.call("GET", f"/v1/contracts/{drafted.contract_id}", as_=talent("tal_1"))
        assert (answer.status_code, answer.json()["status"]) == (200, "drafted")

        assert await service.let_pass(timedelta(days=30)) == 1
        assert [lapsed.contract_id for lapsed in service.sent(ContractLapsed)] == [drafted.contract_id]
