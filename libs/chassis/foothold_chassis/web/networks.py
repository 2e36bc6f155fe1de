"""The network that an address stands for, which is what limits count by."""

from ipaddress import IPv6Address, IPv6Network, ip_address

HOST_BITS = 64
"""Of an IPv6 address: whoever has one address has all those that differ in these bits [RFC 6177]."""

UNKNOWN = "unknown"


def network_of(address: str) -> str:
    """Return an IPv4 address itself, and of an IPv6 address its network. All that is no address is one network."""
    try:
        found = ip_address(address)
    except ValueError:
        return UNKNOWN
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found) >> HOST_BITS << HOST_BITS, 128 - HOST_BITS)))
