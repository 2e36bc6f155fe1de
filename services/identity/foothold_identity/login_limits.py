"""How often a login may be tried, from where, and how long it waits."""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from foothold_chassis.clock import Clock
from foothold_chassis.errors import TooManyRequests
from foothold_identity.attempts import Attempts
from foothold_identity.policy import IdentityPolicy

CODE = "login_limited"


class Attempt:
    """A login that is being tried. One that ends without an outcome has not checked a password and doesn't count."""

    def __init__(self) -> None:
        self.password_fits: bool | None = None


class LoginLimits:
    """Limits who guesses a password, and nobody else.

    - One network may try so often, at whichever accounts: each attempt costs a hash.
    - One network may give so many wrong passwords for one account. Then it waits, and the account's holder, who is
      elsewhere, does not.
    - One network may have so many attempts waiting at the same time, and so never fills the queue of strangers alone.
    - Wrong passwords for one account, from wherever, slow down further attempts from networks that are strange to the
      account. They never close it.

    Whether the account exists makes no difference to any of them.
    """

    def __init__(
        self,
        policy: IdentityPolicy,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        window = policy.logins_window
        self._policy = policy
        self._sleep = sleep
        self._of_network = Attempts(policy.logins_per_address, window, clock, code=CODE)
        self._of_both = Attempts(policy.wrong_passwords_per_account_and_address, window, clock, code=CODE)
        self._of_account = Attempts(_steps(policy), window, clock, code=CODE)
        self._strange = Attempts(policy.waiting_per_address, timedelta(), clock, code=CODE)
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def attempt(self, account_id: str, network: str) -> Iterator[Attempt]:
        """Begin an attempt of a network to log in to an account; the caller sets the outcome.

        Raises:
            TooManyRequests: the network has used up its attempts, in all or at this account; with the seconds until it
                has one again.
        """
        both, attempt = f"{account_id} {network}", Attempt()
        with self._of_both.running(both):
            self._of_network.take(network)
            yield attempt
            if attempt.password_fits:
                self._of_both.forget(both)
            elif attempt.password_fits is False:
                self._of_both.add(both)
                self._of_account.add(account_id)

    def strange(self, network: str) -> AbstractContextManager[None]:
        """Hold one of the places that a network has among those who wait to be hashed.

        Raises:
            TooManyRequests: the network holds them all; with the second in which one ends.
        """
        return self._strange.running(network)

    async def slow_down(self, account_id: str) -> None:
        """Wait before an attempt from a network that is strange to the account, the longer the more have failed.

        Raises:
            TooManyRequests: as many as may are waiting already; with the seconds until they will have ended.
        """
        pause = self._pause(account_id)
        if not pause:
            return
        if (
            self._waiting[account_id] >= self._policy.logins_waiting_per_account
            or self._waiting.total() >= self._policy.logins_waiting
        ):
            raise TooManyRequests(
                f"Many passwords are being tried; try again in {math.ceil(pause)} s.",
                code=CODE,
                retry_after=math.ceil(pause),
            )
        self._waiting[account_id] += 1
        try:
            await self._sleep(pause)
        finally:
            self._waiting[account_id] -= 1
            if not self._waiting[account_id]:
                del self._waiting[account_id]

    def _pause(self, account_id: str) -> float:
        beyond = self._of_account.count(account_id) - self._policy.logins_slowed_after
        if beyond < 0:
            return 0.0
        pause: timedelta = self._policy.login_pause_first * 2**beyond
        return min(pause, self._policy.login_pause_max).total_seconds()


def _steps(policy: IdentityPolicy) -> int:
    """Return how many failures are worth counting: after them the pause grows no more."""
    doublings = math.log2(policy.login_pause_max / max(policy.login_pause_first, timedelta(milliseconds=1)))
    return policy.logins_slowed_after + max(1, math.ceil(doublings) + 1)
