"""What app.py wires: what is heard, and one event and one request through all of it."""

from foothold_catalog.app import build
from foothold_catalog.settings import CatalogSettings
from foothold_chassis.testing import member, running
from foothold_events.catalog import ProjectPublished
from foothold_events.examples import example
from foothold_events.identity import OrganizationVerified

from .offers import draft


async def test_a_verified_organization_publishes_its_project() -> None:
    async with running(build, CatalogSettings) as service:
        assert service.service.consumes == ["foothold.contracts.contract", "foothold.identity.organization"]
        assert service.service.follows == ["foothold.identity.session", "foothold.identity.signing-key"]

        await service.put(draft())
        await service.deliver(example(OrganizationVerified), times=2)
        answer = await service.call("POST", "/v1/projects/prj_1/publication", as_=member("org_1"), key="one")
        again = await service.call("POST", "/v1/projects/prj_1/publication", as_=member("org_1"), key="one")

        assert (answer.status_code, answer.json()["status"]) == (200, "published")
        assert again.json() == answer.json()
        assert [published.project_id for published in service.sent(ProjectPublished)] == ["prj_1"]
