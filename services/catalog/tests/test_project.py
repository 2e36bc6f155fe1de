"""Given a project, when something happens to it, these events follow."""

from datetime import timedelta

import pytest

from foothold_catalog.project import hash_of
from foothold_chassis.errors import Invalid, RuleBroken
from foothold_events import examples
from foothold_events.catalog import (
    ProjectCancelled,
    ProjectClosed,
    ProjectExpired,
    ProjectFilled,
    ProjectPublished,
    ProjectReopened,
)
from foothold_events.examples import example

from .offers import (
    NOW,
    POLICY,
    START,
    cancelled_draft,
    closed,
    draft,
    expired,
    filled,
    partly_taken,
    published,
    terms,
)


def test_publishing_freezes_the_terms_and_tells_until_when_it_is_open() -> None:
    project = draft()

    (event,) = project.publish(POLICY, NOW)

    assert event == example(ProjectPublished, terms=terms(), terms_hash=hash_of(terms()), open_until=START)
    assert project.status == "published"
    assert project.published_at == NOW


def test_the_example_on_the_stream_has_the_hash_of_its_terms() -> None:
    assert hash_of(examples.TERMS) == examples.TERMS_HASH


def test_publishing_again_changes_nothing() -> None:
    project = published()

    assert project.publish(POLICY, NOW + timedelta(hours=1)) == []
    assert project.published_at == NOW


@pytest.mark.parametrize("ended", [cancelled_draft, expired, closed])
def test_publishing_what_has_ended_is_refused(ended) -> None:
    with pytest.raises(RuleBroken):
        ended().publish(POLICY, NOW)


def test_publishing_terms_that_break_rules_is_refused_and_changes_nothing() -> None:
    project = draft(hours=39, deadline="2026-06-09")

    with pytest.raises(Invalid) as refused:
        project.publish(POLICY, NOW)

    assert {error["field"] for error in refused.value.errors} == {"deadline", "hours", "pay.amount"}
    assert project == draft(hours=39, deadline="2026-06-09")


def test_the_hash_is_the_sha256_of_the_canonical_json() -> None:
    assert hash_of(terms()) == hash_of(terms())
    assert hash_of(terms()) != hash_of(terms(hours=11))
    assert len(hash_of(terms())) == 64


def test_a_contract_for_every_opening_fills_it() -> None:
    project = partly_taken()

    assert project.status == "published"
    assert project.on_contract_drafted("ctr_2", NOW) == [
        ProjectFilled(project_id="prj_1", organization_id="org_1")
    ]
    assert project.free_openings == 0


def test_the_same_contract_takes_one_opening_only() -> None:
    project = partly_taken()

    assert project.on_contract_drafted("ctr_1", NOW) == []
    assert project.free_openings == 1


def test_a_contract_that_falls_through_before_the_start_reopens_it() -> None:
    project = filled()

    assert project.on_contract_fallen_through("ctr_1", NOW) == [
        ProjectReopened(project_id="prj_1", organization_id="org_1")
    ]
    assert project.status == "published"
    assert project.next_wake() == START


def test_a_contract_that_falls_through_after_the_start_expires_it() -> None:
    project = filled()

    assert project.on_contract_fallen_through("ctr_1", START) == [
        ProjectExpired(project_id="prj_1", organization_id="org_1")
    ]


def test_it_closes_when_every_opening_is_used_up() -> None:
    project = partly_taken()
    project.on_contract_drafted("ctr_2", NOW)
    later = START + timedelta(days=5)

    assert project.on_contract_closed("ctr_1", later) == []
    assert project.on_contract_closed("ctr_2", later) == [
        ProjectClosed(project_id="prj_1", organization_id="org_1")
    ]
    assert project.next_wake() is None


def test_a_contract_cancelled_and_then_closed_uses_up_no_opening() -> None:
    project = filled()
    project.on_contract_fallen_through("ctr_1", NOW)

    assert project.on_contract_closed("ctr_1", NOW) == []
    assert project.free_openings == 1


def test_it_expires_at_its_start_with_an_opening_free() -> None:
    project = partly_taken()

    assert project.due(START - timedelta(microseconds=1)) == []
    assert project.due(START) == [ProjectExpired(project_id="prj_1", organization_id="org_1")]
    assert project.due(START) == []


def test_a_filled_one_outlives_its_start() -> None:
    project = filled()

    assert project.next_wake() is None
    assert project.due(START) == []
    assert project.status == "filled"


def test_cancelling_a_published_one_is_told_and_a_draft_is_not() -> None:
    assert published().cancel() == [ProjectCancelled(project_id="prj_1", organization_id="org_1")]
    assert draft().cancel() == []
    assert cancelled_draft().cancel() == []


@pytest.mark.parametrize("beyond", [filled, closed, expired])
def test_cancelling_without_an_open_offer_is_refused(beyond) -> None:
    with pytest.raises(RuleBroken):
        beyond().cancel()
