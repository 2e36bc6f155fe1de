"""Password hashing: argon2id in threads, a few at a time."""

import asyncio
import secrets
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from foothold_chassis.errors import Unavailable
from foothold_identity.policy import IdentityPolicy


class Passwords:
    """Hashes and checks passwords, in NFC: one password, however a keyboard composes its letters.

    A check takes the same time whether or not the account exists.
    """

    def __init__(self, policy: IdentityPolicy) -> None:
        self._hasher = PasswordHasher(
            time_cost=policy.argon2_time_cost,
            memory_cost=policy.argon2_memory_kib,
            parallelism=policy.argon2_parallelism,
        )
        self._cores = asyncio.Semaphore(policy.hashings_at_once)
        self._room = policy.hashings_at_once + policy.hashings_waiting

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

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())

    def _fits(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except VerifyMismatchError:
            return False

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._room <= 0:
            raise Unavailable("Too many people are logging in at this moment; try again.", code="busy")
        self._room -= 1
        try:
            async with self._cores:
                yield
        finally:
            self._room += 1


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)
