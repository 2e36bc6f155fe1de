"""Each route: what it takes, what it answers, what follows from it, and what it refuses."""

import asyncio

import pytest

from foothold_chassis.testing import RunningService, member, talent
from foothold_contracts.contract import Contract
from foothold_events.contracts import (
    ContractCompleted,
    ContractExecuted,
    ContractSettled,
    ContractSigned,
    ContractWorkSubmitted,
)
from foothold_events.examples import DOCUMENT_HASH, NOTHING, PAY, example, terms
from foothold_events.payouts import PayeeRegistered

from .engagements import (
    FUND_UNTIL,
    NOW,
    POLICY,
    REFS,
    SIGN_UNTIL,
    URL,
    active,
    drafted,
    executed,
    selected,
    signed_by_company,
    submitted,
)

CONTRACT = "/v1/contracts/ctr_1"
TALENT, COMPANY = talent("tal_1"), member("org_1")
SIGNATURE = {"legal_name": "Ada King", "document_hash": DOCUMENT_HASH}
WORK = {"url": URL, "note": "all of it"}


async def test_a_party_reads_the_whole_contract(service: RunningService) -> None:
    await service.put(drafted())

    answer = await service.call("GET", CONTRACT, as_=TALENT)

    document = {
        "contract_id": "ctr_1",
        "company": "org_1",
        "talent": "tal_1",
        "project": "prj_1",
        "terms": terms().model_dump(mode="json", exclude_none=True),
    }
    assert answer.status_code == 200
    assert answer.json() == {
        **REFS,
        "status": "drafted",
        "document": document,
        "document_hash": DOCUMENT_HASH,
        "signed_by": [],
        "sign_until": SIGN_UNTIL.isoformat().replace("+00:00", "Z"),
        "fund_until": None,
        "overdue": False,
        "deliverables": [],
        "review_until": None,
        "settlement": None,
        "end_reason": None,
    }


async def test_both_sign_and_the_contract_is_executed(service: RunningService) -> None:
    await service.put(drafted())
    await service.deliver(example(PayeeRegistered))

    first = await service.call("POST", f"{CONTRACT}/signatures", SIGNATURE, as_=TALENT)
    second = await service.call("POST", f"{CONTRACT}/signatures", SIGNATURE, as_=COMPANY)

    assert [(answer.status_code, answer.json()["status"]) for answer in (first, second)] == [
        (200, "drafted"),
        (200, "executed"),
    ]
    assert service.sent() == [
        ContractSigned(**REFS, party="talent", document_hash=DOCUMENT_HASH),
        ContractSigned(**REFS, party="company", document_hash=DOCUMENT_HASH),
        ContractExecuted(**REFS, pay=PAY, fund_until=FUND_UNTIL),
    ]


async def test_a_side_signs_once_and_by_one_name(service: RunningService) -> None:
    await service.put(drafted())
    first = await service.call("POST", f"{CONTRACT}/signatures", SIGNATURE, as_=COMPANY)

    again = await service.call("POST", f"{CONTRACT}/signatures", SIGNATURE, as_=COMPANY)
    other = await service.call(
        "POST", f"{CONTRACT}/signatures", SIGNATURE | {"legal_name": "Completely Else"}, as_=COMPANY
    )

    assert (again.status_code, again.json()) == (200, first.json())
    assert (other.status_code, other.json()["code"]) == (409, "signed_otherwise")


async def test_a_signature_holds_who_signed_when_and_from_where_and_not_the_name(
    service: RunningService,
) -> None:
    await service.put(drafted())
    await service.call("POST", f"{CONTRACT}/signatures", SIGNATURE, as_=COMPANY)

    contract = await service.of(Contract).get("ctr_1")
    signature = contract.signing.signatures["company"]
    assert (signature.account_id, signature.signed_at) == (COMPANY.account_id, NOW)
    assert signature.address == "127.0.0.1"
    assert "King" not in contract.model_dump_json()
    answer = await service.call("GET", f"{CONTRACT}/verification", as_=COMPANY)
    assert answer.json() == {
        "contract_id": "ctr_1",
        "document_hash": DOCUMENT_HASH,
        "document_holds": True,
        "signatures": [
            {
                "party": "company",
                "account_id": COMPANY.account_id,
                "signed_at": NOW.isoformat().replace("+00:00", "Z"),
                "name_commitment": signature.name_commitment,
                "salt": signature.salt,
                "document_matches": True,
                "seal_holds": True,
            }
        ],
    }


async def test_the_other_side_does_not_see_the_salt_under_a_name(service: RunningService) -> None:
    await service.put(signed_by_company())

    answer = await service.call("GET", f"{CONTRACT}/verification", as_=TALENT)

    [signature] = answer.json()["signatures"]
    assert signature["salt"] is None
    assert "5a17" not in answer.text


@pytest.mark.parametrize("name", ["王", "A", "  Ada King  "])
async def test_a_name_of_one_character_signs(service: RunningService, name) -> None:
    await service.put(drafted())

    body = {**SIGNATURE, "legal_name": name}
    answer = await service.call("POST", f"{CONTRACT}/signatures", body, as_=COMPANY)

    assert (answer.status_code, answer.json()["signed_by"]) == (200, ["company"])


async def test_the_same_request_again_answers_the_same_and_acts_once(service: RunningService) -> None:
    await service.put(drafted())

    first, second = [
        await service.call("POST", f"{CONTRACT}/signatures", SIGNATURE, as_=COMPANY, key="k1")
        for _ in range(2)
    ]

    assert first.json() == second.json()
    assert len(service.sent(ContractSigned)) == 1


async def test_a_talent_who_cannot_be_paid_does_not_sign(service: RunningService) -> None:
    await service.put(drafted())

    answer = await service.call("POST", f"{CONTRACT}/signatures", SIGNATURE, as_=TALENT)

    assert (answer.status_code, answer.json()["code"]) == (409, "payee_missing")
    assert answer.headers.get("retry-after") == "1", "it may be late, so a client tries again"
    assert service.sent() == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**SIGNATURE, "legal_name": ""}, "legal_name"),
        ({**SIGNATURE, "legal_name": "  "}, "legal_name"),
        ({**SIGNATURE, "legal_name": "\u3164\u200b"}, "legal_name"),
        ({**SIGNATURE, "legal_name": "Ada\u0000King"}, "legal_name"),
        ({**SIGNATURE, "document_hash": "abc"}, "document_hash"),
        ({"legal_name": "Ada King"}, "document_hash"),
        ({**SIGNATURE, "party": "talent"}, "party"),
    ],
)
async def test_a_wrong_signature_is_refused_by_its_field(service: RunningService, body, field) -> None:
    await service.put(drafted())

    answer = await service.call("POST", f"{CONTRACT}/signatures", body, as_=COMPANY)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert service.sent() == []


async def test_a_signature_after_the_deadline_meets_a_lapsed_contract(service: RunningService) -> None:
    await service.put(signed_by_company())
    await service.deliver(example(PayeeRegistered))
    service.clock.advance(SIGN_UNTIL - NOW)

    answer = await service.call("POST", f"{CONTRACT}/signatures", SIGNATURE, as_=TALENT)

    assert (answer.status_code, answer.json()["code"]) == (409, "contract_lapsed")


async def test_the_talent_hands_in_the_work(service: RunningService) -> None:
    await service.put(active())

    answer = await service.call("POST", f"{CONTRACT}/deliverables", WORK, as_=TALENT)

    review_until = NOW + POLICY.review_wait
    assert (answer.status_code, answer.json()["status"]) == (200, "submitted")
    assert answer.json()["deliverables"] == [
        {"url": URL, "note": "all of it", "submitted_at": NOW.isoformat().replace("+00:00", "Z")}
    ]
    assert service.sent() == [ContractWorkSubmitted(**REFS, version=1, review_until=review_until)]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"url": "no address"}, "url"), ({**WORK, "note": "x" * 2001}, "note"), ({"note": "all"}, "url")],
)
async def test_a_wrong_deliverable_is_refused_by_its_field(service: RunningService, body, field) -> None:
    await service.put(active())

    answer = await service.call("POST", f"{CONTRACT}/deliverables", body, as_=TALENT)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert service.sent() == []


async def test_the_company_accepts_the_work(service: RunningService) -> None:
    await service.put(submitted())

    answer = await service.call("POST", f"{CONTRACT}/acceptances", as_=COMPANY)

    assert (answer.status_code, answer.json()["status"]) == (200, "completed")
    assert answer.json()["settlement"] == {
        "talent_amount": PAY.model_dump(),
        "company_refund": NOTHING.model_dump(),
    }
    assert service.sent() == [
        ContractCompleted(**REFS, by="company"),
        ContractSettled(**REFS, talent_amount=PAY, company_refund=NOTHING),
    ]


@pytest.mark.parametrize(
    ("given", "path", "body", "caller"),
    [(executed, "deliverables", WORK, TALENT), (active, "acceptances", None, COMPANY)],
)
async def test_a_command_in_the_wrong_state_is_refused_by_it(
    service: RunningService, given, path, body, caller
) -> None:
    await service.put(given())

    answer = await service.call("POST", f"{CONTRACT}/{path}", body, as_=caller)

    assert (answer.status_code, answer.json()["code"]) == (409, f"contract_{given().status}")
    assert service.sent() == []


async def test_each_side_lists_its_own_contracts_by_the_page(service: RunningService) -> None:
    for n in range(1, 4):
        application = selected().model_copy(update={"application_id": f"app_{n}"})
        await service.put(Contract.draft(application, POLICY, NOW)[0])
    of_others = selected().model_copy(
        update={"application_id": "app_4", "talent_id": "tal_2", "organization_id": "org_2"}
    )
    await service.put(Contract.draft(of_others, POLICY, NOW)[0])

    for path, caller in (("/v1/me/contracts", TALENT), ("/v1/organizations/org_1/contracts", COMPANY)):
        first = (await service.call("GET", f"{path}?limit=2", as_=caller)).json()
        second = (await service.call("GET", f"{path}?limit=2&cursor={first['next']}", as_=caller)).json()

        assert [item["contract_id"] for item in first["items"]] == ["ctr_1", "ctr_2"]
        assert [item["contract_id"] for item in second["items"]] == ["ctr_3"]
        assert second["next"] is None


async def test_a_contract_that_is_not_there_may_still_come_for_who_reads_or_signs_it(
    service: RunningService,
) -> None:
    gone = "/v1/contracts/ctr_9"
    read, signed, verified, handed_in, accepted = await asyncio.gather(
        service.call("GET", gone, as_=TALENT),
        service.call("POST", f"{gone}/signatures", SIGNATURE, as_=TALENT),
        service.call("GET", f"{gone}/verification", as_=TALENT),
        service.call("POST", f"{gone}/deliverables", WORK, as_=TALENT),
        service.call("POST", f"{gone}/acceptances", as_=COMPANY),
    )

    assert [answer.status_code for answer in (read, signed, verified, handed_in, accepted)] == [404] * 5
    assert {answer.json()["code"] for answer in (read, signed)} == {"NotYet"}
    assert {answer.json()["code"] for answer in (verified, handed_in, accepted)} == {"NotFound"}
