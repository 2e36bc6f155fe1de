"""After a restore: the project as its own events tell of it. A draft tells nothing, and is lost with the database."""

from foothold_catalog.project import Project
from foothold_chassis.store import Past, Retold
from foothold_events.catalog import ProjectCancelled, ProjectClosed, ProjectExpired, ProjectPublished


async def project(past: Past[Project]) -> Retold[Project] | None:
    """Return the project as it was; None if its publication is unknown.

    Whether it is filled follows from its places, which the events of contracts write: they are read again.
    """
    found = past.found
    for telling, event in past.told:
        match event:
            case ProjectPublished():
                found = found or Project.draft(
                    event.project_id, event.organization_id, event.terms, telling.at
                )
                found.status, found.version = "published", event.version
                found.terms, found.terms_hash = event.terms, event.terms_hash
                found.published_at = telling.at
            case ProjectClosed() if found is not None:
                found.status = "closed"
            case ProjectCancelled() if found is not None:
                found.status = "cancelled"
            case ProjectExpired() if found is not None:
                found.status = "expired"
    return Retold(found) if found is not None else None
