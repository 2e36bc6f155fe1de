"""The chapter of the work: until when it is waited for, what was handed in, and until when the company may answer."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from foothold_contracts.policy import ContractPolicy


class Deliverable(BaseModel):
    model_config = ConfigDict(frozen=True)

    url: str
    note: str = ""
    submitted_at: AwareDatetime


class Work(BaseModel):
    """The deliverables, oldest first, and the deadlines of the talent and then of the company (UTC)."""

    model_config = ConfigDict(frozen=True)

    ends_at: AwareDatetime
    overdue_at: AwareDatetime
    cancel_at: AwareDatetime
    overdue: bool = False
    deliverables: list[Deliverable] = []
    review_until: AwareDatetime | None = None

    @classmethod
    def awaited(cls, deadline: date, policy: ContractPolicy) -> Self:
        """Begin the wait for work that is due by the end of this day, UTC."""
        ends_at = datetime.combine(deadline + timedelta(days=1), time(), UTC)
        overdue_at = ends_at + policy.overdue_after
        cancel_at = overdue_at + policy.cancelled_after_overdue
        return cls(ends_at=ends_at, overdue_at=overdue_at, cancel_at=cancel_at)

    def is_last(self, url: str, note: str) -> bool:
        """Return whether this is what was handed in last."""
        return bool(self.deliverables) and (self.deliverables[-1].url, self.deliverables[-1].note) == (
            url,
            note,
        )

    def hand_in(self, url: str, note: str, review_wait: timedelta, now: datetime) -> tuple["Work", int]:
        """Add a deliverable, and begin the company's review. Return also the version, which counts from 1."""
        deliverables = [*self.deliverables, Deliverable(url=url, note=note, submitted_at=now)]
        update = {"deliverables": deliverables, "review_until": now + review_wait}
        return self.model_copy(update=update), len(deliverables)

    def late(self) -> "Work":
        """Note that the work is overdue; it is still taken until `cancel_at`."""
        return self.model_copy(update={"overdue": True})

    def reviewed(self) -> "Work":
        """End the company's review, which was answered or is taken as an acceptance."""
        return self.model_copy(update={"review_until": None})
