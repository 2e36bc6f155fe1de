"""The money line: where the money of an engagement is, from the company over us to the talent."""

from typing import Literal, NamedTuple

from foothold_web.gateway.views import Money
from foothold_web.ui.words import later as _n

Stage = Literal["done", "here", "open"]


class Step(NamedTuple):
    where: str
    amount: Money | None
    note: str
    stage: Stage


def before_work(pay: Money) -> tuple[Step, ...]:
    """Return the line of a project that nobody works on yet."""
    return (
        Step(_n("Company"), pay, _n("Is charged when both have signed"), "open"),
        Step(_n("Held"), None, _n("Before the first hour of work"), "open"),
        Step(_n("Talent"), pay, _n("Within 2 business days of acceptance"), "open"),
    )


def held(pay: Money) -> tuple[Step, ...]:
    """Return the line of a contract whose money is held."""
    return (
        Step(_n("Company"), pay, _n("Has paid"), "done"),
        Step(_n("Held"), pay, _n("Until the work is accepted"), "here"),
        Step(_n("Talent"), pay, _n("Within 2 business days of acceptance"), "open"),
    )
