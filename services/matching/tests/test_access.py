"""Who may do what with rankings and applications: each route for each standing."""

from dataclasses import dataclass, replace

import pytest

from foothold_chassis.testing import RunningService, member, member_of_institution, operator, stranger, talent
from foothold_matching.selection import Application

from .offers import APPLICATION, project_desk, submitted, talent_desk
from .states import ranking

CALLERS = {
    "nobody": None,
    "the talent": talent("tal_1"),
    "the company": member("org_1", "member"),
    "another talent": talent("tal_2"),
    "another company": member("org_2", "owner"),
    "a stranger": stranger(),
    "an operator": operator("mediation", "money", "system", "trust"),
}


@dataclass(frozen=True)
class Route:
    """A request, with the callers that it admits and the refusal of those that it does not."""

    method: str
    path: str
    admits: frozenset[str]
    body: object = None
    refused: tuple[int, str] = (404, "NotFound")
    refused_to_members: tuple[int, str] | None = None
    refused_to_the_talent: tuple[int, str] | None = None


COMPANY = frozenset({"the company"})
TALENT = frozenset({"the talent"})
PROJECT = "/v1/projects/prj_1"
NOT_YET = (404, "NotYet")
"""What an outsider is told where a member may have come early."""
ROUTES = {
    "rank": Route("POST", f"{PROJECT}/rankings", COMPANY, refused=NOT_YET),
    "read a ranking": Route("GET", f"{PROJECT}/rankings/rnk_1", COMPANY),
    "list the applications": Route("GET", f"{PROJECT}/applications", COMPANY, refused=NOT_YET),
    "apply": Route(
        *("POST", f"{PROJECT}/applications", TALENT | {"another talent"}, {"answers": []}),
        refused=(409, "profile_missing"),
        refused_to_members=(409, "own_project"),
    ),
    "read an application": Route("GET", f"/v1/applications/{APPLICATION}", COMPANY | TALENT),
    "select": Route(
        *("POST", f"/v1/applications/{APPLICATION}/selection", COMPANY),
        refused_to_the_talent=(403, "not_a_member"),
    ),
    "withdraw": Route(
        *("POST", f"/v1/applications/{APPLICATION}/withdrawal", TALENT),
        refused_to_members=(403, "not_the_applicant"),
    ),
}


async def begin(service: RunningService) -> None:
    """One project with a ranking and one application, and two talents with a profile."""
    await service.put(
        project_desk(), talent_desk("tal_1"), talent_desk("tal_2"), submitted("tal_1"), ranking()
    )


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", ROUTES)
async def test_each_route_admits_whom_it_names_and_nobody_else(service: RunningService, name, caller) -> None:
    await begin(service)
    route, principal = ROUTES[name], CALLERS[caller]

    answer = await service.call(route.method, route.path, route.body, as_=principal)

    if caller in route.admits:
        assert answer.is_success, answer.text
        return
    special = {"the company": route.refused_to_members, "the talent": route.refused_to_the_talent}
    refused = special.get(caller) or route.refused
    expected = (401, "token_missing") if principal is None else refused
    assert (answer.status_code, answer.json()["code"]) == expected
    assert service.sent() == []
    assert await service.of(Application).get(APPLICATION) == submitted()


@pytest.mark.parametrize("caller", CALLERS)
async def test_everybody_lists_as_theirs_only_what_they_have_applied_for(
    service: RunningService, caller
) -> None:
    await begin(service)

    answer = await service.call("GET", "/v1/me/applications", as_=CALLERS[caller])

    if caller == "nobody":
        assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
        return
    listed = [item["application_id"] for item in answer.json()["items"]]
    assert listed == ([APPLICATION] if caller == "the talent" else [])


async def test_a_ranking_is_found_under_its_own_project_alone(service: RunningService) -> None:
    await begin(service)
    await service.put(project_desk("prj_2"))

    answer = await service.call("GET", "/v1/projects/prj_2/rankings/rnk_1", as_=member("org_1"))

    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")
    assert answer.json()["detail"] == "There is no Ranking rnk_1."


BOTH = replace(talent("tal_1"), orgs={"org_1": "owner"})
"""On both sides: the talent founded the company, or joined it, after it had applied."""


@pytest.mark.parametrize("path", ["", "/withdrawal"])
async def test_who_is_on_both_sides_reads_and_withdraws(service: RunningService, path) -> None:
    await begin(service)

    answer = await service.call("POST" if path else "GET", f"/v1/applications/{APPLICATION}{path}", as_=BOTH)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [(f"{PROJECT}/applications", {"answers": []}), (f"/v1/applications/{APPLICATION}/selection", None)],
)
@pytest.mark.parametrize("role", ["owner", "member"])
async def test_nobody_gets_a_place_in_a_project_of_their_own_organization(
    service: RunningService, path, body, role
) -> None:
    await service.put(project_desk(), talent_desk("tal_1"))
    if "selection" in path:
        await service.put(submitted("tal_1"))

    answer = await service.call("POST", path, body, as_=replace(BOTH, orgs={"org_1": role}))

    assert (answer.status_code, answer.json()["code"]) == (409, "own_project")
    assert service.sent() == []


async def test_who_is_refused_learns_it_before_the_body_is_judged(service: RunningService) -> None:
    await begin(service)

    answer = await service.call("POST", f"{PROJECT}/applications", {"answers": [1]}, as_=stranger())

    assert (answer.status_code, answer.json()["code"]) == (409, "profile_missing")


@pytest.mark.parametrize("name", ["rank", "select"])
async def test_an_institution_hires_nobody(service: RunningService, name) -> None:
    await begin(service)

    answer = await service.call("POST", ROUTES[name].path, as_=member_of_institution("org_1"))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_company")
    assert service.sent() == []
    assert await service.of(Application).get(APPLICATION) == submitted()
