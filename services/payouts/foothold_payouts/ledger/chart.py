"""The chart of accounts. Each escrow has the same five."""

from typing import Literal

Account = Literal["provider", "held", "talent_payable", "company_refundable", "fee_revenue"]
"""`provider` is an asset: the money that lies with the payment provider. The other accounts say whom that money belongs
to: nobody yet (`held`), the talent, the company, the platform."""
