"""Where a talent is paid, and how a company pays."""

from typing import Self

from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event
from foothold_events.payouts import PayeeRegistered
from foothold_events.values import with_prefix


class Payee(Aggregate):
    """A talent's payout account: the provider's token for it, never the account itself."""

    talent_id: str
    account: str = ""
    tax_status: str = ""

    @classmethod
    def blank(cls, talent_id: str) -> Self:
        return cls(id=payee_id_of(talent_id), talent_id=talent_id)

    def register(self, account: str, tax_status: str) -> list[Event]:
        """Set where the money goes. Only the first time is an event."""
        first = not self.account
        self.account = account
        self.tax_status = tax_status
        return [PayeeRegistered(payee_id=self.id, talent_id=self.talent_id)] if first else []


class PaymentMethod(Aggregate):
    """How a company is charged: the provider's token. A charge uses the token that is set when it is tried."""

    organization_id: str
    token: str = ""

    @classmethod
    def blank(cls, organization_id: str) -> Self:
        return cls(id=payment_method_id_of(organization_id), organization_id=organization_id)

    def replace(self, token: str) -> list[Event]:
        self.token = token
        return []


def payee_id_of(talent_id: str) -> str:
    return with_prefix("pye", talent_id)


def payment_method_id_of(organization_id: str) -> str:
    return with_prefix("pmt", organization_id)
