"""The affiliation: an institution confirms that a talent belongs to it."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal, Self

from pydantic import AwareDatetime

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.errors import RuleBroken
from foothold_events.envelope import Event
from foothold_events.identity import (
    AffiliationConfirmed,
    AffiliationLapsed,
    AffiliationRefs,
    AffiliationRequested,
)
from foothold_events.values import OrganizationId, TalentId
from foothold_identity.organization import Organization

Status = Literal["blank", "requested", "confirmed", "lapsed"]


def affiliation_id_of(talent_id: str, organization_id: str) -> str:
    """Derive the id from the talent and the institution, so that there is one affiliation between the two."""
    return f"aff_{hashlib.sha256(f'{talent_id}|{organization_id}'.encode()).hexdigest()[:32]}"


class Affiliation(Aggregate):
    """`requested → confirmed`, or `lapsed` if the institution does not answer. A lapsed one may be requested again."""

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
        """Return the relations that each of its events carries."""
        return AffiliationRefs(
            affiliation_id=self.id, organization_id=self.organization_id, talent_id=self.talent_id
        )

    def request(self, asked: Organization, wait: timedelta, now: datetime) -> list[Event]:
        """Ask the institution. A requested or confirmed affiliation stays as it is.

        Raises:
            RuleBroken: `asked` is no institution.
        """
        asked.must_be_institution()
        if self.status in {"requested", "confirmed"}:
            return []
        self.status = "requested"
        self.requested_at = now
        self.lapses_at = now + wait
        return [AffiliationRequested(**self.refs)]

    def confirm(self, institution: Organization, by: TalentId, now: datetime) -> list[Event]:
        """Confirm that the talent belongs to the institution. A confirmed affiliation stays as it is.

        Raises:
            RuleBroken: the institution is not verified, the affiliation has lapsed and has to be requested again, or
                the member who confirms it is the talent.
        """
        if by == self.talent_id:
            raise RuleBroken(
                f"Another member of {institution.name} has to confirm your affiliation.",
                code="own_affiliation",
            )
        institution.must_be_verified()
        if self.status == "confirmed":
            return []
        if self.status != "requested":
            raise RuleBroken(
                f"This affiliation is {self.status}; the talent has to request it again.",
                code="affiliation_not_requested",
            )
        self.status = "confirmed"
        self.confirmed_at = now
        self.lapses_at = None
        return [AffiliationConfirmed(**self.refs)]

    def waits(self) -> list[Wait]:
        return [] if self.lapses_at is None else [Wait("the institution", self.lapses_at, self._lapse)]

    def _lapse(self) -> list[Event]:
        self.status = "lapsed"
        self.lapses_at = None
        return [AffiliationLapsed(**self.refs)]
