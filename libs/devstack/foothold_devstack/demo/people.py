"""The people of the market, and what each can do, by the public HTTP API alone."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any

from foothold_devstack.demo.client import Client, Json, Refused

LOOK_EVERY_SECONDS = 0.25
WAIT_SECONDS = 180.0
PAGE = 200


class Operator:
    def __init__(self, client: Client) -> None:
        self.client = client

    async def verify(self, organization_id: str) -> None:
        reason = {"reason": "Register entry and website seen"}
        await self.client.post(f"/v1/organizations/{organization_id}/verification", reason)

    async def advance(self, service: str, seconds: int) -> None:
        """Move a service's clock (development only)."""
        await self.client.post(f"/v1/ops/{service}/clock", {"advance_seconds": seconds})

    async def today(self, service: str) -> date:
        """Return the day by a service's clock, which earlier markets may have moved; the real one without a machine."""
        try:
            clock = await self.client.get(f"/v1/ops/{service}/clock")
        except Refused as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            return datetime.now(UTC).date()
        return datetime.fromisoformat(clock["now"]).date()

    async def audit(self) -> Json:
        return await self.client.get("/v1/ops/audit")

    async def parked(self, services: Collection[str]) -> int:
        pages = await asyncio.gather(*(self.client.get(f"/v1/ops/{s}/parked", limit=PAGE) for s in services))
        return sum(len(page["items"]) for page in pages)


class Institution:
    def __init__(self, client: Client, organization_id: str) -> None:
        self.client = client
        self.id = organization_id

    async def confirm_affiliations(self) -> int:
        """Confirm every affiliation that was requested."""
        page = await self.client.get(f"/v1/organizations/{self.id}/affiliations", limit=PAGE)
        asked = [found["affiliation_id"] for found in page["items"] if found["status"] == "requested"]
        for affiliation_id in asked:
            await self.client.post(f"/v1/affiliations/{affiliation_id}/confirmation")
        return len(asked)


class Talent:
    def __init__(self, client: Client, talent_id: str, name: str) -> None:
        self.client = client
        self.id = talent_id
        self.name = name

    async def settle_in(self, profile: Json) -> None:
        """Write the talent's profile and register its payee."""
        await self.client.put("/v1/me/profile", profile)
        await self.client.put("/v1/me/payee", {"account": "sandbox_ok", "tax_status": "student"})

    async def apply(self, project_id: str) -> Json:
        return await self.client.post(
            f"/v1/projects/{project_id}/applications", {"answers": ["I would like to."]}
        )

    async def sign(self, contract: Json) -> None:
        await sign(self.client, contract, self.name)

    async def hand_in(self, contract_id: str) -> None:
        body = {"url": f"https://files.example.org/{contract_id}", "note": "Done as planned"}
        await self.client.post(f"/v1/contracts/{contract_id}/deliverables", body)


class Company:
    """A company with its list of contracts, which it reads a few times a second while a talent waits for one."""

    def __init__(self, client: Client, organization_id: str, name: str) -> None:
        self.client = client
        self.id = organization_id
        self.name = name
        self.contracts: dict[str, Json] = {}
        """The contracts as last read, by their applications."""
        self.can_pay = asyncio.Event()
        self._looked = asyncio.Condition()
        self._looking: asyncio.Task[None] | None = None

    async def set_payment_method(self, token: str) -> None:
        await self.client.put(f"/v1/organizations/{self.id}/payment-method", {"token": token})

    async def offer(self, body: Json) -> str:
        """Draft a project, publish it, and return its id."""
        project = await self.client.post("/v1/projects", {"organization_id": self.id, **body})
        await self.client.post(f"/v1/projects/{project['project_id']}/publication")
        return str(project["project_id"])

    async def rank(self, project_id: str) -> list[str]:
        """Return the ids of the talents that fit, best first."""
        ranking = await self.client.post(f"/v1/projects/{project_id}/rankings")
        return [item["talent_id"] for item in ranking["items"]]

    async def select(self, application_id: str) -> Json:
        return await self.client.post(f"/v1/applications/{application_id}/selection")

    async def sign(self, contract: Json) -> None:
        await sign(self.client, contract, f"{self.name}, by its director")

    async def escrow(self, contract_id: str) -> Json:
        return await self.client.get(f"/v1/contracts/{contract_id}/escrow")

    async def fund_again(self, contract_id: str) -> None:
        await self.set_payment_method("sandbox_ok")
        await self.client.post(f"/v1/contracts/{contract_id}/funding-attempts")

    async def accept(self, contract_id: str) -> None:
        await self.client.post(f"/v1/contracts/{contract_id}/acceptances")

    async def until(self, application_id: str, *statuses: str) -> Json:
        """Wait until the contract of this application is in one of these.

        Raises:
            TimeoutError: it was not, within `WAIT_SECONDS`.
        """
        async with asyncio.timeout(WAIT_SECONDS), self._looked:
            while (found := self.contracts.get(application_id, {})).get("status") not in statuses:
                await self._looked.wait()
        return found

    def start_looking(self) -> None:
        self._looking = asyncio.create_task(self._look_forever())

    async def stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def _look_forever(self) -> None:
        while True:
            page: dict[str, Any] = await self.client.get(f"/v1/organizations/{self.id}/contracts", limit=PAGE)
            async with self._looked:
                self.contracts = {found["application_id"]: found for found in page["items"]}
                self._looked.notify_all()
            await asyncio.sleep(LOOK_EVERY_SECONDS)


async def sign(client: Client, contract: Json, legal_name: str) -> None:
    body = {"legal_name": legal_name, "document_hash": contract["document_hash"]}
    await client.post(f"/v1/contracts/{contract['contract_id']}/signatures", body)
