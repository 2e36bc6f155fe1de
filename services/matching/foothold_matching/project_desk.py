"""The project desk: a project's openings, and who holds them; with the terms it was published with."""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, Field

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import RuleBroken
from foothold_events.catalog import ProjectPublished, Terms
from foothold_events.envelope import Event
from foothold_events.values import with_prefix


class Opening(BaseModel):
    """One opening, held for an application until `until`, or for good once confirmed; a released one is a mark."""

    state: Literal["held", "confirmed", "refused", "released"] = "held"
    until: AwareDatetime
    why: str | None = None

    def counts(self, now: datetime) -> bool:
        return self.state == "confirmed" or (self.state == "held" and now < self.until)


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
        if not self.is_open or now >= self.open_until:
            raise RuleBroken(f"{self.project_id} takes no applications any more.", code="project_not_open")

    def reserve(self, application_id: str, until: datetime, now: datetime) -> list[Event]:
        """Hold an opening if there is one; `refused_because` tells afterwards if there was not."""
        entry = self.reservations.get(application_id)
        if entry is None or entry.state in {"held", "refused"}:
            why = self._lacking(application_id, now)
            state: Literal["held", "refused"] = "held" if why is None else "refused"
            self.reservations[application_id] = Opening(state=state, until=until, why=why)
        return []

    def refused_because(self, application_id: str) -> str | None:
        """Give why there was no opening, for a person."""
        return self.reservations[application_id].why

    def _lacking(self, application_id: str, now: datetime) -> str | None:
        if not self.is_open:
            return "the project has ended"
        taken = sum(
            entry.counts(now) for other, entry in self.reservations.items() if other != application_id
        )
        return None if taken < self.terms.openings else f"{taken} of {self.terms.openings} openings are taken"

    def confirm(self, application_id: str, now: datetime) -> list[Event]:
        """The application is selected: the opening is taken, also if the hold had run out meanwhile."""
        entry = self.reservations.get(application_id) or Opening(until=now)
        if entry.state != "released":
            self.reservations[application_id] = entry.model_copy(update={"state": "confirmed"})
        return []

    def release(self, application_id: str, now: datetime) -> list[Event]:
        """Its contract fell through; in any state, and for good."""
        self.reservations[application_id] = Opening(state="released", until=now)
        return []

    def end(self) -> list[Event]:
        """The project was cancelled, has expired or is closed."""
        self.is_open = False
        return []


def project_desk_id_of(project_id: str) -> str:
    return with_prefix("pdk", project_id)
