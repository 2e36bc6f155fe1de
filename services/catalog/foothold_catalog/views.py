"""The answers of the catalog."""

from typing import Self

from pydantic import AwareDatetime

from foothold_catalog.project import Project, Status
from foothold_events.catalog import Terms


class ProjectView(Terms):
    """A project with its terms. `open_until` is when applications end, `free_openings` have no contract yet."""

    project_id: str
    organization_id: str
    status: Status
    version: int
    terms_hash: str | None
    free_openings: int
    open_until: AwareDatetime
    created_at: AwareDatetime
    published_at: AwareDatetime | None

    @classmethod
    def of(cls, project: Project) -> Self:
        return cls(
            **project.terms.model_dump(),
            project_id=project.id,
            organization_id=project.organization_id,
            status=project.status,
            version=project.version,
            terms_hash=project.terms_hash,
            free_openings=project.free_openings,
            open_until=project.open_until,
            created_at=project.created_at,
            published_at=project.published_at,
        )
