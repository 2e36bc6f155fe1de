from datetime import UTC, datetime, timedelta

import pytest

from foothold_chassis.errors import RuleBroken
from foothold_events.identity import AffiliationConfirmed, AffiliationLapsed, AffiliationRequested
from foothold_identity.affiliation import Affiliation, affiliation_id_of

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
WAIT = timedelta(days=14)
RELATION = {"affiliation_id": "aff_1", "organization_id": "org_1", "talent_id": "tal_1"}


def blank() -> Affiliation:
    return Affiliation.blank("aff_1", "tal_1", "org_1")


def requested() -> Affiliation:
    affiliation = blank()
    affiliation.request(WAIT, NOW)
    return affiliation


def confirmed() -> Affiliation:
    affiliation = requested()
    affiliation.confirm(NOW)
    return affiliation


def lapsed() -> Affiliation:
    affiliation = requested()
    affiliation.due(NOW + WAIT)
    return affiliation


def test_there_is_one_affiliation_between_a_talent_and_an_institution() -> None:
    assert affiliation_id_of("tal_1", "org_1") == affiliation_id_of("tal_1", "org_1")
    assert affiliation_id_of("tal_1", "org_1") != affiliation_id_of("tal_1", "org_2")


def test_a_request_waits_for_the_institution() -> None:
    affiliation = blank()

    assert affiliation.request(WAIT, NOW) == [AffiliationRequested(**RELATION)]
    assert affiliation.next_wake() == NOW + WAIT


def test_asking_again_changes_nothing() -> None:
    assert requested().request(WAIT, NOW + timedelta(days=1)) == []
    assert confirmed().request(WAIT, NOW) == []


def test_the_institution_confirms_once() -> None:
    affiliation = requested()

    assert affiliation.confirm(NOW) == [AffiliationConfirmed(**RELATION)]
    assert affiliation.confirm(NOW) == []
    assert affiliation.next_wake() is None


def test_an_institution_that_is_silent_lets_it_lapse() -> None:
    affiliation = requested()

    assert affiliation.due(NOW + WAIT - timedelta(microseconds=1)) == []
    assert affiliation.due(NOW + WAIT) == [AffiliationLapsed(**RELATION)]
    assert affiliation.due(NOW + WAIT) == []
    assert affiliation.status == "lapsed"


def test_a_confirmed_one_does_not_lapse() -> None:
    assert confirmed().due(NOW + WAIT) == []


@pytest.mark.parametrize("given", [blank, lapsed])
def test_confirming_what_nobody_asks_for_is_refused(given) -> None:
    with pytest.raises(RuleBroken):
        given().confirm(NOW)


def test_a_lapsed_one_may_be_asked_for_again() -> None:
    affiliation = lapsed()

    assert affiliation.request(WAIT, NOW + WAIT) == [AffiliationRequested(**RELATION)]
    assert affiliation.next_wake() == NOW + 2 * WAIT
