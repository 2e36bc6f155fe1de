"""The money line: where the money of an engagement is, from the company over us to the talent."""

from typing import Literal, NamedTuple

from foothold_web.gateway.views import Contract, Escrow, Money, Settlement
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


def of_contract(contract: Contract, escrow: Escrow | None) -> tuple[Step, ...]:
    """Return the line of a contract as it stands; without its escrow nothing is known to have moved."""
    pay = contract.terms.pay
    if escrow is None or escrow.status in {"requested", "declined"}:
        return before_work(pay)
    if escrow.status == "lapsed":
        return (
            Step(_n("Company"), pay, _n("Was not charged"), "open"),
            Step(_n("Held"), None, _n("Nothing"), "open"),
            Step(_n("Talent"), None, _n("Nothing is owed"), "open"),
        )
    if contract.settlement is None:
        return held(pay)
    return _settled(contract.settlement, escrow)


def _settled(settlement: Settlement, escrow: Escrow) -> tuple[Step, ...]:
    back, paid = settlement.company_refund, settlement.talent_amount
    if not paid.amount:
        return (
            Step(_n("Company"), back, _n("Gets it back"), "here" if escrow.status != "settled" else "done"),
            Step(_n("Held"), None, _n("Nothing"), "open"),
            Step(_n("Talent"), None, _n("Nothing is owed"), "open"),
        )
    on_its_way = Step(_n("Talent"), paid, _n("On its way, within 2 business days"), "here")
    return (
        Step(_n("Company"), escrow.pay, _n("Has paid"), "done"),
        Step(_n("Held"), None, _n("Until the work was accepted"), "done"),
        Step(_n("Talent"), paid, _n("Is paid"), "done") if escrow.paid_out else on_its_way,
    )


# talent
def charged(pay: Money) -> tuple[Step, ...]:
    """Return the line of a contract that both have signed and whose money is being charged."""
    return (
        Step(_n("Company"), pay, _n("Is being charged now"), "here"),
        Step(_n("Held"), None, _n("As soon as it is charged"), "open"),
        Step(_n("Talent"), pay, _n("Within 2 business days of acceptance"), "open"),
    )


def sent(pay: Money) -> tuple[Step, ...]:
    """Return the line of a contract whose work is accepted and whose money is being sent."""
    return (
        Step(_n("Company"), pay, _n("Has paid"), "done"),
        Step(_n("Held"), pay, _n("Has been released"), "done"),
        Step(_n("Talent"), pay, _n("Is being sent: within 2 business days of acceptance"), "here"),
    )
