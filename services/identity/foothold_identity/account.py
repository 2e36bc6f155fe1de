"""The account: who may log in. It holds the person's address and name, which never leave this service."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self, get_args

from pydantic import AwareDatetime, Field, SecretStr

from foothold_chassis.addresses import mailbox
from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event
from foothold_events.identity import AccountRegistered
from foothold_events.values import with_prefix

Scope = Literal["trust", "mediation", "money", "system"]
ALL_SCOPES: tuple[Scope, ...] = get_args(Scope)

ID_DIGITS = 32
"""Hexadecimal: 128 bits, so that two addresses never get the same id."""


class AccountIds:
    """Derives an account's id from its address, so that one document guarantees that an address is unique.

    The id is public in the stream. The secret keeps readers of the stream from trying addresses against it, also
    after the account has been erased.
    """

    def __init__(self, secret: SecretStr) -> None:
        self._key = secret.get_secret_value().encode()

    def of(self, email: str) -> str:
        """Return the id of the account of this mailbox, however its address is written.

        Raises:
            ValueError: it is no address.
        """
        return f"acc_{self._digest(mailbox(email))}"

    def of_organization(self, account_id: str, place: int) -> str:
        """Return the id of the organization that the account registers at this place.

        Without the secret nobody learns from both ids whose organization it is.
        """
        return f"org_{self._digest(f'{account_id}|organization|{place}')}"

    def keyed(self, purpose: str, *parts: str) -> str:
        """Return a hash of these parts that nobody can find again by trying, for this purpose alone."""
        return self._digest("\n".join((purpose, *parts)))

    def _digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:ID_DIGITS]


class Account(Aggregate):
    email: str
    name: str
    password_hash: str
    """argon2id, with its parameters and salt."""
    scopes: list[Scope] = Field(default_factory=list)
    networks: list[str] = Field(default_factory=list)
    """Keyed hashes of the networks from which the holder has logged in, the newest last."""
    registered_at: AwareDatetime
    registered_by: str
    """Id of the command. It distinguishes a retry from the registration of another person."""

    @classmethod
    def register(
        cls, id: str, email: str, name: str, password_hash: str, now: datetime, *, by: str
    ) -> tuple[Self, list[Event]]:
        account = cls(
            id=id,
            email=mailbox(email),
            name=name,
            password_hash=password_hash,
            registered_at=now,
            registered_by=by,
        )
        return account, [AccountRegistered(account_id=account.id)]

    @property
    def talent_id(self) -> str:
        return with_prefix("tal", self.id)

    def is_familiar(self, network: str) -> bool:
        """Return whether the holder has logged in from this network (its keyed hash) before."""
        return network in self.networks

    def came_from(self, network: str, *, at_most: int) -> list[Event]:
        """Remember a network from which the holder has logged in; of more than `at_most`, forget the oldest."""
        if not self.is_familiar(network):
            self.networks = [*self.networks, network][-at_most:]
        return []

    def grant(self, scopes: Sequence[Scope]) -> list[Event]:
        """Add these scopes to those that the account has. An account with scopes is an operator's."""
        self.scopes = [scope for scope in ALL_SCOPES if scope in {*self.scopes, *scopes}]
        return []

    def withdraw(self, scopes: Sequence[Scope]) -> list[Event]:
        """Take these scopes away. An account without scopes is no operator's any more."""
        self.scopes = [scope for scope in self.scopes if scope not in scopes]
        return []
