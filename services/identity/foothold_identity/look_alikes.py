"""Which organizations an operator could take for another one, by their domains."""

from dataclasses import dataclass

from foothold_chassis.store import Store
from foothold_identity.confusables import skeleton
from foothold_identity.organization import Organization

SHOWN = 5
"""About as many verified ones as others. More would not change what an operator decides."""


@dataclass(frozen=True, slots=True)
class Unverified:
    """An organization that waits for an operator, and those that it could be taken for."""

    organization: Organization
    look_alikes: list[Organization]

    @property
    def id(self) -> str:
        return self.organization.id


async def unverified(
    organizations: Store[Organization], *, after: str | None, limit: int
) -> list[Unverified]:
    """Return at most `limit` organizations that are not verified, ordered by id, after the id `after`."""
    found = await organizations.find({"verification.at": None}, after=after, limit=limit)
    return [Unverified(one, await look_alikes(one, organizations)) for one in found]


async def look_alikes(organization: Organization, organizations: Store[Organization]) -> list[Organization]:
    """Return other organizations with the same domain, or one that looks like it; the verified ones first."""
    alike = {"domain_skeleton": skeleton(organization.domain)}
    verified = await organizations.find({**alike, "verification.at": {"$ne": None}}, limit=SHOWN + 1)
    others = await organizations.find({**alike, "verification.at": None}, limit=SHOWN + 1)
    return [found for found in (*verified, *others) if found.id != organization.id]
