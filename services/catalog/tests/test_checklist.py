"""Every rule of the checklist, by the field that it names."""

from datetime import date

import pytest

from foothold_catalog.checklist import check
from foothold_events.catalog import Milestone
from foothold_events.values import Money

from .offers import POLICY, terms

TODAY = date(2026, 6, 1)
ALL = Milestone(title="All", acceptance_criteria="Done", share=10_000)


def fields(**changes: object) -> list[str]:
    return [finding.field for finding in check(terms(**changes), POLICY, TODAY)]


def test_right_terms_pass() -> None:
    assert fields() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hours": 4, "pay": Money(amount=10_000, currency="USD")}, "hours"),
        ({"hours": 41, "pay": Money(amount=90_000, currency="USD")}, "hours"),
        ({"openings": 0}, "openings"),
        ({"openings": 21}, "openings"),
        ({"objectives": []}, "objectives"),
        ({"milestones": []}, "milestones"),
        ({"milestones": [ALL.model_copy(update={"share": 9_999})]}, "milestones.share"),
        ({"skills": []}, "skills"),
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"brief": "Write to boss@example.com"}, "brief"),
        ({"objectives": ["Call +1 (212) 555-0100"]}, "objectives.0"),
        ({"starts_on": TODAY}, "starts_on"),
        ({"deadline": date(2026, 6, 9)}, "deadline"),
        ({"deadline": date(2026, 7, 10)}, "deadline"),
        ({"jurisdiction": "NZ"}, "jurisdiction"),
        ({"pay": Money(amount=90_000, currency="EUR")}, "pay.currency"),
        ({"pay": Money(amount=19_999, currency="USD")}, "pay.amount"),
    ],
)
def test_a_broken_rule_is_named_by_its_field(changes, field) -> None:
    assert fields(**changes) == [field]


def test_the_bounds_themselves_pass() -> None:
    assert fields(hours=5) == []
    assert fields(hours=40, pay=Money(amount=80_000, currency="USD")) == []
    assert fields(deadline=date(2026, 6, 10)) == []
    assert fields(deadline=date(2026, 7, 9)) == []
    assert fields(starts_on=date(2026, 6, 2)) == []


def test_39_hours_in_one_day_breaks_both_rules() -> None:
    pay = Money(amount=78_000, currency="USD")

    found = check(terms(hours=39, deadline=date(2026, 6, 9), pay=pay), POLICY, TODAY)

    assert [(finding.field, finding.value) for finding in found] == [
        ("deadline", "2026-06-09"),
        ("hours", 39),
    ]
    assert "2026-06-10 to 2026-07-09" in found[0].message
    assert "at most 16" in found[1].message


def test_weekends_give_no_hours() -> None:
    # Friday to Sunday: one business day
    assert fields(starts_on=date(2026, 6, 5), deadline=date(2026, 6, 7), hours=8) == []
    assert fields(starts_on=date(2026, 6, 5), deadline=date(2026, 6, 7), hours=9) == ["hours"]


def test_pay_below_the_floor_is_refused_with_the_least_that_would_pass() -> None:
    (finding,) = check(terms(pay=Money(amount=15_000, currency="USD")), POLICY, TODAY)

    assert "200.00 USD (20000 in minor units)" in finding.message


def test_an_unknown_jurisdiction_is_refused_with_those_that_are_known() -> None:
    (finding,) = check(terms(jurisdiction="NZ"), POLICY, TODAY)

    assert "DE, GB, US" in finding.message


def test_the_floor_is_the_one_of_the_day_the_work_ends() -> None:
    german = {"jurisdiction": "DE", "timezone": "Europe/Berlin", "starts_on": date(2026, 12, 21)}
    pay = Money(amount=13_900, currency="EUR")

    assert fields(**german, deadline=date(2026, 12, 31), pay=pay) == []
    assert fields(**german, deadline=date(2027, 1, 4), pay=pay) == ["pay.amount"]


def test_a_jurisdiction_has_no_floor_before_its_first_entry() -> None:
    assert POLICY.pay_floor("DE", date(2025, 12, 31)) is None
