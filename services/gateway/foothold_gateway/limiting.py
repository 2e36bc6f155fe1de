"""How often, and how often at once, one address and one account may call.

It is all in this process's memory, so n replicas allow n times as much.
"""

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable

from limits import RateLimitItem, parse

from foothold_chassis.errors import TooManyRequests
from foothold_gateway.policy import GatewayPolicy

Now = Callable[[], float]

CALLERS_KEPT = 100_000
"""So many callers are counted at most. The one that was not seen for longest is forgotten first."""


class SlidingWindow:
    """Counts the calls of each caller, and refuses those beyond a rate.

    The calls of the last period are estimated from two counters, as if those of the period before had come evenly
    [Cloudflare, "How we built rate limiting capable of scaling to millions of domains", 2017]. A call costs the same
    for any number of callers; the memory storage of `limits` goes through all of them at each call.
    """

    def __init__(self, rate: RateLimitItem, now: Now) -> None:
        self._amount = rate.amount
        self._period = rate.get_expiry()
        self._now = now
        # of each caller: the number of the period, and how many calls came in it and in the one before
        self._calls: OrderedDict[str, tuple[int, int, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._calls)

    def hit(self, who: str) -> int | None:
        """Count a call, or return the seconds until one may pass; a refused call is not counted."""
        at = self._now() / self._period
        number = int(at)
        current, before = self._of(who, number)
        if before * (1 - at % 1) + current + 1 > self._amount:
            return self._seconds_until_free(at % 1, current, before)
        self._calls[who] = (number, current + 1, before)
        self._calls.move_to_end(who)
        self._forget(number)
        return None

    def _of(self, who: str, number: int) -> tuple[int, int]:
        last, current, before = self._calls.get(who, (number, 0, 0))
        if last == number:
            return current, before
        return 0, current if last == number - 1 else 0

    def _seconds_until_free(self, passed: float, current: int, before: int) -> int:
        """Return whole seconds after which a call passes, if no other comes before."""
        room = self._amount - 1 - current
        # those of the period before fade; if there is no room, those of this one have to when it is over
        share = -room / before if room >= 0 else 1 / self._amount
        return math.floor((1 - passed + share) * self._period) + 1

    def _forget(self, number: int) -> None:
        while len(self._calls) > CALLERS_KEPT or next(iter(self._calls.values()))[0] < number - 1:
            self._calls.popitem(last=False)


class Limit:
    """The limits for one kind of caller: so many calls in a period, and so many in hand at once. A live stream is in
    hand until it ends."""

    def __init__(self, kind: str, rate: str, at_once: int, now: Now) -> None:
        self._kind = kind
        self._rate = parse(rate)
        self._window = SlidingWindow(self._rate, now)
        self._at_once = at_once
        self._in_hand: Counter[str] = Counter()

    def begin(self, who: str) -> None:
        """Take a call in hand.

        Raises:
            TooManyRequests: a limit is used up; with the seconds until a call may pass.
        """
        if self._in_hand[who] >= self._at_once:
            raise TooManyRequests(
                f"One {self._kind} may have {self._at_once} requests and streams at once; end one of them.",
                code="too_many_at_once",
            )
        if (seconds := self._window.hit(who)) is not None:
            raise TooManyRequests(
                f"The limit for one {self._kind} is {self._rate}; try again in {seconds} s.",
                code="rate_limited",
                retry_after=seconds,
            )
        self._in_hand[who] += 1

    def end(self, who: str) -> None:
        self._in_hand[who] -= 1
        if not self._in_hand[who]:
            del self._in_hand[who]


class RateLimits:
    """The limits of all calls at the gateway, as the chassis asks for them."""

    def __init__(self, policy: GatewayPolicy, now: Now = time.monotonic) -> None:
        self._of_address = Limit(
            "address", policy.requests_per_address, policy.requests_at_once_per_address, now
        )
        self._of_account = Limit(
            "account", policy.requests_per_account, policy.requests_at_once_per_account, now
        )

    def begin(self, network: str) -> "InHand":
        """Take a call in hand, by the network that it comes from.

        Raises:
            TooManyRequests: a limit of this network is used up.
        """
        self._of_address.begin(network)
        return InHand(self._of_account, [(self._of_address, network)])


class InHand:
    """A call that is being answered."""

    def __init__(self, of_account: Limit, begun: list[tuple[Limit, str]]) -> None:
        self._of_account = of_account
        self._begun = begun

    def is_of(self, account_id: str) -> None:
        """Count the call for the account of its token.

        Raises:
            TooManyRequests: a limit of this account is used up.
        """
        self._of_account.begin(account_id)
        self._begun.append((self._of_account, account_id))

    def end(self) -> None:
        for limit, who in self._begun:
            limit.end(who)
        self._begun.clear()
