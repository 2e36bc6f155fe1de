"""The affiliation: an institution vouches that a talent is one of its own."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal, Self

from pydantic import AwareDatetime

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import RuleBroken
from foothold_events.envelope import Event
from foothold_events.identity import (
    AffiliationConfirmed,
    AffiliationLapsed,
    AffiliationRefs,
    AffiliationRequested,
)
from foothold_events.values import OrganizationId, TalentId

Status = Literal["blank", "requested", "confirmed", "lapsed"]


def affiliation_id_of(talent_id: str, organization_id: str) -> str:
    """Derive the id from the two it relates: there is one affiliation between them, however often asked for."""
    return f"aff_{hashlib.sha256(f'{talent_id}|{organization_id}'.encode()).hexdigest()[:32]}"


class Affiliation(Aggregate):
    """`requested → confirmed`, or `lapsed` when the institution is silent; a lapsed one may be asked for again."""

    talent_id: TalentId
    organization_id: OrganizationId
    status: Status = "blank"
    requested_at: AwareDatetime | None = None
    lapses_at: AwareDatetime | None = None
    confirmed_at: AwareDatetime | None = None

    @classmethod
    def blank(cls, id: str, talent_id: str, organization_id: str) -> Self:
        return cls(id=id, talent_id=talent_id, organization_id=organization_id)

    @property
    def refs(self) -> AffiliationRefs:
        """The relations that every event of it carries."""
        return AffiliationRefs(
            affiliation_id=self.id, organization_id=self.organization_id, talent_id=self.talent_id
        )

    def request(self, wait: timedelta, now: datetime) -> list[Event]:
        """Ask the institution. Asked for or confirmed already: nothing happens."""
        if self.status in {"requested", "confirmed"}:
            return []
        self.status = "requested"
        self.requested_at = now
        self.lapses_at = now + wait
        return [AffiliationRequested(**self.refs)]

    def confirm(self, now: datetime) -> list[Event]:
        """The institution vouches. Confirmed already: nothing happens.

        Raises:
            RuleBroken: it has lapsed; the talent has to ask again.
        """
        if self.status == "confirmed":
            return []
        if self.status != "requested":
            raise RuleBroken(
                f"This affiliation is {self.status}; the talent has to ask for it again.",
                code="affiliation_not_requested",
            )
        self.status = "confirmed"
        self.confirmed_at = now
        self.lapses_at = None
        return [AffiliationConfirmed(**self.refs)]

    def due(self, now: datetime) -> list[Event]:
        if self.lapses_at is None or now < self.lapses_at:
            return []
        self.status = "lapsed"
        self.lapses_at = None
        return [AffiliationLapsed(**self.refs)]

    def next_wake(self) -> datetime | None:
        return self.lapses_at
