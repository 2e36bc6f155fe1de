"""After a restore a project is what it has told; its places are read again from the events of contracts."""

from collections.abc import AsyncIterator

import pytest

from foothold_catalog.app import build
from foothold_catalog.project import Project
from foothold_catalog.settings import CatalogSettings
from foothold_chassis.testing import RunningService, member, running
from foothold_events.catalog import (
    ProjectCancelled,
    ProjectClosed,
    ProjectExpired,
    ProjectFilled,
    ProjectPublished,
)
from foothold_events.contracts import ContractDrafted
from foothold_events.examples import example

from .offers import NOW, draft, published

PUBLISHED = ProjectPublished(
    **published().refs,
    version=1,
    terms=published().terms,
    terms_hash=published().terms_hash,
    open_until=published().open_until,
)


@pytest.fixture
async def restored() -> AsyncIterator[RunningService]:
    async with running(build, CatalogSettings, now=NOW, epoch=1) as service:
        yield service


@pytest.mark.parametrize("given", [None, draft], ids=["missing", "draft"])
async def test_a_published_project_is_published(restored: RunningService, given) -> None:
    if given is not None:
        await restored.put(given())

    await restored.was_told(PUBLISHED)

    assert await restored.of(Project).get("prj_1") == published()
    assert restored.sent() == []


@pytest.mark.parametrize(
    ("event", "status"),
    [(ProjectClosed, "closed"), (ProjectCancelled, "cancelled"), (ProjectExpired, "expired")],
)
async def test_a_project_that_has_ended_stays_ended(restored: RunningService, event, status) -> None:
    await restored.put(published())

    await restored.was_told(PUBLISHED, example(event, **published().refs))

    found = await restored.of(Project).get("prj_1")
    assert (found.status, found.next_wake()) == (status, None)


async def test_whether_it_is_filled_follows_from_contracts(restored: RunningService) -> None:
    await restored.put(published())
    await restored.was_told(PUBLISHED, ProjectFilled(**published().refs))

    await restored.deliver(example(ContractDrafted))

    assert (await restored.of(Project).get("prj_1")).status == "filled"
    assert [str(sent.sequence) for sent in restored.sent_about("prj_1")] == ["0001.000000000003"]


async def test_a_project_without_its_publication_waits_for_an_operator(restored: RunningService) -> None:
    await restored.was_told(ProjectClosed(**published().refs))

    seen = await restored.call("GET", "/v1/projects/prj_1", as_=member("org_1"))

    assert (seen.status_code, seen.json()["code"]) == (503, "document_frozen")
