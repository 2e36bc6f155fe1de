"""The project desk: the openings of a project, which applications hold them, and the published terms."""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, Field

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import RuleBroken
from foothold_events.catalog import ProjectPublished, Terms
from foothold_events.envelope import Event
from foothold_events.values import with_prefix


class Opening(BaseModel):
    """One opening, held for an application until it is released.

    A released entry stays as a mark, so that a slow second run of the selection does not take the opening again.
    """

    state: Literal["held", "refused", "released"] = "held"
    why: str | None = None


class ProjectDesk(Aggregate):
    project_id: str
    organization_id: str
    terms: Terms
    terms_hash: str
    open_until: AwareDatetime
    is_open: bool = True
    reservations: dict[str, Opening] = Field(default_factory=dict)

    @classmethod
    def open(cls, published: ProjectPublished) -> Self:
        return cls(
            id=project_desk_id_of(published.project_id),
            project_id=published.project_id,
            organization_id=published.organization_id,
            terms=published.terms,
            terms_hash=published.terms_hash,
            open_until=published.open_until,
        )

    def must_take_applications(self, now: datetime) -> None:
        """Raise `RuleBroken` once the project has ended or begun."""
        if not self.is_open or now >= self.open_until:
            raise RuleBroken(f"{self.project_id} no longer takes applications.", code="project_not_open")

    def reserve(self, application_id: str, now: datetime) -> list[Event]:
        """Hold an opening if one is free. The first answer stands; `refused_because` returns it afterwards."""
        if application_id not in self.reservations:
            why = self._lacking(now)
            self.reservations[application_id] = Opening(state="refused" if why else "held", why=why)
        return []

    def refused_because(self, application_id: str) -> str | None:
        """Return a sentence for a person that says why no opening was held; None if one was."""
        return self.reservations[application_id].why

    def _lacking(self, now: datetime) -> str | None:
        if not self.is_open or now >= self.open_until:
            return "the project has ended"
        taken = sum(entry.state == "held" for entry in self.reservations.values())
        return None if taken < self.terms.openings else f"{taken} of {self.terms.openings} openings are taken"

    def release(self, application_id: str) -> list[Event]:
        """Release the opening for good, in whatever state it is: the selection was refused or its contract failed."""
        self.reservations[application_id] = Opening(state="released")
        return []

    def hold_again(self, application_id: str) -> list[Event]:
        """Hold the opening that this desk had given, whatever is free: a fact is never refused."""
        if application_id not in self.reservations or self.reservations[application_id].state == "refused":
            self.reservations[application_id] = Opening()
        return []

    def end(self) -> list[Event]:
        """Take no more applications and hold no more openings, since the project has ended."""
        self.is_open = False
        return []


def project_desk_id_of(project_id: str) -> str:
    return with_prefix("pdk", project_id)
