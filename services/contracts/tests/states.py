"""Every state of every aggregate of contracts, entered at `NOW`: how long each waits is `until` less `NOW`."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from foothold_contracts.contract import Contract
from foothold_events.contracts import Party
from foothold_events.examples import terms
from foothold_events.matching import ApplicationSelected

from .engagements import POLICY, URL, selected, signature

NOW = datetime(2026, 6, 20, tzinfo=UTC)
"""The end of the deadline's day, from which the work is waited for."""

LONG_LATE = date(2026, 6, 16)
"""A deadline by which work has just become overdue at `NOW`."""


SELECTED = selected().model_copy(
    update={"terms": terms(starts_on=date(2026, 7, 1), deadline=date(2026, 7, 10))}
)
"""What is still far from its start at `NOW`."""

BEFORE = datetime(2026, 6, 1, tzinfo=UTC)


def drafted(*signers: Party) -> Contract:
    return _drafted(SELECTED, NOW, *signers)


def _drafted(selected: ApplicationSelected, at: datetime, *signers: Party) -> Contract:
    contract, _ = Contract.draft(selected, POLICY, at)
    for party in signers:
        signed = signature(contract.signing.document_hash, at=at)
        contract.sign(party, signed, POLICY, payee_registered=True)
    return contract


def executed() -> Contract:
    return drafted("company", "talent")


def active(*, deadline: date | None = None) -> Contract:
    due = terms(deadline=deadline) if deadline else terms()
    begun = selected().model_copy(update={"terms": due})
    contract = _drafted(begun, BEFORE, "company", "talent")
    contract.activate()
    contract.due(NOW)
    return contract


def overdue() -> Contract:
    return active(deadline=LONG_LATE)


def submitted(contract: Contract | None = None) -> Contract:
    contract = contract or active()
    contract.submit(URL, "all of it", POLICY, NOW)
    return contract


def completed() -> Contract:
    contract = submitted()
    contract.accept()
    return contract


def closed() -> Contract:
    contract = completed()
    contract.close()
    return contract


def after_its_wait(contract: Contract) -> Contract:
    """Return the contract once nobody has done what it waits for."""
    until = contract.next_wake()
    assert until is not None
    contract.due(until)
    return contract


def funded_before_it_was_signed() -> Contract:
    contract = drafted()
    contract.activate()
    return contract


def cancelled_unfunded() -> Contract:
    contract = executed()
    contract.end_unfunded()
    return contract


STATES: Mapping[str, Callable[[], Contract]] = {
    "contract, drafted": drafted,
    "contract, drafted and signed by the company": lambda: drafted("company"),
    "contract, drafted and signed by the talent": lambda: drafted("talent"),
    "contract, drafted and funded": funded_before_it_was_signed,
    "contract, executed": executed,
    "contract, active": active,
    "contract, active and overdue": overdue,
    "contract, submitted": submitted,
    "contract, submitted late": lambda: submitted(overdue()),
    "contract, completed": completed,
    "contract, completed by silence": lambda: after_its_wait(submitted()),
    "contract, closed": closed,
    "contract, lapsed": lambda: after_its_wait(drafted()),
    "contract, cancelled without the money": cancelled_unfunded,
    "contract, cancelled because nothing was heard of the money": lambda: after_its_wait(executed()),
    "contract, cancelled without the work": lambda: after_its_wait(overdue()),
}

WAIT_FOR_OTHERS: Mapping[str, str] = {
    "contract, drafted and funded": "it was put back to an earlier moment: its own events tell how far it was",
    "contract, completed": "payouts ends it: it goes on trying until the talent is paid",
    "contract, completed by silence": "payouts ends it: it goes on trying until the talent is paid",
}
"""States without a wait of their own, and the other service that ends each."""
