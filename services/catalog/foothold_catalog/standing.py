"""Who may see and publish what."""

from typing import ClassVar

from foothold_catalog.project import Project
from foothold_chassis.errors import NotFound, NotYet, RuleBroken
from foothold_chassis.store import Projection
from foothold_chassis.web import Principal


class OrganizationNotVerified(RuleBroken):
    """Nobody has vouched for the organization yet, or word of it has not arrived here: worth asking again."""

    retry_after: ClassVar[int] = 1


async def must_be_verified(organization_id: str, organizations: Projection) -> None:
    """Return once the organization is known to be verified; word of it may take a moment.

    Raises:
        OrganizationNotVerified: it was not known to be within two seconds.
    """
    try:
        await organizations.wait_for(organization_id, lambda row: row["verified"] is True)
    except NotYet as error:
        raise OrganizationNotVerified(
            f"The organization {organization_id} is not verified yet; only a verified one may publish.",
            code="organization_not_verified",
        ) from error


def must_be_visible(project: Project, principal: Principal | None) -> None:
    """Everyone sees what was published, members of its organization also what was not.

    Raises:
        NotFound: the caller may not know of it.
    """
    is_member = principal is not None and project.organization_id in principal.orgs
    if project.version == 0 and not is_member:
        raise NotFound(f"There is no Project {project.id}.")
