"""Rate limits by address and by account, in this process's memory: each replica has limits of its own."""

import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from foothold_chassis.errors import TooManyRequests
from foothold_gateway.policy import GatewayPolicy


class RateLimits:
    def __init__(self, policy: GatewayPolicy) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._of_account = parse(policy.requests_per_account)
        self._of_address = parse(policy.requests_per_address)

    async def count(self, address: str, account_id: str | None) -> None:
        """Count one request.

        Raises:
            TooManyRequests: the limit is used up; with the seconds until the next request may pass.
        """
        await self._hit(self._of_address, "address", address)
        if account_id is not None:
            await self._hit(self._of_account, "account", account_id)

    async def _hit(self, limit: RateLimitItem, kind: str, who: str) -> None:
        if not await self._limiter.hit(limit, kind, who):
            window = await self._limiter.get_window_stats(limit, kind, who)
            seconds = max(1, math.ceil(window.reset_time - time.time()))
            raise TooManyRequests(
                f"The limit for one {kind} is {limit}; try again in {seconds} s.",
                code="rate_limited",
                retry_after=seconds,
            )
