"""The timeline of a contract in words: what has happened, and in outline what comes next if nobody acts."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from foothold_web.gateway.views import TimelineEvent
from foothold_web.pages.turns import Turn
from foothold_web.ui.words import later as _n


class Row(NamedTuple):
    """One line. `is_future` is what is waited for, and `then` what it turns into."""

    icon: str
    words: str
    at: datetime | None
    is_future: bool = False
    then: str = ""


EVENTS = {
    "matching.application.submitted": ("inbox", _n("The talent applied")),
    "matching.application.selected": ("handshake", _n("The company selected the talent")),
    "contracts.contract.drafted": ("file-text", _n("The contract was written")),
    "contracts.contract.signed": ("pen-line", _n("One side signed")),
    "contracts.contract.executed": ("file-check", _n("Both sides have signed")),
    "payouts.escrow.requested": ("banknote", _n("The company is being charged")),
    "payouts.escrow.declined": ("triangle-alert", _n("The company's payment was declined")),
    "payouts.escrow.funded": ("lock", _n("The money is held")),
    "payouts.escrow.lapsed": ("clock", _n("The money did not come in time")),
    "contracts.contract.activated": ("briefcase", _n("The work began")),
    "contracts.contract.overdue": ("triangle-alert", _n("The work became overdue")),
    "contracts.contract.work_submitted": ("upload", _n("The talent handed in the work")),
    "contracts.contract.completed": ("circle-check", _n("The work was accepted")),
    "contracts.contract.settled": ("scale", _n("It was settled what each side gets")),
    "payouts.escrow.settled": ("scale", _n("The held money was divided")),
    "payouts.escrow.refunded": ("banknote", _n("Money went back to the company")),
    "payouts.payout.initiated": ("banknote", _n("The payment to the talent began")),
    "payouts.payout.failed": ("triangle-alert", _n("The payment did not go through; it is tried again")),
    "payouts.payout.blocked": ("triangle-alert", _n("The payment is blocked; people look at it")),
    "payouts.payout.settled": ("circle-check", _n("The talent was paid")),
    "contracts.contract.closed": ("circle-check", _n("Everything is done")),
    "contracts.contract.lapsed": ("clock", _n("The contract lapsed")),
    "contracts.contract.cancelled": ("ban", _n("The contract was cancelled")),
}
"""The words of each event without the platform's prefix and the version. Others are not shown."""


def rows_of(events: Sequence[TimelineEvent], turn: Turn | None) -> list[Row]:
    """Return the lines of a timeline, the oldest first, and after them the open wait."""
    happened = [
        Row(*EVENTS[name], event.time)
        for event in events
        if (name := ".".join(event.type.split(".")[1:4])) in EVENTS
    ]
    if turn is None:
        return happened
    return [*happened, Row(turn.icon, turn.title, turn.until, is_future=True, then=turn.then)]
