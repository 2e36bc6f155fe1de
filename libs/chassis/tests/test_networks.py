import pytest

from foothold_chassis.web import network_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:DB8:1:2:0:0:0:1", "2001:db8:1:2::9"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::2%eth1"),
        ("", "ada"),
    ],
)
def test_addresses_that_one_caller_can_choose_among_are_one_network(one: str, other: str) -> None:
    assert network_of(one) == network_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("192.0.2.1", "192.0.2.2"), ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("::1", "unknown")]
)
def test_addresses_of_different_callers_are_different_networks(one: str, other: str) -> None:
    assert network_of(one) != network_of(other)
