"""Addresses of callers: which of them count as one, and which belong to networks that are trusted."""

import ipaddress
from typing import Self

ONE_CALLER_V6 = 64
"""Bits of an IPv6 address that a provider hands out as one: whoever has one address of a /64 has all of them."""

NOWHERE = "unknown"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def network_of(address: str) -> str:
    """Return what is counted as one caller: an IPv4 address, or the /64 of an IPv6 address.

    A proxy may pass on what is no address. All of these count as one caller.
    """
    found = _parse(address)
    if found is None:
        return NOWHERE
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, ONE_CALLER_V6), strict=False))


class Networks:
    """Addresses and networks, as a setting lists them: comma-separated; `*` is everywhere."""

    def __init__(self, networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]) -> None:
        self._networks = networks

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the list.

        Raises:
            ValueError: an item is neither an address nor a network.
        """
        items = [item.strip() for item in text.split(",") if item.strip()]
        if "*" in items:
            items = ["0.0.0.0/0", "::/0"]
        return cls(tuple(ipaddress.ip_network(item) for item in items))

    def __contains__(self, address: str) -> bool:
        found = _parse(address)
        return found is not None and any(found in network for network in self._networks)


def _parse(address: str) -> Address | None:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found
