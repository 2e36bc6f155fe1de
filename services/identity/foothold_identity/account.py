"""The account: who may log in. It holds the person's address and name; they never leave this service."""

import hashlib
from datetime import datetime
from typing import Literal, Self, get_args

from pydantic import AwareDatetime, Field

from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event
from foothold_events.identity import AccountRegistered
from foothold_events.values import with_prefix

Scope = Literal["trust", "mediation", "money", "system"]
ALL_SCOPES: tuple[Scope, ...] = get_args(Scope)

ID_DIGITS = 32
"""Hexadecimal: 128 bits, so that no two addresses ever meet."""


def normalised(email: str) -> str:
    """Give the form by which an address is recognised; nobody tells accounts apart by case."""
    return email.strip().lower()


def account_id_of(email: str) -> str:
    """Derive the account's id from its address: that makes uniqueness a matter of one document."""
    return f"acc_{hashlib.sha256(normalised(email).encode()).hexdigest()[:ID_DIGITS]}"


class Account(Aggregate):
    email: str
    name: str
    password_hash: str
    """argon2id, with its parameters and salt."""
    scopes: list[Scope] = Field(default_factory=list)
    registered_at: AwareDatetime
    registered_by: str
    """Id of the command, so that its retry is told apart from somebody else's registration."""

    @classmethod
    def register(
        cls, email: str, name: str, password_hash: str, now: datetime, *, by: str
    ) -> tuple[Self, list[Event]]:
        account = cls(
            id=account_id_of(email),
            email=normalised(email),
            name=name,
            password_hash=password_hash,
            registered_at=now,
            registered_by=by,
        )
        return account, [AccountRegistered(account_id=account.id)]

    @property
    def talent_id(self) -> str:
        return with_prefix("tal", self.id)

    def grant(self, scopes: list[Scope]) -> list[Event]:
        """Make it an operator's account with these scopes besides those it has."""
        self.scopes = [scope for scope in ALL_SCOPES if scope in {*self.scopes, *scopes}]
        return []
