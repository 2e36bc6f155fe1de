"""The organization: a company that posts work, or an institution that confirms its talents."""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import RuleBroken, RuleNotMetYet
from foothold_events.envelope import Event
from foothold_events.identity import OrganizationKind, OrganizationRegistered, OrganizationVerified
from foothold_events.values import AccountId, Country, Value
from foothold_identity.confusables import skeleton

Role = Literal["owner", "member"]


class Member(Value):
    account_id: AccountId
    role: Role


class Verification(Value):
    """An operator's decision that the organization is what it claims to be."""

    by: AccountId
    reason: str
    at: AwareDatetime


class Organization(Aggregate):
    """`registered → verified`. Only a verified company publishes, only a verified institution confirms."""

    kind: OrganizationKind
    name: str
    country: Country
    domain: str
    """As DNS knows it, `xn--…` for other scripts than ASCII."""
    domain_skeleton: str | None = None
    """What organizations with domains that look alike have in common."""
    members: list[Member]
    registered_at: AwareDatetime
    registered_by: str
    """Id of the command. It distinguishes a retry from another registration."""
    verification: Verification | None = None

    @classmethod
    def register(
        cls,
        id: str,
        kind: OrganizationKind,
        *,
        name: str,
        country: str,
        domain: str,
        owner: str,
        now: datetime,
        by: str,
    ) -> tuple[Self, list[Event]]:
        organization = cls(
            id=id,
            kind=kind,
            name=name,
            country=country,
            domain=domain,
            domain_skeleton=skeleton(domain),
            members=[Member(account_id=owner, role="owner")],
            registered_at=now,
            registered_by=by,
        )
        return organization, [OrganizationRegistered(organization_id=id, kind=kind, country=country)]

    @property
    def status(self) -> Literal["registered", "verified"]:
        return "registered" if self.verification is None else "verified"

    def must_be_institution(self) -> None:
        """Raise `RuleBroken` for a company, since only institutions confirm talents."""
        if self.kind != "institution":
            raise RuleBroken(f"{self.name} is a {self.kind}, not an institution.", code="not_an_institution")

    def must_be_verified(self) -> None:
        """Raise `RuleNotMetYet` until an operator has verified the organization."""
        if self.verification is None:
            raise RuleNotMetYet(f"{self.name} is not verified yet.", code="organization_not_verified")

    def role_of(self, account_id: str) -> Role | None:
        return next((member.role for member in self.members if member.account_id == account_id), None)

    def verify(self, by: str, reason: str, now: datetime) -> list[Event]:
        """Record the operator's decision that the organization is genuine. The first decision stands.

        Raises:
            RuleBroken: the operator belongs to the organization.
        """
        if self.role_of(by) is not None:
            raise RuleBroken(
                f"You belong to {self.name}; another operator has to verify it.", code="own_organization"
            )
        if self.verification is not None:
            return []
        self.verification = Verification(by=by, reason=reason, at=now)
        return [OrganizationVerified(organization_id=self.id, kind=self.kind)]
