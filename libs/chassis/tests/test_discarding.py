"""An operator discards a parked record with a reason, which the action log of the service keeps."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from foothold_chassis.errors import RuleBroken
from foothold_chassis.service import Service
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.testing import RunningService, member, operator, running
from foothold_chassis.testing.kafka import Upstream
from foothold_events.examples import example
from foothold_events.payouts import PayoutSettled

OPERATOR = operator("system")
PARKED = "/v1/ops/payouts/parked"
ACTIONS = "/v1/ops/payouts/actions"
BUG = RuleBroken("It is so.")


@pytest.fixture
async def payouts() -> AsyncIterator[RunningService]:
    async with running(lambda settings: Service("payouts", settings), ServiceSettings) as service:
        yield service


async def park(service: RunningService, *subjects: str) -> list[str]:
    """Park two records for each of these subjects; return the names of all, in order."""
    upstream, at = Upstream(), service.clock.now()
    for subject in subjects:
        first, second = (
            upstream.record(example(PayoutSettled), subject=subject, n=None, at=at) for _ in range(2)
        )
        await service.service.parking.begin(subject, first, BUG)
        await service.service.parking.append(subject, second)
    return [name for parked in await service.service.parking.find() for name in parked.records]


def discard(
    service: RunningService, record: str, reason: object = "The producer sent nonsense", *, as_=OPERATOR
):
    body = {"record": record, "reason": reason}
    return service.call("POST", f"{PARKED}/pyt_1/discard", body, as_=as_)


async def test_a_discarded_record_is_gone_and_the_log_keeps_who_when_why_and_what(
    payouts: RunningService,
) -> None:
    first, second = await park(payouts, "pyt_1")

    answer = await discard(payouts, first)

    assert answer.status_code == 200
    listed = await payouts.call("GET", ACTIONS, as_=OPERATOR)
    assert listed.json() == {"items": [answer.json()], "next": None}
    assert answer.json() == {
        "id": f"discard:{first}",
        "at": payouts.clock.now().isoformat().replace("+00:00", "Z"),
        "by": OPERATOR.account_id,
        "what": "discard",
        "reason": "The producer sent nonsense",
        "details": {"subject": "pyt_1", "record": first, "error": "RuleBroken: It is so."},
    }
    left = await payouts.call("GET", PARKED, as_=OPERATOR)
    assert [parked["records"] for parked in left.json()["items"]] == [[second]]


async def test_the_same_call_again_gives_the_same_answer_and_discards_nothing_else(
    payouts: RunningService,
) -> None:
    first, second = await park(payouts, "pyt_1")
    once = await discard(payouts, first)
    payouts.clock.advance(timedelta(hours=1))

    again = await discard(payouts, first, "Another reason")

    assert (again.status_code, again.json()) == (200, once.json())
    assert [parked.records for parked in await payouts.service.parking.find()] == [[second]]


async def test_a_crash_between_the_log_and_the_removal_is_made_good_by_the_same_call(
    payouts: RunningService, monkeypatch
) -> None:
    first, second = await park(payouts, "pyt_1")

    async def crashes(*_of: str) -> None:
        raise KeyError("the process died")

    with monkeypatch.context() as patched:
        patched.setattr(payouts.service.parking, "discard", crashes)
        with pytest.raises(KeyError):
            await discard(payouts, first)
    await discard(payouts, first)

    assert [parked.records for parked in await payouts.service.parking.find()] == [[second]]


async def test_only_the_first_record_of_what_is_parked_can_be_discarded(payouts: RunningService) -> None:
    _, second = await park(payouts, "pyt_1")

    behind = await discard(payouts, second)
    unknown = await discard(payouts, second[:-1] + "9")

    assert (behind.status_code, behind.json()["code"]) == (409, "not_first")
    assert unknown.status_code == 404
    assert (await payouts.call("GET", ACTIONS, as_=OPERATOR)).json()["items"] == []


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "two\nlines", None, 7])
async def test_a_reason_has_to_be_given(payouts: RunningService, reason) -> None:
    first, _ = await park(payouts, "pyt_1")

    assert (await discard(payouts, first, reason)).status_code == 422
    assert len((await payouts.service.parking.find())[0].records) == 2


@pytest.mark.parametrize("record", ["", "pyt_1", "foothold.payouts.payout:3", "x:1:2:3", "$where:1:2"])
async def test_a_record_is_named_by_where_it_lies(payouts: RunningService, record) -> None:
    assert (await discard(payouts, record)).status_code == 422


@pytest.mark.parametrize("caller", [operator("money"), operator("trust"), member("org_1"), None], ids=repr)
async def test_nobody_else_discards_or_reads_the_log(payouts: RunningService, caller) -> None:
    first, _ = await park(payouts, "pyt_1")

    answers = [await discard(payouts, first, as_=caller), await payouts.call("GET", ACTIONS, as_=caller)]

    assert {answer.status_code for answer in answers} == {401 if caller is None else 403}
    assert len((await payouts.service.parking.find())[0].records) == 2


async def test_the_log_is_read_by_pages(payouts: RunningService) -> None:
    first, _, other, _ = await park(payouts, "pyt_1", "pyt_2")
    await discard(payouts, first)
    await payouts.call(
        "POST", f"{PARKED}/pyt_2/discard", {"record": other, "reason": "The same"}, as_=OPERATOR
    )

    page = (await payouts.call("GET", f"{ACTIONS}?limit=1", as_=OPERATOR)).json()
    rest = (await payouts.call("GET", f"{ACTIONS}?limit=1&cursor={page['next']}", as_=OPERATOR)).json()

    assert [item["details"]["record"] for item in (*page["items"], *rest["items"])] == [first, other]
    assert rest["next"] is None
