"""How often a login may be tried.

Each process counts in its own memory, so n replicas allow n times as much. The gateway's limits come first.
"""

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from foothold_chassis.errors import TooManyRequests
from foothold_identity.policy import IdentityPolicy


class LoginLimits:
    """Counts every attempt when it begins, so that concurrent attempts all count."""

    def __init__(self, policy: IdentityPolicy) -> None:
        window = int(policy.logins_window.total_seconds())
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_account = RateLimitItemPerSecond(policy.logins_per_account, window, "account")
        self._per_address = RateLimitItemPerSecond(policy.logins_per_address, window, "address")

    async def attempt(self, account_id: str, address: str) -> None:
        """Count an attempt.

        Raises:
            TooManyRequests: the account or the address has used up its attempts. Whether the account exists makes
                no difference.
        """
        free = await self._limiter.hit(self._per_address, address)
        if not (free and await self._limiter.hit(self._per_account, account_id)):
            raise TooManyRequests(
                "Too many attempts to log in; try again in some minutes.", code="login_limited"
            )

    async def forget(self, account_id: str) -> None:
        """Forget the attempts of an account, since its owner has logged in."""
        await self._limiter.clear(self._per_account, account_id)
