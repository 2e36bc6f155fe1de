"""Bounds of one service that have to fit those of another, which it cannot import."""

from foothold_gateway.policy import GatewayPolicy
from foothold_identity.policy import IdentityPolicy


def places_of_strangers(identity: IdentityPolicy) -> int:
    """Return how many requests of callers who have proven nothing identity keeps waiting at the same time."""
    return (
        identity.registration_hashings_at_once
        + identity.registration_hashings_waiting
        + identity.strange_hashings_at_once
        + identity.strange_hashings_waiting
        + identity.logins_waiting
    )


def test_strangers_who_wait_leave_connections_of_the_gateway_to_everybody_else() -> None:
    assert places_of_strangers(IdentityPolicy()) < GatewayPolicy().connections


def test_no_address_fills_a_queue_of_strangers_alone() -> None:
    identity = IdentityPolicy()

    fewest = min(identity.registration_hashings_waiting, identity.strange_hashings_waiting)

    assert identity.waiting_per_address < fewest


def test_the_longest_pause_ends_well_before_the_gateway_gives_up() -> None:
    assert 2 * IdentityPolicy().login_pause_max.total_seconds() < GatewayPolicy().answer_seconds
