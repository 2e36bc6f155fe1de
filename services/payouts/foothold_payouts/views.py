"""What people see of the money."""

from typing import Self

from pydantic import AwareDatetime, BaseModel

from foothold_events.values import Money
from foothold_payouts.accounts import Payee, PaymentMethod
from foothold_payouts.escrow import Escrow
from foothold_payouts.ledger import JournalEntry
from foothold_payouts.movement import Movement
from foothold_payouts.payout import Payout
from foothold_payouts.states import EscrowStatus, PayoutStatus


class PayeeView(BaseModel):
    payee_id: str
    talent_id: str
    tax_status: str

    @classmethod
    def of(cls, payee: Payee) -> Self:
        return cls(payee_id=payee.id, talent_id=payee.talent_id, tax_status=payee.tax_status)


class PaymentMethodView(BaseModel):
    payment_method_id: str
    organization_id: str

    @classmethod
    def of(cls, method: PaymentMethod) -> Self:
        return cls(payment_method_id=method.id, organization_id=method.organization_id)


class EscrowView(BaseModel):
    escrow_id: str
    contract_id: str
    organization_id: str
    talent_id: str
    status: EscrowStatus
    pay: Money
    fee: Money
    fund_until: AwareDatetime
    movements: list[Movement]
    journal: list[JournalEntry]
    paid_out: bool

    @classmethod
    def of(cls, escrow: Escrow) -> Self:
        return cls(
            **escrow.refs,
            status=escrow.status,
            pay=escrow.pay,
            fee=escrow.fee,
            fund_until=escrow.fund_until,
            movements=escrow.movements,
            journal=escrow.journal,
            paid_out=escrow.paid_out,
        )


class PayoutView(BaseModel):
    payout_id: str
    escrow_id: str
    contract_id: str
    talent_id: str
    amount: Money
    status: PayoutStatus
    initiated_at: AwareDatetime

    @classmethod
    def of(cls, payout: Payout) -> Self:
        return cls(**payout.refs, status=payout.status, initiated_at=payout.initiated_at)
