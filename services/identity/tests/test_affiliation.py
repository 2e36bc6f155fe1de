from datetime import timedelta

import pytest

from foothold_chassis.errors import RuleBroken
from foothold_events.identity import AffiliationConfirmed, AffiliationLapsed, AffiliationRequested
from foothold_identity.affiliation import affiliation_id_of

from .states import NOW, WAIT, blank_affiliation, confirmed, lapsed, registered, requested, verified

RELATION = {"affiliation_id": "aff_1", "organization_id": "org_1", "talent_id": "tal_1"}
ASKED = registered("institution")
INSTITUTION = verified("institution")


def test_there_is_one_affiliation_between_a_talent_and_an_institution() -> None:
    assert affiliation_id_of("tal_1", "org_1") == affiliation_id_of("tal_1", "org_1")
    assert affiliation_id_of("tal_1", "org_1") != affiliation_id_of("tal_1", "org_2")


def test_a_request_waits_for_the_institution() -> None:
    affiliation = blank_affiliation()

    assert affiliation.request(ASKED, WAIT, NOW) == [AffiliationRequested(**RELATION)]
    assert affiliation.next_wake() == NOW + WAIT


def test_asking_again_changes_nothing() -> None:
    assert requested().request(ASKED, WAIT, NOW + timedelta(days=1)) == []
    assert confirmed().request(ASKED, WAIT, NOW) == []


def test_the_institution_confirms_once() -> None:
    affiliation = requested()

    assert affiliation.confirm(INSTITUTION, "tal_2", NOW) == [AffiliationConfirmed(**RELATION)]
    assert affiliation.confirm(INSTITUTION, "tal_2", NOW) == []
    assert affiliation.next_wake() is None


def test_an_institution_that_is_silent_lets_it_lapse() -> None:
    affiliation = requested()

    assert affiliation.due(NOW + WAIT - timedelta(microseconds=1)) == []
    assert affiliation.due(NOW + WAIT) == [AffiliationLapsed(**RELATION)]
    assert affiliation.due(NOW + WAIT) == []
    assert affiliation.status == "lapsed"


def test_a_confirmed_one_does_not_lapse() -> None:
    assert confirmed().due(NOW + WAIT) == []


@pytest.mark.parametrize("given", [blank_affiliation, lapsed])
def test_confirming_what_nobody_asks_for_is_refused(given) -> None:
    with pytest.raises(RuleBroken):
        given().confirm(INSTITUTION, "tal_2", NOW)


def test_a_lapsed_one_may_be_asked_for_again() -> None:
    affiliation = lapsed()

    assert affiliation.request(ASKED, WAIT, NOW + WAIT) == [AffiliationRequested(**RELATION)]
    assert affiliation.next_wake() == NOW + 2 * WAIT


def test_only_an_institution_is_asked() -> None:
    affiliation = blank_affiliation()

    with pytest.raises(RuleBroken) as broken:
        affiliation.request(verified("company"), WAIT, NOW)

    assert broken.value.code == "not_an_institution"
    assert affiliation == blank_affiliation()


@pytest.mark.parametrize("given", [requested, lapsed])
def test_an_institution_confirms_only_after_it_was_verified(given) -> None:
    affiliation = given()

    with pytest.raises(RuleBroken) as broken:
        affiliation.confirm(ASKED, "tal_2", NOW)

    assert broken.value.code == "organization_not_verified"
    assert affiliation == given()


@pytest.mark.parametrize("given", [requested, confirmed, lapsed])
def test_nobody_vouches_for_themselves(given) -> None:
    with pytest.raises(RuleBroken) as refused:
        given().confirm(INSTITUTION, "tal_1", NOW)

    assert refused.value.code == "own_affiliation"
