"""Who may do what with a project: each route for each standing."""

import pytest

from foothold_catalog.project import Project
from foothold_chassis.testing import RunningService, member, member_of_institution, operator, stranger, talent
from foothold_events.examples import example
from foothold_events.identity import OrganizationVerified

from .offers import draft, draft_body, published

CALLERS = {
    "company": member("org_1"),
    "another company": member("org_2"),
    "a talent": talent("tal_1"),
    "a stranger": stranger(),
    "an operator": operator("money", "system", "trust"),
}
PROJECT = "/v1/projects/prj_1"
FOR_MEMBERS = {
    "draft": ("POST", "/v1/projects", draft_body(), 201),
    "publish": ("POST", f"{PROJECT}/publication", None, 200),
    "cancel": ("POST", f"{PROJECT}/cancellation", None, 200),
    "list of the organization": ("GET", "/v1/organizations/org_1/projects", None, 200),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("route", FOR_MEMBERS)
async def test_only_members_of_the_company_write_or_list_its_drafts(
    service: RunningService, route, caller
) -> None:
    await service.put(draft())
    await service.deliver(example(OrganizationVerified))
    method, path, body, granted = FOR_MEMBERS[route]

    answer = await service.call(method, path, body, as_=CALLERS[caller])

    refused = caller != "company"
    refusal = (404, "NotFound") if "prj_1" in path else (403, "not_a_member")
    assert (answer.status_code, answer.json().get("code")) == (refusal if refused else (granted, None))
    if refused:
        assert service.sent() == []
        assert await service.of(Project).get("prj_1") == draft()


@pytest.mark.parametrize("route", FOR_MEMBERS)
async def test_a_caller_without_a_token_is_told_to_log_in(service: RunningService, route) -> None:
    await service.put(draft())
    method, path, body, _ = FOR_MEMBERS[route]

    answer = await service.call(method, path, body)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


@pytest.mark.parametrize("caller", [*CALLERS, "nobody"])
async def test_a_draft_exists_for_members_of_its_company_only(service: RunningService, caller) -> None:
    await service.put(draft())

    answer = await service.call("GET", PROJECT, as_=CALLERS.get(caller))

    shown = caller == "company"
    assert (answer.status_code, answer.json().get("code")) == ((200, None) if shown else (404, "NotFound"))


@pytest.mark.parametrize("caller", [*CALLERS, "nobody"])
@pytest.mark.parametrize("path", [PROJECT, "/v1/projects"])
async def test_everybody_reads_what_is_published(service: RunningService, caller, path) -> None:
    await service.put(published())

    assert (await service.call("GET", path, as_=CALLERS.get(caller))).status_code == 200


async def test_a_company_that_is_not_verified_publishes_nothing(service: RunningService) -> None:
    await service.put(draft())

    answer = await service.call("POST", f"{PROJECT}/publication", as_=CALLERS["company"])

    assert (answer.status_code, answer.json()["code"]) == (409, "organization_not_verified")
    assert answer.headers["retry-after"] == "1"
    assert service.sent() == []


@pytest.mark.parametrize("route", ["draft", "publish"])
async def test_a_verified_institution_offers_no_work(service: RunningService, route) -> None:
    await service.put(draft())
    await service.deliver(example(OrganizationVerified, kind="institution"))
    method, path, body, _ = FOR_MEMBERS[route]

    answer = await service.call(method, path, body, as_=member_of_institution("org_1"))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_company")
    assert service.sent() == []
    assert await service.of(Project).find() == [draft()]
