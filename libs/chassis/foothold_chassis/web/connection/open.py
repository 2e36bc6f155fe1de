"""The connections that a server holds: how many in all, how many of one address, and which may be closed for others."""

import resource
from collections import Counter
from typing import Protocol

from foothold_chassis.network import Networks, network_of
from foothold_chassis.settings import HttpSettings
from foothold_chassis.telemetry import metrics
from foothold_chassis.web.connection.rejection import Rejection, Rejections


class Held(Protocol):
    """A connection that is held."""

    def make_room(self) -> None:
        """End at once: nothing is being answered on it."""
        ...


class OpenConnections:
    """Admits connections within the bounds. A trusted proxy brings the callers of many addresses, so it has no bound of
    its own.

    When no more are possible, the one that has waited longest for a request makes room: it is idle, or too slow.
    """

    def __init__(self, bounds: HttpSettings, rejections: Rejections) -> None:
        # each takes a file, and the database and Kafka need some as well
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self._most = min(bounds.max_connections, files // 2) if files > 0 else bounds.max_connections
        self._most_of_one = bounds.max_connections_per_address
        self._rejections = rejections
        self._trusted = Networks.parse(bounds.trusted_proxies)
        self._held: dict[Held, str | None] = {}
        self._of: Counter[str] = Counter()
        # in the order in which they began to wait
        self._waiting: dict[Held, None] = {}

    def __len__(self) -> int:
        return len(self._held)

    def admit(self, connection: Held, address: str) -> Rejection | None:
        """Hold a connection, or return why not. It waits for its first request."""
        network = None if address in self._trusted else network_of(address)
        if network is not None and self._of[network] >= self._most_of_one:
            return self._rejections.too_many_of_address
        if len(self._held) >= self._most and not self._make_room():
            return self._rejections.too_many
        self._held[connection] = network
        if network is not None:
            self._of[network] += 1
        metrics.HTTP_CONNECTIONS.inc()
        self.waits(connection)
        return None

    def leave(self, connection: Held) -> None:
        """Forget a connection; one that is not held is none."""
        self._waiting.pop(connection, None)
        if connection not in self._held:
            return
        network = self._held.pop(connection)
        metrics.HTTP_CONNECTIONS.dec()
        if network is not None:
            self._of[network] -= 1
            if not self._of[network]:
                del self._of[network]

    def waits(self, connection: Held) -> None:
        """Note that a connection waits for a request from now on."""
        if connection in self._held:
            self._waiting[connection] = None

    def works(self, connection: Held) -> None:
        """Note that a connection has a request that is being answered."""
        self._waiting.pop(connection, None)

    def _make_room(self) -> bool:
        longest = next(iter(self._waiting), None)
        if longest is None:
            return False
        self.leave(longest)
        longest.make_room()
        return True
