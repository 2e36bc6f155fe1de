"""Password hashing: argon2id in threads, a few at a time."""

import asyncio
import secrets
import unicodedata
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

from foothold_chassis.errors import Unavailable
from foothold_identity.policy import IdentityPolicy


class Passwords:
    """Hashes and checks passwords, in NFC: one password, however a keyboard composes its letters.

    A check takes the same time whether or not the account exists. Each instance has a queue of its own.
    """

    def __init__(self, policy: IdentityPolicy, *, at_once: int, waiting: int) -> None:
        self._hasher = PasswordHasher(
            time_cost=policy.argon2_time_cost,
            memory_cost=policy.argon2_memory_kib,
            parallelism=policy.argon2_parallelism,
        )
        self._nobodys = _unmatched(self._hasher)
        self._cores = asyncio.Semaphore(at_once)
        self._room = at_once + waiting

    @classmethod
    def of_holders(cls, policy: IdentityPolicy) -> Self:
        """Make the queue of logins from where the account's holder has logged in before."""
        return cls(policy, at_once=policy.hashings_at_once, waiting=policy.hashings_waiting)

    @classmethod
    def of_strangers(cls, policy: IdentityPolicy) -> Self:
        """Make the queue of all other logins: however long it is, no holder waits in it."""
        return cls(policy, at_once=policy.strange_hashings_at_once, waiting=policy.strange_hashings_waiting)

    @classmethod
    def of_registrations(cls, policy: IdentityPolicy) -> Self:
        """Make the queue of registrations: however long it is, no login waits in it."""
        return cls(
            policy,
            at_once=policy.registration_hashings_at_once,
            waiting=policy.registration_hashings_waiting,
        )

    async def hash(self, password: str) -> str:
        """Return the argon2id hash with its parameters and a new salt.

        Raises:
            Unavailable: too many calls are waiting already.
        """
        async with self._turn():
            return await asyncio.to_thread(self._hasher.hash, _composed(password))

    async def check(self, password: str, kept: str | None) -> bool:
        """Return whether the password fits the hash. `None` (there is no such account) never fits.

        Raises:
            Unavailable: too many calls are waiting already.
        """
        async with self._turn():
            fits = await asyncio.to_thread(self._fits, _composed(password), kept or self._nobodys)
        return fits and kept is not None

    def _fits(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except VerifyMismatchError:
            return False

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._room <= 0:
            raise Unavailable("Too many passwords are waiting at this moment; try again.", code="busy")
        self._room -= 1
        try:
            async with self._cores:
                yield
        finally:
            self._room += 1


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _unmatched(hasher: PasswordHasher) -> str:
    """Return a hash that no password fits, without hashing, or the first check would take twice as long."""
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"
