"""The application: a talent's wish to do a project, and the process that turns it into a place.

    submitted → selecting → selected, or refused (no capacity, no opening); withdrawn; lapsed

While `selecting` it takes places at two desks under its own id. Its outcome is committed here, once; after a refusal
the desks give back (`settled` says that they have). Whoever finds it half done, the request or a wake, goes on there.
"""

import hashlib
from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, Field

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import RuleBroken
from foothold_events.catalog import Terms
from foothold_events.envelope import Event
from foothold_events.matching import (
    ApplicationLapsed,
    ApplicationRefs,
    ApplicationRefused,
    ApplicationSelected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    RefusalReason,
)
from foothold_matching.policy import MatchingPolicy
from foothold_matching.project_desk import ProjectDesk
from foothold_matching.weeks import Week, spread

Status = Literal["submitted", "selecting", "selected", "refused", "withdrawn", "lapsed"]


class Application(Aggregate):
    project_id: str
    organization_id: str
    talent_id: str
    terms: Terms
    terms_hash: str
    answers: list[str] = Field(default_factory=list)
    status: Status = "submitted"
    submitted_at: AwareDatetime
    lapse_at: AwareDatetime
    take_over_at: AwareDatetime | None = None
    reason: RefusalReason | None = None
    detail: str | None = None
    settled: bool = True

    @classmethod
    def submit(
        cls, talent_id: str, desk: ProjectDesk, answers: list[str], policy: MatchingPolicy, now: datetime
    ) -> tuple[Self, list[Event]]:
        desk.must_take_applications(now)
        application = cls(
            id=application_id_of(desk.project_id, talent_id),
            project_id=desk.project_id,
            organization_id=desk.organization_id,
            talent_id=talent_id,
            terms=desk.terms,
            terms_hash=desk.terms_hash,
            answers=answers,
            submitted_at=now,
            lapse_at=now + policy.application_wait,
        )
        return application, [ApplicationSubmitted(**application.refs)]

    @property
    def refs(self) -> ApplicationRefs:
        return ApplicationRefs(
            application_id=self.id,
            project_id=self.project_id,
            organization_id=self.organization_id,
            talent_id=self.talent_id,
        )

    @property
    def minutes(self) -> dict[Week, int]:
        """The work by ISO week."""
        return spread(self.terms.hours, self.terms.starts_on, self.terms.deadline)

    def begin_selection(self, policy: MatchingPolicy, now: datetime) -> list[Event]:
        """The company wants this talent. From here on somebody always finishes it."""
        if self.status in {"selecting", "selected", "refused"}:
            return []
        self._must_be_open("be selected")
        self.status = "selecting"
        self.settled = False
        self.take_over_at = now + policy.selection_taken_over_after
        return []

    def select(self) -> list[Event]:
        """Both desks hold the place, and go on holding it."""
        if self.status != "selecting":
            return []
        self.status = "selected"
        self.settled = True
        return [ApplicationSelected(**self.refs, terms=self.terms, terms_hash=self.terms_hash)]

    def refuse(self, reason: RefusalReason, detail: str) -> list[Event]:
        """A desk had no room; `detail` shows the sum."""
        if self.status != "selecting":
            return []
        self.status = "refused"
        self.reason, self.detail = reason, detail
        return [ApplicationRefused(**self.refs, reason=reason)]

    def desks_follow(self) -> list[Event]:
        """Both desks have given back what they held."""
        self.settled = True
        return []

    def withdraw(self) -> list[Event]:
        if self.status == "withdrawn":
            return []
        self._must_be_open("be withdrawn")
        self.status = "withdrawn"
        return [ApplicationWithdrawn(**self.refs)]

    def project_ended(self) -> list[Event]:
        """There is nothing left to apply for; a selection under way finds that out at the desk."""
        return self._lapse() if self.status == "submitted" else []

    def due(self, now: datetime) -> list[Event]:
        return self._lapse() if self.status == "submitted" and now >= self.lapse_at else []

    def next_wake(self) -> datetime | None:
        if self.status == "submitted":
            return self.lapse_at
        return None if self.settled else self.take_over_at

    def _lapse(self) -> list[Event]:
        self.status = "lapsed"
        return [ApplicationLapsed(**self.refs)]

    def _must_be_open(self, to: str) -> None:
        if self.status != "submitted":
            raise RuleBroken(
                f"The application is {self.status}; only a submitted one can {to}.",
                code=f"application_{self.status}",
            )


def application_id_of(project_id: str, talent_id: str) -> str:
    """A talent applies once to a project, so the id comes of the two."""
    digest = hashlib.sha256(f"{project_id}\n{talent_id}".encode()).hexdigest()
    return f"app_{digest[:24]}"
