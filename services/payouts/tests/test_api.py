"""Each route: what it takes, what it answers, what follows from it, and what it refuses."""

import asyncio

import pytest

from foothold_chassis.testing import RunningService, member, operator, talent
from foothold_events.examples import FEE, OF_ESCROW, OF_PAYOUT, PAY
from foothold_events.payouts import EscrowFunded, PayeeRegistered
from foothold_payouts.accounts import Payee, PaymentMethod
from foothold_payouts.escrow import Escrow

from .escrows import FUND_UNTIL, NOW, contract_executed, declined, initiated, lapsed, requested

TALENT, COMPANY = talent("tal_1"), member("org_1")
PAYEE = "/v1/me/payee"
METHOD = "/v1/organizations/org_1/payment-method"


def written(moment) -> str:
    return moment.isoformat().replace("+00:00", "Z")


async def test_a_talent_says_how_to_be_paid_and_the_platform_hears_of_it_once(
    service: RunningService,
) -> None:
    first = await service.call("PUT", PAYEE, {"account": "sandbox_ok"}, as_=TALENT)
    again = await service.call("PUT", PAYEE, {"account": "sandbox_slow", "tax_status": "student"}, as_=TALENT)

    assert first.json() == {"payee_id": "pye_1", "talent_id": "tal_1", "tax_status": "individual"}
    assert again.json() == {"payee_id": "pye_1", "talent_id": "tal_1", "tax_status": "student"}
    assert service.sent() == [PayeeRegistered(payee_id="pye_1", talent_id="tal_1")]
    assert (await service.of(Payee).get("pye_1")).account == "sandbox_slow"


async def test_a_company_says_how_it_pays(service: RunningService) -> None:
    answer = await service.call("PUT", METHOD, {"token": "sandbox_ok"}, as_=COMPANY)

    assert (answer.status_code, answer.json()) == (
        200,
        {"payment_method_id": "pmt_1", "organization_id": "org_1"},
    )
    assert (await service.of(PaymentMethod).get("pmt_1")).token == "sandbox_ok"
    assert service.sent() == []


@pytest.mark.parametrize(
    ("path", "caller", "body"),
    [(PAYEE, TALENT, {"account": "sandbox_ok"}), (METHOD, COMPANY, {"token": "sandbox_ok"})],
)
async def test_whoever_set_a_way_to_pay_reads_that_it_is_set_and_no_token(
    service: RunningService, path, caller, body
) -> None:
    before = await service.call("GET", path, as_=caller)
    written = await service.call("PUT", path, body, as_=caller)
    after = await service.call("GET", path, as_=caller)

    assert (before.status_code, after.status_code, after.json()) == (404, 200, written.json())
    assert "sandbox_ok" not in after.text


@pytest.mark.parametrize("token", ["4242424242424242", "sandbox", "", "two words", "x" * 201, 7, None])
@pytest.mark.parametrize(("path", "field"), [(PAYEE, "account"), (METHOD, "token")])
async def test_a_token_that_is_not_the_providers_is_refused_by_its_field_and_not_repeated(
    service: RunningService, path, field, token
) -> None:
    answer = await service.call("PUT", path, {field: token}, as_=TALENT if path == PAYEE else COMPANY)

    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["detail"]) == (422, "invalid", f"Wrong: {field}.")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert "value" not in problem["errors"][0]
    assert service.sent() == []


async def test_the_refusal_of_a_token_says_which_would_be_right(service: RunningService) -> None:
    answer = await service.call("PUT", PAYEE, {"account": "acct_1"}, as_=TALENT)

    [error] = answer.json()["errors"]
    assert error["message"] == (
        "The payment provider does not know this token. "
        "Use one of sandbox_ok, sandbox_declines, sandbox_times_out, sandbox_slow."
    )


async def test_a_party_reads_the_escrow_of_its_contract(service: RunningService) -> None:
    await service.put(requested())

    answer = await service.call("GET", "/v1/contracts/ctr_1/escrow", as_=TALENT)

    [movement] = answer.json()["movements"]
    assert {field: value for field, value in answer.json().items() if field != "movements"} == {
        **OF_ESCROW,
        "status": "requested",
        "pay": PAY.model_dump(),
        "fee": FEE.model_dump(),
        "fund_until": written(FUND_UNTIL),
        "journal": [],
        "paid_out": False,
    }
    assert (movement["kind"], movement["attempt"], movement["state"]) == ("charge", 1, "pending")
    assert movement["amount"] == {"amount": 22_000, "currency": "USD"}


async def test_after_a_refusal_the_company_is_charged_again(service: RunningService) -> None:
    await service.put(declined())
    await service.call("PUT", METHOD, {"token": "sandbox_ok"}, as_=COMPANY)

    answer = await service.call("POST", "/v1/contracts/ctr_1/funding-attempts", as_=COMPANY)
    assert (answer.status_code, answer.json()["status"]) == (200, "requested")
    await service.wake()

    assert service.sent() == [EscrowFunded(**OF_ESCROW)]


async def test_the_same_attempt_again_charges_once(service: RunningService) -> None:
    await service.put(declined())

    path = "/v1/contracts/ctr_1/funding-attempts"
    answers = [await service.call("POST", path, as_=COMPANY, key="k1") for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len((await service.of(Escrow).get("esc_1")).movements) == 2


async def test_a_lapsed_escrow_is_charged_no_more(service: RunningService) -> None:
    await service.put(lapsed())

    answer = await service.call("POST", "/v1/contracts/ctr_1/funding-attempts", as_=COMPANY)

    assert (answer.status_code, answer.json()["code"]) == (409, "escrow_lapsed")
    assert await service.of(Escrow).get("esc_1") == lapsed()


async def test_a_talent_lists_its_payouts(service: RunningService) -> None:
    await service.put(initiated())

    answer = await service.call("GET", "/v1/me/payouts", as_=TALENT)

    refs = {field: value for field, value in OF_PAYOUT.items() if field != "amount"}
    assert answer.json() == {
        "items": [{**refs, "amount": PAY.model_dump(), "status": "initiated", "initiated_at": written(NOW)}],
        "next": None,
    }


async def test_a_company_lists_its_charges_by_the_page(service: RunningService) -> None:
    for n in (1, 2, 3):
        executed = contract_executed().model_copy(update={"contract_id": f"ctr_{n}"})
        await service.deliver(executed)
    of_others = {"contract_id": "ctr_4", "organization_id": "org_2"}
    await service.deliver(contract_executed().model_copy(update=of_others))

    path = "/v1/organizations/org_1/charges?limit=2"
    first = (await service.call("GET", path, as_=COMPANY)).json()
    second = (await service.call("GET", f"{path}&cursor={first['next']}", as_=COMPANY)).json()

    assert [item["escrow_id"] for item in first["items"]] == ["esc_1", "esc_2"]
    assert [item["escrow_id"] for item in second["items"]] == ["esc_3"]


async def test_an_operator_audits_the_ledger(service: RunningService) -> None:
    await service.put(requested())

    answer = await service.call("GET", "/v1/ops/payouts/audit", as_=operator("money"))

    report = answer.json()
    assert (report["balanced"], report["escrows"], report["in_flight"]) == (True, 1, 1)


async def test_an_escrow_that_is_not_there_may_still_come(service: RunningService) -> None:
    answers = await asyncio.gather(
        service.call("GET", "/v1/contracts/ctr_9/escrow", as_=TALENT),
        service.call("POST", "/v1/contracts/ctr_9/funding-attempts", as_=COMPANY),
    )

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "NotYet")}
