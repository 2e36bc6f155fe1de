"""Who may see and publish what."""

from typing import ClassVar

from foothold_catalog.project import Project
from foothold_chassis.errors import NotFound, NotYet, RuleBroken
from foothold_chassis.store import Projection
from foothold_chassis.web import Principal


class OrganizationNotVerified(RuleBroken):
    """No operator has verified the organization yet, or the event has not arrived here; a retry may help."""

    retry_after: ClassVar[int] = 1


async def must_be_verified(organization_id: str, organizations: Projection) -> None:
    """Wait until the organization is known to be verified; the event may take a moment to arrive.

    Raises:
        OrganizationNotVerified: this was not known within two seconds.
    """
    try:
        await organizations.wait_for(organization_id, lambda row: row["verified"] is True)
    except NotYet as error:
        raise OrganizationNotVerified(
            f"The organization {organization_id} is not verified yet; only a verified one may publish.",
            code="organization_not_verified",
        ) from error


def must_be_visible(project: Project, principal: Principal | None) -> None:
    """Admit everyone to a published project, and members of its organization also to a draft.

    Raises:
        NotFound: the caller may not know of the project.
    """
    is_member = principal is not None and project.organization_id in principal.orgs
    if project.version == 0 and not is_member:
        raise NotFound(f"There is no Project {project.id}.")
