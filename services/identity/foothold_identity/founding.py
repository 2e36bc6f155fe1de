"""Registering an organization: an account has a fixed number of places for organizations of its own.

Each place is the id of one document, so the limit holds however many registrations run at the same time, on however
many replicas: two of them never get the same place, and there is no place beyond the last.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from foothold_chassis.causes import Command
from foothold_chassis.errors import RuleBroken
from foothold_chassis.store import Store
from foothold_events.envelope import Event
from foothold_events.identity import OrganizationKind
from foothold_identity.account import AccountIds
from foothold_identity.organization import Organization
from foothold_identity.policy import IdentityPolicy


class Entry(Protocol):
    """What is said of an organization at its registration."""

    @property
    def kind(self) -> OrganizationKind: ...
    @property
    def name(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def domain(self) -> str: ...


class Founding:
    def __init__(self, ids: AccountIds, organizations: Store[Organization], policy: IdentityPolicy) -> None:
        self._ids = ids
        self._organizations = organizations
        self._most = policy.organizations_per_account

    async def register(self, entry: Entry, owner: str, command: Command) -> Organization:
        """Register an organization at the first free place of its owner. A retry of the command returns the first one.

        Raises:
            RuleBroken: the owner has no place left.
        """
        places = self._places(owner)
        taken = await self._organizations.among(places)
        for id in places:
            there = taken.get(id)
            if there is None or there.registered_by == command.id:
                # for a retry too: the store compares what the command says
                there = await self._create(id, entry, owner, command)
            if there.registered_by == command.id:
                return there
        raise RuleBroken(
            f"An account belongs to at most {self._most} organizations.", code="too_many_organizations"
        )

    def _places(self, owner: str) -> Sequence[str]:
        return [self._ids.of_organization(owner, place) for place in range(self._most)]

    async def _create(self, id: str, entry: Entry, owner: str, command: Command) -> Organization:
        """Create the organization, or return the one to which another registration has given the place meanwhile."""

        def build(now: datetime) -> tuple[Organization, list[Event]]:
            return Organization.register(
                id,
                entry.kind,
                name=entry.name,
                country=entry.country,
                domain=entry.domain,
                owner=owner,
                now=now,
                by=command.id,
            )

        return await self._organizations.create(id, build, command)
