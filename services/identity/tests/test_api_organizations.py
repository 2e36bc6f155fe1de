"""Organizations and affiliations: what each route takes, answers and refuses, and what follows from it."""

from datetime import timedelta

import pytest

from foothold_chassis.testing import RunningService, member, operator, talent
from foothold_chassis.web import Principal
from foothold_events.identity import (
    AffiliationConfirmed,
    AffiliationLapsed,
    AffiliationRequested,
    OrganizationRegistered,
    OrganizationVerified,
)
from foothold_identity.affiliation import Affiliation, affiliation_id_of
from foothold_identity.organization import Organization

from .bodies import AFFILIATION, ORGANIZATION, PERSON, VERIFICATION
from .states import POLICY, lapsed, registered, requested, verified

ADA = talent("tal_1")
ID = affiliation_id_of("tal_1", "org_1")
RELATION = {"affiliation_id": ID, "organization_id": "org_1", "talent_id": "tal_1"}
TRUST = operator("trust")


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['access_token']}"}


async def test_who_registers_an_organization_owns_it_and_refreshes_the_token(service: RunningService) -> None:
    await service.call("POST", "/v1/accounts", PERSON)
    credentials = {"email": PERSON["email"], "password": PERSON["password"]}
    tokens = (await service.call("POST", "/v1/sessions", credentials)).json()
    answers = [
        await service.call("POST", "/v1/organizations", ORGANIZATION, headers=bearer(tokens), key="k1")
        for _ in range(2)
    ]

    id = answers[0].json()["organization_id"]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json() == {
        **ORGANIZATION,
        "organization_id": id,
        "status": "registered",
        "refresh_token_needed": True,
    }
    assert service.sent(OrganizationRegistered) == [
        OrganizationRegistered(organization_id=id, kind="institution", country="US")
    ]
    me = await service.call("GET", "/v1/me", headers=bearer(tokens))
    assert (me.json()["orgs"], me.json()["kinds"]) == ({id: "owner"}, ["talent", "institution"])
    token = {"refresh_token": tokens["refresh_token"]}
    fresh = (await service.call("POST", "/v1/sessions/refresh", token)).json()
    listed = await service.call("GET", f"/v1/organizations/{id}/affiliations", headers=bearer(fresh))
    assert (listed.status_code, listed.json()["items"]) == (200, [])


@pytest.mark.parametrize("kind", ["company", "institution"])
async def test_a_token_says_which_organizations_are_institutions(service: RunningService, kind) -> None:
    await service.call("POST", "/v1/accounts", PERSON)
    credentials = {"email": PERSON["email"], "password": PERSON["password"]}
    first = bearer((await service.call("POST", "/v1/sessions", credentials)).json())
    body = {**ORGANIZATION, "kind": kind}
    made = (await service.call("POST", "/v1/organizations", body, headers=first)).json()["organization_id"]

    token = (await service.call("POST", "/v1/sessions", credentials)).json()["access_token"]

    principal = Principal.of(await service.service.keyring.verify(token))
    assert set(principal.orgs) == {made}
    assert principal.institutions == ({made} if kind == "institution" else set())


async def test_an_account_belongs_to_twenty_organizations_at_most(service: RunningService) -> None:
    made = [await service.call("POST", "/v1/organizations", ORGANIZATION, as_=ADA) for _ in range(20)]
    assert [one.status_code for one in made] == [201] * POLICY.organizations_per_account
    assert len({one.json()["organization_id"] for one in made}) == 20
    service.forget()

    answer = await service.call("POST", "/v1/organizations", ORGANIZATION, as_=ADA)

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_organizations")
    assert answer.json()["detail"] == "An account belongs to at most 20 organizations."
    assert service.sent() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [({"kind": "club"}, "kind"), ({"country": "USA"}, "country"), ({"domain": "acme"}, "domain")],
)
async def test_a_wrong_organization_is_refused_by_its_field(service: RunningService, change, field) -> None:
    answer = await service.call("POST", "/v1/organizations", {**ORGANIZATION, **change}, as_=ADA)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


async def test_an_operator_verifies_an_organization_once(service: RunningService) -> None:
    await service.put(registered("company"))

    answers = [
        await service.call("POST", "/v1/organizations/org_1/verification", VERIFICATION, as_=TRUST)
        for _ in range(2)
    ]

    assert [answer.json()["status"] for answer in answers] == ["verified", "verified"]
    assert service.sent() == [OrganizationVerified(organization_id="org_1", kind="company")]
    verification = (await service.of(Organization).get("org_1")).verification
    assert verification is not None
    assert (verification.by, verification.reason) == (TRUST.account_id, "register extract seen")
    read = await service.call("GET", "/v1/organizations/org_1")
    assert read.json()["status"] == "verified"


async def test_an_unknown_organization_cannot_be_verified(service: RunningService) -> None:
    answer = await service.call("POST", "/v1/organizations/org_9/verification", VERIFICATION, as_=TRUST)

    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def test_an_affiliation_is_requested_and_confirmed(service: RunningService) -> None:
    await service.put(verified("institution"))

    asked = [await service.call("POST", "/v1/affiliations", AFFILIATION, as_=ADA) for _ in range(2)]
    confirmation = f"/v1/affiliations/{ID}/confirmation"
    confirmed = [await service.call("POST", confirmation, as_=member("org_1")) for _ in range(2)]

    assert [answer.status_code for answer in asked] == [201, 201]
    assert [answer.json()["status"] for answer in (*asked, *confirmed)] == [
        "requested",
        "requested",
        "confirmed",
        "confirmed",
    ]
    assert service.sent() == [AffiliationRequested(**RELATION), AffiliationConfirmed(**RELATION)]


async def test_silence_of_fourteen_days_lapses_an_affiliation(service: RunningService) -> None:
    await service.put(verified("institution"))
    await service.call("POST", "/v1/affiliations", AFFILIATION, as_=ADA)

    assert await service.let_pass(timedelta(days=14)) == 1

    assert service.sent(AffiliationLapsed) == [AffiliationLapsed(**RELATION)]
    late = await service.call("POST", f"/v1/affiliations/{ID}/confirmation", as_=member("org_1"))
    assert (late.status_code, late.json()["code"]) == (409, "affiliation_not_requested")
    again = await service.call("POST", "/v1/affiliations", AFFILIATION, as_=ADA)
    assert again.json()["status"] == "requested"


async def test_a_company_is_not_asked_for_an_affiliation(service: RunningService) -> None:
    await service.put(verified("company"))

    answer = await service.call("POST", "/v1/affiliations", AFFILIATION, as_=ADA)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_an_institution")
    assert service.sent() == []


@pytest.mark.parametrize(
    ("organization_id", "refusal"), [("org_9", (404, "NotFound")), ("acme", (422, "invalid"))]
)
async def test_an_organization_that_is_not_there_is_not_asked(
    service: RunningService, organization_id, refusal
) -> None:
    answer = await service.call("POST", "/v1/affiliations", {"organization_id": organization_id}, as_=ADA)

    assert (answer.status_code, answer.json()["code"]) == refusal
    assert service.sent() == []


@pytest.mark.parametrize("given", [requested, lapsed])
async def test_an_institution_that_is_not_verified_confirms_nothing(service: RunningService, given) -> None:
    await service.put(registered("institution"), given())

    answer = await service.call("POST", "/v1/affiliations/aff_1/confirmation", as_=member("org_1"))

    assert (answer.status_code, answer.json()["code"]) == (409, "organization_not_verified")
    assert answer.headers["retry-after"] == "1"
    assert await service.of(Affiliation).get("aff_1") == given()


async def test_a_talent_lists_its_own_affiliations_and_no_others(service: RunningService) -> None:
    await service.put(requested(), requested().model_copy(update={"id": "aff_2", "talent_id": "tal_2"}))

    answer = await service.call("GET", "/v1/me/affiliations", as_=ADA)

    assert [item["affiliation_id"] for item in answer.json()["items"]] == ["aff_1"]


async def test_an_institution_lists_its_affiliations_by_the_page(service: RunningService) -> None:
    for n in range(1, 4):
        made = requested().model_copy(update={"id": f"aff_{n}", "talent_id": f"tal_{n}"})
        await service.put(made)
    await service.put(requested().model_copy(update={"id": "aff_4", "organization_id": "org_2"}))
    path = "/v1/organizations/org_1/affiliations"

    first = (await service.call("GET", f"{path}?limit=2", as_=member("org_1"))).json()
    second = (await service.call("GET", f"{path}?limit=2&cursor={first['next']}", as_=member("org_1"))).json()

    assert [item["affiliation_id"] for item in first["items"]] == ["aff_1", "aff_2"]
    assert [item["affiliation_id"] for item in second["items"]] == ["aff_3"]
    assert second["next"] is None
