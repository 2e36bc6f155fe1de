"""What may only be late is refused for now, with a `Retry-After`, so that no key keeps the refusal."""

import pytest

from foothold_chassis.testing import RunningService, talent
from foothold_events.examples import DOCUMENT_HASH, example
from foothold_events.payouts import PayeeRegistered

from .engagements import URL, drafted, executed, lapsed

CONTRACT = "/v1/contracts/ctr_1"
TALENT = talent("tal_1")
SIGNATURE = {"legal_name": "Ada King", "document_hash": DOCUMENT_HASH}
WORK = {"url": URL, "note": "all of it"}


async def test_a_talent_whose_payee_was_only_late_signs_by_the_same_key(service: RunningService) -> None:
    await service.put(drafted())
    path = f"{CONTRACT}/signatures"
    first = await service.call("POST", path, SIGNATURE, as_=TALENT, key="k1")

    await service.deliver(example(PayeeRegistered))
    second = await service.call("POST", path, SIGNATURE, as_=TALENT, key="k1")

    assert (first.status_code, second.status_code, second.json()["signed_by"]) == (409, 200, ["talent"])


@pytest.mark.parametrize(("given", "may_be_late"), [(executed, True), (drafted, False), (lapsed, False)])
async def test_work_is_refused_for_now_while_the_news_of_the_money_may_be_on_its_way(
    service: RunningService, given, may_be_late
) -> None:
    await service.put(given())

    answer = await service.call("POST", f"{CONTRACT}/deliverables", WORK, as_=TALENT)

    assert (answer.status_code, answer.json()["code"]) == (409, f"contract_{given().status}")
    assert ("retry-after" in answer.headers) == may_be_late
