"""Every state of every aggregate of payouts, entered at `NOW`: how long each waits is `until` less `NOW`."""

from collections.abc import Callable, Mapping

from foothold_payouts.accounts import Payee, PaymentMethod
from foothold_payouts.escrow import Escrow
from foothold_payouts.payout import Payout

from .escrows import (
    NOW,
    arrived,
    arrived_at_the_second_try,
    at_rest,
    blocked,
    declined,
    failed,
    funded,
    initiated,
    lapsed,
    paid_out,
    paid_out_before_the_refund,
    payout_unanswered,
    refund_declined,
    refund_unanswered,
    refunded,
    refunded_in_full,
    requested,
    requested_again,
    settled,
    settling,
    settling_nothing_for_the_talent,
    unanswered,
)

__all__ = ["ESCROWS", "NOW", "PAYOUTS", "STATES", "WAIT_FOR_OTHERS"]


def registered() -> Payee:
    payee = Payee.blank("tal_1")
    payee.register("sandbox_ok", "student")
    return payee


def replaced() -> PaymentMethod:
    method = PaymentMethod.blank("org_1")
    method.replace("sandbox_ok")
    return method


ESCROWS: Mapping[str, Callable[[], Escrow]] = {
    "escrow, requested": requested,
    "escrow, requested and not answered": unanswered,
    "escrow, declined": declined,
    "escrow, requested again": requested_again,
    "escrow, funded": funded,
    "escrow, settling": settling,
    "escrow, settling with nothing for the talent": settling_nothing_for_the_talent,
    "escrow, settling after a refused refund": refund_declined,
    "escrow, settling and not answered": refund_unanswered,
    "escrow, settling and paid out": paid_out_before_the_refund,
    "escrow, settled": settled,
    "escrow, settled and refunded": refunded,
    "escrow, settled and refunded in full": refunded_in_full,
    "escrow, settled and paid out": paid_out,
    "escrow, settled, refunded and paid out": at_rest,
    "escrow, lapsed": lapsed,
}

PAYOUTS: Mapping[str, Callable[[], Payout]] = {
    "payout, initiated": initiated,
    "payout, not answered": payout_unanswered,
    "payout, refused": failed,
    "payout, settled": arrived,
    "payout, settled at the second try": arrived_at_the_second_try,
    "payout, blocked": blocked,
}

STATES: Mapping[str, Callable[[], Escrow | Payout | Payee | PaymentMethod]] = {
    **ESCROWS,
    **PAYOUTS,
    "payee, registered": registered,
    "payment method, set": replaced,
}

WAIT_FOR_OTHERS: Mapping[str, str] = {
    "escrow, funded": "contracts ends it: each wait of a funded contract ends in `contract.settled`",
    "escrow, settled": "its payout ends it: it is tried until the talent is paid",
    "escrow, settled and refunded": "its payout ends it: it is tried until the talent is paid",
    "payout, blocked": "an operator ends it: the alert PayoutPromise has gone off long before",
}
"""States without a wait of their own, and who ends each."""
