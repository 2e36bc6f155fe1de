"""Facts come in any order to the whole service, also before the contract that they are about."""

from foothold_chassis.testing import Arrival, RunningService, every_arrival, member, talent
from foothold_contracts.contract import Contract
from foothold_events.contracts import ContractActivated, ContractClosed, ContractSettled
from foothold_events.examples import DOCUMENT_HASH, example
from foothold_events.matching import ApplicationSelected
from foothold_events.payouts import EscrowFunded, PayeeRegistered, PayoutSettled

from .engagements import URL

CONTRACT = "/v1/contracts/ctr_1"
SIGNATURE = {"legal_name": "Ada Alder", "document_hash": DOCUMENT_HASH}


@every_arrival(
    [
        [example(ApplicationSelected)],
        [example(EscrowFunded)],
        [example(PayoutSettled)],
        [example(PayeeRegistered)],
    ]
)
async def test_a_contract_that_payouts_is_ahead_of_is_done_again_and_closes(
    service: RunningService, arrival: Arrival
) -> None:
    await arrival.come_to(service)

    for signer in (member("org_1"), talent("tal_1")):
        assert (await service.call("POST", f"{CONTRACT}/signatures", SIGNATURE, as_=signer)).is_success
    work = {"url": URL, "note": "all of it"}
    assert (await service.call("POST", f"{CONTRACT}/deliverables", work, as_=talent("tal_1"))).is_success
    assert (await service.call("POST", f"{CONTRACT}/acceptances", as_=member("org_1"))).is_success

    assert (await service.of(Contract).get("ctr_1")).status == "closed"
    for event in (ContractActivated, ContractSettled, ContractClosed):
        assert len(service.sent(event)) == 1
