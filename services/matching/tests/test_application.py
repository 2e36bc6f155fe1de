"""Given an application, when something happens to it, these events follow."""

from datetime import timedelta

import pytest

from foothold_chassis.errors import RuleBroken
from foothold_events.matching import (
    ApplicationLapsed,
    ApplicationRefused,
    ApplicationSelected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from foothold_matching.selection import Application, application_id_of

from .offers import (
    LATE,
    NOW,
    POLICY,
    START,
    ended_project_desk,
    lapsed,
    lapsed_with_its_project,
    project_desk,
    refused,
    refused_and_told,
    selected,
    selecting,
    submitted,
    terms,
    withdrawn,
)

TEN_DAYS = timedelta(days=10)
JUST_BEFORE = timedelta(microseconds=1)


def test_submitting_is_told_and_carries_the_terms_that_were_published() -> None:
    application, events = Application.submit("tal_1", project_desk(), ["Because."], POLICY, NOW)

    assert events == [ApplicationSubmitted(**application.refs)]
    assert (application.terms, application.terms_hash) == (terms(), "0" * 64)
    assert application.answers == ["Because."]


def test_a_talent_has_one_application_a_project() -> None:
    assert submitted().id == submitted().id == application_id_of("prj_1", "tal_1")
    assert submitted("tal_2").id != submitted().id
    assert submitted(desk=project_desk("prj_2")).id != submitted().id


def test_applying_after_the_start_or_to_an_ended_project_is_refused() -> None:
    Application.submit("tal_1", project_desk(), [], POLICY, START - JUST_BEFORE)

    for desk, now in [(project_desk(), START), (ended_project_desk(), NOW)]:
        with pytest.raises(RuleBroken) as broken:
            Application.submit("tal_1", desk, [], POLICY, now)
        assert broken.value.code == "project_not_open"


def test_silence_of_ten_days_lapses_it_once() -> None:
    application = submitted()

    assert application.next_wake() == NOW + TEN_DAYS
    assert application.due(NOW + TEN_DAYS - JUST_BEFORE) == []
    assert application.due(NOW + TEN_DAYS) == [ApplicationLapsed(**application.refs)]
    assert application.due(NOW + TEN_DAYS) == []
    assert application.next_wake() is None


def test_the_end_of_its_project_lapses_a_submitted_one() -> None:
    application = submitted()

    assert application.project_ended() == [ApplicationLapsed(**application.refs)]
    assert application.project_ended() == []


@pytest.mark.parametrize("given", [selecting, selected, refused, withdrawn, lapsed])
def test_neither_time_nor_the_end_of_its_project_lapses_what_is_no_longer_submitted(given) -> None:
    application = given()

    assert application.due(NOW + 2 * TEN_DAYS) == []
    assert application.project_ended() == []
    assert application == given()


def test_withdrawing_is_told_once() -> None:
    application = submitted()

    assert application.withdraw() == [ApplicationWithdrawn(**application.refs)]
    assert application.withdraw() == []
    assert application.next_wake() is None


@pytest.mark.parametrize("given", [selecting, selected, refused, lapsed])
def test_withdrawing_what_is_no_longer_submitted_is_refused_and_changes_nothing(given) -> None:
    application = given()

    with pytest.raises(RuleBroken) as broken:
        application.withdraw()

    assert broken.value.code == f"application_{given().status}"
    assert application == given()


@pytest.mark.parametrize("given", [withdrawn, lapsed, lapsed_with_its_project])
def test_selecting_what_has_ended_is_refused_and_changes_nothing(given) -> None:
    application = given()

    with pytest.raises(RuleBroken) as broken:
        application.begin_selection(POLICY, NOW)

    assert broken.value.code == f"application_{given().status}"
    assert application == given()


@pytest.mark.parametrize("given", [selecting, selected, refused, refused_and_told])
def test_selecting_again_changes_nothing(given) -> None:
    application = given()

    assert application.begin_selection(POLICY, LATE) == []
    assert application == given()


def test_a_selection_begun_is_somebodys_to_finish() -> None:
    application = submitted()

    assert application.begin_selection(POLICY, NOW) == []
    assert (application.status, application.settled) == ("selecting", False)
    assert application.next_wake() == NOW + timedelta(seconds=10)


def test_being_selected_is_told_with_the_terms_and_leaves_nothing_to_do() -> None:
    application = selecting()

    assert application.select() == [
        ApplicationSelected(**application.refs, terms=terms(), terms_hash="0" * 64)
    ]
    assert application.settled
    assert application.next_wake() is None


def test_a_refusal_shows_its_sum() -> None:
    application = selecting()

    assert application.refuse("no_opening", "1 of 1 openings are taken") == [
        ApplicationRefused(**application.refs, reason="no_opening")
    ]
    assert (application.reason, application.detail) == ("no_opening", "1 of 1 openings are taken")


def test_the_first_outcome_is_the_only_one() -> None:
    first_selected, first_refused = selected(), refused()

    assert first_selected.refuse("no_capacity", "") == first_selected.select() == []
    assert first_refused.select() == first_refused.refuse("no_opening", "") == []
    assert (first_selected, first_refused) == (selected(), refused())


@pytest.mark.parametrize("given", [submitted, withdrawn, lapsed])
def test_what_is_not_being_selected_has_no_outcome(given) -> None:
    application = given()

    assert application.select() == application.refuse("no_capacity", "") == []
    assert application == given()


def test_a_refusal_wakes_until_both_desks_have_given_back() -> None:
    application = refused()

    assert application.next_wake() == NOW + timedelta(seconds=10)
    assert application.desks_follow() == []
    assert application.next_wake() is None
