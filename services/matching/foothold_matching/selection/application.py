"""The application: a talent's wish to do a project, and the process that turns it into a place.

    submitted → selecting → selected, or refused (no capacity, no opening); withdrawn; lapsed

While it is `selecting` it reserves places at two desks by its own id. Its outcome is committed here, once. After a
refusal the desks release the places; `settled` says that they have. The request, its retry or a wake continues a
selection that is half done.
"""

import hashlib
from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, Field

from foothold_chassis.aggregate import Aggregate, Wait
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
from foothold_matching.selection.project_desk import ProjectDesk
from foothold_matching.weeks import Week, spread

Status = Literal["submitted", "selecting", "selected", "refused", "withdrawn", "lapsed"]

NOT_SELECTABLE = ("application_withdrawn", "application_lapsed")
NOT_WITHDRAWABLE = (
    "application_selecting",
    "application_selected",
    "application_refused",
    "application_lapsed",
)
"""The codes of a refused selection and of a refused withdrawal, made of the status."""


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
        """Apply for a project, with the terms that were published.

        Raises:
            RuleBroken: the project no longer takes applications.
        """
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
        """Return the relations that each of its events carries."""
        return ApplicationRefs(
            application_id=self.id,
            project_id=self.project_id,
            organization_id=self.organization_id,
            talent_id=self.talent_id,
        )

    @property
    def minutes(self) -> dict[Week, int]:
        """Return the minutes of work in each ISO week."""
        return spread(self.terms.hours, self.terms.starts_on, self.terms.deadline)

    def submitted_again(self, answers: list[str]) -> Self:
        """Return the application to a talent that applies again with the same answers.

        Raises:
            RuleBroken: the answers are others, or the application was withdrawn or has lapsed: a talent applies once.
        """
        if self.status in {"withdrawn", "lapsed"}:
            raise RuleBroken(
                f"You have applied for {self.project_id} before, and that application is {self.status}; "
                "nobody applies twice for one project.",
                code="applied_before",
            )
        if answers != self.answers:
            raise RuleBroken(
                f"You have applied for {self.project_id} already, with other answers; those stand.",
                code="applied_before",
            )
        return self

    def begin_selection(self, policy: MatchingPolicy, now: datetime) -> list[Event]:
        """Begin to select this talent. From here on a request or a wake always finishes the selection.

        Raises:
            RuleBroken: the application was withdrawn or has lapsed.
        """
        if self.status in {"selecting", "selected", "refused"}:
            return []
        self._must_be_open("be selected")
        self.status = "selecting"
        self.settled = False
        self.take_over_at = now + policy.selection_taken_over_after
        return []

    def select(self) -> list[Event]:
        """Commit that the talent is selected: both desks hold the place, and keep it."""
        if self.status != "selecting":
            return []
        self.status = "selected"
        self.settled = True
        return [ApplicationSelected(**self.refs, terms=self.terms, terms_hash=self.terms_hash)]

    def refuse(self, reason: RefusalReason, detail: str) -> list[Event]:
        """Commit that a desk had no room. `detail` is a sentence for a person that shows the sum."""
        if self.status != "selecting":
            return []
        self.status = "refused"
        self.reason, self.detail = reason, detail
        return [ApplicationRefused(**self.refs, reason=reason)]

    def desks_follow(self) -> list[Event]:
        """Record that both desks have released what they held."""
        self.settled = True
        return []

    def withdraw(self) -> list[Event]:
        """Withdraw the application. A withdrawn one stays as it is.

        Raises:
            RuleBroken: the selection has begun, or the application has lapsed.
        """
        if self.status == "withdrawn":
            return []
        self._must_be_open("be withdrawn")
        self.status = "withdrawn"
        return [ApplicationWithdrawn(**self.refs)]

    def project_ended(self) -> list[Event]:
        """Lapse if the application is still open. A selection in progress is refused by the desk instead."""
        return self._lapse() if self.status == "submitted" else []

    def forget_profile(self) -> list[Event]:
        """Forget what a refusal says of the talent's profile: its sum names the hours of a week."""
        if self.reason == "no_capacity":
            self.detail = None
        return []

    def waits(self) -> list[Wait]:
        if self.status == "submitted":
            return [Wait("the company", self.lapse_at, self._lapse)]
        if self.settled or self.take_over_at is None:
            return []
        return [Wait("its own steps", self.take_over_at)]

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
    """Derive the id from the project and the talent, since a talent applies once to a project."""
    digest = hashlib.sha256(f"{project_id}\n{talent_id}".encode()).hexdigest()
    return f"app_{digest[:24]}"
