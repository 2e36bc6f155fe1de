"""Each route: what it takes, what it answers, what follows from it, and what it refuses."""

import pytest

from foothold_catalog.project import Project
from foothold_chassis.testing import RunningService, member
from foothold_events.catalog import ProjectCancelled, ProjectPublished
from foothold_events.examples import example
from foothold_events.identity import OrganizationVerified

from .offers import NOW, closed, draft, draft_body, published, terms

COMPANY = member("org_1")
PROJECT = "/v1/projects/prj_1"


async def test_a_draft_is_made_once_and_says_nothing(service: RunningService) -> None:
    first, second = [
        await service.call("POST", "/v1/projects", draft_body(), as_=COMPANY, key="k1") for _ in range(2)
    ]

    assert (first.status_code, first.json()["status"], first.json()["version"]) == (201, "draft", 0)
    assert first.json() == second.json()
    stored = await service.of(Project).get(first.json()["project_id"])
    assert (stored.terms, stored.organization_id, stored.created_at) == (terms(), "org_1", NOW)
    assert service.sent() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"hours": "ten"}, "hours"),
        ({"starts_on": 20260608}, "starts_on"),
        ({"starts_on": "1780000000"}, "starts_on"),
        ({"starts_on": "2026-06-08T00:00:00+02:00"}, "starts_on"),
        ({"deadline": "2026-06-31"}, "deadline"),
        ({"hours": "10"}, "hours"),
        ({"hours": 10.0}, "hours"),
        ({"openings": True}, "openings"),
        ({"title": 7}, "title"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "localtime"}, "timezone"),
        ({"title": "\u200b"}, "title"),
        ({"title": "a\u0000b"}, "title"),
        ({"brief": "\u202eRows."}, "brief"),
        ({"objectives": ["Learn", "\u3164"]}, "objectives.1"),
        ({"pay": {"amount": 0, "currency": "USD"}}, "pay.amount"),
        ({"fee": 1}, "fee"),
        ({"skills": [{"name": name, "need": "must", "level": 3} for name in ("SQL", "SQL")]}, "skills"),
        ({"skills": [{"name": name, "need": "nice", "level": 1} for name in ("C++", "c++")]}, "skills"),
        ({"languages": ["en", "EN"]}, "languages"),
        ({"clauses": ["nda", "ip", "NDA"]}, "clauses"),
    ],
)
async def test_a_draft_of_the_wrong_shape_is_refused_by_its_field(
    service: RunningService, changed, field
) -> None:
    answer = await service.call("POST", "/v1/projects", draft_body() | changed, as_=COMPANY)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_publishing_freezes_the_terms(service: RunningService) -> None:
    await service.put(draft())
    await service.deliver(example(OrganizationVerified))

    answer = await service.call("POST", f"{PROJECT}/publication", as_=COMPANY)

    [sent] = service.sent(ProjectPublished)
    assert (answer.status_code, answer.json()["status"]) == (200, "published")
    assert answer.json()["terms_hash"] == sent.terms_hash == published().terms_hash
    assert sent.terms == terms()


async def test_terms_that_break_rules_are_refused_with_every_one_of_them(service: RunningService) -> None:
    await service.put(draft(hours=41, openings=0))
    await service.deliver(example(OrganizationVerified))

    answer = await service.call("POST", f"{PROJECT}/publication", as_=COMPANY)

    assert (answer.status_code, answer.json()["code"]) == (422, "terms_refused")
    assert {"hours", "openings"} <= {error["field"] for error in answer.json()["errors"]}
    assert service.sent() == []


async def test_cancelling_withdraws_what_was_offered(service: RunningService) -> None:
    await service.put(published())

    answer = await service.call("POST", f"{PROJECT}/cancellation", as_=COMPANY)

    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert service.sent() == [ProjectCancelled(project_id="prj_1", organization_id="org_1")]


async def test_a_closed_project_is_not_cancelled(service: RunningService) -> None:
    await service.put(closed())

    answer = await service.call("POST", f"{PROJECT}/cancellation", as_=COMPANY)

    assert (answer.status_code, answer.json()["code"]) == (409, "already_closed")


async def test_lists_hold_what_was_asked_for_by_the_page(service: RunningService) -> None:
    offered = [published().model_copy(update={"id": f"prj_{n}"}) for n in (1, 2, 3)]
    await service.put(*offered, draft().model_copy(update={"id": "prj_4"}))

    for path, wanted in (
        ("/v1/projects", ["prj_1", "prj_2", "prj_3"]),
        ("/v1/projects?organization_id=org_1&category=data", ["prj_1", "prj_2", "prj_3"]),
        ("/v1/projects?organization_id=org_2", []),
        ("/v1/projects?category=DATA", ["prj_1", "prj_2", "prj_3"]),
        ("/v1/projects?category=law", []),
        ("/v1/organizations/org_1/projects", ["prj_1", "prj_2", "prj_3", "prj_4"]),
    ):
        answer = await service.call("GET", path, as_=COMPANY)
        assert [item["project_id"] for item in answer.json()["items"]] == wanted

    first = (await service.call("GET", "/v1/projects?limit=2")).json()
    second = (await service.call("GET", f"/v1/projects?limit=2&cursor={first['next']}")).json()
    assert [item["project_id"] for item in second["items"]] == ["prj_3"]
