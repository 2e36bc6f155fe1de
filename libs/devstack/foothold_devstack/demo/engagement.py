"""One engagement, from the selected application to the payout, with both parties acting."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from foothold_devstack.demo.client import Json
from foothold_devstack.demo.people import LOOK_EVERY_SECONDS, Company, Talent

FINAL = ("closed", "cancelled", "lapsed")


@dataclass(slots=True)
class Engagement:
    """`declines`: the company's first charge will be refused. `silent`: the company never answers the work."""

    company: Company
    talent: Talent
    application_id: str
    declines: bool = False
    silent: bool = False
    contract_id: str = ""
    was_declined: bool = False
    selected_at: float = 0.0
    paid_after: float | None = None
    """Seconds from the selection to the closed contract."""

    @property
    def status(self) -> str:
        return str(self.company.contracts.get(self.application_id, {}).get("status", "selected"))

    async def run(self, say: Callable[[str], None]) -> None:
        """Act until the contract is closed, or (silent) until its work waits for the review."""
        if not self.declines:
            await self.company.can_pay.wait()
        contract = await self.company.until(self.application_id, "drafted", *FINAL)
        self.contract_id = contract["contract_id"]
        await self._sign(contract)
        await self._fund(say)
        await self.talent.hand_in(self.contract_id)
        await self.company.until(self.application_id, "submitted", *FINAL)
        if self.silent:
            return
        await self.company.accept(self.contract_id)
        await self.closed()

    async def closed(self) -> None:
        await self.company.until(self.application_id, *FINAL)
        self.paid_after = monotonic() - self.selected_at

    async def _sign(self, contract: Json) -> None:
        await self.talent.sign(contract)
        await self.company.sign(contract)

    async def _fund(self, say: Callable[[str], None]) -> None:
        while self.declines and not self.was_declined:
            if (await self.company.escrow(self.contract_id))["status"] == "declined":
                self.was_declined = True
                say(f"a charge of {self.company.name} was declined; it uses another payment method")
                await self.company.fund_again(self.contract_id)
                self.company.can_pay.set()
            else:
                await asyncio.sleep(LOOK_EVERY_SECONDS)
        await self.company.until(self.application_id, "active", *FINAL)
