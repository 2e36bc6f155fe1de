"""Whatever is answered, doubled, lost or late, and in whatever order: no money appears, vanishes or goes out twice."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from foothold_chassis.errors import RuleBroken
from foothold_events.envelope import Event
from foothold_events.payouts import EscrowFunded, EscrowLapsed, EscrowRefunded, EscrowSettled
from foothold_payouts.escrow import Escrow
from foothold_payouts.ledger import JournalEntry, balances, faults
from foothold_payouts.provider import Done, Outcome

from .escrows import DECLINED, DONE, NOW, POLICY, UNKNOWN, contract_settled, requested

AMOUNT = 10_000_000
OUTCOMES = {"done": DONE, "declined": DECLINED, "unknown": UNKNOWN}

answers = st.tuples(st.just("answer"), st.sampled_from(sorted(OUTCOMES)))
late_answers = st.tuples(
    st.just("late_answer"),
    st.tuples(
        st.sampled_from(["charge", "refund"]),
        st.integers(min_value=1, max_value=4),
        st.sampled_from(sorted(OUTCOMES)),
    ),
)
splits = st.tuples(st.just("settle"), st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1)))
payouts = st.tuples(st.just("pay_out"), st.none())
retries = st.tuples(st.just("retry"), st.none())
waits = st.tuples(
    st.just("wait"), st.sampled_from([timedelta(seconds=5), timedelta(days=1), timedelta(days=4)])
)
steps = st.lists(st.one_of(answers, answers, late_answers, splits, payouts, retries, waits), max_size=25)


@dataclass
class Story:
    """One escrow and its world: the events it has made, and what the talent has received."""

    escrow: Escrow
    now: datetime = NOW
    events: list[Event] = field(default_factory=list)
    journal: list[JournalEntry] = field(default_factory=list)

    def tell(self, kind: str, value: object) -> None:
        self.events += self.escrow.due(self.now)
        self.events += getattr(self, kind)(value)
        self.must_be_sound()

    def answer(self, name: str) -> list[Event]:
        """The provider answers what is pending; the same answer comes twice."""
        events: list[Event] = []
        for movement in self.escrow.pending[:1]:
            for _ in range(2):
                events += self.book(movement.kind, movement.attempt, OUTCOMES[name])
        return events

    def late_answer(self, value: tuple[str, int, str]) -> list[Event]:
        """Any answer to any movement, asked for or not, also one that contradicts the first."""
        kind, attempt, name = value
        return self.book(kind, attempt, OUTCOMES[name])

    def book(self, kind: str, attempt: int, outcome: Outcome) -> list[Event]:
        if isinstance(outcome, Done):  # the provider has an id for each movement
            outcome = Done(f"{kind}:{attempt}")
        return self.escrow.book(kind, attempt, outcome, POLICY, self.now)

    def settle(self, part: float) -> list[Event]:
        pay = self.escrow.pay.amount
        return self.escrow.settle(contract_settled(round(pay * part), pay), self.now)

    def pay_out(self, _: object) -> list[Event]:
        """A payout follows from the split alone; its event comes twice."""
        split = [happened for happened in self.events if isinstance(happened, EscrowSettled)]
        if not split or not split[0].talent_amount.amount:
            return []
        return [
            *self.escrow.record_payout(split[0].talent_amount, self.now),
            *self.escrow.record_payout(split[0].talent_amount, self.now),
        ]

    def retry(self, _: object) -> list[Event]:
        try:
            return self.escrow.try_again(self.now)
        except RuleBroken:
            assert self.escrow.status == "lapsed"
            return []

    def wait(self, how_long: timedelta) -> list[Event]:
        self.now += how_long
        return self.escrow.due(self.now)

    def moved(self, kind: str) -> int:
        return sum(m.amount.amount for m in self.escrow.movements if (m.kind, m.state) == (kind, "done"))

    def given_back(self, charge: str | None) -> int:
        """What went back of one charge, or is on its way."""
        return sum(
            m.amount.amount for m in self.escrow.movements if m.undoes == charge and m.state != "declined"
        )

    def done(self, kind: str) -> int:
        return sum((m.kind, m.state) == (kind, "done") for m in self.escrow.movements)

    def happened(self, kind: type[Event]) -> int:
        return sum(isinstance(happened, kind) for happened in self.events)

    def must_be_sound(self) -> None:
        escrow, totals = self.escrow, balances(self.escrow.journal)
        assert faults(escrow.journal) == []
        assert sum(totals.values()) == 0
        assert totals["provider"] >= 0, "more went out than came in"
        assert all(totals[account] <= 0 for account in totals if account != "provider"), (
            "more given than owed"
        )
        assert -totals["held"] == (escrow.total if escrow.status == "funded" else 0)
        assert self.moved("charge") % escrow.total == 0
        charges = {m.provider_id for m in escrow.movements if (m.kind, m.state) == ("charge", "done")}
        assert all(m.undoes in charges for m in escrow.movements if m.kind == "refund"), "undoes no charge"
        assert all(self.given_back(charge) <= escrow.total for charge in charges), (
            "more back than was charged"
        )
        assert self.happened(EscrowSettled) <= 1
        assert self.happened(EscrowRefunded) == self.done("refund")
        assert self.happened(EscrowFunded) + self.happened(EscrowLapsed) <= 1
        assert escrow.journal[: len(self.journal)] == self.journal, "entries are only added"
        self.journal = list(escrow.journal)

    def end(self) -> None:
        """Everything that is still open comes to its end."""
        for kind, value in [
            ("wait", timedelta(days=4)),
            ("answer", "done"),
            ("settle", 0.5),
            ("pay_out", None),
        ]:
            self.tell(kind, value)
        while self.escrow.pending:
            self.tell("answer", "done")
        self.tell("wait", timedelta(days=4))


def must_be_at_rest(story: Story) -> None:
    escrow, totals = story.escrow, balances(story.escrow.journal)
    paid = escrow.talent_amount if escrow.paid_out else 0
    assert escrow.pending == []
    assert escrow.next_wake() is None
    assert escrow.status in {"settled", "lapsed"}
    assert (totals["held"], totals["talent_payable"], totals["company_refundable"]) == (0, 0, 0)
    assert story.moved("charge") == story.moved("refund") + paid - totals["fee_revenue"]
    assert Escrow.model_validate(escrow.model_dump(mode="json")) == escrow


@given(st.integers(min_value=1, max_value=AMOUNT), steps)
@settings(max_examples=200, deadline=None)
def test_no_order_of_answers_and_decisions_loses_or_makes_money(pay: int, happening: list) -> None:
    story = Story(requested(pay))

    for kind, value in happening:
        story.tell(kind, value)
    event(f"interrupted while {story.escrow.status}")
    story.end()

    must_be_at_rest(story)


@given(st.integers(min_value=1, max_value=AMOUNT), steps)
@settings(max_examples=50, deadline=None)
def test_a_charge_that_nobody_waits_for_any_more_leaves_nothing_behind(pay: int, happening: list) -> None:
    story = Story(requested(pay))
    story.escrow.status = "lapsed"

    for kind, value in happening:
        story.tell(kind, value)
    story.end()

    must_be_at_rest(story)
    assert story.moved("charge") == story.moved("refund")
    assert story.happened(EscrowSettled) == 0
