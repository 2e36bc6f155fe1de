"""Escrows and payouts, as pages read them."""

from pydantic import AwareDatetime

from foothold_web.gateway.views.view import Money, View


class Movement(View):
    kind: str
    attempt: int
    amount: Money
    state: str
    uncertain: bool
    retry_at: AwareDatetime


class Escrow(View):
    escrow_id: str
    contract_id: str
    organization_id: str
    talent_id: str
    status: str
    pay: Money
    fee: Money
    fund_until: AwareDatetime
    movements: list[Movement]
    paid_out: bool


class Payout(View):
    payout_id: str
    contract_id: str
    amount: Money
    status: str
    initiated_at: AwareDatetime


class Payee(View):
    payee_id: str
    tax_status: str


class PaymentMethod(View):
    payment_method_id: str
    organization_id: str
