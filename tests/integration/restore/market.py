"""A company, its talents, and engagements that are brought as far as a drill needs them."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

from pydantic import SecretStr

from foothold_chassis.store import Database
from foothold_devstack.demo.client import Client, Gateway, Json
from foothold_devstack.demo.market import offers, profiles
from foothold_devstack.demo.people import Company, Operator, Talent
from foothold_devstack.platform import Platform

PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.2


async def eventually(holds: Callable[[], Awaitable[Any]], what: str) -> Any:
    """Return what `holds` returns as soon as that is true."""
    until = monotonic() + PATIENCE_SECONDS
    while not (found := await holds()):
        assert monotonic() < until, f"{what} within {PATIENCE_SECONDS:.0f} s"
        await asyncio.sleep(LOOK_SECONDS)
    return found


@dataclass(slots=True)
class Engaged:
    """One talent's application to the one project, and the contract that comes of it."""

    talent: Talent
    application_id: str

    @property
    def contract_id(self) -> str:
        return f"ctr{self.application_id[3:]}"


@dataclass
class Market:
    platform: Platform
    gateway: Gateway
    operator: Operator
    company: Company
    project_id: str
    talents: list[Talent]
    engaged: list[Engaged] = field(default_factory=list)

    @classmethod
    async def open(cls, platform: Platform, gateway: Gateway, size: int) -> "Market":
        """Sign everybody up, and publish a project with an opening for each talent."""
        run = secrets.token_hex(4)
        operator = Operator(Client(gateway))
        await operator.client.log_in(platform.operator_email, platform.operator_password)
        client = Client(gateway)
        await client.sign_up(f"co-{run}@example.org", "Director")
        body = {"kind": "company", "name": "Alder", "country": "US", "domain": f"co-{run}.example.org"}
        organization_id = (await client.post("/v1/organizations", body))["organization_id"]
        await operator.verify(organization_id)
        await client.renew()
        company = Company(client, organization_id, "Alder")
        await company.set_payment_method("sandbox_ok")
        today = await operator.today("contracts")
        offer = next(offer for offer in offers(today) if offer.category == "data")
        project_id = await company.offer({**offer.body, "openings": size})
        [profile, *_] = [p for p in profiles(today - timedelta(days=1)) if p["categories"] == ["data"]]
        talents = [await _talent(gateway, f"ta-{run}-{n}", profile) for n in range(size)]
        return cls(platform, gateway, operator, company, project_id, talents)

    async def select(self, count: int) -> list[Engaged]:
        """Select so many more talents, once they have applied."""
        chosen = self.talents[len(self.engaged) :][:count]
        made = [await self._select(talent) for talent in chosen]
        self.engaged += made
        return made

    async def _select(self, talent: Talent) -> Engaged:
        application = await talent.apply(self.project_id)
        answer = await self.company.select(application["application_id"])
        assert answer["status"] == "selected", answer
        return Engaged(talent, application["application_id"])

    async def status(self, engaged: Engaged) -> str:
        return str((await self.contract(engaged))["status"])

    async def contract(self, engaged: Engaged) -> Json:
        return await self.company.client.get(f"/v1/contracts/{engaged.contract_id}")

    async def is_in(self, engaged: Engaged, *statuses: str) -> None:
        async def is_there() -> bool:
            return await self.status(engaged) in statuses

        await eventually(is_there, f"{engaged.contract_id} is {' or '.join(statuses)}")

    async def bring(self, engaged: Engaged, status: str) -> None:
        """Bring the contract up to this status, from whichever it is in."""
        found = await self.contract(engaged)
        if found["status"] == "drafted" and status != "drafted":
            await engaged.talent.sign(found)
            await self.company.sign(found)
            await self.is_in(engaged, "active")
            found = await self.contract(engaged)
        if found["status"] == "active" and status in {"submitted", "closed"}:
            await engaged.talent.hand_in(engaged.contract_id)
            found = await self.contract(engaged)
        if found["status"] == "submitted" and status == "closed":
            await self.company.accept(engaged.contract_id)
        await self.is_in(engaged, status)

    async def bring_all(self, engaged: list[Engaged], status: str) -> None:
        await asyncio.gather(*(self.bring(one, status) for one in engaged))

    async def frozen(self, service: str) -> dict[str, Json]:
        """Return what a restore has put back, by id."""
        page = await self.operator.client.get(f"/v1/ops/{service}/frozen", limit=200)
        return {row["id"]: row for row in page["items"]}

    async def lift(self, service: str, subject: str, follow: str) -> None:
        body = {"follow": follow, "reason": "asked both sides"}
        await self.operator.client.post(f"/v1/ops/{service}/frozen/{subject}/lift", body)

    async def audit(self) -> Json:
        return await self.operator.audit()

    async def is_sound(self) -> Json:
        """Wait until no money is in flight and nothing is parked, and return the audit of that moment."""
        parked: list[Json] = []

        async def at_rest() -> Json | None:
            nonlocal parked
            parked = [
                item
                for service in ("matching", "contracts", "payouts", "catalog")
                for item in (await self.operator.client.get(f"/v1/ops/{service}/parked"))["items"]
            ]
            report = await self.audit()
            return report if not report["in_flight"] and not parked and report["balanced"] else None

        try:
            found: Json = await eventually(at_rest, "the money is at rest")
        except AssertionError as error:
            raise AssertionError(f"{error}: {await self.audit()}, parked: {parked}") from error
        return found

    async def moved(self) -> Counter[str]:
        """Return how often the provider has charged and paid for each contract of this market, by its own books."""
        database = Database(SecretStr(self.platform.stack.mongo_uri), "foothold_payouts", "pymongo")
        try:
            books = await database.collection("sandbox_movements").find({"done": True}, limit=100_000)
        finally:
            await database.close()
        ours = {engaged.contract_id[4:] for engaged in self.engaged}
        keys = [str(entry["_id"]).split(":") for entry in books]
        return Counter(f"{kind} {id[4:]}" for id, kind, _ in keys if id[4:] in ours)

    async def code_of_signing(self, engaged: Engaged) -> str:
        """Return the code with which a signature is refused, without the patience that a client has after a 503."""
        found = await self.contract(engaged)
        answer = await self.gateway.post(
            f"/v1/contracts/{engaged.contract_id}/signatures",
            json={"legal_name": "Director", "document_hash": found["document_hash"]},
            headers={"Authorization": f"Bearer {self.company.client.token}"},
        )
        return str(answer.json()["code"])


async def _talent(gateway: Gateway, name: str, profile: Json) -> Talent:
    client = Client(gateway)
    account = await client.sign_up(f"{name}@example.org", name)
    talent = Talent(client, account["talent_id"], name)
    await talent.settle_in({**profile, "hours_per_week": 40})
    return talent
