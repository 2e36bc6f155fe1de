"""The example on the start page and in the stories: one engagement, as the pages of its parties show it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from foothold_web.gateway.views import Money
from foothold_web.pages.turns import Turn
from foothold_web.ui import money
from foothold_web.ui.money import Step
from foothold_web.ui.terms import Score, score_of
from foothold_web.ui.words import later as _n
from foothold_web.ui.words import translated

PAY = Money(amount=250_00, currency="USD")
FEE = Money(amount=25_00, currency="USD")
POINTS = {
    "coverage": 0.39,
    "availability": 0.12,
    "text": 0.08,
    "reliability": 0.05,
    "pay": 0.08,
    "exposure": 0.06,
    "timezone": 0.05,
}


@dataclass(frozen=True, slots=True)
class Sample:
    steps: tuple[Step, ...]
    fee: Money
    turn: Turn
    score: Score


def sample(now: datetime) -> Sample:
    """Return the example; its review ends 3 days from now."""
    return Sample(
        steps=money.held(PAY),
        fee=FEE,
        turn=Turn(
            title=_n("The company reviews your work"),
            about=translated(_n("An example: clean a customer list")),
            href="/projects",
            mine=False,
            icon="file-check",
            until=now + timedelta(days=3),
            then=_n("The work counts as accepted, and the talent is paid."),
        ),
        score=score_of(POINTS, round(sum(POINTS.values()), 2)),
    )
