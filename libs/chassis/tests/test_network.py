"""Which addresses count as one caller, and which are in a list of networks."""

import pytest

from foothold_chassis.network import Networks, network_of


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("203.0.113.7:50000", "unknown"),
        ("_hidden", "unknown"),
        ("", "unknown"),
        ("x" * 1_000, "unknown"),
    ],
)
def test_a_caller_counts_by_what_a_provider_hands_out(address: str, counted: str) -> None:
    assert network_of(address) == counted


@pytest.mark.parametrize(
    ("networks", "address", "is_in"),
    [
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "::ffff:10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("192.0.2.1, 2001:db8::/32", "192.0.2.1", True),
        ("192.0.2.1, 2001:db8::/32", "2001:db8::1", True),
        ("192.0.2.1, 2001:db8::/32", "192.0.2.2", False),
        ("*", "192.0.2.2", True),
        ("*", "2001:db8::1", True),
        ("*", "nobody", False),
        ("", "127.0.0.1", False),
        (" , ", "127.0.0.1", False),
    ],
)
def test_a_list_holds_its_addresses_and_networks(networks: str, address: str, is_in: bool) -> None:
    assert (address in Networks.parse(networks)) == is_in
