"""The checklist of a project's terms before they are published. Pure: terms and policy in, findings out.

Every check runs, so that a company sees all broken rules at once.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from foothold_catalog.contact import contact_in
from foothold_catalog.policy import CatalogPolicy
from foothold_events.catalog import Terms
from foothold_events.characters import counted
from foothold_events.iso import written
from foothold_events.values import Money

SATURDAY = 5
BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: the field (dotted path), its value, and what would be right."""

    field: str
    value: object
    message: str

    def as_error(self) -> dict[str, object]:
        return asdict(self)


def check(terms: Terms, policy: CatalogPolicy, today: date) -> list[Finding]:
    """Return every rule that these terms break if they are published `today` (UTC); an empty list if none."""
    return [
        *_counts(terms, policy),
        *_milestones(terms),
        *_text(terms, policy),
        *_dates(terms, policy, today),
        *_pay(terms, policy),
    ]


def _counts(terms: Terms, policy: CatalogPolicy) -> Iterator[Finding]:
    bounds = (
        ("hours", terms.hours, policy.hours_min, policy.hours_max),
        ("openings", terms.openings, 1, policy.openings_max),
        ("objectives", len(terms.objectives), 1, policy.objectives_max),
        ("milestones", len(terms.milestones), 1, policy.milestones_max),
        ("skills", len(terms.skills), 1, policy.skills_max),
        ("languages", len(terms.languages), 0, policy.languages_max),
        ("clauses", len(terms.clauses), 0, policy.clauses_max),
    )
    for field, count, least, most in bounds:
        if not least <= count <= most:
            yield Finding(field, count, f"There are {count} {field}; {least} to {most} are allowed.")


def _milestones(terms: Terms) -> Iterator[Finding]:
    total = sum(milestone.share for milestone in terms.milestones)
    if terms.milestones and total != BASIS_POINTS:
        yield Finding(
            "milestones.share",
            total,
            f"The shares of the milestones add up to {total} basis points; all of the pay is {BASIS_POINTS}.",
        )


def _text(terms: Terms, policy: CatalogPolicy) -> Iterator[Finding]:
    if (count := counted(terms.title)) > policy.title_characters_max:
        yield Finding(
            "title",
            count,
            f"The title has {count} characters; at most {policy.title_characters_max} are allowed.",
        )
    for field, text in _public_text(terms):
        if not text.strip():
            yield Finding(field, text, "This text is empty; talents need it to decide.")
        elif (found := contact_in(text)) is not None:
            yield Finding(
                field, found, "Contact data may not be published; talents reach you through Foothold."
            )


def _public_text(terms: Terms) -> Iterator[tuple[str, str]]:
    yield "title", terms.title
    yield "brief", terms.brief
    for n, objective in enumerate(terms.objectives):
        yield f"objectives.{n}", objective
    for n, milestone in enumerate(terms.milestones):
        yield f"milestones.{n}.title", milestone.title
        yield f"milestones.{n}.acceptance_criteria", milestone.acceptance_criteria


def _dates(terms: Terms, policy: CatalogPolicy, today: date) -> Iterator[Finding]:
    if terms.starts_on <= today:
        yield Finding(
            "starts_on",
            terms.starts_on.isoformat(),
            f"The start must lie in the future: {today + timedelta(days=1)} or later.",
        )
    days = (terms.deadline - terms.starts_on).days
    if not policy.days_min <= days <= policy.days_max:
        first = terms.starts_on + timedelta(days=policy.days_min)
        last = terms.starts_on + timedelta(days=policy.days_max)
        yield Finding(
            "deadline",
            terms.deadline.isoformat(),
            f"The deadline is {days} days after the start; {policy.days_min} to {policy.days_max} are "
            f"allowed: {first} to {last}.",
        )
    possible = policy.hours_per_business_day * _business_days(terms.starts_on, terms.deadline)
    if terms.hours > possible:
        yield Finding(
            "hours",
            terms.hours,
            f"{terms.hours} hours do not fit between {terms.starts_on} and {terms.deadline}: at "
            f"{policy.hours_per_business_day} hours a business day at most {possible} do.",
        )


def _business_days(first: date, last: date) -> int:
    """Count Mondays to Fridays from `first` to `last`, both included."""
    weeks, rest = divmod(max(0, (last - first).days + 1), 7)
    return weeks * 5 + sum((first.weekday() + day) % 7 < SATURDAY for day in range(rest))


def _pay(terms: Terms, policy: CatalogPolicy) -> Iterator[Finding]:
    # a rise during the work counts, so the last day decides
    floor = policy.pay_floor(terms.jurisdiction, terms.deadline)
    if floor is None:
        yield Finding(
            "jurisdiction",
            terms.jurisdiction,
            f"No pay floor is known for {terms.jurisdiction} on {terms.deadline}; known are "
            f"{', '.join(policy.jurisdictions)}.",
        )
        return
    least = Money(amount=floor.per_hour.amount * terms.hours, currency=floor.per_hour.currency)
    if terms.pay.currency != least.currency:
        yield Finding(
            "pay.currency",
            terms.pay.currency,
            f"Work under the law of {terms.jurisdiction} is paid in {least.currency}.",
        )
    elif terms.pay.amount < least.amount:
        yield Finding(
            "pay.amount",
            terms.pay.amount,
            f"{_written(terms.pay)} for {terms.hours} hours is below the floor of "
            f"{_written(floor.per_hour)} an hour [{floor.source}]; the least that would pass is "
            f"{_written(least)} ({least.amount} in minor units).",
        )


def _written(money: Money) -> str:
    return written(money.amount, money.currency)
