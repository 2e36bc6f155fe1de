"""Each event that the catalog hears does its one thing, once, however often it is delivered."""

import pytest

from foothold_catalog.project import Project
from foothold_chassis.testing import RunningService, member
from foothold_events.catalog import ProjectExpired, ProjectFilled, ProjectReopened
from foothold_events.contracts import (
    ContractCancelled,
    ContractClosed,
    ContractDrafted,
    ContractLapsed,
)
from foothold_events.examples import example
from foothold_events.identity import OrganizationRegistered, OrganizationVerified

from .offers import NOW, START, draft, filled, published

PUBLICATION = "/v1/projects/prj_1/publication"


async def test_a_drafted_contract_takes_an_opening(service: RunningService) -> None:
    await service.put(published())

    await service.deliver(example(ContractDrafted), times=2)

    assert (await service.of(Project).get("prj_1")).status == "filled"
    assert len(service.sent(ProjectFilled)) == 1


@pytest.mark.parametrize("event", [ContractLapsed, ContractCancelled])
async def test_a_contract_that_falls_through_frees_its_opening(service: RunningService, event) -> None:
    await service.put(filled())

    await service.deliver(example(event), times=2)

    assert (await service.of(Project).get("prj_1")).status == "published"
    assert len(service.sent(ProjectReopened)) == 1


async def test_a_closed_contract_uses_its_opening_up(service: RunningService) -> None:
    await service.put(filled())

    await service.deliver(example(ContractClosed), times=2)

    assert (await service.of(Project).get("prj_1")).status == "closed"


async def test_an_organization_that_is_registered_only_may_not_publish(service: RunningService) -> None:
    await service.put(draft())
    await service.deliver(example(OrganizationRegistered))

    refused = await service.call("POST", PUBLICATION, as_=member("org_1"))
    await service.deliver(example(OrganizationVerified))
    granted = await service.call("POST", PUBLICATION, as_=member("org_1"))

    assert (refused.status_code, granted.status_code) == (409, 200)


async def test_a_project_with_a_free_opening_expires_at_its_start(service: RunningService) -> None:
    await service.put(published())

    assert await service.let_pass(START - NOW) == 1

    assert service.sent() == [ProjectExpired(project_id="prj_1", organization_id="org_1")]
