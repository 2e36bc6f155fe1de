"""The project: an assignment that a company offers, and the state of its openings."""

import hashlib
from datetime import UTC, datetime, time
from typing import Literal, Self

import rfc8785
from pydantic import AwareDatetime, Field

from foothold_catalog.checklist import check
from foothold_catalog.policy import CatalogPolicy
from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.errors import Invalid, RuleBroken
from foothold_events.catalog import (
    ProjectCancelled,
    ProjectClosed,
    ProjectExpired,
    ProjectFilled,
    ProjectPublished,
    ProjectRefs,
    ProjectReopened,
    Terms,
)
from foothold_events.envelope import Event
from foothold_events.sets import same
from foothold_events.values import ContractId, OrganizationId, Sha256

Status = Literal["draft", "published", "filled", "closed", "cancelled", "expired"]
Place = Literal["taken", "done", "freed"]

NOT_A_DRAFT = ("closed", "cancelled", "expired")
"""The codes of a refused publication, beside those of its terms: the status that the project has."""

NOTHING_TO_CANCEL = tuple(f"already_{status}" for status in ("filled", "closed", "expired"))
"""The codes of a refused cancellation, made of the status."""


class Project(Aggregate):
    """`draft → published ⇄ filled → closed`, or `cancelled`, `expired`.

    `places` has one entry for each contract that holds, has used up, or has freed an opening; only events of contracts
    write it, in every status, since these come in any order. One function decides what follows from it and from
    the time: `_follow`.
    """

    organization_id: OrganizationId
    status: Status = "draft"
    version: int = 0
    """The number of the published terms; 0 if they were never published."""
    terms: Terms
    category: str
    """The category of the terms, in the form that it shares with every other way of writing it."""
    terms_hash: Sha256 | None = None
    places: dict[ContractId, Place] = Field(default_factory=dict)
    created_at: AwareDatetime
    published_at: AwareDatetime | None = None

    @classmethod
    def draft(cls, id: str, organization_id: str, terms: Terms, now: datetime) -> Self:
        category = same(terms.category)
        return cls(id=id, organization_id=organization_id, terms=terms, category=category, created_at=now)

    @property
    def refs(self) -> ProjectRefs:
        """The relations that every event of the project carries."""
        return ProjectRefs(project_id=self.id, organization_id=self.organization_id)

    @property
    def open_until(self) -> datetime:
        """Return the start of the day on which the work starts, UTC."""
        return datetime.combine(self.terms.starts_on, time(), UTC)

    @property
    def free_openings(self) -> int:
        held = sum(place != "freed" for place in self.places.values())
        return max(0, self.terms.openings - held)

    def publish(self, policy: CatalogPolicy, now: datetime) -> list[Event]:
        """Freeze the terms, and open the project to applications. If it is published already, change nothing.

        Raises:
            Invalid: the terms break rules; `errors` names all of them.
            RuleBroken: the project was cancelled, or its time is over.
        """
        if self.status in {"published", "filled"}:
            return []
        if self.status != "draft":
            raise RuleBroken(
                f"This project is {self.status}; only a draft can be published.", code=self.status
            )
        if findings := check(self.terms, policy, now.date()):
            raise Invalid(
                f"These terms cannot be published: {len(findings)} of the rules are broken.",
                code="terms_refused",
                errors=[finding.as_error() for finding in findings],
            )
        self.status = "published"
        self.version = 1
        self.published_at = now
        self.terms_hash = hash_of(self.terms)
        published = ProjectPublished(
            **self.refs,
            version=self.version,
            terms=self.terms,
            terms_hash=self.terms_hash,
            open_until=self.open_until,
        )
        return [published, *self._follow(now)]

    def cancel(self) -> list[Event]:
        """Withdraw the offer; contracts already made go on. If it is cancelled already, change nothing.

        Raises:
            RuleBroken: every opening is taken, or the project has ended, so there is no offer to withdraw.
        """
        if self.status == "cancelled":
            return []
        if self.status not in {"draft", "published"}:
            raise RuleBroken(
                f"This project is {self.status}; only a draft or a published one can be cancelled.",
                code=f"already_{self.status}",
            )
        was_published = self.status == "published"
        self.status = "cancelled"
        return [ProjectCancelled(**self.refs)] if was_published else []

    def on_contract_drafted(self, contract_id: str, now: datetime) -> list[Event]:
        """Take an opening for the contract. A contract takes one in every status, since it exists."""
        self.places.setdefault(contract_id, "taken")
        return self._follow(now)

    def on_contract_fallen_through(self, contract_id: str, now: datetime) -> list[Event]:
        """Free the opening of a contract that ended early, for good: its entry stays as a mark."""
        self.places[contract_id] = "freed"
        return self._follow(now)

    def on_contract_closed(self, contract_id: str, now: datetime) -> list[Event]:
        """Use up the opening of a contract that ended well. A contract that was cancelled first holds none any more."""
        if self.places.get(contract_id) != "freed":
            self.places[contract_id] = "done"
        return self._follow(now)

    def waits(self) -> list[Wait]:
        if self.status != "published":
            return []
        return [Wait("a contract for each opening", self.open_until, self._expire)]

    def _expire(self) -> list[Event]:
        return self._become("expired", ProjectExpired)

    def _follow(self, now: datetime) -> list[Event]:
        """Move an offered project to the status that follows from its places and the time."""
        if self.status not in {"published", "filled"}:
            return []
        if list(self.places.values()).count("done") >= self.terms.openings:
            return self._become("closed", ProjectClosed)
        if self.free_openings and now >= self.open_until:
            return self._expire()
        if self.free_openings:
            return self._become("published", ProjectReopened)
        return self._become("filled", ProjectFilled)

    def _become(
        self,
        status: Status,
        event: type[ProjectClosed | ProjectExpired | ProjectReopened | ProjectFilled],
    ) -> list[Event]:
        if self.status == status:
            return []
        self.status = status
        return [event(**self.refs)]


def hash_of(terms: Terms) -> str:
    """Return the SHA-256, in hexadecimal, of the terms as RFC 8785 JSON without absent fields.

    A consumer can compute it from the event, also after the schema has gained optional fields.
    """
    return hashlib.sha256(rfc8785.dumps(terms.model_dump(mode="json", exclude_none=True))).hexdigest()
