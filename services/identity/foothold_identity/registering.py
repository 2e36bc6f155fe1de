"""Registering an account: whoever asks learns nothing about who has one.

A new address and a known one get the same answer after the same work. What a person would have to know (there is an
account already; this mailbox is yours) only a mail to the address can say.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

import structlog
from prometheus_client import Counter
from pydantic import SecretStr

from foothold_chassis.causes import Command
from foothold_chassis.clock import Clock
from foothold_chassis.errors import DocumentFrozen
from foothold_chassis.store import Keys, Store, key_reused
from foothold_events.envelope import Event
from foothold_identity.account import Account, AccountIds
from foothold_identity.attempts import Attempts
from foothold_identity.passwords import Passwords
from foothold_identity.policy import IdentityPolicy

CODE = "registration_limited"

log = structlog.get_logger()

REGISTRATIONS = Counter(
    "foothold_registrations",
    "Registrations by outcome: new, repeated (a retry), known (the address has an account) or frozen",
    ["outcome"],
)

Outcome = Literal["new", "repeated", "known", "frozen"]


class Entry(Protocol):
    """What a person says at the registration."""

    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def password(self) -> SecretStr: ...


class Registrations:
    def __init__(
        self,
        ids: AccountIds,
        accounts: Store[Account],
        passwords: Passwords,
        keys: Keys,
        policy: IdentityPolicy,
        clock: Clock,
    ) -> None:
        self._ids = ids
        self._accounts = accounts
        self._passwords = passwords
        self._keys = keys
        self._policy = policy
        window = policy.registrations_window
        self._waiting = Attempts(policy.waiting_per_address, timedelta(), clock, code=CODE)
        self._of_network = Attempts(policy.registrations_per_address, window, clock, code=CODE)
        self._of_both = Attempts(policy.registrations_per_account_and_address, window, clock, code=CODE)
        self._of_account = Attempts(policy.registrations_per_account, window, clock, code=CODE)

    async def register(self, entry: Entry, network: str, command: Command) -> None:
        """Make an account, unless its address has one: that one stays as it is. Either way the caller cannot tell.

        Raises:
            TooManyRequests: too many registrations came from this network or for this address, known or not.
            Invalid: the command's key was used for another registration.
            Unavailable: too many registrations are waiting already.
        """
        id = self._ids.of(entry.email)
        self._count(id, network)
        with self._waiting.running(network):
            hashed = await self._hash(entry.password.get_secret_value(), command)
        async with at_least(self._policy.registration_at_least):
            outcome = await self._create(id, entry, hashed, command)
        REGISTRATIONS.labels(outcome).inc()
        log.info("registration", outcome=outcome, account_id=id)

    def _count(self, id: str, network: str) -> None:
        self._of_network.take(network)
        self._of_both.take(f"{id} {network}")
        self._of_account.take(id)

    async def _hash(self, password: str, command: Command) -> str:
        """Return the hash of the password, once the command's key is taken for it."""
        hashed = await self._passwords.hash(password)
        first = await self._keys.take(command, hashed)
        if first != hashed and not await self._passwords.check(password, first):
            raise key_reused()
        return hashed

    async def _create(self, id: str, entry: Entry, hashed: str, command: Command) -> Outcome:
        def build(now: datetime) -> tuple[Account, list[Event]]:
            return Account.register(id, entry.email, entry.name, hashed, now, by=command.id)

        # without its mark, which would be there for a new address only; `_keys` holds the key to its body
        unmarked = replace(command, fingerprint=None)
        try:
            account = await self._accounts.create(id, build, unmarked)
        except DocumentFrozen:
            # a restore has lost the account; its address is known all the same
            return "frozen"
        if account.password_hash == hashed:
            return "new"
        return "repeated" if account.registered_by == command.id else "known"


@asynccontextmanager
async def at_least(time: timedelta) -> AsyncIterator[None]:
    """Make the block take at least this long: how long it took does not tell what it did."""
    end = asyncio.create_task(asyncio.sleep(time.total_seconds()))
    try:
        yield
        await end
    finally:
        end.cancel()
